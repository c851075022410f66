"""Drives an interview as a client does: opens it, sends to the question at hand, keeps what is streamed.

async with running(tmp_path) as application:
    ada = await begin(application)
    await ada.say("It reads invoices.")
    await ada.say(told(Status.REFUTED, "fit.purpose.stated"))
    assert ada.question.purpose is Purpose.PROBE
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from app.bootstrap import Application, build_application
from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Change, Choice, Click, Purpose, Question, Record, Status, TextPlace, Track
from app.interview.events import Event, GapFound, Noticed, QuestionPosed, Said
from app.interview.session import Sent
from app.ports import Assessor, Document
from app.settings import Settings
from app.simulation.counting import Stats, count
from tests.fakes import ListedKnowledge, ScriptedAssessor, TickingClock
from tests.frameworks import small_framework

MOST_TURNS = 200
E = TypeVar("E", bound=Event)
R = TypeVar("R", bound=Record)


@asynccontextmanager
async def running(
    data_dir: Path, framework: Framework | None = None, assessor: Assessor | None = None
) -> AsyncIterator[Application]:
    """An application on a data directory: the real store, graph and checkpointer, a scripted reader."""
    framework = framework or small_framework()
    async with build_application(
        Settings(data_dir=data_dir),
        framework=framework,
        assessor=assessor or ScriptedAssessor(),
        knowledge=ListedKnowledge([c.id for c in framework.criteria]),
        clock=TickingClock(),
    ) as application:
        yield application


async def begin(application: Application, participant: str = "ada", track: Track = Track.FULL) -> Seat:
    """A new assessment, and the first who sits down to it."""
    assessment = await application.interview.begin("Invoice reader", track)
    return await sit_down(application, assessment.id, participant)


async def sit_down(application: Application, assessment_id: str, participant: str = "ada") -> Seat:
    """A participant who opens an assessment that is there."""
    seat = Seat(application, assessment_id, participant)
    await seat.open()
    return seat


@dataclass
class Seat:
    """A participant in front of an assessment.

    Attributes:
        events: What the last turn streamed.
        log: What all turns streamed.
    """

    application: Application
    id: str
    participant: str
    events: list[Event] = field(default_factory=list)
    log: list[Event] = field(default_factory=list)
    _posed: QuestionPosed | None = None

    async def open(self) -> None:
        """Takes the interview up where it stands."""
        await self._follow(self.application.interview.open(self.id, self.participant))

    async def say(self, text: str) -> None:
        """Sends a text to the question at hand."""
        await self.send(self.sent(text))

    async def click(self, action: str, *changes: Change, text: str = "", target: str | None = None) -> None:
        """Sends a click to the question at hand."""
        click = Click.model_validate({"action": action, "changes": changes, "target": target})
        await self.send(self.sent(text, click))

    async def attach(self, *documents: Document) -> None:
        """Gives documents."""
        await self._follow(self.application.interview.attach(self.id, self.participant, documents))

    async def send(self, sent: Sent) -> None:
        """Sends something that was put together elsewhere."""
        await self._follow(self.application.interview.send(self.id, self.participant, sent))

    def sent(self, text: str = "", click: Click | None = None) -> Sent:
        """What a client makes of a text or click on the question at hand."""
        return Sent(uuid.uuid4().hex, self.question.id, text, click)

    async def _follow(self, events: AsyncIterator[Event]) -> None:
        self.events = []
        async for event in events:
            self.events.append(event)
            self.log.append(event)
            self._posed = event if isinstance(event, QuestionPosed) else self._posed

    @property
    def posed(self) -> QuestionPosed:
        """What was posed last."""
        assert self._posed is not None
        return self._posed

    @property
    def question(self) -> Question:
        """The question at hand."""
        return self.posed.question

    @property
    def purpose(self) -> str:
        """That of the question at hand."""
        return self.question.purpose

    def seen(self, kind: type[E]) -> list[E]:
        """The events of one kind that the last turn streamed."""
        return [e for e in self.events if isinstance(e, kind)]

    @property
    def notices(self) -> str:
        """What the last turn told the person besides questions."""
        return "\n".join(e.text for e in self.seen(Noticed))

    @property
    def prose(self) -> str:
        """What the last turn explained or answered."""
        return "".join(e.text for e in self.seen(Said))

    @property
    def gaps(self) -> list[str]:
        """The criteria that the last turn explained."""
        return [e.criterion.id for e in self.seen(GapFound)]

    @property
    def cited(self) -> set[str]:
        """The pieces that the last turn cited."""
        return {p.id for e in self.seen(Said) for p in e.cites}

    async def assessment(self) -> Assessment:
        """The assessment as it stands."""
        return await self.application.interview.assessment(self.id)

    async def records(self, kind: type[R]) -> list[R]:
        """Its records of one kind."""
        return [r for r in (await self.assessment()).records if isinstance(r, kind)]

    async def status(self, element: str) -> Status:
        """What is known of an element."""
        return (await self.assessment()).standings[element].status

    async def count(self) -> Stats:
        """What its export says that the interview cost."""
        return count(json.loads(self.application.render(await self.assessment(), "json")))

    async def until(self, purpose: Purpose, status: Status = Status.EVIDENCED) -> None:
        """Answers, accepts and signs whatever comes, up to a question of this purpose."""
        await self.go_on(lambda question: question.purpose is purpose, status)

    async def go_on(self, enough: Callable[[Question], bool], status: Status = Status.EVIDENCED) -> None:
        """Answers, accepts and signs whatever comes, up to a question that is enough."""
        for _ in range(MOST_TURNS):
            if enough(self.question):
                return
            await self.comply(status)
        raise AssertionError(f"still at {self.question.purpose} after {MOST_TURNS} turns")

    async def comply(self, status: Status = Status.EVIDENCED) -> None:
        """Gives the question at hand what it asks for."""
        elements = self.question.elements
        match self.question.purpose:
            case Purpose.OPENING:
                await self.say("It reads invoices; four clerks check them.")
            case Purpose.LEAD | Purpose.PROBE | Purpose.SCREEN:
                await self.say(told(status, *elements))
            case Purpose.CONFIRM:
                await self.click("accept")
            case Purpose.CLARIFY:
                await self.click("reject")
            case Purpose.RESOLVE:
                await self.click("accept", Change(element=elements[0], choice=Choice(status)))
            case Purpose.SIGN_OFF:
                await self.click("sign")
            case Purpose.CLOSING:
                await self.click("continue")


@dataclass(frozen=True)
class Paper:
    """A document of lines, each a section of its own."""

    name: str
    text: str
    media_type: str = "text/plain"
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def places(self) -> list[TextPlace]:
        places, start = [], 0
        for number, line in enumerate(self.text.split("\n"), start=1):
            places.append(TextPlace(start=start, end=start + len(line), label=f"line {number}"))
            start += len(line) + 1
        return places


def told(status: Status, *elements: str) -> str:
    """A reply that the scripted assessor reads as this status of these elements."""
    return " ".join(f"{e}={status}" for e in elements)


NOTHING_TOLD = "It is a long story."
"""A reply that the scripted assessor reads no element in."""


async def reach(seat: Seat, purpose: Purpose, assessor: ScriptedAssessor) -> None:
    """From the first lead question of the small framework to a question of a purpose."""
    match purpose:
        case Purpose.PROBE:
            await seat.say(NOTHING_TOLD)
        case Purpose.CONFIRM:
            assessor.unsure = True
            await seat.say(told(Status.EVIDENCED, "fit.purpose.stated"))
            assessor.unsure = False
        case Purpose.CLARIFY:
            await seat.say("n/a here")
        case Purpose.RESOLVE:
            await seat.say(told(Status.EVIDENCED, "fit.purpose.stated"))
            await seat.say(told(Status.REFUTED, "fit.purpose.stated"))
        case _:
            await seat.until(purpose)
    assert seat.question.purpose is purpose
