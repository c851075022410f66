"""The playbook with the real guidance, model and assessor."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.assessors.local import LocalAssessor
from app.bootstrap import build_knowledge
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.interview.playbook import Playbook
from app.knowledge.guidance import load_guidance
from app.knowledge.retrieval import GuidanceKnowledge
from app.ports import Piece
from app.settings import Settings


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Playbook, GuidanceKnowledge]]:
    settings, embedder = Settings(data_dir=tmp_path_factory.mktemp("data")), MiniLm()
    framework = load_framework(settings.framework)
    knowledge = build_knowledge(settings, embedder, framework=framework)
    yield Playbook(framework, knowledge, LocalAssessor(embedder)), knowledge
    knowledge.close()


@pytest.fixture
def playbook(parts: tuple[Playbook, GuidanceKnowledge]) -> Playbook:
    return parts[0]


async def ask(playbook: Playbook, text: str) -> tuple[str, tuple[Piece, ...]]:
    said = [s async for s in playbook.ask(text)]
    assert said[-1].last
    return "".join(s.text for s in said), tuple({p.id: p for s in said for p in s.cites}.values())


@pytest.mark.parametrize(
    ("question", "piece"),
    [
        ("How much downtime is 99.9 percent in a month?", "availability-in-minutes"),
        ("What is drift?", "definition-drift"),
        ("How many AI projects fail?", "failure-rates"),
        ("What are the OWASP risks for language models?", "owasp-llm-ten"),
    ],
)
async def test_an_answer_is_made_of_pieces_and_marks_each(playbook: Playbook, question: str, piece: str) -> None:
    text, cites = await ask(playbook, question)
    assert piece in [p.id for p in cites]
    assert 1 <= len(cites) <= 3
    assert len(text.split()) <= 145
    assert [f"[{n}]" for n in range(1, len(cites) + 1)] == re.findall(r"\[\d\]", text)


@pytest.mark.parametrize(
    "question", ["What is the weather like?", "Write me a poem", "Which vendor is best?", "What does HIPAA require?"]
)
async def test_what_the_guidance_does_not_have_is_said(playbook: Playbook, question: str) -> None:
    text, cites = await ask(playbook, question)
    assert "nothing on" in text
    assert cites == ()


async def test_guidance_on_a_platform_is_given_to_those_who_name_it(playbook: Playbook) -> None:
    _, cites = await ask(playbook, "How do we keep our CRM data clean?")
    assert not any(p.platforms for p in cites)
    _, cites = await ask(playbook, "How do we scale HubSpot Breeze?")
    assert any("Breeze" in p.platforms for p in cites)


async def test_this_means_what_was_asked_before(playbook: Playbook) -> None:
    _, cites = await ask(playbook, "How do we rehearse a rollback?")
    about = playbook.about(cites)
    assert about is not None
    said = "".join([s.text async for s in playbook.ask("How long does that take?", about)])
    assert about.effort in said


async def test_every_question_that_leads_on_is_answered(playbook: Playbook) -> None:
    _, cites = await ask(playbook, "Who should sponsor an AI system?")
    asks = playbook.follow_ups(cites)
    assert 2 <= len(asks) <= 3
    for question in asks:
        assert (await ask(playbook, question))[1], question


def test_every_citation_opens(playbook: Playbook) -> None:
    pieces = load_guidance(Settings().knowledge_dir / "guidance")
    assert [p.id for p in pieces if playbook.piece(p.id, p.title) != p] == []
    assert playbook.piece("no-such-piece", "Nothing") is None
