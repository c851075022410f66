from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import Application
from app.domain.cards import Row
from app.domain.records import (
    Change,
    Choice,
    Finding,
    Grade,
    Purpose,
    Question,
    Resolution,
    SetAside,
    SignOff,
    Standing,
    Status,
    Track,
)
from app.domain.verdict import Verdict
from app.interview.events import Finished, GateOpened, GateSigned, Understood
from tests.drive import NOTHING_TOLD, Seat, begin, running, sit_down, told
from tests.fakes import ScriptedAssessor

EVIDENCED, REFUTED, UNKNOWN = Status.EVIDENCED, Status.REFUTED, Status.UNKNOWN
STATED, TRIED = "fit.purpose.stated", "fit.purpose.tried"


def change(element: str, choice: str, reason: str = "") -> Change:
    return Change(element=element, choice=Choice(choice), reason=reason)


@pytest.fixture
def assessor() -> ScriptedAssessor:
    """Unsure of all that it reads."""
    return ScriptedAssessor(unsure=True)


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


@pytest.fixture
async def shown(ada: Seat) -> Seat:
    """At a card that shows fit.purpose.stated as evidenced and fit.purpose.tried as refuted."""
    await ada.say(f"{STATED}=evidenced {TRIED}=refuted")
    return ada


def row(seat: Seat, element: str) -> Row:
    return next(r for r in seat.posed.rows if r.element.id == element)


# --- what was understood ------------------------------------------------------------------------------


async def test_an_unsure_reading_is_shown_with_its_words_and_counts_for_nothing_yet(shown: Seat) -> None:
    assert (shown.purpose, shown.question.criterion) == (Purpose.CONFIRM, "fit.purpose")
    assert [(r.element.id, r.choice, r.proposed, r.before) for r in shown.posed.rows] == [
        (STATED, Choice.EVIDENCED, True, None),
        (TRIED, Choice.REFUTED, True, None),
    ]
    assert {r.words for r in shown.posed.rows} == {f"{STATED}=evidenced {TRIED}=refuted"}
    assert await shown.status(STATED) is await shown.status(TRIED) is UNKNOWN
    assert shown.gaps == []
    assert shown.seen(Understood) == []


@pytest.mark.parametrize("by", ["click", "yes", "Yes!", "OK", "that's right."])
async def test_accepted_as_shown_it_counts_with_its_words_and_its_gap_is_explained(shown: Seat, by: str) -> None:
    await (shown.click("accept") if by == "click" else shown.say(by))
    assert (await shown.status(STATED), await shown.status(TRIED)) == (EVIDENCED, REFUTED)
    assert shown.gaps == ["fit.purpose"]
    assert shown.question.criterion == "fit.users"
    accepted = [f for f in await shown.records(Finding) if f.standing is Standing.ACCEPTED]
    assert [f.quote is not None and f.confirmed_by is not None for f in accepted] == [True, True]
    assert accepted[0].grade is Grade.INSTANCE


async def test_an_unsure_reading_that_says_what_is_accepted_already_leaves_no_proposal_that_nobody_sees(
    shown: Seat,
) -> None:
    await shown.click("accept")
    await shown.say(f"Actually, {STATED}=evidenced")
    assert (await shown.assessment()).standings[STATED].proposed == ()
    assert shown.question.purpose is not Purpose.CONFIRM


async def test_a_line_that_the_person_changes_is_theirs_and_the_others_are_accepted(shown: Seat) -> None:
    await shown.click("accept", change(TRIED, "evidenced"))
    assert (await shown.status(STATED), await shown.status(TRIED)) == (EVIDENCED, EVIDENCED)
    by_hand = [f for f in await shown.records(Finding) if f.element == TRIED][-1]
    assert (by_hand.quote, by_hand.grade, by_hand.stamp.assessor) == (None, Grade.ASSERTED, "person")
    assert shown.gaps == []
    assert shown.question.criterion == "fit.users"


async def test_a_line_set_to_not_known_is_not_asked_again(shown: Seat) -> None:
    await shown.click("accept", change(TRIED, "unknown"))
    assert await shown.status(TRIED) is UNKNOWN
    assert shown.question.criterion == "fit.users"
    assert shown.gaps == ["fit.purpose"]


async def test_a_line_does_not_apply_with_a_reason(shown: Seat) -> None:
    await shown.click("accept", change(TRIED, "not_applicable", "Nothing to try."))
    assert [(a.part, a.reason) for a in await shown.records(SetAside)] == [(TRIED, "Nothing to try.")]
    assert await shown.status(STATED) is EVIDENCED
    assert shown.gaps == []


async def test_without_a_reason_a_line_stays_on_the_card_and_the_others_are_accepted(shown: Seat) -> None:
    await shown.click("accept", change(TRIED, "not_applicable"))
    assert "a reason is needed" in shown.notices
    assert await shown.records(SetAside) == []
    assert await shown.status(STATED) is EVIDENCED
    assert shown.purpose == Purpose.CONFIRM
    assert [r.element.id for r in shown.posed.rows if r.proposed] == [TRIED]


async def test_the_last_line_of_a_must_meet_criterion_cannot_be_set_aside(shown: Seat) -> None:
    await shown.click(
        "accept", change(STATED, "not_applicable", "None."), change(TRIED, "not_applicable", "None either.")
    )
    assert "at least one of its elements has to apply" in shown.notices
    assert [a.part for a in await shown.records(SetAside)] == [STATED]
    assert [r.element.id for r in shown.posed.rows if r.proposed] == [TRIED]


async def test_a_change_to_an_element_that_is_not_there_is_refused_and_the_rest_taken(shown: Seat) -> None:
    await shown.click("accept", change("fit.purpose.nowhere", "evidenced"))
    assert "'fit.purpose.nowhere'" in shown.notices
    assert await shown.status(STATED) is EVIDENCED


async def test_an_open_line_of_the_criterion_stands_on_the_card_too_and_can_be_set(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, STATED))
    assert [(r.element.id, r.open) for r in ada.posed.rows] == [(STATED, False), (TRIED, True)]
    assert not row(ada, TRIED).proposed
    await ada.click("accept", change(TRIED, "evidenced"))
    assert ada.question.criterion == "fit.users"


async def test_an_open_line_that_is_left_alone_is_probed(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, STATED))
    await ada.click("accept")
    assert (ada.purpose, ada.question.elements) == (Purpose.PROBE, (TRIED,))


@pytest.mark.parametrize("word", ["no", "wrong", "Not quite."])
async def test_a_plain_no_leaves_the_card_and_says_how_to_change_it(shown: Seat, word: str) -> None:
    at = shown.question
    await shown.say(word)
    assert shown.question == at
    assert "change the lines" in shown.notices
    assert await shown.status(STATED) is UNKNOWN


async def test_a_correction_typed_on_the_card_takes_the_place_of_its_line(
    shown: Seat, assessor: ScriptedAssessor
) -> None:
    assessor.unsure = False
    await shown.say(told(EVIDENCED, TRIED))
    assert await shown.status(TRIED) is EVIDENCED
    assert [(r.element.id, r.choice) for r in shown.posed.rows if r.proposed] == [(STATED, Choice.EVIDENCED)]
    await shown.click("accept")
    assert (await shown.status(STATED), await shown.status(TRIED)) == (EVIDENCED, EVIDENCED)


async def test_an_unsure_correction_typed_on_the_card_is_shown_in_place_of_its_line(shown: Seat) -> None:
    await shown.say(told(EVIDENCED, TRIED))
    assert [(r.element.id, r.choice) for r in shown.posed.rows] == [
        (STATED, Choice.EVIDENCED),
        (TRIED, Choice.EVIDENCED),
    ]
    assert row(shown, TRIED).words == "fit.purpose.tried=evidenced"
    await shown.click("accept")
    assert (await shown.status(STATED), await shown.status(TRIED)) == (EVIDENCED, EVIDENCED)


async def test_a_remark_on_the_card_in_which_nothing_is_found_says_so(shown: Seat) -> None:
    at = shown.question
    await shown.say(NOTHING_TOLD)
    assert shown.question == at
    assert "no correction" in shown.notices


async def test_a_button_of_another_question_does_nothing_at_a_card(shown: Seat) -> None:
    at = shown.question
    for action in ("sign", "later", "continue"):
        await shown.click(action)
        assert shown.question == at
        assert shown.notices
    assert await shown.status(STATED) is UNKNOWN


async def test_a_reply_on_several_criteria_is_shown_on_one_card(ada: Seat) -> None:
    await ada.say(told(EVIDENCED, STATED, "run.owner.named", "run.watch.alarm"))
    assert [r.element.id for r in ada.posed.rows] == [STATED, TRIED, "run.watch.alarm", "run.owner.named"]
    await ada.click("accept")
    assert await ada.status("run.owner.named") is EVIDENCED
    assert ada.question.elements == (TRIED,)


async def test_a_card_on_a_later_gate_does_not_take_away_its_opening(application: Application) -> None:
    ada = await begin(application)
    await ada.say(told(EVIDENCED, "run.watch.alarm"))
    assert ada.question.criterion == "run.watch"
    await ada.click("accept")
    assert [e.gate.id for e in ada.seen(GateOpened)] == ["fit"]
    await ada.until(Purpose.SIGN_OFF)
    await ada.click("sign")
    assert [e.gate.id for e in ada.seen(GateOpened)] == ["run"]


async def test_a_card_in_the_quick_screen_shows_what_its_question_asked_for(application: Application) -> None:
    ada = await begin(application, track=Track.SCREEN)
    await ada.comply()
    await ada.say(told(EVIDENCED, STATED))
    assert [r.element.id for r in ada.posed.rows] == [STATED, "fit.users.asked"]


# --- the same speaker says otherwise ------------------------------------------------------------------


async def test_an_unsure_contradiction_by_the_same_speaker_shows_what_was_known_before(shown: Seat) -> None:
    await shown.click("accept")
    await shown.say(told(REFUTED, STATED, "fit.users.named", "fit.users.asked"))
    assert (row(shown, STATED).choice, row(shown, STATED).before) == (Choice.REFUTED, Choice.EVIDENCED)
    assert row(shown, "fit.users.named").before is None
    await shown.click("accept")
    assert await shown.status(STATED) is REFUTED
    assert not (await shown.assessment()).standings[STATED].in_conflict


async def test_a_contradiction_that_was_misread_is_set_back_and_the_first_words_still_carry_it(shown: Seat) -> None:
    await shown.click("accept")
    await shown.say(told(REFUTED, STATED, "fit.users.named", "fit.users.asked"))
    await shown.click("accept", change(STATED, "evidenced"))
    standing = (await shown.assessment()).standings[STATED]
    assert standing.status is EVIDENCED
    assert standing.grade is Grade.INSTANCE
    assert standing.pending == ()
    assert shown.purpose == Purpose.SIGN_OFF


async def test_a_gap_is_not_explained_again_because_a_correction_within_it_was_confirmed(shown: Seat) -> None:
    await shown.click("accept")
    assert shown.gaps == ["fit.purpose"]
    await shown.say(f"actually {told(REFUTED, STATED)}")
    assert shown.purpose == Purpose.CONFIRM
    await shown.click("accept")
    assert await shown.status(STATED) is REFUTED
    assert shown.gaps == []


# --- conflicts ----------------------------------------------------------------------------------------


@pytest.fixture
async def bob(application: Application, ada: Seat, assessor: ScriptedAssessor) -> Seat:
    """At the conflict on fit.purpose.stated: Ada said that it holds, Bob that it does not."""
    assessor.unsure = False
    await ada.say(told(EVIDENCED, STATED, TRIED))
    seat = await sit_down(application, ada.id, "bob")
    await seat.say(f"As far as I know {told(REFUTED, STATED)} {told(EVIDENCED, 'fit.users.named', 'fit.users.asked')}")
    return seat


async def test_opposite_statements_of_two_people_are_put_side_by_side_and_hold_as_not_evidenced(bob: Seat) -> None:
    assert (bob.purpose, bob.question.elements) == (Purpose.RESOLVE, (STATED,))
    assert [(s.speaker, getattr(s, "status", None)) for s in bob.posed.sides] == [("ada", EVIDENCED), ("bob", REFUTED)]
    assert bob.posed.rows[0].conflict
    assert await bob.status(STATED) is UNKNOWN
    assert (await bob.assessment()).now.rating("fit.purpose") == "partial"


async def test_a_conflict_is_settled_by_click_with_a_reason_and_both_statements_are_on_record(bob: Seat) -> None:
    sides = bob.posed.sides
    await bob.click("accept", change(STATED, "evidenced", "Ada wrote the charter."))
    [resolution] = await bob.records(Resolution)
    assert (resolution.speaker, resolution.choice) == ("bob", Choice.EVIDENCED)
    assert resolution.reason == "Ada wrote the charter."
    assert resolution.revises == tuple(s.id for s in sides)
    assert await bob.status(STATED) is EVIDENCED
    await bob.until(Purpose.CLOSING)
    assert [q.purpose for q in await bob.records(Question)].count(Purpose.RESOLVE) == 1
    assert (await bob.assessment()).verdict is Verdict.PROCEED


async def test_the_reason_may_be_given_as_text_beside_the_click(bob: Seat) -> None:
    await bob.click("accept", change(STATED, "refuted"), text="I checked with the board.")
    assert [(r.choice, r.reason) for r in await bob.records(Resolution)] == [
        (Choice.REFUTED, "I checked with the board.")
    ]


async def test_a_conflict_left_open_is_put_once_and_stays_one(bob: Seat) -> None:
    await bob.click("later")
    while bob.purpose != Purpose.CLOSING:
        assert bob.purpose != Purpose.RESOLVE
        await bob.comply()
    assessment = await bob.assessment()
    assert assessment.standings[STATED].in_conflict
    assert assessment.verdict is Verdict.CONDITIONAL


async def test_a_conflict_is_put_to_the_other_side_as_well_unless_it_is_settled(ada: Seat, bob: Seat) -> None:
    await ada.open()
    assert (ada.purpose, ada.question.elements) == (Purpose.RESOLVE, (STATED,))
    await bob.click("accept", change(STATED, "evidenced"))
    await ada.open()
    assert ada.purpose == Purpose.SIGN_OFF


async def test_a_button_that_settles_nothing_leaves_the_conflict_at_hand(bob: Seat) -> None:
    at = bob.question
    await bob.click("accept")
    assert bob.question == at
    assert "which of it holds" in bob.notices


async def test_a_text_that_says_nothing_of_it_leaves_the_conflict_at_hand(bob: Seat) -> None:
    at = bob.question
    await bob.say("That is a long story.")
    assert bob.question == at
    assert "did not settle it" in bob.notices


async def test_taking_ones_own_side_back_ends_the_conflict(bob: Seat) -> None:
    await bob.say(f"I was wrong, {told(EVIDENCED, STATED)}")
    assert await bob.status(STATED) is EVIDENCED
    assert await bob.records(Resolution) == []
    assert bob.purpose != Purpose.RESOLVE


async def test_a_conflict_is_settled_as_not_applicable_only_with_a_reason(bob: Seat) -> None:
    await bob.click("accept", change(STATED, "not_applicable"))
    assert "a reason is needed" in bob.notices
    assert await bob.records(Resolution) == []
    assert bob.purpose == Purpose.RESOLVE
    await bob.click("accept", change(STATED, "not_applicable", "There is none."))
    assert (await bob.assessment()).standings[STATED].set_aside


# --- signing off --------------------------------------------------------------------------------------


@pytest.fixture
async def signing(ada: Seat, assessor: ScriptedAssessor) -> Seat:
    """At the sign-off of the first gate, everything in it evidenced."""
    assessor.unsure = False
    await ada.until(Purpose.SIGN_OFF)
    return ada


async def test_a_gate_is_signed_as_it_was_shown(signing: Seat) -> None:
    await signing.click("sign")
    [sign_off] = await signing.records(SignOff)
    assert (sign_off.gate, sign_off.speaker) == ("fit", "ada")
    assert [e.gate.id for e in signing.seen(GateSigned)] == ["fit"]
    assert signing.question.gate == "run"


async def test_a_line_changed_at_the_sign_off_is_shown_again_before_it_is_signed(signing: Seat) -> None:
    await signing.click("change", change(TRIED, "refuted"))
    assert signing.seen(GateSigned) == []
    assert signing.gaps == ["fit.purpose"]
    assert (signing.purpose, signing.question.gate) == (Purpose.SIGN_OFF, "fit")
    assert row(signing, TRIED).choice is Choice.REFUTED
    await signing.click("sign")
    assert [e.gate.id for e in signing.seen(GateSigned)] == ["fit"]


async def test_signing_with_changed_lines_shows_them_first(signing: Seat) -> None:
    await signing.click("sign", change(TRIED, "refuted"))
    assert await signing.records(SignOff) == []
    assert row(signing, TRIED).choice is Choice.REFUTED


@pytest.mark.parametrize("text", ["yes", "I sign this", "ok, signed!"])
async def test_no_text_signs_a_gate(signing: Seat, text: str) -> None:
    at = signing.question
    await signing.say(text)
    assert signing.question == at
    assert "button" in signing.notices
    assert await signing.records(SignOff) == []


async def test_a_correction_typed_at_the_sign_off_shows_the_gate_again(signing: Seat) -> None:
    at = signing.question
    await signing.say(told(REFUTED, TRIED))
    assert await signing.status(TRIED) is REFUTED
    assert signing.purpose == Purpose.SIGN_OFF
    assert signing.question != at


async def test_left_for_later_a_gate_is_not_put_again_and_there_is_no_verdict(signing: Seat) -> None:
    await signing.click("later")
    put = []
    while signing.purpose != Purpose.CLOSING:
        put += [signing.question.gate] if signing.purpose == Purpose.SIGN_OFF else []
        await signing.comply()
    assert put == ["run"]
    assert [e.assessment.verdict for e in signing.seen(Finished)] == [Verdict.IN_PROGRESS]


async def test_left_for_later_a_gate_is_put_again_when_something_in_it_changes(signing: Seat) -> None:
    await signing.click("later")
    await signing.say(f"actually {told(REFUTED, TRIED)}")
    put = []
    while signing.purpose != Purpose.CLOSING:
        put += [signing.question.gate] if signing.purpose == Purpose.SIGN_OFF else []
        await signing.comply()
    assert sorted(map(str, put)) == ["fit", "run"]
    assert (await signing.assessment()).verdict is Verdict.CONDITIONAL


async def test_a_gate_left_for_later_can_be_gone_to_and_signed(signing: Seat) -> None:
    await signing.click("later")
    await signing.until(Purpose.CLOSING)
    await signing.click("skip", target="fit")
    assert (signing.purpose, signing.question.gate) == (Purpose.SIGN_OFF, "fit")
    await signing.click("later")
    assert signing.purpose == Purpose.CLOSING
    await signing.click("skip", target="fit")
    await signing.click("sign")
    assert [e.assessment.verdict for e in signing.seen(Finished)] == [Verdict.PROCEED]


async def test_a_gate_that_changed_under_the_sign_off_is_not_signed_as_it_was(
    application: Application, signing: Seat
) -> None:
    bob = await sit_down(application, signing.id, "bob")
    await bob.say(f"actually {told(REFUTED, TRIED)}")
    await signing.click("sign")
    assert await signing.records(SignOff) == []
    assert signing.notices
    assert signing.purpose == Purpose.RESOLVE


async def test_what_one_has_signed_is_not_put_to_another(application: Application, signing: Seat) -> None:
    await signing.click("sign")
    bob = await sit_down(application, signing.id, "bob")
    assert bob.question.gate == "run"
    await bob.until(Purpose.CLOSING)
    assert [(s.gate, s.speaker) for s in await bob.records(SignOff)] == [("fit", "ada"), ("run", "bob")]


async def test_a_doubt_at_the_sign_off_that_is_cleared_by_words_leaves_it_to_be_signed(signing: Seat) -> None:
    await signing.say("n/a, some of it")
    assert signing.purpose == Purpose.CLARIFY
    await signing.say(told(REFUTED, TRIED))
    assert await signing.status(TRIED) is REFUTED
    assert (signing.purpose, signing.question.gate) == (Purpose.SIGN_OFF, "fit")
    await signing.click("sign")
    assert [e.gate.id for e in signing.seen(GateSigned)] == ["fit"]


async def test_a_set_aside_confirmed_at_the_sign_off_is_sent_to_the_lines(signing: Seat) -> None:
    at = signing.question
    await signing.say("n/a, some of it")
    await signing.click("accept")
    assert await signing.records(SetAside) == []
    assert "by hand" in signing.notices
    assert signing.question == at


async def test_a_line_is_set_aside_at_the_sign_off(signing: Seat) -> None:
    await signing.click("change", change("fit.users.asked", "not_applicable", "Nobody uses it."))
    assert row(signing, "fit.users.asked").choice is Choice.NOT_APPLICABLE
    assert [a.part for a in await signing.records(SetAside)] == ["fit.users.asked"]
