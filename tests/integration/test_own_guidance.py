"""An organisation's own documents, from the file to what is said with them; real files, a real index."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import build_application
from app.domain.records import Explanation, Status
from app.errors import DocumentRefused, NotFound
from app.inference.embedder import MiniLm
from app.knowledge.own_documents import OwnDocuments
from app.knowledge.own_guidance import Addition, OwnGuidance
from app.knowledge.questions import Question, load_questions
from app.knowledge.retrieval import OWN, GuidanceKnowledge
from app.ports import Piece, PieceKind, SearchMode
from app.settings import Settings
from tests.documents import PLANTED, line, pdf, word
from tests.drive import begin, told
from tests.fakes import HashingEmbedder, ScriptedAssessor, TickingClock
from tests.frameworks import five_gates, small_framework

ROOT = Path(__file__).parents[2]
MODES: tuple[SearchMode, ...] = ("hybrid", "dense", "lexical")

COMMON = tuple(
    Piece(f"common-{n}", f"On {criterion}", kind, (criterion,), elements, "Somebody, 2026", text)
    for n, (criterion, kind, elements, text) in enumerate(
        (
            ("fit.purpose", PieceKind.FIX, ("fit.purpose.tried",), "Try what it is for with one team first."),
            ("fit.purpose", PieceKind.EXAMPLE, (), "A bank tried letters first and calls later."),
            ("run.owner", PieceKind.FIX, (), "Name who answers for the system day and night."),
        )
    )
)
QUESTIONS = (
    Question("fit.purpose", "what is the purpose, what is it for and who tried it"),
    Question("fit.purpose", "purpose of the tool tried with a team"),
    Question("run.owner", "who is the owner that answers for the system"),
    Question("run.owner", "owner on duty at night"),
    Question("run.watch", "alarm and dashboards that somebody watches"),
)
PURPOSE = "# Purpose\n\nThe purpose of every tool is written down and tried with a team before it is bought."
OWNER = "# Owner\n\nThe owner of a system is the zebra officer, who answers for the system at night."


class Guidance:
    """The guidance of a workspace as a process has it."""

    def __init__(self, data_dir: Path, workspace: str = "acme", embedder: HashingEmbedder | None = None) -> None:
        self.embedder = embedder or HashingEmbedder()
        documents = OwnDocuments(data_dir, workspace)
        self.knowledge = GuidanceKnowledge(COMMON, self.embedder, data_dir, QUESTIONS, own=documents)
        self.own = OwnGuidance(documents, self.knowledge, lambda: datetime(2026, 3, 2, tzinfo=UTC))

    async def add(self, name: str, text: str | bytes) -> Addition:
        return await self.own.add(name, text.encode() if isinstance(text, str) else text)

    def found(self, query: str, mode: SearchMode = "hybrid", **only: Any) -> list[str]:
        return [f.piece.title for f in self.knowledge.search(query, k=20, mode=mode, **only)]


Open = Callable[..., Guidance]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens the guidance of a workspace as a process of its own would; all are closed at the end."""
    made: list[Guidance] = []

    def opened(workspace: str = "acme", embedder: HashingEmbedder | None = None) -> Guidance:
        made.append(Guidance(tmp_path, workspace, embedder))
        return made[-1]

    yield opened
    for guidance in made:
        guidance.knowledge.close()


@pytest.mark.parametrize("mode", MODES)
async def test_what_is_added_is_found_at_once_in_every_process_and_what_is_removed_is_not(
    opened: Open, mode: SearchMode
) -> None:
    here, there = opened(), opened()
    for guidance in (here, there):
        assert not any("policy" in title for title in guidance.found("zebra officer at night", mode))
    await here.add("policy.md", OWNER)
    here.own.refresh()
    for guidance in (here, there):
        assert guidance.found("zebra officer at night", mode)[0] == "policy.md: Owner"
        assert guidance.found("zebra officer", mode, kind=PieceKind.POLICY, criterion="run.owner") == [
            "policy.md: Owner"
        ]
        assert guidance.found("zebra officer", mode, criterion="fit.purpose") != ["policy.md: Owner"]
    there.own.remove("policy.md")
    for guidance in (here, there):
        assert not any("policy" in title for title in guidance.found("zebra officer at night", mode))


async def test_another_workspace_sees_nothing_of_it(opened: Open, tmp_path: Path) -> None:
    acme, other = opened("acme"), opened("Acme")
    await acme.add("policy.md", OWNER)
    await other.add("rules.md", OWNER.replace("zebra", "okapi"))
    for mode in MODES:
        assert "rules.md: Owner" not in acme.found("who is the officer at night", mode)
        assert "policy.md: Owner" not in other.found("who is the officer at night", mode)
        assert "policy.md: Owner" not in opened("third").found("zebra officer", mode)
    assert [p.title for p in acme.knowledge.for_criterion("run.owner")] == ["policy.md: Owner", "On run.owner"]
    assert [p.title for p in other.knowledge.for_criterion("run.owner")] == ["rules.md: Owner", "On run.owner"]
    assert [d.name for d in other.own.documents()] == ["rules.md"]
    with pytest.raises(NotFound):
        other.own.remove("policy.md")
    nobodys = GuidanceKnowledge(COMMON, HashingEmbedder(), tmp_path, QUESTIONS)
    assert not any(found.piece.workspace for found in nobodys.search("zebra officer", mode="lexical"))


async def test_only_what_is_new_is_embedded_and_each_workspace_keeps_its_index(opened: Open, tmp_path: Path) -> None:
    first = opened()
    await first.add("a.md", OWNER)
    first.own.refresh()
    assert len(first.embedder.embedded) == 1 + len(COMMON) + len(QUESTIONS)
    other = opened("other")
    await other.add("b.md", PURPOSE)
    other.own.refresh()
    assert len(other.embedder.embedded) == 1
    before = (tmp_path / "index" / "current").read_text()
    again = opened()
    again.found("officer", "dense")
    assert again.embedder.embedded == ["officer"]
    await again.add("c.md", PURPOSE)
    again.own.refresh()
    again.found("purpose", "dense")
    assert [t.split("\n")[0] for t in again.embedder.embedded] == ["officer", "c.md: Purpose", "purpose"]
    assert (tmp_path / "index" / "current").read_text() == before


async def test_while_an_index_is_built_the_one_before_serves(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    building, go_on = threading.Event(), threading.Event()

    class Slow(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> Any:
            if any("b.md" in text for text in texts):
                building.set()
                assert go_on.wait(30)
            return super().embed(texts)

    here, there = opened(), opened(embedder=Slow())
    await here.add("a.md", OWNER)
    here.own.refresh()
    assert "a.md: Owner" in there.found("zebra officer", "dense")
    await here.add("b.md", PURPOSE)
    try:
        assert "a.md: Owner" in there.found("zebra officer", "dense")
        assert building.wait(30)
        assert "b.md: Purpose" not in there.found("purpose of a tool", "dense")
        assert "b.md: Purpose" in there.found("purpose of a tool")
        there.own.remove("a.md")
        assert "a.md: Owner" not in there.found("zebra officer", "dense")
    finally:
        go_on.set()
    there.own.refresh()
    assert "b.md: Purpose" in there.found("purpose of a tool", "dense")
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_a_file_is_added_replaced_or_left_and_each_is_said(opened: Open) -> None:
    guidance = opened()
    assert (await guidance.add("folder/policy.md", OWNER)).outcome == "added"
    same = await guidance.add("policy.md", OWNER)
    assert (same.outcome, same.document.name) == ("unchanged", "policy.md")
    renamed = await guidance.add("copy.md", OWNER)
    assert (renamed.outcome, renamed.document.name) == ("unchanged", "policy.md")
    assert (await guidance.add("policy.md", OWNER.replace("zebra", "okapi"))).outcome == "replaced"
    assert [d.name for d in guidance.own.documents()] == ["policy.md"]
    assert "zebra" not in str(guidance.knowledge.for_criterion("run.owner"))
    assert "okapi" in str(guidance.knowledge.for_criterion("run.owner"))


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"%PDF-1.7 cut"])
async def test_a_file_that_cannot_be_read_is_refused_by_name_and_nothing_is_kept(opened: Open, content: bytes) -> None:
    guidance = opened()
    with pytest.raises(DocumentRefused, match=r"^policy\.pdf: "):
        await guidance.add("policy.pdf", content)
    assert guidance.own.documents() == ()


async def test_pages_and_hidden_text(opened: Open) -> None:
    guidance = opened()
    pages = pdf([line("Purpose and scope of this policy.")], [line(OWNER.split("\n")[-1]), line(PLANTED, ink="1 1 1")])
    added = await guidance.add("Policy.pdf", pages)
    (passage,) = added.document.passages
    assert passage.place == "pages 1 and 2"
    assert "Ignore" not in passage.text
    assert any("would not see it" in note for note in added.document.notes)
    await guidance.add("Policy.docx", word(lambda d: d.add_paragraph("The owner answers for the system.")))
    assert [d.name for d in guidance.own.documents()] == ["Policy.docx", "Policy.pdf"]


async def test_a_passage_gets_the_criteria_that_it_is_about_and_none_where_that_is_unlikely(tmp_path: Path) -> None:
    questions = load_questions(ROOT / "knowledge" / "questions.yaml", five_gates())[::5]
    documents = OwnDocuments(tmp_path, "acme")
    knowledge = GuidanceKnowledge(COMMON, MiniLm(), tmp_path, questions, own=documents)
    own = OwnGuidance(documents, knowledge, TickingClock().now)
    texts = {
        "rollback": "Rollback of a release is rehearsed each quarter on production and takes fifteen minutes.",
        "training": "The first users are trained before the tool is rolled out, and hours are planned for the others.",
        "canteen": "Lunch is served from noon to two. Soup and bread cost three francs. Guests pay the full price.",
        "dress": "On site helmets are worn, in the office a jacket. Badges are handed in when leaving the company.",
    }
    for name, text in texts.items():
        await own.add(f"{name}.txt", text.encode())
    assert {d.name: list(d.passages[0].criteria) for d in own.documents()} == {
        "canteen.txt": [],
        "dress.txt": [],
        "rollback.txt": ["architecture.deployment"],
        "training.txt": ["adoption.training"],
    }
    knowledge.close()


async def test_own_guidance_comes_behind_what_is_missing_and_before_the_rest_and_is_bounded(opened: Open) -> None:
    guidance = opened()
    await guidance.add("a.md", PURPOSE)
    titles = [p.id for p in guidance.knowledge.for_criterion("fit.purpose", ["fit.purpose.tried"])]
    assert titles[0] == "common-0"
    assert titles[1].startswith("own:")
    assert titles[2:] == ["common-1"]
    for n in range(OWN + 3):
        await guidance.add(f"b{n}.md", f"{PURPOSE} Number {n}.")
    found = guidance.knowledge.for_criterion("fit.purpose")
    assert len([p for p in found if p.workspace]) == OWN
    assert len(found) == OWN + 2


async def test_interviews_see_the_guidance_of_their_workspace_and_no_other(tmp_path: Path) -> None:
    for workspace, animal in (("acme", "zebra"), ("other", "okapi")):
        adding = Guidance(tmp_path, workspace)
        await adding.add(f"{animal}.md", f"{PURPOSE} Ask the {animal} officer.")
        adding.own.refresh()
        adding.knowledge.close()
    for workspace, own, foreign in (("acme", "zebra", "okapi"), ("other", "okapi", "zebra"), ("none", "", "zebra")):
        guidance = Guidance(tmp_path, workspace)
        async with build_application(
            Settings(data_dir=tmp_path, workspace=workspace),
            framework=small_framework(),
            assessor=ScriptedAssessor(),
            knowledge=guidance.knowledge,
            clock=TickingClock(),
        ) as application:
            ada = await begin(application)
            await ada.comply()
            await ada.say("what does the officer say on the purpose of a tool?")
            await ada.say(told(Status.REFUTED, "fit.purpose.stated", "fit.purpose.tried"))
            said = await ada.records(Explanation)
            assert [e.of for e in said] == ["answer", "gap"]
            cited = [str(e.cites) for e in said]
            assessment = await ada.assessment()
            exports = [application.render(assessment, name).decode() for name in ("md", "csv", "json")]
            for text in (*cited, *exports[:2]):
                assert foreign not in text
                assert (f"“{own}.md”" in text.replace("\\", "")) == bool(own)
            assert foreign not in exports[2]
            assert application.own_guidance is not None
            assert [d.name for d in application.own_guidance.documents()] == ([f"{own}.md"] if own else [])
        guidance.knowledge.close()


SEARCHING = """
import sys
from pathlib import Path
from tests.integration.test_own_guidance import Guidance
guidance = Guidance(Path(sys.argv[1]))
for query in sys.stdin:
    print(guidance.found(query.strip(), "dense")[:1], len(guidance.embedder.embedded), flush=True)
"""


def searching(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SEARCHING, str(data_dir)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def ask(process: subprocess.Popen[str], query: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{query}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


async def test_another_process_finds_it_without_a_restart_and_embeds_nothing(opened: Open, tmp_path: Path) -> None:
    here = opened()
    await here.add("a.md", PURPOSE)
    here.own.refresh()
    process = searching(tmp_path)
    assert ask(process, "purpose of every tool") == "['a.md: Purpose'] 1"
    await here.add("b.md", OWNER)
    here.own.refresh()
    assert ask(process, "the zebra officer is the owner") == "['b.md: Owner'] 2"
    process.communicate()
    assert process.returncode == 0
