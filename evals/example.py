"""Makes the finished example that newcomers look at: `python -m evals.example`.

The people of evals/example.yaml go through the real interview, with the embedded reader and the guidance, in
a store of their own and by a clock of their own. What they say, press and correct stands in that file; all
else comes about as it does for anybody. The export goes to knowledge/examples/, which ships with the project;
it is the same at every run, so run this again whenever the reader, the framework or the guidance has changed.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.bootstrap import build_application
from app.domain.assessment import Assessment
from app.domain.records import (
    INTERVIEWER,
    Action,
    Change,
    Choice,
    Click,
    Profile,
    Purpose,
    Question,
    Track,
    record_id,
)
from app.errors import GatewiseError
from app.interview.events import QuestionPosed
from app.interview.session import Interview, Sent
from app.ports import AssessmentStore
from app.reports.json import write
from app.settings import CONTENT, Settings

SCRIPT = Path(__file__).with_suffix(".yaml")
EXAMPLE = CONTENT / "examples" / "estate-inspections.json"
MOST_TURNS = 200
"""In one sitting; beyond this it is going in circles."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sitting(_Part):
    """One person at the interview, from one coming to one leaving.

    Attributes:
        leaves: The question at which they leave once they have no more to say to it; named like those of `says`.
        believes: What they hold of elements, where it is not that they are evidenced; a card that shows
            another thing is corrected.
        says: What they send to a question, one thing each time that it is posed: words or a click. A question
            is named by its criterion, a probe or conflict by its element, a sign-off by its gate, and any
            other by its purpose. Cards are accepted and gates signed without a line here.
    """

    speaker: str
    at: AwareDatetime
    leaves: str
    believes: dict[str, Choice] = Field(default_factory=dict)
    says: dict[str, tuple[str | Click, ...]] = Field(default_factory=dict)


class Decided(_Part):
    """Who closes the gap of a criterion, until when."""

    criterion: str
    owner: str
    due: date
    status: Literal["open", "doing"] = "open"
    note: str = ""


class Script(_Part):
    """The whole example.

    Attributes:
        actions: What is decided at the end of the last sitting, by whoever sat then.
    """

    id: str = Field(pattern="^[0-9a-f]{12}$")
    pilot: str
    sittings: tuple[Sitting, ...]
    actions: tuple[Decided, ...]


@dataclass
class ScriptedClock:
    """A clock that stands still but for what the script lets pass, and a second whenever it is asked."""

    moment: datetime

    def now(self) -> datetime:
        """The script's present moment, UTC."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def spend(self, on: str | Click) -> None:
        """Lets the time go by that a person needs to read and to type or press this."""
        words = len(on.split()) if isinstance(on, str) else 6 * len(on.changes)
        self.moment += timedelta(seconds=20 + 1.5 * words)


@dataclass
class Person:
    """Sends what a sitting's script has to each question."""

    sitting: Sitting
    _said: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def reply(self, posed: QuestionPosed) -> str | Click | None:
        """The words or the click for a question; None if the person leaves at it."""
        question = posed.question
        name = _name(question)
        lines = self.sitting.says.get(name, ())[self._said[name] :]
        self._said[name] += 1
        if lines:
            return lines[0]
        if name == self.sitting.leaves:
            return None
        changes = self._corrections(posed)
        match question.purpose:
            case Purpose.CONFIRM | Purpose.CLARIFY:
                return Click(action="accept", changes=changes)
            case Purpose.SIGN_OFF:
                return Click(action="change" if changes else "sign", changes=changes)
        raise GatewiseError(f"{SCRIPT.name}: {self.sitting.speaker} has nothing to say to {name}: {question.text}")

    def _corrections(self, posed: QuestionPosed) -> tuple[Change, ...]:
        """The lines of a card that say something wrong; what it leaves open is asked for later."""
        wrong = []
        for row in posed.rows:
            belief = self.sitting.believes.get(row.element.id, Choice.EVIDENCED)
            said = row.proposed or not (row.open or row.conflict)
            if said and row.choice not in (belief, Choice.NOT_APPLICABLE):
                wrong.append(Change(element=row.element.id, choice=belief))
        return tuple(wrong)


def _name(question: Question) -> str:
    match question.purpose:
        case Purpose.PROBE | Purpose.RESOLVE:
            return question.elements[0]
        case Purpose.LEAD:
            return str(question.criterion)
        case Purpose.SIGN_OFF:
            return str(question.gate)
        case _:
            return str(question.purpose)


def load_script(path: Path = SCRIPT) -> Script:
    """Reads the script."""
    return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


async def play(script: Script, data_dir: Path) -> Assessment:
    """The assessment that a script leads to.

    Args:
        script: Who says what.
        data_dir: Where the store is to live.

    Raises:
        GatewiseError: Something was asked to which the script has no answer.
    """
    clock = ScriptedClock(script.sittings[0].at)
    async with build_application(Settings(data_dir=data_dir), clock=clock) as application:
        begun = record_id(script.id, "begin", "profile")
        profile = Profile(id=begun, at=clock.now(), speaker=INTERVIEWER, track=Track.FULL)
        opened = Assessment(script.id, script.pilot, application.framework, profile.at).adding([profile])
        await application.store.create(opened)
        for number, sitting in enumerate(script.sittings, 1):
            clock.moment = max(clock.moment, sitting.at)
            await _sit(application.interview, script.id, sitting, number, clock)
        await _decide(application.store, script, clock)
        return await application.interview.assessment(script.id)


async def _sit(interview: Interview, assessment: str, sitting: Sitting, number: int, clock: ScriptedClock) -> None:
    person = Person(sitting)
    posed: QuestionPosed | None = None
    events = interview.open(assessment, sitting.speaker)
    for turn in range(MOST_TURNS):
        async for event in events:
            posed = event if isinstance(event, QuestionPosed) else posed
        assert posed is not None
        sends = person.reply(posed)
        if sends is None:
            return
        clock.spend(sends)
        text, click = (sends, None) if isinstance(sends, str) else ("", sends)
        sent = Sent(event=f"sitting-{number}-{turn}", question=posed.question.id, text=text, click=click)
        events = interview.send(assessment, sitting.speaker, sent)
    raise GatewiseError(f"{sitting.speaker} was not through after {MOST_TURNS} turns")


async def _decide(store: AssessmentStore, script: Script, clock: ScriptedClock) -> None:
    """Puts on record who closes which gap until when."""
    for decided in script.actions:
        clock.spend(f"{decided.owner} {decided.note}")
        identifier = record_id(script.id, f"decided {decided.criterion}", "action")
        speaker = script.sittings[-1].speaker
        action = Action(id=identifier, at=clock.now(), speaker=speaker, **decided.model_dump())
        await store.append(script.id, [action])


def main() -> int:
    """Writes the example; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="gatewise-example-") as folder:
        assessment = asyncio.run(play(load_script(), Path(folder)))
    EXAMPLE.parent.mkdir(exist_ok=True)
    EXAMPLE.write_bytes(write(assessment))
    print(f"{EXAMPLE}: {assessment.verdict}, {assessment.now.met} of {assessment.now.applicable} met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
