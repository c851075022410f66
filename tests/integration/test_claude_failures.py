"""Every kind of failure at every turn of a whole interview of twenty criteria, over real HTTP.

Each kind has two interviews. In the one it meets whatever Claude is asked in the turns on every second criterion, in
the other in the turns on those in between: so it meets the lead question, the probes, the cards and the explanations
of every criterion, and after each comes one that Claude reads again. It goes by criterion and not by the number of the
turn, because with the built-in reader come other cards and probes than with Claude, and the same number is not the
same turn in both interviews.

The breaker never opens here. After three failures in a row it would keep Claude from being asked for a minute: the
turns in that minute would be read by the built-in reader without having met the failure that is looked for, and the
criteria after them would not be read by Claude again. What it does has tests of its own.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.assessors.breaker import Breaker
from app.assessors.claude import ClaudeAssessor, Client, Endpoint
from app.assessors.fallback import JOINT, FallbackAssessor
from app.assessors.local import LocalAssessor
from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Explanation, Purpose, Question, Reply
from app.inference.embedder import MiniLm
from app.interview.events import Event, Noticed, QuestionPosed
from app.ports import Gap, Perusal, Prose, ReplyReading, ToAnswer, ToRead, ToReadDocument, no_progress
from app.prices import load_prices
from app.simulation.run import simulate
from tests.drive import running
from tests.fake_claude import FakeClaude, Fault, Hang, Scripted, Stall, claude_at
from tests.frameworks import five_gates
from tests.integration.test_claude_interview import FAULTS, PERSONA, check_nothing_lost, times_stood_in

HANG, MOST = 3600.0, 300.0
"""Seconds that the service hangs for, and that an interview may take: whoever waits a hang out does not end in time."""
AT_THE_SERVICE: dict[str, Fault] = {**FAULTS, "hangs": Hang(HANG), "stalls": Stall(seconds=HANG)}
"""What the service does."""
ON_THE_WAY = ("refused", "no-such-name")
"""What keeps a request from reaching it: nobody listens at the port, or the host's name is not known."""
PATIENT = 30.0
"""Seconds: enough for whatever is answered, however busy the machine is."""
IMPATIENT = {"hangs": 0.1, "stalls": 0.1, "error-event": 0.35, "refused": 0.35, "no-such-name": 0.35}
"""The same for the turns that fail, where it would be waited for, or asked again after 0.375 seconds or more."""


@dataclass
class Turns:
    """Which turns fail: those on every second criterion, from the one with the number `first` on."""

    framework: Framework
    first: int
    question: Question | None = None

    def watch(self, event: Event) -> None:
        """Takes in what is posed: the turn that follows is on it."""
        if isinstance(event, QuestionPosed):
            self.question = event.question

    @property
    def fails(self) -> bool:
        """Whether the turn that is under way fails."""
        return self.failed(self.question)

    def failed(self, question: Question | None) -> bool:
        """Whether the turn on a question did; what is on no criterion goes with the first."""
        if question is None:
            return False
        on = question.criterion
        if on is None and question.purpose is Purpose.CONFIRM:
            on = self.framework.criterion_of(question.elements[0]).id
        number = [c.id for c in self.framework.criteria].index(on) if on else 0
        return number % 2 == self.first


@dataclass
class Patchy:
    """Claude, who is asked over another line, or with less patience, in the turns that fail.

    Attributes:
        ill: That; where it is None, the failure comes from the service alone.
    """

    turns: Turns
    well: ClaudeAssessor
    ill: ClaudeAssessor | None

    def __post_init__(self) -> None:
        self.stamp = self.well.stamp

    @property
    def _now(self) -> ClaudeAssessor:
        return self.ill if self.ill and self.turns.fails else self.well

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        return await self._now.read_reply(reply)

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        return await self._now.read_document(document, progress=progress)

    def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        return self._now.explain_gap(*gaps)

    def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        return self._now.answer_question(question)

    async def aclose(self) -> None:
        await self.well.aclose()
        if self.ill:
            await self.ill.aclose()


class Remembering(LocalAssessor):
    """The built-in reader, who reads the same reply to the same question once for all interviews."""

    def __init__(self) -> None:
        super().__init__(MiniLm())
        self._readings: dict[object, ReplyReading] = {}

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        known = frozenset(reply.known.items())
        key = (reply.purpose, reply.question, reply.reply, reply.elements, known, reply.intent)
        if key not in self._readings:
            self._readings[key] = await super().read_reply(reply)
        return self._readings[key]


class Noting(FallbackAssessor):
    """Notes what was read, and whether the turn was one that fails."""

    def __init__(self, first: Patchy, second: LocalAssessor) -> None:
        super().__init__(first, second, Breaker(failures=10**9))
        self.turns = first.turns
        self.noted: list[tuple[bool, ToRead, ReplyReading]] = []

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        reading = await super().read_reply(reply)
        self.noted.append((self.turns.fails, reply, reading))
        return reading


LOCAL = Remembering()


@pytest.fixture(scope="module")
def nobody() -> Iterator[str]:
    """An address at which nobody listens, and nobody can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


NO_SUCH_NAME = f"http://{'.'.join(['no-such-name' * 4] * 6)}"
"""Longer than a name can be, so that every resolver says at once that there is none, and asks nobody."""


def line_of(name: str, fake: FakeClaude, nobody: str) -> ClaudeAssessor | None:
    """How Claude is asked in the turns that fail; None: as in all others."""
    if name not in IMPATIENT:
        return None
    url = {"refused": nobody, "no-such-name": NO_SUCH_NAME}.get(name, fake.url)
    client = Client(Endpoint(SecretStr(fake.key), url, patience=IMPATIENT[name]), load_prices())
    return ClaudeAssessor(client, "claude-haiku-5-5", "claude-sonnet-5-5")


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("name", [*AT_THE_SERVICE, *ON_THE_WAY])
async def test_a_failure_at_any_turn_costs_no_reply_no_reading_and_no_time(
    tmp_path: Path, nobody: str, name: str, first: int
) -> None:
    turns = Turns(five_gates(), first)
    told: list[Event] = []

    def watch(event: Event) -> None:
        told.append(event)
        turns.watch(event)

    fault = AT_THE_SERVICE.get(name)
    with FakeClaude(Scripted(PERSONA.elements), choose=lambda _: fault if turns.fails else None) as fake:
        patchy = Patchy(turns, claude_at(fake, patience=PATIENT), line_of(name, fake, nobody))
        assessor = Noting(patchy, LOCAL)
        async with running(tmp_path, turns.framework, assessor) as app, asyncio.timeout(MOST):
            assessment = await simulate(app.interview, PERSONA, "truth", watch=watch)
        await patchy.aclose()

    check_nothing_lost(assessment)
    assert {e: str(s.status) for e, s in assessment.standings.items()} == PERSONA.elements
    await check_readings(assessor)
    check_explanations(assessment, turns, name)
    notices = [e for e in told if isinstance(e, Noticed) and "built-in reader" in e.text]
    assert len(notices) == times_stood_in(assessment)


async def check_readings(assessor: Noting) -> None:
    """Where it failed, the built-in reader's; else Claude's, by its script; and it failed at every second criterion."""
    criteria = assessor.turns.framework.criteria
    failed = {r.criterion.id for fails, r, _ in assessor.noted if fails and r.criterion and r.purpose is Purpose.LEAD}
    assert failed == {c.id for c in criteria[assessor.turns.first :: 2]}
    for fails, reply, reading in assessor.noted:
        assert (reading.stamp.assessor, reading.stamp.instead_of) == (("local", "claude") if fails else ("claude", ""))
        if fails:
            assert reading.readings == (await LOCAL.read_reply(reply)).readings
        else:
            script = {e: PERSONA.elements[e] for e in reply.elements}
            wanted = {e: s for e, s in script.items() if s in ("evidenced", "refuted")}
            assert {r.element: str(r.status) for r in reading.readings} == wanted


def check_explanations(assessment: Assessment, turns: Turns, name: str) -> None:
    """Nobody is left without one; what Claude had begun stands, with a joint."""
    by_id = assessment.by_id
    explained = [r for r in assessment.records if isinstance(r, Explanation)]
    assert len(explained) > 10
    within_the_price = 0
    for explanation in explained:
        reply = by_id[explanation.reply]
        assert isinstance(reply, Reply)
        question = by_id[reply.question]
        assert isinstance(question, Question)
        assert explanation.stamp
        if not turns.failed(question) or name == "prose":  # to be told something else than JSON is no failure here
            within_the_price += explanation.stamp.assessor == "local"
            assert explanation.stamp.instead_of == ""
        else:
            assert (explanation.stamp.assessor, explanation.stamp.instead_of) == ("local", "claude")
            begun = JOINT in explanation.text
            if name not in ("error-event", "stalls"):  # of these something comes first, unless the machine is slow
                assert begun is (name in ("cut", "max-tokens"))
    assert within_the_price < len(explained) / 4, "only where a turn would cost too many calls"
