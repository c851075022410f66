"""The interview of the product against the fake service, turn by turn, with what every call was charged for."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.assessors.breaker import Breaker
from app.assessors.claude.prose import gap_prompt, pieces_of
from app.assessors.claude.redaction import Mask
from app.assessors.fallback import FallbackAssessor
from app.bootstrap import build_application, build_local
from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Explanation, Finding, Question, Reply
from app.frameworks import load_framework
from app.interview.events import Event, QuestionPosed, ReplyKept
from app.ports import Gap, Knowledge
from app.prices import load_prices
from app.settings import CONTENT, Settings
from app.simulation.persona import Persona, load_persona
from app.simulation.run import simulate
from tests.fake_claude import FakeClaude, Scripted, claude_at
from tests.fake_claude.asked import Marked
from tests.fake_claude.caching import Usage
from tests.fakes import TickingClock

PERSONAS = Path(__file__).parents[1] / "personas"
PAUSES = (300, 420, 600, 900, 1200)
"""Seconds that people take over an answer that they have to look up: five to twenty minutes."""


class Wordy(Scripted):
    """Explains at the length that the prompt asks for, so that the prose costs what it would."""

    def explanation(self, criterion: str, pieces: Sequence[Marked]) -> str:
        """Of one gap, a hundred words."""
        cited = f" [{pieces[0].attributes['number']}]" if pieces else ""
        why = "What is missing here is what a pilot can do without and a system in daily use cannot, because the day"
        why += " on which somebody needs it is the day on which there is no time left to build it. "
        why += f"Others have found that out at their own expense, as the guidance tells{cited}."
        first = "Begin this week: have the person who owns the process sit down with the one who runs the system, write"
        first += " on one page what would have to hold, who looks after it and by when, and take that page to the next"
        return f"{why}\n\n{first} meeting of the sponsor. The rest follows from the gaps that this page shows."


@dataclass(frozen=True)
class Charge:
    """What one call was charged for."""

    model: str
    usage: Usage

    @property
    def prompt(self) -> int:
        """Tokens of the prompt, however they were charged."""
        return self.usage.input + self.usage.cache_written + self.usage.cache_read

    @property
    def nanodollars(self) -> int:
        """Its price."""
        used = self.usage
        price = load_prices().nanodollars(
            self.model,
            input_=used.input,
            output=used.output,
            cache_written=used.cache_written,
            cache_read=used.cache_read,
        )
        assert price is not None
        return price


@dataclass(frozen=True)
class Turn:
    """One thing that a stakeholder sent, and what came of it.

    Attributes:
        said: What was typed; "" for a click, with which no model has to do.
        findings: What was read in it.
        explained: The gaps that were explained, by criterion.
        asked: The question that follows.
        pause: Seconds before it.
        charges: Its calls.
    """

    question: Question
    said: str
    findings: tuple[Finding, ...]
    explained: dict[str, str]
    asked: str
    pause: int
    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class Interview:
    """A whole one.

    Attributes:
        briefs: Of every criterion what explaining it rests on, as the product has it.
    """

    persona: Persona
    framework: Framework
    assessment: Assessment
    turns: tuple[Turn, ...]
    briefs: dict[str, str]


def framework() -> Framework:
    """The one with the twenty criteria."""
    return load_framework(CONTENT / "frameworks" / "five-gates.yaml")


def personas(of: Framework) -> list[Persona]:
    """All of them."""
    return [load_persona(path, of) for path in sorted(PERSONAS.glob("*.yaml"))]


async def interview(persona: Persona, of: Framework, at_once: int | None = None) -> Interview:
    """An interview with pauses as people make them.

    Args:
        persona: Who answers.
        of: The framework.
        at_once: How many elements an answer settles at most; where it is not given, all that are asked for: the
            shortest interview that there is, and the one with the most calls a turn.
    """
    pauses, chance = [0], random.Random(5)
    before: list[int] = []

    def watch(event: Event) -> None:
        if isinstance(event, ReplyKept):
            before.append(len(fake.requests))
        elif isinstance(event, QuestionPosed):
            pauses.append(chance.choice(PAUSES))
            fake.cache.now += pauses[-1]

    with tempfile.TemporaryDirectory() as folder, FakeClaude(Wordy(persona.elements, at_once=at_once)) as fake:
        assessor = FallbackAssessor(claude_at(fake), build_local(), Breaker(failures=10**9))
        settings = Settings(data_dir=Path(folder))
        async with build_application(settings, framework=of, assessor=assessor, clock=TickingClock()) as application:
            assessment = await simulate(application.interview, persona, "truth", watch=watch)
            briefs = _briefs(application.knowledge, of, persona.pilot)
        await assessor.aclose()
    charges = [Charge(r.body["model"], r.usage) for r in fake.requests if r.usage]
    assert len(charges) == len(fake.requests)
    turns = tuple(_turns(assessment, charges, before, pauses[1:]))
    return Interview(persona, of, assessment, turns, briefs)


def _turns(
    assessment: Assessment, charges: Sequence[Charge], before: Sequence[int], pauses: Sequence[int]
) -> Iterator[Turn]:
    replies = [r for r in assessment.records if isinstance(r, Reply)]
    questions = [assessment.by_id[r.question] for r in replies]
    for number, (reply, question) in enumerate(zip(replies, questions, strict=True)):
        assert isinstance(question, Question)
        following = questions[number + 1] if number + 1 < len(questions) else None
        until = before[number + 1] if number + 1 < len(before) else len(charges)
        yield Turn(
            question=question,
            said=reply.text,
            findings=tuple(r for r in assessment.records if isinstance(r, Finding) and r.source.id == reply.id),
            explained={
                r.criterion: r.text
                for r in assessment.records
                if isinstance(r, Explanation) and r.reply == reply.id and r.criterion
            },
            asked=following.text if isinstance(following, Question) else "",
            pause=pauses[number],
            charges=tuple(charges[before[number] : until]),
        )


def _briefs(knowledge: Knowledge, of: Framework, pilot: str) -> dict[str, str]:
    briefs = {}
    for criterion in of.criteria:
        elements = tuple(e.id for e in criterion.elements)
        gap = Gap(of, criterion, elements, knowledge.for_criterion(criterion.id, elements, description=pilot))
        briefs[criterion.id] = gap_prompt([gap], pieces_of([gap]), Mask(None)).turn
    return briefs
