from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import Application
from app.domain.framework import Framework
from app.domain.records import Change, Choice, Finding, Purpose, Question, Status, Track
from app.domain.verdict import Verdict
from app.interview.events import (
    Finished,
    GapFound,
    GateOpened,
    GateSigned,
    ReplyKept,
    Said,
    ScreenFinished,
    Understood,
)
from tests.drive import NOTHING_TOLD, Seat, begin, running, sit_down, told
from tests.frameworks import five_gates, small_framework

EVIDENCED, REFUTED = Status.EVIDENCED, Status.REFUTED


@pytest.fixture
async def application(tmp_path: Path) -> AsyncIterator[Application]:
    async with running(tmp_path) as built:
        yield built


@pytest.fixture
async def ada(application: Application) -> Seat:
    """At the first lead question of the small framework: on fit.purpose.stated and fit.purpose.tried."""
    seat = await begin(application)
    await seat.comply()
    return seat


# --- a whole interview ------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", [five_gates(), small_framework()], ids=lambda f: f.id)
async def test_it_goes_gate_by_gate_and_has_a_verdict_when_every_gate_is_signed(
    tmp_path: Path, framework: Framework
) -> None:
    async with running(tmp_path, framework) as application:
        ada = await begin(application)
        assert ada.purpose == Purpose.OPENING
        await ada.say("It reads invoices.")
        assert (await ada.assessment()).description == "It reads invoices."
        for gate in framework.gates:
            assert [e.gate for e in ada.seen(GateOpened)] == [gate]
            for criterion in gate.criteria:
                assert ada.purpose == Purpose.LEAD
                assert ada.question.text == criterion.question
                assert ada.question.elements == tuple(e.id for e in criterion.elements)
                assert ada.posed.place.number == framework.criteria.index(criterion) + 1
                await ada.say(told(EVIDENCED, *ada.question.elements))
                assert isinstance(ada.events[0], ReplyKept)
                assert [r.element for e in ada.seen(Understood) for r in e.rows] == list(criterion.elements)
                assert ada.gaps == []
            assert ada.purpose == Purpose.SIGN_OFF
            assert [r.element.id for r in ada.posed.rows] == [e.id for c in gate.criteria for e in c.elements]
            assert (await ada.assessment()).verdict is Verdict.IN_PROGRESS
            assert ada.seen(Finished) == []
            await ada.click("sign")
            assert [e.gate for e in ada.seen(GateSigned)] == [gate]
        assert [e.assessment.verdict for e in ada.seen(Finished)] == [Verdict.PROCEED]
        assert ada.purpose == Purpose.CLOSING
        stats = await ada.count()
        assert stats["questions"] == len(framework.criteria)
        assert stats["probes"] == stats["reasks"] == 0


async def test_what_is_refuted_throughout_ends_in_close_the_gaps(ada: Seat) -> None:
    await ada.until(Purpose.CLOSING, REFUTED)
    assert (await ada.assessment()).verdict is Verdict.CLOSE_GAPS


async def test_the_place_counts_what_is_settled_and_met(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    assert (ada.posed.place.settled, ada.posed.place.met, ada.posed.place.total) == (1, 1, 4)
    await ada.say(told(REFUTED, *ada.question.elements))
    assert (ada.posed.place.settled, ada.posed.place.met) == (2, 1)


# --- probes and gaps --------------------------------------------------------------------------------


async def test_what_stays_open_is_probed_by_name_twice_and_then_left_not_verified(tmp_path: Path) -> None:
    framework = five_gates()
    async with running(tmp_path, framework) as application:
        ada = await begin(application)
        await ada.comply()
        criterion = framework.criteria[0]
        first, second, third = criterion.elements
        await ada.say(NOTHING_TOLD)
        for element in (first, second):
            assert ada.purpose == Purpose.PROBE
            assert ada.question.text == element.probe
            assert ada.question.elements == (element.id,)
            assert ada.gaps == []
            await ada.say(NOTHING_TOLD)
        assert ada.gaps == [criterion.id]
        assert ada.question.criterion == framework.criteria[1].id
        assert await ada.status(third.id) is Status.UNKNOWN
        await ada.until(Purpose.SIGN_OFF)
        assert {r.element.id for r in ada.posed.rows if r.open} == {first.id, second.id, third.id}


async def test_only_what_the_lead_left_open_is_probed(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, "fit.purpose.tried"))
    assert ada.purpose == Purpose.PROBE
    assert ada.question.elements == ("fit.purpose.stated",)
    await ada.say(told(EVIDENCED, "fit.purpose.stated"))
    assert ada.question.criterion == "fit.users"


async def test_a_gap_is_explained_once_when_its_criterion_settles_and_cites_its_pieces(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, "fit.purpose.stated"))
    assert ada.gaps == []
    await ada.say(told(REFUTED, "fit.purpose.tried"))
    gap = ada.seen(GapFound)[0]
    assert gap.criterion.id == "fit.purpose"
    assert [(r.element.id, r.choice) for r in gap.missing] == [("fit.purpose.tried", Choice.REFUTED)]
    assert "Fix for Purpose." in ada.prose
    assert ada.cited == {"piece-fit.purpose"}
    assert ada.seen(Said)[-1].last
    while ada.purpose != Purpose.CLOSING:
        await ada.comply()
        assert ada.gaps == []


async def test_a_correction_that_breaks_a_met_criterion_has_its_gap_explained(ada: Seat) -> None:
    await ada.until(Purpose.SIGN_OFF)
    await ada.say(f"actually {told(REFUTED, 'fit.purpose.tried')}")
    assert ada.gaps == ["fit.purpose"]
    await ada.click("sign")
    assert ada.gaps == []


async def test_a_correction_within_a_gap_that_was_explained_does_not_explain_it_again(ada: Seat) -> None:
    await ada.say(told(REFUTED, *ada.question.elements))
    assert ada.gaps == ["fit.purpose"]
    await ada.say(f"actually {told(EVIDENCED, 'fit.purpose.stated')}")
    assert ada.gaps == []


# --- nothing is asked twice -------------------------------------------------------------------------


async def test_one_reply_settles_elements_of_several_criteria_and_only_the_rest_is_asked(ada: Seat) -> None:
    told_of = ["fit.purpose.stated", "fit.users.named", "run.watch.alarm", "run.owner.named", "run.owner.on_call"]
    await ada.say(told(EVIDENCED, *told_of))
    asked: list[str] = []
    while ada.purpose != Purpose.CLOSING:
        if ada.purpose != Purpose.SIGN_OFF:
            asked += ada.question.elements
        await ada.comply()
    assert asked == ["fit.purpose.tried", "fit.users.asked", "run.watch.drilled"]
    assert (await ada.assessment()).verdict is Verdict.PROCEED
    assert (await ada.count())["reasks"] == 0


async def test_an_opening_that_tells_all_leads_straight_to_the_sign_offs(application: Application) -> None:
    ada = await begin(application)
    await ada.say(told(EVIDENCED, *(e.id for e in small_framework().elements)))
    for gate in small_framework().gates:
        assert (ada.purpose, ada.question.gate) == (Purpose.SIGN_OFF, gate.id)
        await ada.click("sign")
    assert ada.purpose == Purpose.CLOSING


async def test_a_criterion_that_settles_elsewhere_has_its_gap_explained_there_and_then(ada: Seat) -> None:
    everything = told(REFUTED, "run.owner.named", "run.owner.on_call")
    await ada.say(f"{told(EVIDENCED, *ada.question.elements)} {everything}")
    assert ada.gaps == ["run.owner"]


async def test_a_second_participant_is_asked_only_what_the_first_left_open(application: Application, ada: Seat) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    bob = await sit_down(application, ada.id, "bob")
    assert (bob.purpose, bob.question.criterion) == (Purpose.LEAD, "fit.users")
    await bob.say(told(EVIDENCED, *bob.question.elements))
    await bob.until(Purpose.CLOSING)
    assert (await bob.count())["reasks"] == 0
    await ada.open()
    assert ada.purpose == Purpose.CLOSING


# --- the quick screen -------------------------------------------------------------------------------


async def test_the_quick_screen_asks_its_questions_and_ends_without_a_verdict(tmp_path: Path) -> None:
    framework = five_gates()
    async with running(tmp_path, framework) as application:
        ada = await begin(application, track=Track.SCREEN)
        await ada.comply()
        for item in framework.quick_screen:
            assert (ada.purpose, ada.question.text) == (Purpose.SCREEN, item.question)
            assert ada.question.elements == item.elements
            assert ada.gaps == []
            await ada.comply()
        assert ada.purpose == Purpose.CLOSING
        assert [e.assessment.verdict for e in ada.seen(ScreenFinished)] == [Verdict.IN_PROGRESS]
        assert ada.seen(Finished) == []
        assert len(framework.quick_screen) == 5


async def test_the_quick_screen_leaves_out_what_is_known(application: Application) -> None:
    ada = await begin(application, track=Track.SCREEN)
    await ada.say(told(EVIDENCED, "fit.purpose.stated", "run.owner.on_call"))
    assert ada.question.elements == ("fit.users.asked",)
    await ada.comply()
    assert ada.purpose == Purpose.CLOSING


async def test_a_screen_question_is_asked_once_whatever_comes_back(application: Application) -> None:
    ada = await begin(application, track=Track.SCREEN)
    await ada.comply()
    await ada.say(NOTHING_TOLD)
    assert ada.question.text == "Who is called when it stops?"
    await ada.click("skip")
    assert ada.purpose == Purpose.CLOSING


async def test_the_full_interview_goes_on_from_the_quick_screen_and_asks_nothing_known(
    application: Application,
) -> None:
    ada = await begin(application, track=Track.SCREEN)
    await ada.until(Purpose.CLOSING)
    await ada.click("continue")
    asked: list[str] = []
    while ada.purpose != Purpose.CLOSING:
        if ada.purpose in (Purpose.LEAD, Purpose.PROBE):
            asked += ada.question.elements
        await ada.comply()
    known = {"fit.purpose.stated", "fit.users.asked", "run.owner.on_call"}
    assert sorted(asked) == sorted(e.id for e in small_framework().elements if e.id not in known)
    assert (await ada.assessment()).verdict is Verdict.PROCEED


async def test_a_criterion_that_the_quick_screen_settled_has_its_gap_explained_in_the_full_interview(
    application: Application,
) -> None:
    ada = await begin(application, track=Track.SCREEN)
    await ada.say(told(REFUTED, "fit.purpose.stated", "fit.purpose.tried"))
    assert ada.gaps == []
    await ada.until(Purpose.CLOSING)
    await ada.click("continue")
    assert ada.gaps == ["fit.purpose"]


async def test_the_quick_screen_has_no_gate_to_go_to(application: Application) -> None:
    ada = await begin(application, track=Track.SCREEN)
    await ada.comply()
    at = ada.question
    await ada.click("skip", target="run")
    assert ada.question == at
    assert "no gates" in ada.notices


async def test_there_is_nothing_to_continue_with_at_the_end_of_the_full_interview(ada: Seat) -> None:
    await ada.until(Purpose.CLOSING)
    at = ada.question
    await ada.click("continue")
    assert ada.question == at
    assert ada.notices


# --- what is put on record --------------------------------------------------------------------------


async def test_a_finding_keeps_the_words_the_speaker_and_the_reader(ada: Seat) -> None:
    await ada.say("Our charter of March: fit.purpose.stated=evidenced")
    finding = (await ada.records(Finding))[0]
    assert finding.quote is not None
    assert finding.quote.text == "Our charter of March: fit.purpose.stated=evidenced"
    assert (finding.speaker, finding.stamp.assessor) == ("ada", "scripted")


async def test_every_question_says_whom_it_was_put_to(application: Application, ada: Seat) -> None:
    bob = await sit_down(application, ada.id, "bob")
    asked = await bob.records(Question)
    assert [(q.participant, q.purpose) for q in asked] == [
        ("ada", Purpose.OPENING),
        ("ada", Purpose.LEAD),
        ("bob", Purpose.LEAD),
    ]


async def test_a_line_changed_at_the_sign_off_is_on_record_as_set_by_hand(ada: Seat) -> None:
    await ada.until(Purpose.SIGN_OFF)
    await ada.click("change", Change(element="fit.users.named", choice=Choice.REFUTED))
    finding = (await ada.records(Finding))[-1]
    assert (finding.element, finding.status, finding.source.kind) == ("fit.users.named", REFUTED, "click")
