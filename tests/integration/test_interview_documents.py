"""Documents fill the checklist: kept, read, reviewed gate by gate; only then do they count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.bootstrap import Application
from app.domain.cards import Row
from app.domain.evidence import ElementStatus, Evidence, Weight
from app.domain.records import (
    Attachment,
    Change,
    Choice,
    Dismissal,
    DocumentReading,
    Finding,
    Purpose,
    Question,
    Standing,
    Status,
)
from app.errors import ModelError
from app.interview.events import DocumentProgress, DocumentRead, DocumentRefused
from app.ports import Perusal, ToReadDocument, no_progress
from tests.drive import Paper, Seat, begin, running, sit_down, told
from tests.fakes import ScriptedAssessor

EVIDENCED, REFUTED, UNKNOWN = Status.EVIDENCED, Status.REFUTED, Status.UNKNOWN
STATED, TRIED, NAMED = "fit.purpose.stated", "fit.purpose.tried", "fit.users.named"
ALARM = "run.watch.alarm"
CHARTER = Paper("charter.pdf", f"Charter.\n{STATED}=evidenced\n{TRIED}=refuted\n{ALARM}=evidenced")
MINUTES = Paper("minutes.docx", f"Minutes.\nNot so: {STATED}=refuted\n{NAMED}=evidenced")
ASKING = (Purpose.LEAD, Purpose.PROBE)


def change(element: str, choice: str, reason: str = "") -> Change:
    return Change(element=element, choice=Choice(choice), reason=reason)


@pytest.fixture
async def application(tmp_path: Path) -> AsyncIterator[Application]:
    async with running(tmp_path) as built:
        yield built


@pytest.fixture
async def ada(application: Application) -> Seat:
    """At the opening question."""
    return await begin(application)


def row(seat: Seat, element: str) -> Row:
    return next(r for r in seat.posed.rows if r.element.id == element)


async def asked_for(seat: Seat) -> set[str]:
    """The elements that questions have asked for."""
    return {e for q in await seat.records(Question) if q.purpose in ASKING for e in q.elements}


async def proposed(seat: Seat) -> set[str]:
    """The elements on which something waits."""
    return {e for e, s in (await seat.assessment()).standings.items() if s.proposed}


# --- what is read and shown ---------------------------------------------------------------------------


async def test_what_a_document_says_is_told_and_reviewed_gate_by_gate_and_counts_for_nothing_before(ada: Seat) -> None:
    await ada.attach(CHARTER)

    assert [(e.name, e.proposals) for e in ada.seen(DocumentRead)] == [("charter.pdf", 3)]
    assert [e.share for e in ada.seen(DocumentProgress)][-1] == 1.0
    assert (ada.purpose, ada.question.gate, ada.question.elements) == (Purpose.CONFIRM, "fit", (STATED, TRIED))
    assert "charter.pdf" in ada.question.text
    assert [(r.choice, r.words, r.where, r.proposed) for r in ada.posed.rows] == [
        (Choice.EVIDENCED, f"{STATED}=evidenced", "charter.pdf, line 2", True),
        (Choice.REFUTED, f"{TRIED}=refuted", "charter.pdf, line 3", True),
    ]
    assert await ada.status(STATED) is UNKNOWN

    await ada.click("accept")
    assert (await ada.status(STATED), await ada.status(TRIED)) == (EVIDENCED, REFUTED)
    assert (ada.question.gate, ada.question.elements) == ("run", (ALARM,))


async def test_a_charter_that_is_given_first_leads_to_questions_on_what_is_open_alone(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.until(Purpose.OPENING)
    cards = [q for q in await ada.records(Question) if q.purpose is Purpose.CONFIRM]
    assert [q.gate for q in cards] == ["fit", "run"]

    await ada.until(Purpose.CLOSING)
    assert await asked_for(ada) == {"fit.users.named", "fit.users.asked", "run.watch.drilled",
                                    "run.owner.named", "run.owner.on_call"}  # fmt: skip
    assert (await ada.count())["reasks"] == 0


async def test_a_document_can_come_in_the_middle_and_its_gap_is_explained(ada: Seat) -> None:
    await ada.comply()
    await ada.attach(Paper("a.txt", f"{STATED}=evidenced\n{TRIED}=refuted"))
    assert ada.purpose == Purpose.CONFIRM
    await ada.say("yes")
    assert ada.gaps == ["fit.purpose"]
    assert ada.question.criterion == "fit.users"


async def test_a_document_that_says_nothing_is_told_and_the_question_stays(ada: Seat) -> None:
    await ada.comply()
    before = ada.question
    await ada.attach(Paper("menu.txt", "Soup on Monday.", notes=("Left out: 1 picture.",)))
    assert [(e.proposals, e.notes) for e in ada.seen(DocumentRead)] == [(0, ("Left out: 1 picture.",))]
    assert ada.question == before


async def test_what_is_on_record_already_is_not_proposed_again(ada: Seat) -> None:
    await ada.comply()
    await ada.say(told(EVIDENCED, STATED))
    await ada.attach(Paper("a.txt", f"{STATED}=evidenced"))
    assert [e.proposals for e in ada.seen(DocumentRead)] == [0]
    assert await proposed(ada) == set()


async def test_the_same_file_twice_changes_nothing_and_says_so(ada: Seat) -> None:
    await ada.attach(CHARTER, Paper("copy.pdf", CHARTER.text))
    assert [e.name for e in ada.seen(DocumentRefused)] == ["copy.pdf"]
    await ada.click("accept")
    before = (await ada.assessment()).records

    await ada.attach(Paper("again.pdf", CHARTER.text))
    assert [(e.name, "“charter.pdf”" in e.why) for e in ada.seen(DocumentRefused)] == [("again.pdf", True)]
    assert ada.seen(DocumentRead) == []
    assert (await ada.assessment()).records == before


# --- changed and dropped ------------------------------------------------------------------------------


async def test_a_dropped_line_leaves_no_proposal_and_is_asked_about_later(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.click("accept", change(STATED, "unknown"))

    assert STATED not in await proposed(ada)
    assert [d.element for d in await ada.records(Dismissal)] == [STATED]
    standing = (await ada.assessment()).standings[STATED]
    assert (standing.accepted, standing.settled) == ((), False)
    assert ada.question.gate == "run"
    await ada.until(Purpose.CLOSING)
    assert STATED in await asked_for(ada)
    assert await ada.status(STATED) is EVIDENCED
    view = Evidence(await ada.assessment()).element((await ada.assessment()).framework.element(STATED))
    assert [s.weight for s in view.said] == [Weight.DROPPED, Weight.COUNTS]


async def test_a_changed_line_is_the_persons_and_the_document_says_nothing_against_it(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.click("accept", change(TRIED, "evidenced"))
    assert (await ada.status(STATED), await ada.status(TRIED)) == (EVIDENCED, EVIDENCED)
    assert TRIED not in await proposed(ada)
    assert ada.question.purpose is Purpose.CONFIRM  # and no conflict


async def test_a_line_can_be_set_aside_with_a_reason_and_stays_on_the_card_without_one(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.click("accept", change(TRIED, "not_applicable"))
    assert (ada.question.gate, ada.question.elements) == ("fit", (TRIED,))
    await ada.click("accept", change(TRIED, "not_applicable", "Nothing to try."))
    assert (await ada.assessment()).standings[TRIED].set_aside


async def test_what_is_typed_at_a_card_takes_the_place_of_what_it_showed(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.say(f"No, {TRIED}=evidenced")
    assert await ada.status(TRIED) is EVIDENCED
    assert (ada.question.gate, ada.question.elements) == ("fit", (STATED,))


async def test_what_is_set_in_the_checklist_does_not_hide_what_was_not_shown_yet(ada: Seat) -> None:
    await ada.attach(CHARTER)  # the card of the first gate is open
    await ada.click("set", change(ALARM, "refuted"))
    assert await proposed(ada) == {STATED, TRIED, ALARM}
    await ada.click("accept")
    assert row(ada, ALARM).conflict
    assert [s.choice for s in row(ada, ALARM).sides] == [Choice.REFUTED, Choice.EVIDENCED]


# --- opposition ---------------------------------------------------------------------------------------


async def test_two_documents_that_disagree_are_shown_with_both_quotes_and_end_as_a_conflict(ada: Seat) -> None:
    await ada.attach(CHARTER, MINUTES)
    shown = row(ada, STATED)
    assert (shown.conflict, shown.choice) == (True, Choice.UNKNOWN)
    assert [(s.choice, s.words, s.where) for s in shown.sides] == [
        (Choice.EVIDENCED, f"{STATED}=evidenced", "charter.pdf, line 2"),
        (Choice.REFUTED, f"Not so: {STATED}=refuted", "minutes.docx, line 2"),
    ]

    await ada.click("accept")
    assert await ada.status(STATED) is UNKNOWN
    await ada.click("accept")  # the card of the other gate
    assert (ada.purpose, ada.question.elements) == (Purpose.RESOLVE, (STATED,))
    assert {ada.posed.where[s.id] for s in ada.posed.sides} == {"charter.pdf, line 2", "minutes.docx, line 2"}
    await ada.click("accept", change(STATED, "refuted"))
    assert await ada.status(STATED) is REFUTED


@pytest.mark.parametrize("later", ["one by one", "from another seat"])
async def test_a_later_document_does_not_silently_win(ada: Seat, application: Application, later: str) -> None:
    await ada.attach(CHARTER)
    await ada.until(Purpose.OPENING)
    seat = ada if later == "one by one" else await sit_down(application, ada.id, "bob")
    await seat.attach(MINUTES)
    assert [s.where for s in row(seat, STATED).sides] == ["charter.pdf, line 2", "minutes.docx, line 2"]
    await seat.click("accept")
    assert (seat.purpose, seat.question.elements) == (Purpose.RESOLVE, (STATED,))
    assert await seat.status(STATED) is UNKNOWN


async def test_a_document_and_what_the_same_person_said_are_a_conflict(ada: Seat) -> None:
    await ada.comply()
    await ada.say(told(EVIDENCED, STATED))
    await ada.attach(MINUTES)
    assert [(s.where, s.speaker) for s in row(ada, STATED).sides] == [("", "ada"), ("minutes.docx, line 2", "ada")]
    await ada.click("accept")
    assert (ada.purpose, ada.question.elements) == (Purpose.RESOLVE, (STATED,))


async def test_what_is_said_against_an_accepted_document_is_a_conflict_too(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.until(Purpose.OPENING)
    await ada.comply()
    await ada.say(f"Actually, {STATED}=refuted")
    assert (ada.purpose, ada.question.elements) == (Purpose.RESOLVE, (STATED,))
    assert len(ada.posed.sides) == 2


async def test_what_is_set_by_hand_takes_the_place_of_what_the_person_accepted_of_a_document(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.until(Purpose.OPENING)
    await ada.comply()
    await ada.click("set", change(STATED, "refuted"))
    assert await ada.status(STATED) is REFUTED


async def test_settled_on_the_card_one_quote_is_kept_and_the_other_dropped(ada: Seat) -> None:
    await ada.attach(CHARTER, MINUTES)
    await ada.click("accept", change(STATED, "evidenced"))
    accepted = (await ada.assessment()).standings[STATED].accepted
    assert [s.quote.text for s in accepted if isinstance(s, Finding) and s.quote] == [f"{STATED}=evidenced"]
    assert await ada.status(STATED) is EVIDENCED
    assert STATED not in await proposed(ada)


async def test_settled_on_the_card_against_what_the_person_said_before_it_holds(ada: Seat) -> None:
    await ada.comply()
    await ada.say(told(EVIDENCED, STATED))
    await ada.attach(MINUTES)
    await ada.click("accept", change(STATED, "refuted"))
    assert await ada.status(STATED) is REFUTED
    assert "Not so" in str((await ada.assessment()).standings[STATED].accepted)


async def test_two_documents_that_agree_are_both_quoted(ada: Seat) -> None:
    await ada.attach(CHARTER, Paper("plan.txt", f"It says: {STATED}=evidenced"))
    assert len(row(ada, STATED).sides) == 2
    assert not row(ada, STATED).conflict
    await ada.click("accept")
    view = Evidence(await ada.assessment()).element((await ada.assessment()).framework.element(STATED))
    assert (view.status, len(view.quotes)) == (ElementStatus.EVIDENCED, 2)


# --- trouble ------------------------------------------------------------------------------------------


class Failing(ScriptedAssessor):
    """Cannot read documents while `error` is there."""

    error: Exception | None = None

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        if self.error:
            raise self.error
        return await super().read_document(document, progress=progress)


async def test_a_document_that_was_kept_and_not_read_is_read_on_the_next_open(tmp_path: Path) -> None:
    assessor = Failing()
    async with running(tmp_path, assessor=assessor) as application:
        ada = await begin(application)
        assessor.error = ModelError("the model is not there")
        with pytest.raises(ModelError):
            await ada.attach(CHARTER, MINUTES)
        assert len(await ada.records(Attachment)) == 2
        assert await ada.records(DocumentReading) == []

    async with running(tmp_path) as application:  # another process
        bob = await sit_down(application, ada.id, "bob")
        assert bob.seen(DocumentRead) == []  # they are ada's to review
        again = await sit_down(application, ada.id)
        assert [e.name for e in again.seen(DocumentRead)] == ["charter.pdf", "minutes.docx"]
        assert again.purpose == Purpose.CONFIRM
        await again.open()
        assert again.seen(DocumentRead) == []


async def test_a_document_that_breaks_the_reader_is_kept_and_the_interview_goes_on(tmp_path: Path) -> None:
    assessor = Failing()
    assessor.error = ValueError("this very text")
    async with running(tmp_path, assessor=assessor) as application:
        ada = await begin(application)
        await ada.attach(CHARTER)
        assert ["Something went wrong" in n for e in ada.seen(DocumentRead) for n in e.notes] == [True]
        assert ada.purpose == Purpose.OPENING
        await ada.open()
        assert ada.seen(DocumentRead) == []


async def test_who_looks_away_while_a_document_is_read_finds_it_read_later(ada: Seat) -> None:
    events = ada.application.interview.attach(ada.id, ada.participant, [CHARTER])
    async for event in events:
        if isinstance(event, DocumentProgress):
            break
    await events.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    await ada.open()
    assert [e.name for e in ada.seen(DocumentRead)] == ["charter.pdf"]
    assert ada.purpose == Purpose.CONFIRM


async def test_what_an_assessor_makes_up_is_left_out(tmp_path: Path) -> None:
    class Dreaming(ScriptedAssessor):
        async def read_document(
            self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
        ) -> Perusal:
            perusal = await super().read_document(document, progress=progress)
            first = perusal.findings[0]
            made_up = [
                first.__class__(**{**vars(first), "quote": "Nobody wrote this.", "start": 0, "end": 18}),
                first.__class__(**{**vars(first), "element": "fit.nowhere"}),
                first.__class__(**{**vars(first), "start": 999, "end": 1030}),
            ]
            return Perusal((*made_up, *perusal.findings[1:]), perusal.stamp)

    async with running(tmp_path, assessor=Dreaming()) as application:
        ada = await begin(application)
        await ada.attach(CHARTER)
        findings = [f for f in await ada.records(Finding) if f.standing is Standing.PROPOSED]
        assert [(f.element, f.quote.text if f.quote else "") for f in findings] == [
            (STATED, f"{STATED}=evidenced"),  # the one whose place was wrong, found where it stands
            (TRIED, f"{TRIED}=refuted"),
            (ALARM, f"{ALARM}=evidenced"),
        ]


async def test_a_document_opens_a_signed_gate_again_and_its_card_comes_before_the_sign_off(ada: Seat) -> None:
    await ada.until(Purpose.CLOSING)
    await ada.attach(Paper("late.txt", f"{STATED}=refuted"))
    assert (ada.purpose, ada.question.gate) == (Purpose.CONFIRM, "fit")
    await ada.click("accept")
    assert (ada.purpose, ada.question.elements) == (Purpose.RESOLVE, (STATED,))
    await ada.click("accept", change(STATED, "evidenced"))
    assert (ada.purpose, ada.question.gate) == (Purpose.SIGN_OFF, "fit")


async def test_at_a_sign_off_a_line_from_a_document_can_still_be_changed(ada: Seat) -> None:
    await ada.attach(CHARTER)
    await ada.until(Purpose.SIGN_OFF)
    await ada.click("change", change(STATED, "refuted"))
    assert await ada.status(STATED) is REFUTED
    assert ada.purpose == Purpose.SIGN_OFF
