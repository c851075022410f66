"""Retrieval over an index on disk: by hashed words where ranking is the point, by MiniLM where meaning is."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.bootstrap import build_knowledge
from app.errors import KnowledgeError
from app.inference.embedder import MiniLm
from app.knowledge.guidance import load_guidance
from app.knowledge.questions import Question
from app.knowledge.retrieval import GuidanceKnowledge
from app.knowledge.vectors import keys_of, read_vectors
from app.ports import Embedder, Found, Knowledge, Piece, PieceKind, SearchMode
from app.settings import Settings
from evals.vectors import SHIPPED, texts
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


class Watched(MiniLm):
    """Keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.seen += texts
        return super().embed(texts)


class Broken(HashingEmbedder):
    """Its weights are gone."""

    def embed(self, texts: Sequence[str]) -> Any:
        raise OSError("the weights are gone")


class Blind(HashingEmbedder):
    """To it all texts are alike."""

    def embed(self, texts: Sequence[str]) -> Any:
        return np.full((len(texts), 4), 0.5, np.float32)


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


def test_hybrid_puts_first_what_both_halves_agree_on(tmp_path: Path) -> None:
    pieces = [
        piece("both", "The alarm at night goes to whoever is on call."),
        piece("words", "Alarm, night, call: words of a list that goes on, with owners, costs, releases and months."),
        piece("other", "Count what a month of operation costs, with people."),
    ]
    knowledge = GuidanceKnowledge(pieces, HashingEmbedder(), tmp_path)
    first, second, _ = knowledge.search("whoever is on call when the alarm goes at night")
    assert first.piece.id == "both"
    assert first.score > second.score
    assert 0 < sum(f.score for f in knowledge.search("alarm at night")) <= 1
    knowledge.close()


def test_pieces_that_score_the_same_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    alike = [piece(name, f"The same words beside {name}.") for name in ("xc", "xa", "xb")]
    knowledge = GuidanceKnowledge(alike, Blind(), tmp_path)
    for mode in MODES:
        assert ids(knowledge.search("same words", mode=mode)) == ["xa", "xb", "xc"]
    knowledge.close()


def test_of_pieces_that_say_the_same_only_one_is_found(tmp_path: Path) -> None:
    twins = [piece(name, "The same words, and nothing besides.") for name in ("c", "a", "b")]
    knowledge = GuidanceKnowledge([*twins, PIECES[1]], HashingEmbedder(), tmp_path)
    for mode in MODES:
        found = ids(knowledge.search("the same words at night", mode=mode))
        assert [name for name in found if len(name) == 1] == ["a"]
        assert "alarm" in found
    knowledge.close()


def test_kinds_take_turns_where_pieces_answer_alike(tmp_path: Path) -> None:
    texts = ("one", "two", "three", "four", "five")
    definitions = [piece(f"a-{t}", f"An alarm {t}.", kind=PieceKind.DEFINITION) for t in texts]
    knowledge = GuidanceKnowledge([*definitions, piece("b-fix", "An alarm six.")], Blind(), tmp_path)
    for mode in MODES:
        assert "b-fix" in ids(knowledge.search("alarm", k=2, mode=mode))
    knowledge.close()


@pytest.mark.parametrize("mode", MODES)
def test_only_pieces_of_the_kind_are_found(knowledge: GuidanceKnowledge, mode: SearchMode) -> None:
    assert len(knowledge.search("alarm and system at night", mode=mode, kind=PieceKind.FIX)) >= 2
    assert knowledge.search("alarm and system at night", mode=mode, kind=PieceKind.WHY) == ()


def test_pieces_on_a_platform_serve_only_the_pilots_that_name_it() -> None:
    general, special = piece("a", "", "run.owner"), replace(piece("b", "", "run.owner"), platforms=("agentforce",))
    knowledge = GuidanceKnowledge([general, special], HashingEmbedder(), Path("/nowhere"))
    assert knowledge.for_criterion("run.owner") == (general, special)
    assert knowledge.for_criterion("run.owner", description="") == (general,)
    assert knowledge.for_criterion("run.owner", description="Claims on Agentforce") == (general, special)


QUESTIONS = (
    Question("release.rollback", "The new version is worse, how do we return?"),
    Question("release.rollback", "undo an update"),
    Question("run.cost", "What is the bill when all of us use it?"),
    Question("run.cost", "price of a year"),
    Question("run.watch", "Nobody noticed that it was down."),
)


@pytest.mark.parametrize("mode", MODES)
def test_a_question_finds_the_criterion_that_others_like_it_are_about(tmp_path: Path, mode: SearchMode) -> None:
    knowledge = GuidanceKnowledge(PIECES, HashingEmbedder(), tmp_path, QUESTIONS)
    for query, expected in (("undo that update", "rollback"), ("the bill of a year", "cost")):
        assert ids(knowledge.search(query, mode=mode))[0] == expected
    knowledge.close()


def test_misspelt_words_are_found_and_known_ones_left(tmp_path: Path) -> None:
    def search(query: str, vocabulary: tuple[str, ...] = ()) -> list[str]:
        knowledge = GuidanceKnowledge(PIECES, HashingEmbedder(), tmp_path, vocabulary=lambda: vocabulary)
        return ids(knowledge.search(query, mode="lexical"))

    assert search("alrm") == ["alarm"]
    assert search("alrm", ("alrm",)) == []


def test_building_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    knowledge = GuidanceKnowledge(
        PIECES, HashingEmbedder(), tmp_path, QUESTIONS, progress=lambda done, total: told.append((done, total))
    )
    knowledge.search("alarm", mode="lexical")
    assert told == []
    knowledge.search("alarm")
    assert told[0] == (0, 9)
    assert told[-1] == (9, 9)
    assert told == sorted(told)
    before = len(told)
    knowledge.search("night")
    assert len(told) == before
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


def test_the_guidance_that_ships_needs_no_embedding_but_that_of_the_query(tmp_path: Path) -> None:
    embedder, shipped = MiniLm(), texts()
    keys, vectors = read_vectors(SHIPPED)
    assert set(keys_of(shipped, embedder)) <= set(keys), "run `make vectors`"
    for place in (0, len(keys) // 2):
        made = embedder.embed([shipped[place]])[0]
        kept = vectors[keys.index(keys_of([shipped[place]], embedder)[0])]
        assert float(made @ kept) > 0.999
    watched = Watched()
    knowledge = build_knowledge(Settings(data_dir=tmp_path), watched)
    assert knowledge.search("How do we rehearse a rollback?", mode="dense")
    assert watched.seen == ["How do we rehearse a rollback?"]
    knowledge.close()


def test_what_needs_no_index_imports_none() -> None:
    code = """
import sys
from pathlib import Path
from app.knowledge.retrieval import GuidanceKnowledge
from app.settings import Settings
from evals.vectors import SHIPPED, texts
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


def test_what_asks_for_just_one_piece_finds_it_whatever_else_it_seems_to_be_about(tmp_path: Path) -> None:
    questions = [Question("run.cost", f"what does it cost to run {n}") for n in range(8)]
    asks = {"alarm": ("what does it cost if nobody wakes up",)}
    plain = GuidanceKnowledge(PIECES, HashingEmbedder(), tmp_path / "plain", questions)
    asked = GuidanceKnowledge(PIECES, HashingEmbedder(), tmp_path / "asked", questions, asks=asks)
    query = "what does it cost if nobody wakes up"
    assert plain.search(query)[0].piece.id == "cost"
    assert asked.search(query)[0].piece.id == "alarm"
    assert asked.search("what does it cost to run a model")[0].piece.id == "cost"
    for knowledge in (plain, asked):
        knowledge.close()


def test_every_topic_of_the_two_first_sources_is_found_by_what_it_says(tmp_path: Path) -> None:
    knowledge = build_knowledge(Settings(data_dir=tmp_path))
    for figure, piece in (
        ("87% failure rate", "failure-rates"),
        ("4.2 million cost of failure", "cost-of-failure"),
        ("42 % abandoned AI initiatives", "abandonment-42"),
        ("16 of 20 criteria", "checklist-16-of-20"),
        ("eight best practices", "best-practices-eight"),
        ("the ten dimensions between pilot and production", "gap-ten-dimensions"),
        ("five root causes of failure", "root-causes-five"),
        ("pass criteria of the architecture gate", "gate-architecture-pass"),
    ):
        assert piece in [found.piece.id for found in knowledge.search(figure, k=3)], figure
    knowledge.close()
