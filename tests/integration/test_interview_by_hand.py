"""Elements set by hand in the checklist, whatever is being asked; and what concerns an assessment as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bootstrap import Application
from app.domain.records import Change, Choice, Explanation, Purpose, SignOff, Status
from app.errors import InputRefused, NotFound
from app.interview.events import Understood
from tests.drive import Seat, begin, reach, running, sit_down
from tests.fakes import ScriptedAssessor
from tests.integration.test_interview_intents import ANYWHERE

STATED, ALARM = "fit.purpose.stated", "run.watch.alarm"


@pytest.fixture
def assessor() -> ScriptedAssessor:
    return ScriptedAssessor()


@pytest.fixture
async def application(tmp_path: Path, assessor: ScriptedAssessor) -> AsyncIterator[Application]:
    async with running(tmp_path, assessor=assessor) as built:
        yield built


@pytest.fixture
async def ada(application: Application) -> Seat:
    seat = await begin(application)
    await seat.comply()
    return seat


def to(choice: Choice, element: str = ALARM, reason: str = "") -> Change:
    return Change(element=element, choice=choice, reason=reason)


@pytest.mark.parametrize("purpose", ANYWHERE)
async def test_an_element_is_set_whatever_is_asked_and_nothing_else_changes(
    ada: Seat, assessor: ScriptedAssessor, purpose: Purpose
) -> None:
    await reach(ada, purpose, assessor)
    before = await ada.assessment()
    wanted = Choice.REFUTED if before.standings[ALARM].status is not Status.REFUTED else Choice.EVIDENCED
    await ada.click("set", to(wanted))
    after = await ada.assessment()
    changed = {e for e in before.standings if before.standings[e].choices != after.standings[e].choices}
    assert changed == {ALARM}
    assert after.standings[ALARM].choices == {wanted}
    assert [r.element.id for shown in ada.seen(Understood) for r in shown.rows] == [ALARM]


async def test_a_card_that_is_open_is_not_accepted_by_it(ada: Seat, assessor: ScriptedAssessor) -> None:
    assessor.unsure = True
    await ada.say(f"{STATED}=evidenced")
    card = ada.question
    await ada.click("set", to(Choice.EVIDENCED))
    assert ada.question == card
    assert not (await ada.assessment()).standings[STATED].settled


async def test_a_question_whose_elements_were_all_set_is_not_asked_any_more(ada: Seat) -> None:
    at = ada.question
    await ada.click("set", *(to(Choice.EVIDENCED, e) for e in at.elements))
    assert ada.question.criterion != at.criterion


async def test_a_signed_gate_opens_again_and_is_to_be_signed_anew(ada: Seat, assessor: ScriptedAssessor) -> None:
    await reach(ada, Purpose.CLOSING, assessor)
    assert (await ada.assessment()).signed("fit")
    await ada.click("set", to(Choice.REFUTED, STATED))
    assert not (await ada.assessment()).signed("fit")
    assert "The Fit gate was signed. With this change it is open again" in ada.notices
    assert (ada.question.purpose, ada.question.gate) == (Purpose.SIGN_OFF, "fit")
    await ada.click("sign")
    assert len(await ada.records(SignOff)) == 3
    assert (await ada.assessment()).signed("fit")


async def test_setting_it_aside_needs_a_reason(ada: Seat) -> None:
    await ada.click("set", to(Choice.NOT_APPLICABLE))
    assert "a reason is needed" in ada.notices
    await ada.click("set", to(Choice.NOT_APPLICABLE, reason="nothing runs at night"))
    assert (await ada.assessment()).standings[ALARM].set_aside


async def test_what_is_explained_is_on_record_in_its_words_with_what_it_cites(ada: Seat) -> None:
    asked = ada.question
    await ada.say("what is drift?")
    answer = (await ada.records(Explanation))[-1]
    assert (answer.of, answer.text, answer.criterion) == ("answer", ada.prose, asked.criterion)
    assert {c.piece for c in answer.cites} == ada.cited
    await ada.click("set", *(to(Choice.REFUTED, e) for e in asked.elements))
    gap = (await ada.records(Explanation))[-1]
    assert (gap.of, gap.text, gap.criterion) == ("gap", ada.prose, asked.criterion)


# --- the assessment as a whole ----------------------------------------------------------------------------


async def test_a_pilot_can_be_given_another_name_by_which_it_is_listed_and_reported(
    ada: Seat, application: Application
) -> None:
    await application.interview.rename(ada.id, "ada", "  Invoice \n reader 2 ")
    assert [line.pilot for line in await application.store.list()] == ["Invoice reader 2"]
    assert (await application.interview.assessment(ada.id)).name == "Invoice reader 2"
    assert b"Invoice reader 2" in application.render(await ada.assessment(), "md")
    for name in ("", "x" * 201):
        with pytest.raises(InputRefused, match="expected 1 to 200 characters"):
            await application.interview.rename(ada.id, "ada", name)


async def test_a_deleted_assessment_is_gone_and_the_others_stay(ada: Seat, application: Application) -> None:
    other = await begin(application)
    await application.interview.delete(ada.id)
    assert [line.id for line in await application.store.list()] == [other.id]
    with pytest.raises(NotFound):
        await sit_down(application, ada.id)
    with pytest.raises(NotFound):
        await ada.say("Still here?")
    await other.say("It reads invoices.")
