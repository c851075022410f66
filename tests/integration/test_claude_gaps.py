"""Several gaps of one turn: one call, a text for each, and what becomes of it when that call goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.assessors.breaker import Breaker
from app.assessors.claude import ClaudeAssessor
from app.assessors.fallback import JOINT, FallbackAssessor
from app.domain.records import Change, Choice, Explanation, Purpose, Usage
from app.interview.events import GapFound, Said
from app.ports import Gap, Piece, PieceKind, Prose
from tests.drive import Seat, begin, running
from tests.fake_claude import Cut, ErrorStatus, FakeClaude, Scripted, claude_at
from tests.fake_claude.asked import Asked
from tests.fakes import ScriptedAssessor
from tests.frameworks import five_gates

FRAMEWORK = five_gates()
ONE, TWO, THREE = FRAMEWORK.criteria[:3]


class Saying:
    """Answers with one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def answer(self, asked: Asked) -> str:
        return self.text


def piece(name: str, *criteria: str) -> Piece:
    return Piece(name, f"On {name}", PieceKind.FIX, criteria, (), "Somebody, 2026", f"{name} helps.")


SHARED = piece("shared", ONE.id, TWO.id)
GAPS = [
    Gap(FRAMEWORK, ONE, tuple(e.id for e in ONE.elements), (piece("one", ONE.id), SHARED)),
    Gap(FRAMEWORK, TWO, tuple(e.id for e in TWO.elements), (SHARED, piece("two", TWO.id))),
    Gap(FRAMEWORK, THREE, tuple(e.id for e in THREE.elements), ()),
]


@pytest.fixture
def fake() -> Iterator[FakeClaude]:
    with FakeClaude(Saying("")) as running:
        yield running


@pytest.fixture
async def claude(fake: FakeClaude) -> AsyncIterator[ClaudeAssessor]:
    assessor = claude_at(fake)
    yield assessor
    await assessor.aclose()


async def told(prose: AsyncIterator[Prose]) -> tuple[list[str], list[tuple[str, ...]], list[Prose]]:
    """The text and the sources of each gap, and all stretches."""
    parts = [p async for p in prose]
    texts, cites = [""] * len(GAPS), list[tuple[str, ...]]([()] * len(GAPS))
    for part in parts:
        texts[part.gap] += part.text
        cites[part.gap] = part.cites
    return texts, cites, parts


async def test_one_call_explains_all_and_each_cites_its_own_pieces_alone(
    fake: FakeClaude, claude: ClaudeAssessor
) -> None:
    fake.brain = Saying(
        f"{ONE.id}\nFirst [2], then [1], not [3].\n\n{TWO.id}\nHere [3] and [2], not [1].\n\n{THREE.id}\nNothing [1]."
    )
    texts, cites, parts = await told(claude.explain_gap(*GAPS))
    assert texts[:2] == ["First [1], then [2], not.", "Here [1] and [2], not."]
    assert cites == [("shared", "one"), ("two", "shared"), ()]
    assert texts[2].startswith("Nothing.")
    assert "No guidance" in texts[2]
    assert len(fake.requests) == 1
    assert sum(c.requests for p in parts for c in p.calls) == 1
    assert [p.stamp is not None for p in parts].count(True) == len(GAPS)
    assert all(sum(p.gap == number for p in parts) > 1 for number in range(3))  # it streams


async def test_the_request_names_what_each_piece_is_for_and_one_gap_alone_is_asked_as_ever(
    fake: FakeClaude, claude: ClaudeAssessor
) -> None:
    fake.brain = Saying("One.")
    await told(claude.explain_gap(*GAPS[:2]))
    await told(claude.explain_gap(GAPS[0]))
    both, one = (r.body["messages"][0]["content"][-1]["text"] for r in fake.requests)
    assert f'criteria="{ONE.id} {TWO.id}"' in both
    assert both.count("Criterion: ") == 2
    assert 'criteria="' not in one
    assert fake.requests[0].body["system"] == fake.requests[1].body["system"]


@pytest.mark.parametrize(
    "text", ["All in one text, with no names.", f"{ONE.id}\nAll in one text.\n\n{THREE.id}\nLast."]
)
async def test_a_gap_that_the_model_leaves_out_is_told_in_the_frameworks_words(
    fake: FakeClaude, claude: ClaudeAssessor, text: str
) -> None:
    fake.brain = Saying(text)
    texts, cites, parts = await told(claude.explain_gap(*GAPS))
    assert "All in one text" in texts[0]
    assert TWO.why in texts[1]
    assert TWO.fix in texts[1]
    assert cites == [(), (), ()]
    assert [p.gap for p in parts] == sorted(p.gap for p in parts)
    assert parts[-1].calls


async def test_where_it_breaks_off_what_is_told_stands_and_the_second_goes_on_from_there(
    fake: FakeClaude, claude: ClaudeAssessor
) -> None:
    words = "words and more of them, one after the other, so that there is something to break off in the middle of"
    fake.brain = Saying(f"{ONE.id}\nThe first one [1].\n\n{TWO.id}\nThe second one [3], {words}\n\n{THREE.id}\nThird.")
    fake.fail(Cut(8))
    fallback = FallbackAssessor(claude, ScriptedAssessor())
    texts, cites, parts = await told(fallback.explain_gap(*GAPS))
    assert texts[0] == "The first one [1]."
    before, _, after = texts[1].partition(JOINT)
    assert before.startswith("The second one [1]")
    assert after == f"{TWO.title} is not met. {TWO.fix}"
    assert texts[2] == f"{THREE.title} is not met. {THREE.fix}"
    assert cites[0] == ("one",)
    assert sum(bool(p.notice) for p in parts) == 1
    by = {p.gap: p.stamp.instead_of for p in parts if p.stamp}
    assert by == {0: "", 1: "claude", 2: "claude"}
    assert len(fake.requests) == 1


async def test_a_gap_that_is_to_cost_nothing_is_told_by_the_second_without_a_word_on_it(
    fake: FakeClaude, claude: ClaudeAssessor
) -> None:
    free = Gap(FRAMEWORK, ONE, GAPS[0].missing, (), at_no_cost=True)
    texts, _, parts = await told(FallbackAssessor(claude, ScriptedAssessor()).explain_gap(free))
    assert texts[0] == f"{ONE.title} is not met. {ONE.fix}"
    assert fake.requests == []
    assert not any(p.notice for p in parts)
    assert parts[-1].stamp
    assert (parts[-1].stamp.assessor, parts[-1].stamp.instead_of) == ("scripted", "")


# --- in the interview --------------------------------------------------------------------------------------


@pytest.fixture
async def ada(fake: FakeClaude, tmp_path: Path) -> AsyncIterator[Seat]:
    fake.brain = Scripted({})
    assessor = FallbackAssessor(claude_at(fake), ScriptedAssessor(), Breaker(failures=10**9))
    async with running(tmp_path, FRAMEWORK, assessor) as application:
        seat = await begin(application)
        if seat.purpose is Purpose.OPENING:
            await seat.say("It reads invoices.")
        yield seat
    await assessor.aclose()


async def set_refuted(seat: Seat, *criteria: str) -> None:
    """One click on the checklist that makes gaps of all these."""
    elements = [e.id for c in criteria for e in FRAMEWORK.criterion(c).elements]
    await seat.click("set", *(Change(element=e, choice=Choice.REFUTED) for e in elements))


async def test_gaps_of_one_turn_take_one_call_and_each_is_on_record_by_itself(fake: FakeClaude, ada: Seat) -> None:
    before = len(fake.requests)
    criteria = [c.id for c in FRAMEWORK.criteria[:4]]
    await set_refuted(ada, *criteria)
    assert len(fake.requests) == before + 1
    assert ada.gaps == criteria
    explanations = await ada.records(Explanation)
    assert [e.criterion for e in explanations] == criteria
    for explanation in explanations:
        assert explanation.text.startswith("What is missing matters")
        serving = ada.application.knowledge.for_criterion(str(explanation.criterion))
        assert {c.piece for c in explanation.cites} <= {p.id for p in serving}
        assert explanation.cites
    [usage] = [u for u in await ada.records(Usage) if u.of == explanations[0].reply]
    assert sum(c.requests for c in usage.calls) == 1
    kinds = [type(e) for e in ada.events if isinstance(e, GapFound | Said)]
    assert kinds[0] is GapFound
    ends = [i for i, e in enumerate(ada.events) if isinstance(e, Said) and e.last]
    found = [i for i, e in enumerate(ada.events) if isinstance(e, GapFound)]
    assert all(end < following for end, following in zip(ends, found[1:], strict=False))


async def test_more_gaps_than_anybody_reads_take_one_call_all_the_same(fake: FakeClaude, ada: Seat) -> None:
    before = len(fake.requests)
    criteria = [c.id for c in FRAMEWORK.criteria[:9]]
    await set_refuted(ada, *criteria)
    assert len(fake.requests) == before + 1
    explanations = await ada.records(Explanation)
    assert [e.criterion for e in explanations] == criteria
    assert [e.stamp.assessor for e in explanations if e.stamp] == ["claude"] * 5 + ["scripted"] * 4
    assert all(e.text for e in explanations)


async def test_where_the_call_fails_all_are_explained_by_the_second(fake: FakeClaude, ada: Seat) -> None:
    fake.fail(ErrorStatus(401))
    criteria = [c.id for c in FRAMEWORK.criteria[:3]]
    await set_refuted(ada, *criteria)
    explanations = await ada.records(Explanation)
    assert [e.criterion for e in explanations] == criteria
    assert [e.stamp.instead_of for e in explanations if e.stamp] == ["claude"] * 3
    assert ada.notices.count("does not accept this installation's key") == 1
