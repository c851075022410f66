from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.assessors.breaker import Breaker
from app.assessors.claude import ClaudeAssessor
from app.assessors.fallback import FallbackAssessor
from app.assessors.local import LocalAssessor
from app.bootstrap import Application, build_application
from app.domain.assessment import Assessment
from app.domain.records import Explanation, Finding, Purpose, Reading, Reply, Status, Usage
from app.inference.embedder import MiniLm
from app.interview.events import Event, Noticed
from app.ports import Assessor, ReplyReading, ToRead
from app.reports.imports import read_export
from app.settings import Settings
from app.simulation.persona import load_persona
from app.simulation.run import simulate
from tests.drive import Seat, begin, running
from tests.fake_claude import (
    Cut,
    Drop,
    ErrorEvent,
    ErrorStatus,
    FakeClaude,
    Fault,
    Hang,
    Html,
    Junk,
    Scripted,
    Stops,
    Wrong,
    claude_at,
)
from tests.fakes import TickingClock
from tests.frameworks import five_gates, small_framework

ROOT = Path(__file__).parents[2]
PERSONA = load_persona(ROOT / "evals" / "personas" / "haul-planner.yaml", five_gates())
FAULTS: dict[str, Fault] = {
    "hangs": Hang(),
    "drops": Drop(),
    "html": Html(),
    "junk": Junk(),
    "prose": Wrong("I would rather not say it in JSON."),
    "refusal": Stops("refusal"),
    "max-tokens": Stops("max_tokens"),
    "cut": Cut(),
    "error-event": ErrorEvent(),
    "rate-limit": ErrorStatus(429, {"retry-after": "30"}),
    "401": ErrorStatus(401),
    "403": ErrorStatus(403),
    "404": ErrorStatus(404),
    "400": ErrorStatus(400),
    "500": ErrorStatus(500, {"retry-after": "30"}),
    "529": ErrorStatus(529, {"retry-after": "30"}),
}
"""A service that asks for more time than the budget has is not waited for."""


class Noting(FallbackAssessor):
    """Notes what was read, and by whom."""

    def __init__(self, first: Assessor, second: Assessor, breaker: Breaker) -> None:
        super().__init__(first, second, breaker)
        self.noted: list[tuple[ToRead, ReplyReading]] = []

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        reading = await super().read_reply(reply)
        self.noted.append((reply, reading))
        return reading


LOCAL = LocalAssessor(MiniLm())


def noting(claude: ClaudeAssessor) -> Noting:
    """Claude with the built-in reader behind it, and a breaker that never opens."""
    return Noting(claude, LOCAL, Breaker(failures=10**9))


async def check_read_by_script_or_built_in_reader(assessor: Noting, truth: Mapping[str, str]) -> None:
    for reply, reading in assessor.noted:
        if reading.stamp.instead_of:
            assert reading.stamp.assessor == "local"
            assert reading.readings == (await LOCAL.read_reply(reply)).readings
        else:
            assert reading.stamp.assessor == "claude"
            wanted = {e: truth[e] for e in reply.elements if truth[e] in ("evidenced", "refuted")}
            assert {r.element: str(r.status) for r in reading.readings} == wanted


def check_nothing_lost(assessment: Assessment) -> None:
    replies = [r for r in assessment.records if isinstance(r, Reply)]
    read = {r.reply for r in assessment.records if isinstance(r, Reading)}
    assert replies
    assert all(r.id in read for r in replies)


@asynccontextmanager
async def application(data_dir: Path, assessor: Assessor) -> AsyncIterator[Application]:
    settings = Settings(data_dir=data_dir)
    async with build_application(
        settings, framework=five_gates(), assessor=assessor, clock=TickingClock()
    ) as application:
        yield application


async def test_a_whole_interview_is_read_by_claude_at_a_price_that_stays_low(tmp_path: Path) -> None:
    """Twenty criteria, with pauses as people make them: the cache has to live through them."""
    pauses = random.Random(5)
    shown: list[Event] = []

    def pause(_: int) -> None:
        fake.cache.now += pauses.choice((40, 90, 300, 700, 1200))

    with FakeClaude(Scripted(PERSONA.elements), choose=pause) as fake:
        assessor = noting(claude_at(fake))
        async with application(tmp_path, assessor) as app:
            assessment = await simulate(app.interview, PERSONA, "truth", watch=shown.append)
            export = json.loads(app.render(assessment, "json"))
        await assessor.aclose()

    said = {e["id"]: e["status"] for g in export["gates"] for c in g["criteria"] for e in c["elements"]}
    assert said == PERSONA.elements
    assert not [r for r in assessment.records if isinstance(r, Reading | Finding) and r.stamp.assessor == "local"]
    assert not [e for e in shown if isinstance(e, Noticed) and "built-in reader" in e.text]
    check_nothing_lost(assessment)
    check_the_price(assessment, fake)
    check_what_the_export_says(assessment, export, fake)


def check_the_price(assessment: Assessment, fake: FakeClaude) -> None:
    turns = [r for r in assessment.records if isinstance(r, Reply)]
    assert len(fake.served) <= 1.5 * len(turns)
    usage = [r.usage for r in fake.served if r.usage]
    neither_cached_nor_said = sum(u.input + u.cache_written for u in usage) - sum(len(t.text) for t in turns) // 4
    assert neither_cached_nor_said <= 700 * len(turns)
    readings = [r for r in fake.served if "<reply>" in json.dumps(r.body["messages"])]
    sizes = [u.input + u.cache_read + u.cache_written for r in readings if (u := r.usage)]
    assert sizes[-1] <= 1.2 * sizes[4]


def check_what_the_export_says(assessment: Assessment, export: dict[str, Any], fake: FakeClaude) -> None:
    usage = [r.usage for r in fake.served if r.usage]
    total = export["usage"]["total"]
    assert total["requests"] == len(usage)
    assert total["cache_read"] == sum(u.cache_read for u in usage) > 0
    assert total["output"] == sum(u.output for u in usage)
    assert total["dollars"] == f"{sum(c.nanodollars or 0 for r in assessment.records if isinstance(r, Usage) for c in r.calls) / 10**9:.9f}"  # noqa: E501 # fmt: skip
    assert read_export(json.dumps(export).encode()).records == assessment.records
    explained = [r for r in assessment.records if isinstance(r, Explanation)]
    assert explained
    assert all(r.stamp and r.stamp.prompt == "explain_gap" and r.stamp.model == "claude-sonnet-5-5" for r in explained)


async def test_a_whole_interview_in_which_everything_fails_in_turn_loses_nothing(tmp_path: Path) -> None:
    every = [None, *FAULTS.values()]
    with FakeClaude(Scripted(PERSONA.elements), choose=lambda number: every[number % len(every)]) as fake:
        assessor = noting(claude_at(fake, patience=0.25))
        async with application(tmp_path, assessor) as app:
            assessment = await simulate(app.interview, PERSONA, "truth")
            export = json.loads(app.render(assessment, "json"))
        await assessor.aclose()

    said = {e["id"]: e["status"] for g in export["gates"] for c in g["criteria"] for e in c["elements"]}
    assert said == PERSONA.elements
    check_nothing_lost(assessment)
    await check_read_by_script_or_built_in_reader(assessor, PERSONA.elements)
    by = [reading.stamp.assessor for _, reading in assessor.noted]
    assert {"claude", "local"} == set(by)
    assert read_export(json.dumps(export).encode()).records == assessment.records


SMALL = small_framework()
TRUTH = {e.id: Status.REFUTED if n % 3 == 0 else Status.EVIDENCED for n, e in enumerate(SMALL.elements)}


@pytest.mark.parametrize("name", FAULTS)
async def test_whatever_fails_at_whichever_turn_the_interview_goes_on(tmp_path: Path, name: str) -> None:
    """Every third call fails, in three interviews that begin with another one, so that each call fails once."""
    for first in range(3):
        with FakeClaude(Scripted(TRUTH), choose=partial(every_third, FAULTS[name], first)) as fake:
            assessor = noting(claude_at(fake, patience=0.2))
            async with running(tmp_path / str(first), SMALL, assessor) as application:
                ada = await begin(application)
                await answer_to_the_end(ada)
                assessment = await ada.assessment()
            await assessor.aclose()
        check_nothing_lost(assessment)
        await check_read_by_script_or_built_in_reader(assessor, {e: str(s) for e, s in TRUTH.items()})
        told = [e for e in ada.log if isinstance(e, Noticed) and "built-in reader" in e.text]
        assert len(told) == times_stood_in(assessment)
        assert told or name == "prose"  # which is put right by asking again


def every_third(fault: Fault, first: int, number: int) -> Fault | None:
    return fault if number % 3 == first else None


def times_stood_in(assessment: Assessment) -> int:
    """How often another one began to stand in for Claude, by the stamps."""
    by = [
        r.stamp.instead_of
        for r in assessment.records
        if isinstance(r, Reading | Explanation) and r.stamp and r.stamp.assessor != "person"
    ]
    return sum(bool(one) and not before for before, one in pairwise(["", *by]))


async def answer_to_the_end(seat: Seat) -> None:
    for _ in range(60):
        match seat.purpose:
            case Purpose.CLOSING:
                return
            case Purpose.SIGN_OFF:
                await seat.click("sign")
            case Purpose.CONFIRM:
                await seat.click("accept")
            case _:
                await seat.say("We have looked at that one in May, all of it.")
    raise AssertionError("the interview goes in circles")
