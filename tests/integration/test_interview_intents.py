from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import Application
from app.domain.records import Change, Choice, Finding, Intent, Purpose, Question, Reading, SetAside, Status, Track
from app.domain.verdict import Verdict
from app.interview.events import (
    ExportWanted,
    Finished,
    GateOpened,
    Paused,
    Said,
    StatusShown,
)
from tests.drive import NOTHING_TOLD, Seat, begin, reach, running, sit_down, told
from tests.fakes import ScriptedAssessor

EVIDENCED, REFUTED, UNKNOWN = Status.EVIDENCED, Status.REFUTED, Status.UNKNOWN


@pytest.fixture
def assessor() -> ScriptedAssessor:
    return ScriptedAssessor()


@pytest.fixture
async def application(tmp_path: Path, assessor: ScriptedAssessor) -> AsyncIterator[Application]:
    async with running(tmp_path, assessor=assessor) as built:
        yield built


@pytest.fixture
async def ada(application: Application) -> Seat:
    """At the first lead question: on fit.purpose.stated and fit.purpose.tried."""
    seat = await begin(application)
    await seat.comply()
    return seat


ANYWHERE = [
    Purpose.LEAD, Purpose.PROBE, Purpose.CONFIRM, Purpose.CLARIFY, Purpose.RESOLVE, Purpose.SIGN_OFF, Purpose.CLOSING,
]  # fmt: skip


# --- questions back, and where things stand -------------------------------------------------------------


@pytest.mark.parametrize("purpose", ANYWHERE)
async def test_a_question_is_answered_at_any_question_which_stays_open(
    ada: Seat, assessor: ScriptedAssessor, purpose: Purpose
) -> None:
    await reach(ada, purpose, assessor)
    before = await ada.assessment()
    at = ada.question
    await ada.say("what is drift?")
    assert ada.prose == "About that: what is drift?"
    assert ada.seen(Said)[-1].last
    assert ada.cited == {"piece-fit.purpose", "piece-fit.users", "piece-run.watch", "piece-run.owner"}
    assert ada.question == at
    after = await ada.assessment()
    assert after.statements == before.statements
    assert [r.kind for r in after.records[-2:]] == ["reading", "explanation"]


@pytest.mark.parametrize("purpose", ANYWHERE)
async def test_the_buttons_why_and_example_are_answered_at_any_question(
    ada: Seat, assessor: ScriptedAssessor, purpose: Purpose
) -> None:
    await reach(ada, purpose, assessor)
    at = ada.question
    for action, words in (("why", "why does it matter"), ("example", "count as evidence")):
        await ada.click(action)
        assert words in ada.prose
        assert ada.question == at


@pytest.mark.parametrize("purpose", ANYWHERE)
async def test_status_export_and_pause_are_had_at_any_question_which_stays_open(
    ada: Seat, assessor: ScriptedAssessor, purpose: Purpose
) -> None:
    await reach(ada, purpose, assessor)
    before, at = await ada.assessment(), ada.question
    for wish, event in (("status", StatusShown), ("export", ExportWanted), ("pause", Paused)):
        for by in (ada.say, ada.click):
            await by(wish)
            assert [type(e) for e in ada.events if isinstance(e, StatusShown | ExportWanted | Paused)] == [event]
            assert ada.question == at
    assert (await ada.assessment()).statements == before.statements


# --- corrections ----------------------------------------------------------------------------------------


async def test_a_correction_at_another_question_supersedes_what_was_said_and_leaves_that_question_open(
    ada: Seat,
) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    at = ada.question
    assert at.criterion == "fit.users"
    await ada.say(f"actually {told(REFUTED, 'fit.purpose.stated')}")
    assert ada.question == at
    assert await ada.status("fit.purpose.stated") is REFUTED
    first, second = (f for f in await ada.records(Finding) if f.element == "fit.purpose.stated")
    assert second.revises == (first.id,)
    assert not (await ada.assessment()).standings["fit.purpose.stated"].in_conflict


async def test_an_unsure_correction_is_shown_with_what_was_known_before_and_counts_once_confirmed(
    ada: Seat, assessor: ScriptedAssessor
) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    at = ada.question
    assessor.unsure = True
    await ada.say(f"actually {told(REFUTED, 'fit.purpose.stated')}")
    assert ada.purpose == Purpose.CONFIRM
    [row] = [r for r in ada.posed.rows if r.proposed]
    assert (row.element.id, row.choice, row.before) == ("fit.purpose.stated", Choice.REFUTED, Choice.EVIDENCED)
    assert row.words == "actually fit.purpose.stated=refuted"
    assert await ada.status("fit.purpose.stated") is EVIDENCED
    await ada.click("accept")
    assert await ada.status("fit.purpose.stated") is REFUTED
    assert ada.gaps == ["fit.purpose"]
    assert ada.question == at


async def test_a_correction_opens_a_signed_gate_again_and_it_is_put_for_its_sign_off_once_more(ada: Seat) -> None:
    await ada.until(Purpose.SIGN_OFF)
    await ada.click("sign")
    assert ada.question.gate == "run"
    await ada.say(f"actually {told(REFUTED, 'fit.purpose.tried')}")
    assert not (await ada.assessment()).signed("fit")
    put = []
    while ada.purpose != Purpose.CLOSING:
        if ada.purpose == Purpose.SIGN_OFF:
            put.append((ada.question.gate, "changed since" in ada.question.text))
        await ada.comply()
    assert sorted(put) == [("fit", True), ("run", False)]
    assert (await ada.assessment()).verdict is Verdict.CONDITIONAL


async def test_a_correction_after_the_end_opens_the_gate_and_ends_again(ada: Seat) -> None:
    await ada.until(Purpose.CLOSING)
    await ada.say(f"actually {told(REFUTED, 'run.watch.alarm')}")
    assert ada.gaps == ["run.watch"]
    assert (ada.purpose, ada.question.gate) == (Purpose.SIGN_OFF, "run")
    assert (await ada.assessment()).verdict is Verdict.IN_PROGRESS
    await ada.click("sign")
    assert [e.assessment.verdict for e in ada.seen(Finished)] == [Verdict.CONDITIONAL]


async def test_a_correction_in_which_nothing_is_found_says_so(ada: Seat) -> None:
    at = ada.question
    await ada.say("actually I am not so certain any more")
    assert ada.question == at
    assert "no correction" in ada.notices


# --- back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["text", "click"])
async def test_back_shows_what_is_known_of_the_criterion_before_and_then_goes_on(ada: Seat, by: str) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    at = ada.question
    await (ada.say("back") if by == "text" else ada.click("back"))
    assert (ada.purpose, ada.question.criterion) == (Purpose.CONFIRM, "fit.purpose")
    assert "Purpose" in ada.question.text
    assert [(r.element.id, r.choice) for r in ada.posed.rows] == [
        ("fit.purpose.stated", Choice.EVIDENCED),
        ("fit.purpose.tried", Choice.EVIDENCED),
    ]
    await ada.click("accept", Change(element="fit.purpose.tried", choice=Choice.REFUTED))
    assert await ada.status("fit.purpose.tried") is REFUTED
    assert await ada.status("fit.purpose.stated") is EVIDENCED
    assert ada.question == at


async def test_back_may_be_said_again_for_the_criterion_before_that(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    await ada.say(told(EVIDENCED, *ada.question.elements))
    await ada.click("back")
    await ada.click("accept")
    await ada.click("back")
    assert ada.question.criterion == "fit.users"


@pytest.mark.parametrize("answered", [0, 1])
async def test_back_at_the_very_beginning_says_that_there_is_nothing_before(
    application: Application, answered: int
) -> None:
    ada = await begin(application)
    for _ in range(answered):
        await ada.comply()
    at = ada.question
    await ada.click("back")
    assert ada.question == at
    assert "nothing before" in ada.notices


async def test_back_at_a_card_shows_the_criterion_before_and_then_the_card_again(
    ada: Seat, assessor: ScriptedAssessor
) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    assessor.unsure = True
    await ada.say(told(EVIDENCED, *ada.question.elements))
    card = ada.question
    assert card.criterion == "fit.users"
    await ada.click("back")
    assert (ada.purpose, ada.question.criterion) == (Purpose.CONFIRM, "fit.purpose")
    await ada.click("accept")
    assert (ada.purpose, ada.question.criterion) == (Purpose.CONFIRM, "fit.users")
    assert await ada.status("fit.users.named") is UNKNOWN
    await ada.click("accept")
    assert await ada.status("fit.users.named") is EVIDENCED


async def test_back_at_a_sign_off_shows_the_last_criterion_and_then_the_sign_off_again(ada: Seat) -> None:
    await ada.until(Purpose.SIGN_OFF)
    at = ada.question
    await ada.click("back")
    assert (ada.purpose, ada.question.criterion) == (Purpose.CONFIRM, "fit.users")
    await ada.click("accept")
    assert ada.question == at


# --- skip -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["text", "click"])
async def test_a_skipped_criterion_comes_back_once_before_the_sign_off(ada: Seat, by: str) -> None:
    await (ada.say("skip") if by == "text" else ada.click("skip"))
    assert ada.question.criterion == "fit.users"
    assert ada.gaps == []
    await ada.comply()
    assert (ada.purpose, ada.question.criterion) == (Purpose.LEAD, "fit.purpose")
    assert "for later" in ada.question.text
    await ada.comply()
    assert ada.purpose == Purpose.SIGN_OFF
    assert await ada.status("fit.purpose.stated") is EVIDENCED


async def test_a_criterion_skipped_twice_is_left_not_verified(ada: Seat) -> None:
    await ada.click("skip")
    await ada.comply()
    await ada.click("skip")
    assert ada.gaps == ["fit.purpose"]
    assert ada.purpose == Purpose.SIGN_OFF
    assert {r.element.id for r in ada.posed.rows if r.open} == {"fit.purpose.stated", "fit.purpose.tried"}
    await ada.until(Purpose.CLOSING)
    leads = [q for q in await ada.records(Question) if q.criterion == "fit.purpose" and q.purpose is Purpose.LEAD]
    assert len(leads) == 2


async def test_a_skipped_probe_leaves_its_element_not_verified(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, "fit.purpose.stated"))
    await ada.click("skip")
    assert ada.question.criterion == "fit.users"
    assert await ada.status("fit.purpose.tried") is UNKNOWN
    await ada.until(Purpose.CLOSING)
    probes = [q for q in await ada.records(Question) if q.purpose is Purpose.PROBE]
    assert len(probes) == 1


async def test_what_was_skipped_is_not_asked_again_if_another_answer_settles_it(ada: Seat) -> None:
    await ada.click("skip")
    await ada.say(told(EVIDENCED, *ada.question.elements, "fit.purpose.stated", "fit.purpose.tried"))
    assert ada.purpose == Purpose.SIGN_OFF


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.CLARIFY, Purpose.CLOSING])
async def test_where_nothing_can_be_skipped_it_is_said(ada: Seat, assessor: ScriptedAssessor, purpose: Purpose) -> None:
    await reach(ada, purpose, assessor)
    at = ada.question
    await ada.click("skip")
    assert ada.question == at
    assert "nothing to skip" in ada.notices


async def test_skipping_to_a_gate_goes_there_and_returns_to_what_was_left(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, *ada.question.elements))
    await ada.click("skip", target="run")
    assert [e.gate.id for e in ada.seen(GateOpened)] == ["run"]
    visited = []
    while ada.purpose != Purpose.CLOSING:
        visited.append((str(ada.purpose), ada.question.criterion or ada.question.gate))
        await ada.comply()
    assert visited == [
        ("lead", "run.watch"), ("lead", "run.owner"), ("sign_off", "run"), ("lead", "fit.users"), ("sign_off", "fit"),
    ]  # fmt: skip


async def test_leaving_for_another_gate_is_no_skip(ada: Seat) -> None:
    await ada.click("skip", target="run")
    await ada.click("skip", target="fit")
    assert ada.question.criterion == "fit.purpose"
    await ada.click("skip")
    await ada.comply()
    assert ada.question.criterion == "fit.purpose"


async def test_skipping_to_a_gate_works_at_the_opening_which_is_left_behind(application: Application) -> None:
    ada = await begin(application)
    await ada.click("skip", target="run")
    assert ada.question.criterion == "run.watch"
    await ada.until(Purpose.CLOSING)
    assert [q.purpose for q in await ada.records(Question)].count(Purpose.OPENING) == 1


async def test_a_gate_that_is_not_there_or_signed_is_not_gone_to(ada: Seat) -> None:
    at = ada.question
    await ada.click("skip", target="nowhere")
    assert "'nowhere'" in ada.notices
    assert ada.question == at
    await ada.until(Purpose.SIGN_OFF)
    await ada.click("sign")
    at = ada.question
    await ada.click("skip", target="fit")
    assert "signed" in ada.notices
    assert ada.question == at


@pytest.mark.parametrize("purpose", [Purpose.PROBE, Purpose.RESOLVE, Purpose.SIGN_OFF])
async def test_skipping_to_a_gate_works_at_other_questions(
    ada: Seat, assessor: ScriptedAssessor, purpose: Purpose
) -> None:
    await reach(ada, purpose, assessor)
    await ada.click("skip", target="run")
    assert (ada.purpose, ada.question.gate) == (Purpose.LEAD, "run")
    await ada.until(Purpose.CLOSING)
    assert (await ada.assessment()).verdict is not Verdict.IN_PROGRESS


async def test_the_opening_can_be_skipped(application: Application) -> None:
    ada = await begin(application)
    await ada.click("skip")
    assert ada.purpose == Purpose.LEAD
    assert (await ada.assessment()).description == ""


# --- I don't know ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["text", "click"])
async def test_not_knowing_at_the_lead_settles_the_criterion_as_not_verified(ada: Seat, by: str) -> None:
    await (ada.say("don't know") if by == "text" else ada.click("dont_know"))
    assert ada.gaps == ["fit.purpose"]
    assert ada.question.criterion == "fit.users"
    assert [(f.element, f.status) for f in await ada.records(Finding)] == [
        ("fit.purpose.stated", UNKNOWN),
        ("fit.purpose.tried", UNKNOWN),
    ]
    await ada.until(Purpose.CLOSING)
    assert [q.criterion for q in await ada.records(Question)].count("fit.purpose") == 1


async def test_not_knowing_at_a_probe_leaves_the_rest_to_be_asked(ada: Seat) -> None:
    await ada.say(NOTHING_TOLD)
    await ada.say("don't know")
    assert (ada.purpose, ada.question.elements) == (Purpose.PROBE, ("fit.purpose.tried",))
    await ada.comply()
    assert await ada.status("fit.purpose.tried") is EVIDENCED
    assert await ada.status("fit.purpose.stated") is UNKNOWN
    assert ada.gaps == ["fit.purpose"]


async def test_what_one_does_not_know_another_can_tell_later(ada: Seat) -> None:
    await ada.say("don't know")
    await ada.say(f"actually {told(EVIDENCED, 'fit.purpose.stated', 'fit.purpose.tried')}")
    assert await ada.status("fit.purpose.stated") is EVIDENCED


async def test_not_knowing_at_the_opening_or_a_screen_question_goes_on(application: Application) -> None:
    ada = await begin(application, track=Track.SCREEN)
    for purpose in (Purpose.SCREEN, Purpose.SCREEN, Purpose.CLOSING):
        await ada.click("dont_know")
        assert ada.purpose == purpose


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.SIGN_OFF, Purpose.CLOSING])
async def test_not_knowing_where_lines_are_shown_says_how_to_set_one(
    ada: Seat, assessor: ScriptedAssessor, purpose: Purpose
) -> None:
    await reach(ada, purpose, assessor)
    at, before = ada.question, (await ada.assessment()).statements
    await ada.click("dont_know")
    assert ada.question == at
    assert "by hand" in ada.notices
    assert (await ada.assessment()).statements == before


# --- it does not apply ----------------------------------------------------------------------------------


async def at_users(seat: Seat) -> None:
    """At the lead on fit.users, which may be set aside whole."""
    await seat.comply()
    assert seat.question.criterion == "fit.users"


async def test_a_text_that_sets_something_aside_is_asked_back_first_and_done_when_confirmed(ada: Seat) -> None:
    await at_users(ada)
    await ada.say("n/a, no person ever uses it")
    assert (ada.purpose, ada.question.criterion) == (Purpose.CLARIFY, "fit.users")
    assert "Users" in ada.question.text
    assert await ada.records(SetAside) == []
    await ada.click("accept")
    [aside] = await ada.records(SetAside)
    assert (aside.part, aside.reason, aside.speaker) == ("fit.users", "n/a, no person ever uses it", "ada")
    assert ada.purpose == Purpose.SIGN_OFF
    assert ada.gaps == []


@pytest.mark.parametrize("word", ["yes", "Yes.", "ok", "that's right"])
async def test_a_plain_yes_confirms_it_and_the_first_words_are_the_reason(ada: Seat, word: str) -> None:
    await at_users(ada)
    await ada.say("n/a, no person ever uses it")
    await ada.say(word)
    assert [a.reason for a in await ada.records(SetAside)] == ["n/a, no person ever uses it"]


async def test_the_reason_can_be_given_when_it_is_asked_back(ada: Seat) -> None:
    await at_users(ada)
    await ada.say("n/a")
    await ada.say("It runs at night between two machines.")
    assert [a.reason for a in await ada.records(SetAside)] == ["It runs at night between two machines."]
    assert ada.purpose == Purpose.SIGN_OFF


@pytest.mark.parametrize("rejection", ["click", "no", "No, it applies."])
async def test_when_rejected_it_is_read_as_an_answer_and_not_asked_back_again(ada: Seat, rejection: str) -> None:
    await at_users(ada)
    await ada.say(f"n/a was in the form, {told(EVIDENCED, 'fit.users.named')}")
    await (ada.click("reject") if rejection == "click" else ada.say(rejection))
    assert await ada.records(SetAside) == []
    assert await ada.status("fit.users.named") is EVIDENCED
    assert (ada.purpose, ada.question.elements) == (Purpose.PROBE, ("fit.users.asked",))


async def test_a_rejection_in_words_is_no_reason_to_set_aside(ada: Seat) -> None:
    await at_users(ada)
    await ada.say("n/a")
    await ada.say("no, that is not what I meant at all")
    assert await ada.records(SetAside) == []
    assert ada.purpose == Purpose.PROBE


async def test_an_answer_instead_of_a_yes_counts_as_the_answer(ada: Seat) -> None:
    await at_users(ada)
    await ada.say("n/a")
    await ada.say(told(REFUTED, "fit.users.named", "fit.users.asked"))
    assert await ada.records(SetAside) == []
    assert await ada.status("fit.users.named") is REFUTED
    assert ada.purpose == Purpose.SIGN_OFF


async def test_not_knowing_when_asked_back_is_taken_for_not_knowing(ada: Seat) -> None:
    await at_users(ada)
    await ada.say("n/a")
    await ada.say("don't know")
    assert await ada.records(SetAside) == []
    assert [f.status for f in await ada.records(Finding) if f.element.startswith("fit.users")] == [UNKNOWN, UNKNOWN]
    assert ada.purpose == Purpose.SIGN_OFF


@pytest.mark.parametrize("wish", ["status", "back", "skip"])
async def test_a_wish_when_asked_back_is_no_reason_to_set_aside(ada: Seat, wish: str) -> None:
    await at_users(ada)
    await ada.say("n/a")
    await ada.say(wish)
    assert await ada.records(SetAside) == []
    assert ada.purpose in (Purpose.CLARIFY, Purpose.CONFIRM)


async def test_a_criterion_is_set_aside_by_click_with_a_reason(ada: Seat) -> None:
    await at_users(ada)
    await ada.click("not_applicable", text="  It runs between two machines. ")
    assert [(a.part, a.reason) for a in await ada.records(SetAside)] == [("fit.users", "It runs between two machines.")]
    assert ada.purpose == Purpose.SIGN_OFF
    assert {r.choice for r in ada.posed.rows if r.element.id.startswith("fit.users")} == {Choice.NOT_APPLICABLE}


async def test_without_a_reason_a_click_sets_nothing_aside_and_asks_for_one(ada: Seat) -> None:
    await at_users(ada)
    at = ada.question
    await ada.click("not_applicable", text="  ")
    assert await ada.records(SetAside) == []
    assert "reason" in ada.notices
    assert ada.question == at


async def test_at_a_probe_only_its_element_is_set_aside(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, "fit.purpose.stated"))
    await ada.click("not_applicable", text="Nothing can be tried before launch.")
    assert [a.part for a in await ada.records(SetAside)] == ["fit.purpose.tried"]
    assert ada.question.criterion == "fit.users"
    assert ada.gaps == []


@pytest.mark.parametrize("by", ["text", "click"])
async def test_a_must_meet_criterion_is_not_set_aside_whole_but_shown_element_by_element(ada: Seat, by: str) -> None:
    at = ada.question
    if by == "text":
        await ada.say("n/a, it has no purpose")
        await ada.click("accept")
    else:
        await ada.click("not_applicable", text="It has no purpose.")
    assert await ada.records(SetAside) == []
    assert "element by element" in ada.notices
    assert (ada.purpose, ada.question.criterion) == (Purpose.CONFIRM, "fit.purpose")
    assert [r.open for r in ada.posed.rows] == [True, True]
    aside = Change(element="fit.purpose.tried", choice=Choice.NOT_APPLICABLE, reason="Nothing to try.")
    await ada.click("accept", aside)
    assert [a.part for a in await ada.records(SetAside)] == ["fit.purpose.tried"]
    assert ada.question == at


async def test_the_last_element_of_a_must_meet_criterion_is_refused_kindly(ada: Seat) -> None:
    await ada.say(NOTHING_TOLD)
    await ada.click("not_applicable", text="Nothing to state.")
    assert ada.question.elements == ("fit.purpose.tried",)
    await ada.click("not_applicable", text="Nothing to try.")
    assert "at least one of its elements has to apply" in ada.notices
    assert [a.part for a in await ada.records(SetAside)] == ["fit.purpose.stated"]
    await ada.until(Purpose.CLOSING)


async def test_what_was_set_aside_can_be_said_to_apply_after_all(ada: Seat) -> None:
    await at_users(ada)
    await ada.click("not_applicable", text="Nobody uses it.")
    await ada.say(f"actually {told(EVIDENCED, 'fit.users.named', 'fit.users.asked')}")
    assert await ada.status("fit.users.named") is EVIDENCED
    assert (await ada.assessment()).now.applicable == 4


# --- a doubtful reply -----------------------------------------------------------------------------------


async def test_a_reply_held_back_waits_for_its_own_participant_only(application: Application, ada: Seat) -> None:
    await ada.say("n/a")
    bob = await sit_down(application, ada.id, "bob")
    assert bob.purpose == Purpose.LEAD
    readings = await bob.records(Reading)
    assert [(r.intent, r.clear) for r in readings][-1] == (Intent.NOT_APPLICABLE, False)
