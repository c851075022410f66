"""Random walks through the interview: whatever people send, it breaks nowhere, repeats nothing and can be ended."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bootstrap import Application
from app.domain.records import Change, Choice, Click, Purpose, Status, Track
from app.domain.verdict import Verdict
from app.interview.events import Finished
from app.interview.session import Sent
from app.reports.imports import read_export
from app.simulation.counting import count
from tests.drive import NOTHING_TOLD, Seat, begin, running, sit_down, told
from tests.fakes import COMMANDS, ScriptedAssessor
from tests.frameworks import small_framework

ELEMENTS = [e.id for e in small_framework().elements]
ACTIONS = [
    "accept", "reject", "sign", "later", "change", "continue",
    "dont_know", "not_applicable", "skip", "back", "status", "export", "pause", "why", "example",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing that happens: who does it, at which of two clients, and what.

    Attributes:
        comply: They give the question what it asks for, by this status.
        again: They send what they sent before once more.
    """

    who: int
    client: int
    unsure: bool
    comply: Status | None = None
    text: str = ""
    click: Click | None = None
    again: bool = False


def texts() -> st.SearchStrategy[str]:
    said = st.dictionaries(st.sampled_from(ELEMENTS), st.sampled_from([Status.EVIDENCED, Status.REFUTED]), max_size=4)
    telling = said.map(lambda s: " ".join(told(status, e) for e, status in s.items()) or NOTHING_TOLD)
    return st.one_of(
        telling,
        telling.map(lambda t: f"actually {t}"),
        telling.map(lambda t: f"n/a {t}"),
        st.sampled_from([*COMMANDS, "what is that?", "yes", "no", "no, it does apply", ""]),
    )


def clicks() -> st.SearchStrategy[Click]:
    changes = st.lists(
        st.builds(
            Change,
            element=st.sampled_from([*ELEMENTS, "fit.purpose.nowhere"]),
            choice=st.sampled_from(Choice),
            reason=st.sampled_from(["", "Because."]),
        ),
        max_size=3,
    ).map(tuple)
    target = st.sampled_from([None, None, "fit", "run", "fit.purpose", "nowhere"])
    return st.builds(Click, action=st.sampled_from(ACTIONS), changes=changes, target=target)


def steps() -> st.SearchStrategy[Step]:
    place = {"who": st.integers(0, 1), "client": st.integers(0, 1), "unsure": st.booleans()}
    return st.one_of(
        st.builds(Step, comply=st.sampled_from([Status.EVIDENCED, Status.REFUTED]), **place),
        st.builds(Step, text=texts(), again=st.booleans(), **place),
        st.builds(Step, text=st.sampled_from(["", "Nobody needs it."]), click=clicks(), **place),
    )


@pytest.fixture
def assessor() -> ScriptedAssessor:
    return ScriptedAssessor()


@pytest.fixture
async def clients(tmp_path: Path, assessor: ScriptedAssessor) -> AsyncIterator[list[Application]]:
    async with running(tmp_path, assessor=assessor) as one, running(tmp_path, assessor=assessor) as other:
        yield [one, other]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(steps(), min_size=5, max_size=30), track=st.sampled_from(Track))
async def test_whatever_is_sent_nothing_breaks_nothing_is_asked_twice_and_it_can_be_ended(
    clients: list[Application], assessor: ScriptedAssessor, walk: list[Step], track: Track
) -> None:
    assessor.unsure = False
    ada = await begin(clients[0], "ada", track)
    seats = [ada, await sit_down(clients[1], ada.id, "bob")]
    await ada.comply()
    before: dict[int, Sent] = {}
    for step in walk:
        seat = seats[step.who]
        seat.application, assessor.unsure = clients[step.client], step.unsure
        if step.comply:
            await seat.comply(step.comply)
            continue
        at = seat.sent(step.text, step.click)
        sent = before[step.who] if step.again and step.who in before else at
        before[step.who] = sent
        await seat.send(sent)
    await at_the_end(seats)


async def at_the_end(seats: list[Seat]) -> None:
    ada, bob = seats
    for seat in (ada, bob, ada):
        await seat.open()
        await seat.until(Purpose.CLOSING)
        if (await seat.assessment()).track is Track.SCREEN:
            await seat.click("continue")
            await seat.until(Purpose.CLOSING)
    for gate in small_framework().gates:
        if not (await ada.assessment()).signed(gate.id):
            await ada.click("skip", target=gate.id)
            await ada.until(Purpose.CLOSING)
    assert any(isinstance(e, Finished) for e in ada.log)
    assessment = await ada.assessment()
    assert assessment.verdict is not Verdict.IN_PROGRESS
    exported = ada.application.render(assessment, "json")
    assert count(json.loads(exported))["reasks"] == 0
    assert read_export(exported) == replace(assessment)
