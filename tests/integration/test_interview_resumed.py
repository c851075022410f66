from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.domain.records import Change, Choice, Purpose, Question, Status, Track
from app.domain.verdict import Verdict
from app.errors import NotFound
from app.interview.events import Finished, GapFound, Noticed, ReplyKept
from app.interview.session import Sent
from tests.drive import NOTHING_TOLD, begin, reach, running, sit_down, told
from tests.fakes import ScriptedAssessor
from tests.frameworks import small_framework

EVIDENCED, REFUTED = Status.EVIDENCED, Status.REFUTED


@pytest.mark.parametrize("purpose", [p for p in Purpose if p not in (Purpose.OPENING, Purpose.SCREEN)])
async def test_reopened_at_any_question_it_asks_the_same_one_and_goes_on_to_the_end(
    tmp_path: Path, purpose: Purpose
) -> None:
    assessor = ScriptedAssessor()
    async with running(tmp_path, assessor=assessor) as application:
        ada = await begin(application)
        await ada.comply()
        await reach(ada, purpose, assessor)
        await ada.click("pause")
        left, records = ada.posed, (await ada.assessment()).records
    async with running(tmp_path, assessor=assessor) as application:
        for _ in range(2):
            ada = await sit_down(application, ada.id)
            assert ada.posed == left
            assert (await ada.assessment()).records == records
            assert ada.seen(Finished) == []
            assert ada.seen(GapFound) == []
        await ada.until(Purpose.CLOSING)
        assert (await ada.assessment()).verdict is not Verdict.IN_PROGRESS
        assert (await ada.count())["reasks"] == 0


@pytest.mark.parametrize("purpose", [Purpose.OPENING, Purpose.SCREEN])
async def test_reopened_at_the_opening_or_a_screen_question_it_asks_the_same_one(
    tmp_path: Path, purpose: Purpose
) -> None:
    async with running(tmp_path) as application:
        ada = await begin(application, track=Track.SCREEN)
        await ada.until(purpose)
        left, records = ada.posed, (await ada.assessment()).records
    async with running(tmp_path) as application:
        ada = await sit_down(application, ada.id)
        assert ada.posed == left
        assert (await ada.assessment()).records == records


async def test_reopened_at_a_look_back_it_shows_the_same_card(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        ada = await begin(application)
        await ada.comply()
        await ada.comply()
        await ada.click("back")
        left = ada.posed
        assert left.question.purpose is Purpose.CONFIRM
    async with running(tmp_path) as application:
        ada = await sit_down(application, ada.id)
        assert ada.posed == left
        await ada.click("accept", Change(element="fit.purpose.tried", choice=Choice.REFUTED))
        assert await ada.status("fit.purpose.tried") is REFUTED
        assert ada.question.criterion == "fit.users"


async def test_what_was_skipped_before_the_pause_comes_back_after_it(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        ada = await begin(application)
        await ada.comply()
        await ada.click("skip")
    async with running(tmp_path) as application:
        ada = await sit_down(application, ada.id)
        await ada.comply()
        assert (ada.purpose, ada.question.criterion) == (Purpose.LEAD, "fit.purpose")


async def test_a_client_that_stops_listening_loses_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        ada = await begin(application)
        await ada.comply()
        sent = ada.sent(told(EVIDENCED, *ada.question.elements))
        stream = application.interview.send(ada.id, "ada", sent)
        async for event in stream:
            assert isinstance(event, ReplyKept)
            break
        await stream.aclose()  # type: ignore[attr-defined]
        await ada.open()
        assert await ada.status("fit.purpose.stated") is EVIDENCED
        assert ada.question.criterion == "fit.users"


async def test_a_turn_that_is_cancelled_is_finished_when_the_interview_is_opened_again(tmp_path: Path) -> None:
    class Waiting(ScriptedAssessor):
        def __init__(self) -> None:
            super().__init__()
            self.reading = asyncio.Event()

        async def read_reply(self, reply):  # type: ignore[no-untyped-def]
            if "fit.purpose" in reply.reply and not self.reading.is_set():
                self.reading.set()
                await asyncio.Event().wait()
            return await super().read_reply(reply)

    assessor = Waiting()
    async with running(tmp_path, assessor=assessor) as application:
        ada = await begin(application)
        await ada.comply()
        turn = asyncio.create_task(ada.say(told(EVIDENCED, *ada.question.elements)))
        await assessor.reading.wait()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        await ada.open()
        assert await ada.status("fit.purpose.stated") is EVIDENCED
        assert ada.question.criterion == "fit.users"


async def test_the_framework_that_it_was_opened_with_stays_and_that_is_said(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        ada = await begin(application)
        await ada.comply()
        await ada.say(told(EVIDENCED, *ada.question.elements))
    old = small_framework()
    users = old.criterion("fit.users").model_copy(update={"question": "Something else?"})
    fit = old.gates[0].model_copy(update={"criteria": (old.gates[0].criteria[0], users)})
    changed = old.model_copy(update={"version": 4, "gates": (fit, old.gates[1])})
    changed = type(old).model_validate(changed.model_dump())
    async with running(tmp_path, changed) as application:
        ada = await sit_down(application, ada.id)
        assert "framework has changed" in ada.notices
        assert ada.question.text == "Lead question on Users?"
        await ada.say(NOTHING_TOLD)
        assert ada.question.text == "Probe on Users named?"
        assert (await ada.assessment()).framework == old
        new = await begin(application)
        assert "changed" not in new.notices
        await new.comply()
        await new.comply()
        assert new.question.text == "Something else?"


async def test_an_assessment_of_another_framework_goes_on_without_a_word(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        ada = await begin(application)
    other = type(small_framework()).model_validate({**small_framework().model_dump(), "id": "another"})
    async with running(tmp_path, other) as application:
        ada = await sit_down(application, ada.id)
        assert ada.seen(Noticed) == []
        assert (await ada.assessment()).framework.id == "two-gates"


async def test_an_assessment_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        with pytest.raises(NotFound, match="'nowhere'"):
            await sit_down(application, "nowhere")
        with pytest.raises(NotFound, match="'nowhere'"):
            async for _ in application.interview.send("nowhere", "ada", Sent("e", "q", "text")):
                pass


async def test_two_assessments_of_one_participant_do_not_touch_each_other(tmp_path: Path) -> None:
    async with running(tmp_path) as application:
        first, second = await begin(application), await begin(application)
        await first.comply()
        await first.comply()
        await second.open()
        assert second.purpose == Purpose.OPENING
        assert [q.purpose for q in await second.records(Question)] == [Purpose.OPENING]
