"""Random statements on the elements of a framework: who said what of which, on what grounds, taking what back.

One document is the source of all findings, so that a statement is one record and many of them are cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Attachment, Basis, Choice, Finding, Grade, Reply, SetAside, Standing, Statement, Status
from app.errors import RecordRefused
from tests.builders import Build
from tests.frameworks import five_gates, small_framework

SPEAKERS = ("ada", "bob", "chen")


@dataclass(frozen=True)
class Saying:
    """Something that somebody says of an element (or, where set aside whole, of its criterion).

    Attributes:
        element: Its place in the framework, counted round.
        taking_back: Which of the earlier statements on the element it names as revised.
    """

    element: int
    kind: Literal["finding", "proposal", "aside", "aside whole", "resolution"]
    choice: Choice
    grade: Grade
    basis: Basis
    confidence: float
    speaker: str
    taking_back: Literal["nothing", "own", "all", "last"]


sayings = st.builds(
    Saying,
    element=st.integers(0, 59),
    kind=st.sampled_from(["finding", "finding", "finding", "proposal", "aside", "aside whole", "resolution"]),
    choice=st.sampled_from(Choice),
    grade=st.sampled_from(Grade),
    basis=st.sampled_from([Basis.TODAY, Basis.TODAY, Basis.HEARSAY, Basis.PILOT]),
    confidence=st.sampled_from([0.3, 0.5, 0.5, 0.9, 1.0]),
    speaker=st.sampled_from(SPEAKERS),
    taking_back=st.sampled_from(["nothing", "nothing", "own", "all", "last"]),
)

Ground = Literal["nothing", "claims", "instances"]
grounds: st.SearchStrategy[Ground] = st.sampled_from(["nothing", "claims", "instances", "instances"])
"""What is said of every element to begin with: nothing, or that it holds."""


class Hearing:
    """An assessment in which statements are made on one document and one reply."""

    def __init__(self, framework: Framework, ground: Ground = "nothing") -> None:
        self.build = Build(framework)
        self.document: Attachment = self.build.attachment("It was said.")
        self.reply: Reply = self.build.reply(self.build.question(), "It does not apply.")
        if ground != "nothing":
            for element in framework.elements:
                self.holds(element.id, grade=Grade.INSTANCE if ground == "instances" else Grade.ASSERTED)

    @property
    def assessment(self) -> Assessment:
        return self.build.assessment

    def holds(self, element: str, *, grade: Grade = Grade.INSTANCE, speaker: str = "ada") -> Finding:
        """Somebody says that an element holds, today."""
        return self.build.finding(element, Status.EVIDENCED, self.document, grade=grade, speaker=speaker)

    def on(self, element: str) -> list[Statement]:
        """What was said of an element, its criterion set aside included."""
        parts = (element, self.assessment.framework.criterion_of(element).id)
        return [s for s in self.assessment.statements if _part(s) in parts]

    def hear(self, saying: Saying) -> Statement | None:
        """Takes a saying in; None where the domain refuses it."""
        with suppress(RecordRefused):
            return self._heard(saying)
        return None

    def _heard(self, said: Saying) -> Statement:
        framework = self.assessment.framework
        element = framework.elements[said.element % len(framework.elements)].id
        earlier = self.on(element)
        revises = {
            "nothing": [],
            "own": [s.id for s in earlier if s.speaker == said.speaker],
            "all": [s.id for s in earlier],
            "last": [s.id for s in earlier[-1:]],
        }[said.taking_back]
        if said.kind == "resolution":
            return self.build.resolution(element, said.choice, reason="So.", speaker=said.speaker, revises=revises)
        if said.kind in ("aside", "aside whole"):
            part = element if said.kind == "aside" else framework.criterion_of(element).id
            return self.build.set_aside(part, "So.", source=self.reply, speaker=said.speaker, revises=revises)
        return self.build.finding(
            element,
            Status(said.choice) if said.choice is not Choice.NOT_APPLICABLE else Status.EVIDENCED,
            self.document,
            grade=said.grade,
            basis=said.basis,
            standing=Standing.PROPOSED if said.kind == "proposal" else Standing.ACCEPTED,
            confidence=said.confidence,
            speaker=said.speaker,
            revises=revises,
        )


def _part(statement: Statement) -> str:
    return statement.part if isinstance(statement, SetAside) else str(getattr(statement, "element", ""))


FRAMEWORKS = {"small": small_framework, "real": five_gates}


def heard(framework: Literal["small", "real"], ground: Ground, said: Sequence[Saying]) -> Hearing:
    """A hearing in which all of this was said."""
    hearing = _begun(FRAMEWORKS[framework](), ground)
    for saying in said:
        hearing.hear(saying)
    return hearing


_BEGUN: dict[tuple[str, Ground], Hearing] = {}


def _begun(framework: Framework, ground: Ground) -> Hearing:
    """A new hearing on this ground; the ground itself is laid once."""
    key = (framework.hash, ground)
    if key not in _BEGUN:
        _BEGUN[key] = Hearing(framework, ground)
    hearing = copy(_BEGUN[key])
    hearing.build = copy(hearing.build)
    return hearing


def hearings(framework: Literal["small", "real"] = "small", *, most: int = 12) -> st.SearchStrategy[Hearing]:
    """Hearings with up to so many sayings on top of the ground."""
    return st.builds(heard, st.just(framework), grounds, st.lists(sayings, max_size=most))
