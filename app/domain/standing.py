"""Where every element stands: which statements hold, which wait, which oppose each other.

The order in which records arrive plays no part: a statement falls when another one names it in
`revises` and may do so, and by nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.framework import Framework
from app.domain.records import (
    Basis,
    Choice,
    Dismissal,
    Finding,
    Grade,
    Resolution,
    SetAside,
    SourceKind,
    Standing,
    Statement,
    Status,
)


@dataclass(frozen=True)
class ElementStanding:
    """What the records say of one element.

    Attributes:
        accepted: The statements that hold, in order of time; several, if people said several things.
        proposed: The findings that wait for a person.
    """

    element: str
    accepted: tuple[Statement, ...]
    proposed: tuple[Finding, ...]

    @cached_property
    def choices(self) -> frozenset[Choice]:
        """The different things that accepted statements say, an avowed "don't know" left out."""
        return frozenset(said(s) for s in self.accepted) - {Choice.UNKNOWN}

    @property
    def in_conflict(self) -> bool:
        """Whether accepted statements oppose each other."""
        return len(self.choices) > 1

    @property
    def set_aside(self) -> bool:
        """Whether the element does not apply, and nobody says otherwise."""
        return self.choices == {Choice.NOT_APPLICABLE}

    @property
    def status(self) -> Status:
        """Evidenced or refuted where accepted statements agree; else unknown."""
        if self.choices == {Choice.EVIDENCED}:
            return Status.EVIDENCED
        if self.choices == {Choice.REFUTED}:
            return Status.REFUTED
        return Status.UNKNOWN

    @property
    def settled(self) -> bool:
        """Whether nothing is left to ask: something was said, or somebody said that they don't know."""
        return bool(self.accepted)

    @property
    def grade(self) -> Grade | None:
        """The best grade that backs an evidenced element; None where it is not evidenced."""
        if self.status is not Status.EVIDENCED:
            return None
        backing = (s for s in self.accepted if said(s) is Choice.EVIDENCED)  # not who names something and does not know
        return Grade.INSTANCE if any(graded(s) is Grade.INSTANCE for s in backing) else Grade.ASSERTED

    @cached_property
    def pending(self) -> tuple[Finding, ...]:
        """Proposals that would change something: they say other than what is accepted."""
        return tuple(p for p in self.proposed if {Choice(p.status)} != self.choices)


def said(statement: Statement) -> Choice:
    """What a statement says of its element."""
    if isinstance(statement, Finding):
        return Choice(statement.status)
    if isinstance(statement, Resolution):
        return statement.choice
    return Choice.NOT_APPLICABLE


def graded(statement: Statement) -> Grade:
    """The grade of a statement; hearsay is asserted however it was read, and so is what was settled or set by hand."""
    return (
        statement.grade if isinstance(statement, Finding) and statement.basis is not Basis.HEARSAY else Grade.ASSERTED
    )


def parts_of(framework: Framework, statement: Statement) -> tuple[str, ...]:
    """The ids of the elements that a statement speaks of."""
    if isinstance(statement, SetAside):
        return tuple(e.id for e in framework.elements_of(statement.part))
    if isinstance(statement, Finding | Resolution | Dismissal):
        return (statement.element,)
    raise TypeError(f"{type(statement).__name__} is no statement on elements")


def stand(framework: Framework, statements: Iterable[Statement]) -> Mapping[str, ElementStanding]:
    """Where every element of the framework stands.

    Args:
        framework: The framework of the assessment.
        statements: Its findings, things set aside and resolutions, in any order.
    """
    by_id = {s.id: s for s in statements}
    fallen = {old for s in by_id.values() for old in s.revises if old in by_id and may_revise(s, by_id[old])}
    accepted: dict[str, list[Statement]] = defaultdict(list)
    proposed: dict[str, list[Finding]] = defaultdict(list)
    for statement in sorted(by_id.values(), key=lambda s: (s.at, s.id)):
        if statement.id in fallen or isinstance(statement, Dismissal):
            continue
        for element in parts_of(framework, statement):
            if isinstance(statement, Finding) and statement.standing is Standing.PROPOSED:
                proposed[element].append(statement)
            else:
                accepted[element].append(statement)
    return {e.id: ElementStanding(e.id, tuple(accepted[e.id]), tuple(proposed[e.id])) for e in framework.elements}


def may_revise(new: Statement, old: Statement) -> bool:
    """Whether a statement takes the place of an older one that it names.

    A proposal gives way to whatever was decided on it, and any statement to a resolution; apart from
    that people revise their own words only, so that somebody else's opposition shows as a conflict.
    """
    if isinstance(new, Resolution):
        return True
    if isinstance(old, Finding) and old.standing is Standing.PROPOSED:
        return True
    if isinstance(new, Dismissal) or (isinstance(new, Finding) and new.standing is Standing.PROPOSED):
        return False
    return new.speaker == old.speaker


def from_document(statement: Statement) -> bool:
    """Whether a statement is what a document says: nobody's own words, whoever gave the document."""
    return isinstance(statement, Finding) and statement.source.kind is SourceKind.DOCUMENT
