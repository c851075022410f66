"""Two assessments beside each other: what moved, and what it rests on; and several pilots in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from app.domain.assessment import Assessment
from app.domain.briefing import Axis, radar
from app.domain.dimensions import Place, places
from app.domain.evidence import ElementStatus, ElementView, Evidence, Said
from app.domain.framework import Framework
from app.domain.hearing import Heard, heard_of, hearing
from app.domain.rating import GateResult, Rating
from app.domain.records import Grade
from app.domain.verdict import Verdict
from app.errors import InputRefused

T = TypeVar("T")


@dataclass(frozen=True)
class Moved(Generic[T]):
    """Something that was one way and is another: `part` is its id, "" for the whole."""

    part: str
    before: T
    after: T


@dataclass(frozen=True)
class ElementMoved:
    """An element whose status or grade moved.

    Attributes:
        before: Its status, how it was heard, and its grade if it was evidenced.
        after: The same later.
        lost: What counted before and does not now.
        gained: What counts now and did not before: what caused it; empty where it only grew old or was taken back.
    """

    element: str
    before: tuple[ElementStatus, Heard, Grade | None]
    after: tuple[ElementStatus, Heard, Grade | None]
    lost: tuple[Said, ...]
    gained: tuple[Said, ...]


@dataclass(frozen=True)
class Side:
    """One of the two: its figures for a radar over the other's."""

    id: str
    pilot: str
    changed_at: datetime
    verdict: Verdict
    would_be: Verdict
    met: int
    applicable: int
    radar: tuple[Axis, ...]
    dimensions: tuple[Place, ...]


@dataclass(frozen=True)
class Comparison:
    """What is different between two assessments, over the parts that both frameworks have.

    Attributes:
        same_pilot: Whether both are called the same.
        verdict: As it would be with every gate signed; None where it is the same.
        gates: Gates that pass in one and not in the other.
        ratings: Criteria whose rating moved, or that were heard in one only.
        only_before: Ids of criteria and elements that only the first framework has.
        only_after: Ids of those that only the second one has.
    """

    before: Side
    after: Side
    same_pilot: bool
    verdict: Moved[Verdict] | None
    gates: tuple[Moved[bool], ...]
    ratings: tuple[Moved[tuple[Rating, Heard]], ...]
    elements: tuple[ElementMoved, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Assessment, after: Assessment) -> Comparison:
    """What moved from one assessment to another, of the same pilot or of two.

    Raises:
        InputRefused: They rest on different frameworks; versions of one can be compared.
    """
    _same_framework((before, after))
    first, second = _View(before), _View(after)
    criteria = [c.id for c in after.framework.criteria if c.id in first.rated]
    elements = [e.id for e in after.framework.elements if e.id in first.elements]
    gates = [g for g in second.gates if g in first.gates]
    once, now = before.now.verdict, after.now.verdict
    return Comparison(
        before=first.side,
        after=second.side,
        same_pilot=before.name == after.name,
        verdict=None if once is now else Moved("", once, now),
        gates=tuple(
            Moved(g, first.gates[g].passed, second.gates[g].passed)
            for g in gates
            if first.gates[g].passed is not second.gates[g].passed
        ),
        ratings=tuple(Moved(c, first.rated[c], second.rated[c]) for c in criteria if first.rated[c] != second.rated[c]),
        elements=tuple(
            _moved(first.elements[e], second.elements[e])
            for e in elements
            if _state(first.elements[e]) != _state(second.elements[e])
        ),
        only_before=_missing(before.framework, after.framework),
        only_after=_missing(after.framework, before.framework),
    )


def table(assessments: Sequence[Assessment]) -> tuple[Side, ...]:
    """Several pilots side by side, the one with most criteria met first; InputRefused over different frameworks."""
    _same_framework(assessments)
    sides = [_View(a).side for a in assessments]
    return tuple(sorted(sides, key=lambda s: (-s.met, s.pilot, s.id)))


class _View:
    """An assessment as it is compared."""

    def __init__(self, assessment: Assessment) -> None:
        framework, evidence, heard = assessment.framework, Evidence(assessment), hearing(assessment)
        of_criteria = {c.id: heard_of(c, heard, assessment.standings) for c in framework.criteria}
        ratings = {c: r for g in assessment.now.gates for c, r in g.ratings.items()}
        self.rated: Mapping[str, tuple[Rating, Heard]] = {c: (ratings[c], of_criteria[c]) for c in ratings}
        self.gates: Mapping[str, GateResult] = {g.gate: g for g in assessment.now.gates}
        self.elements: Mapping[str, ElementView] = {e.id: evidence.element(e) for e in framework.elements}
        self.side = Side(
            id=assessment.id,
            pilot=assessment.name,
            changed_at=max((r.at for r in assessment.records), default=assessment.opened_at),
            verdict=assessment.verdict,
            would_be=assessment.now.verdict,
            met=assessment.now.met,
            applicable=assessment.now.applicable,
            radar=radar(assessment, of_criteria),
            dimensions=places(framework, assessment.standings),
        )


def _state(view: ElementView) -> tuple[ElementStatus, Heard, Grade | None]:
    return view.status, view.heard, view.grade


def _moved(before: ElementView, after: ElementView) -> ElementMoved:
    once, now = {_same(s) for s in before.counting}, {_same(s) for s in after.counting}
    return ElementMoved(
        element=after.element.id,
        before=_state(before),
        after=_state(after),
        lost=tuple(s for s in before.counting if _same(s) not in now),
        gained=tuple(s for s in after.counting if _same(s) not in once),
    )


def _same(said: Said) -> tuple[object, ...]:
    """What makes a statement the same in two assessments, one of which was carried over from the other."""
    return said.statement.at, said.statement.speaker, said.says


def _missing(one: Framework, other: Framework) -> tuple[str, ...]:
    def parts(framework: Framework) -> list[str]:
        return [c.id for c in framework.criteria] + [e.id for e in framework.elements]

    there = set(parts(other))
    return tuple(part for part in parts(one) if part not in there)


def _same_framework(assessments: Sequence[Assessment]) -> None:
    names = sorted({a.framework.id for a in assessments})
    if len(names) > 1:
        raise InputRefused(f"compare: the frameworks {', '.join(map(repr, names))}: expected one and the same")
