"""What was said of every element, and what became of it: counting, waiting, or superseded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.assessment import Assessment
from app.domain.framework import Element
from app.domain.hearing import Heard, hearing
from app.domain.records import Attachment, Choice, Dismissal, Finding, Grade, Resolution, SetAside, Statement
from app.domain.standing import ElementStanding, parts_of, said


class ElementStatus(StrEnum):
    """What a report says of an element."""

    EVIDENCED = "evidenced"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    NOT_APPLICABLE = "not_applicable"


class Weight(StrEnum):
    """Whether a statement counts."""

    COUNTS = "counts"
    PROPOSED = "proposed"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Said:
    """A statement on an element, as a report shows it.

    Attributes:
        says: What it says of the element.
        words: The quote of a finding, the reason of what was set aside or settled; "" for a bare click.
        document: The name of the document that it stands in; "" if it comes from elsewhere.
        place: Where in that document, such as `page 3`; "" where that has no name.
    """

    statement: Statement
    says: Choice
    words: str
    document: str
    place: str
    weight: Weight

    @property
    def quoted(self) -> bool:
        """Whether `words` are a quote."""
        return isinstance(self.statement, Finding) and self.statement.quote is not None

    @property
    def part(self) -> str:
        """The id of the element or criterion that it is on."""
        assert isinstance(self.statement, Finding | SetAside | Resolution)
        return self.statement.part if isinstance(self.statement, SetAside) else self.statement.element


@dataclass(frozen=True)
class ElementView:
    """An element, how it stands, and everything that was said of it, in order of time.

    Attributes:
        heard: Tells, of what is not verified, what was asked and left open from what was never asked.
    """

    element: Element
    status: ElementStatus
    grade: Grade | None
    heard: Heard
    said: tuple[Said, ...]

    @property
    def counting(self) -> tuple[Said, ...]:
        """What counts of what was said."""
        return tuple(s for s in self.said if s.weight is Weight.COUNTS)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quotes that count."""
        return tuple(s.words for s in self.counting if s.quoted)

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """Each opposition that was settled, in order of time, and the open one, if there is one."""
        by_id = {s.statement.id: s for s in self.said}
        settled = [
            Dispute(self.element, tuple(by_id[i] for i in s.statement.revises if i in by_id), s)
            for s in self.said
            if isinstance(s.statement, Resolution)
        ]
        if self.status is ElementStatus.CONFLICT:
            settled.append(Dispute(self.element, self.counting, None))
        return tuple(settled)


@dataclass(frozen=True)
class Dispute:
    """Statements on an element that a person was asked to settle, or has to.

    Attributes:
        settled: The decision, with its reason and who dissents; None while it is open.
    """

    element: Element
    sides: tuple[Said, ...]
    settled: Said | None


class Evidence:
    """Shows the elements and statements of an assessment; looks up once what all of them need."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._heard = hearing(assessment)
        standings = assessment.standings.values()
        self._accepted = {s.id for standing in standings for s in standing.accepted}
        self._proposed = {s.id for standing in standings for s in standing.proposed}
        self._on: dict[str, list[Statement]] = {e.id: [] for e in assessment.framework.elements}
        dismissals = [s for s in assessment.statements if isinstance(s, Dismissal)]
        self._dropped = {i for d in dismissals for i in d.revises}
        others = (s for s in assessment.statements if not isinstance(s, Dismissal))
        for statement in sorted(others, key=lambda s: (s.at, s.id)):
            for part in parts_of(assessment.framework, statement):
                self._on[part].append(statement)

    def element(self, element: Element) -> ElementView:
        """How an element stands and why."""
        standing = self._assessment.standings[element.id]
        on_it = tuple(self.said(s) for s in self._on[element.id])
        return ElementView(element, status_of(standing), standing.grade, self._heard[element.id], on_it)

    def said(self, statement: Statement) -> Said:
        """A statement with its document and its weight."""
        document, place = place_of(self._assessment, statement)
        return Said(statement, said(statement), _words(statement), document, place, self._weight(statement))

    def _weight(self, statement: Statement) -> Weight:
        if statement.id in self._accepted:
            return Weight.COUNTS
        if statement.id in self._proposed:
            return Weight.PROPOSED
        return Weight.DROPPED if statement.id in self._dropped else Weight.SUPERSEDED


def place_of(assessment: Assessment, statement: Statement) -> tuple[str, str]:
    """The name of the document that a statement rests on and the place of its quote; blank where there is none."""
    source = assessment.by_id.get(statement.source.id) if isinstance(statement, Finding | SetAside) else None
    if not isinstance(source, Attachment):
        return "", ""
    quote = statement.quote if isinstance(statement, Finding) else None
    return source.name, source.place(quote.start) if quote else ""


def status_of(standing: ElementStanding) -> ElementStatus:
    """What a report says of an element: its status, or that it is in conflict or does not apply."""
    if standing.in_conflict:
        return ElementStatus.CONFLICT
    if standing.set_aside:
        return ElementStatus.NOT_APPLICABLE
    return ElementStatus(standing.status)


def _words(statement: Statement) -> str:
    if isinstance(statement, Finding):
        return statement.quote.text if statement.quote else ""
    assert isinstance(statement, SetAside | Resolution)
    return statement.reason
