"""Retrieval over an index on disk: by hashed words where ranking is the point, by MiniLM where meaning is."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.errors import KnowledgeError
from app.inference.embedder import MiniLm
from app.knowledge.guidance import load_guidance
from app.knowledge.retrieval import GuidanceKnowledge
from app.ports import Embedder, Found, Knowledge, Piece, PieceKind, SearchMode
from tests.fakes import HashingEmbedder

ROOT = Path(__file__).parent.parent.parent
MODES: tuple[SearchMode, ...] = ("hybrid", "dense", "lexical")


def piece(name: str, text: str, criteria: str = "", elements: str = "", kind: PieceKind = PieceKind.FIX) -> Piece:
    return Piece(name, "A title", kind, tuple(criteria.split()), tuple(elements.split()), "Somebody, 2026", text)


PIECES = (
    piece("rollback", "Rehearse the rollback: go back to the release before with one command.", "release.rollback"),
    piece("alarm", "An alarm wakes whoever is on call at night.", "run.watch run.owner", "run.watch.alarm"),
    piece("owner", "One name stands behind the system, day and night.", "run.owner", "run.owner.named"),
    piece("cost", "Count what a month of operation costs, with people.", "run.cost"),
)


class Broken(HashingEmbedder):
    """Its weights are gone."""

    def embed(self, texts: Sequence[str]) -> Any:
        raise OSError("the weights are gone")


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[GuidanceKnowledge]:
    knowledge = GuidanceKnowledge(PIECES, HashingEmbedder(), tmp_path)
    yield knowledge
    knowledge.close()


def ids(found: Sequence[Found]) -> list[str]:
    return [f.piece.id for f in found]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_finds_the_piece_that_is_meant(knowledge: GuidanceKnowledge, mode: SearchMode) -> None:
    found = knowledge.search("who is on call at night when the alarm goes", mode=mode)
    assert found[0].piece == PIECES[1]
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)


@pytest.mark.parametrize("mode", MODES)
def test_only_pieces_of_the_criterion_are_found(knowledge: GuidanceKnowledge, mode: SearchMode) -> None:
    found = knowledge.search("alarm and system at night", mode=mode, criterion="run.owner")
    assert sorted(ids(found)) == ["alarm", "owner"]
    assert knowledge.search("alarm", mode=mode, criterion="no.such") == ()


@pytest.mark.parametrize("mode", MODES)
def test_no_more_than_asked_for_are_found(knowledge: GuidanceKnowledge, mode: SearchMode) -> None:
    assert len(knowledge.search("night system release month", k=2, mode=mode)) == 2


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("query", ["", "  \n"])
def test_nothing_is_found_for_nothing(knowledge: GuidanceKnowledge, mode: SearchMode, query: str) -> None:
    assert knowledge.search(query, mode=mode) == ()


def test_words_that_stand_nowhere_find_nothing_lexically(knowledge: GuidanceKnowledge) -> None:
    assert knowledge.search("zebra", mode="lexical") == ()


def test_hybrid_puts_first_what_both_halves_agree_on(knowledge: GuidanceKnowledge) -> None:
    query = "a name for the night"
    dense, lexical = (ids(knowledge.search(query, mode=mode)) for mode in ("dense", "lexical"))
    best = {p: 1 / (61 + dense.index(p)) + (1 / (61 + lexical.index(p)) if p in lexical else 0) for p in dense}
    assert {f.piece.id: f.score for f in knowledge.search(query)} == pytest.approx(best)


def test_pieces_that_score_the_same_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    twins = [piece(name, "The same words.") for name in ("c", "a", "b")]
    knowledge = GuidanceKnowledge(twins, HashingEmbedder(), tmp_path)
    for mode in MODES:
        assert ids(knowledge.search("same words", mode=mode)) == ["a", "b", "c"]
    knowledge.close()


def test_without_pieces_nothing_is_found(tmp_path: Path) -> None:
    assert GuidanceKnowledge([], HashingEmbedder(), tmp_path).search("alarm") == ()


def test_a_failing_embedder_leaves_the_search_by_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    knowledge = GuidanceKnowledge(PIECES, Broken(), tmp_path)
    assert ids(knowledge.search("alarm at night")) == ids(knowledge.search("alarm at night", mode="lexical"))
    assert "Searching by words alone" in caplog.text
    assert "the weights are gone" in caplog.text
    with pytest.raises(KnowledgeError, match=r"OSError: the weights are gone"):
        knowledge.search("alarm at night", mode="dense")


def test_an_index_that_cannot_be_written_leaves_the_search_by_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").write_text("in the way")
    knowledge = GuidanceKnowledge(PIECES, HashingEmbedder(), tmp_path)
    assert ids(knowledge.search("alarm"))[0] == "alarm"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    with pytest.raises(KnowledgeError, match="FileExistsError"):
        knowledge.search("alarm", mode="dense")


def test_pieces_on_the_elements_come_first_then_fixes_then_reasons() -> None:
    pieces = [
        piece("a-example", "", "run.owner", kind=PieceKind.EXAMPLE),
        piece("b-why", "", "run.owner", kind=PieceKind.WHY),
        piece("c-fix", "", "run.owner", "run.owner.named"),
        piece("d-fix", "", "run.owner"),
        piece("e-benchmark", "", "run.owner", "run.owner.reached", PieceKind.BENCHMARK),
        piece("f-fix", "", "run.owner run.watch", "run.owner.reached"),
        piece("g-fix", "", "run.watch"),
    ]
    knowledge = GuidanceKnowledge(pieces, HashingEmbedder(), Path("/nowhere"))
    assert [p.id[0] for p in knowledge.for_criterion("run.owner")] == list("cdfbae")
    assert [p.id[0] for p in knowledge.for_criterion("run.owner", ["run.owner.reached"])] == list("fecdba")
    assert knowledge.for_criterion("no.such") == ()


async def test_turns_search_at_once(knowledge: GuidanceKnowledge) -> None:
    searches = [asyncio.to_thread(knowledge.search, "alarm at night", mode=mode) for mode in MODES * 8]
    found = await asyncio.gather(*searches)
    assert {f[0].piece.id for f in found} == {"alarm"}


def test_what_needs_no_index_imports_none() -> None:
    code = """
import sys
from pathlib import Path
from app.knowledge.retrieval import GuidanceKnowledge
from tests.fakes import HashingEmbedder
from tests.integration.test_retrieval import PIECES
knowledge = GuidanceKnowledge(PIECES, HashingEmbedder(), Path("/nowhere"))
knowledge.for_criterion("run.owner")
assert not {"chromadb", "bm25s"} & set(sys.modules)
knowledge.search("alarm", mode="lexical")
assert "chromadb" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.fixture(scope="module")
def guidance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    """A part of the repository's guidance, for the sake of time, with the real embedder."""
    topics = ("compliance", "definition", "failure", "monitoring", "rollback", "rollout", "sponsor")
    pieces = [p for p in load_guidance(ROOT / "knowledge" / "guidance") if p.id.startswith(topics)]
    embedder: Embedder = MiniLm()
    knowledge = GuidanceKnowledge(pieces, embedder, tmp_path_factory.mktemp("data"))
    yield knowledge
    knowledge.close()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("What is drift?", "definition-drift"),
        ("When was the rollback last rehearsed?", "rollback-rehearse"),
        ("How many AI projects fail?", "failure-rates"),
        ("Do we have to follow the EU AI Act?", "compliance-identify-rules"),
        ("Someone slips instructions into a document that the assistant reads", "definition-prompt-injection"),
    ],
)
def test_questions_find_their_guidance(guidance: Knowledge, mode: SearchMode, query: str, expected: str) -> None:
    assert expected in ids(guidance.search(query, mode=mode))


def test_meaning_is_found_in_other_words(guidance: Knowledge) -> None:
    found = guidance.search("Our boss lost interest and stopped coming", k=3, mode="dense")
    assert "sponsor-keep-engaged" in ids(found)
