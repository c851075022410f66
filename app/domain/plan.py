"""What is missing, in the order in which it is worth closing, and who closes it until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from app.domain import effort
from app.domain.assessment import Assessment
from app.domain.framework import Criterion, Framework
from app.domain.hearing import Heard, hearing
from app.domain.rating import GateResult, Rating
from app.domain.records import Basis, Choice, Finding, Statement, Status
from app.domain.standing import ElementStanding, said


class Reason(StrEnum):
    """Why an element does not count as evidenced."""

    REFUTED = "refuted"
    PLANNED = "planned"
    PILOT_ONLY = "pilot_only"
    CONFLICT = "conflict"
    NOT_VERIFIED = "not_verified"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Missing:
    """An element that applies and does not hold.

    Attributes:
        statements: Those that say so, in order of time; of an element that is not verified, the proposals
            and avowals of not knowing.
    """

    element: str
    reason: Reason
    statements: tuple[Statement, ...]

    @property
    def quotes(self) -> tuple[str, ...]:
        """The words that it rests on."""
        return tuple(s.quote.text for s in self.statements if isinstance(s, Finding) and s.quote)


@dataclass(frozen=True)
class Gap:
    """A criterion that applies and is not met, and how to close it.

    Attributes:
        heard: How far what is missing was heard: settled where some of it is known not to hold. Of the rest
            nobody knows yet whether it is a gap at all.
        must_meet: Whether its gate cannot pass without it.
        missing: In the framework's order; empty only where every element of a must-meet criterion was
            set aside one by one.
        owner: Who usually closes such a gap.
    """

    criterion: str
    gate: str
    rating: Rating
    heard: Heard
    must_meet: bool
    missing: tuple[Missing, ...]
    why: str
    fix: str
    owner: str
    effort: str
    done: str


@dataclass(frozen=True)
class PlannedAction:
    """What is to be done about a gap.

    Attributes:
        owner: Who was named, else who usually does it.
        named: Whether somebody was named.
    """

    gap: Gap
    owner: str
    named: bool
    due: date | None
    status: Literal["open", "doing", "done", "dropped"]
    note: str


def gaps(assessment: Assessment) -> tuple[Gap, ...]:
    """The gaps as things stand now: first those that unblock the verdict, then the quick ones, then the valuable ones.

    What unblocks: first must-meet criteria, then criteria that are not met at all (each keeps its gate shut),
    then those of gates that have too few criteria met. Of a value are the dimensions that lead from pilot to
    production, and the elements, that closing a gap adds.
    """
    heard = hearing(assessment)
    found = [
        (_tier(result, gap), _slowness(gap), _value(assessment.framework, gap), gap)
        for gate, result in zip(assessment.framework.gates, assessment.now.gates, strict=True)
        for criterion in gate.criteria
        if result.ratings[criterion.id] in (Rating.PARTIAL, Rating.NOT_MET)
        for gap in (_gap(assessment, result, criterion, heard),)
    ]
    return tuple(gap for *_, gap in sorted(found, key=lambda one: one[:3]))


def _tier(result: GateResult, gap: Gap) -> int:
    """How much of what stands in the way of the verdict a gap is, 0 the most."""
    if gap.must_meet:
        return 0
    if gap.rating is Rating.NOT_MET:
        return 1
    return 3 if result.passed or result.met >= result.mark else 2


def _slowness(gap: Gap) -> tuple[bool, int]:
    """Days to close it, the untold last."""
    takes = effort.days(gap.effort)
    return takes is None, takes or 0


def _value(framework: Framework, gap: Gap) -> tuple[int, int]:
    """The less, the more it adds."""
    missing = {m.element for m in gap.missing}
    return -sum(not missing.isdisjoint(d.elements) for d in framework.dimensions), -len(missing)


def actions(assessment: Assessment) -> tuple[PlannedAction, ...]:
    """One action a gap, in the order of the gaps: as last decided, else open and without a date."""
    planned = []
    for gap in gaps(assessment):
        decided = assessment.actions.get(gap.criterion)
        if decided is None:
            planned.append(PlannedAction(gap, gap.owner, named=False, due=None, status="open", note=""))
        else:
            owner, named = decided.owner or gap.owner, bool(decided.owner)
            planned.append(PlannedAction(gap, owner, named, decided.due, decided.status, decided.note))
    return tuple(planned)


def _gap(assessment: Assessment, result: GateResult, criterion: Criterion, heard: Mapping[str, Heard]) -> Gap:
    standings = (assessment.standings[e.id] for e in criterion.elements)
    missing = tuple(
        _missing(s, heard[s.element]) for s in standings if s.status is not Status.EVIDENCED and not s.set_aside
    )
    return Gap(
        criterion=criterion.id,
        gate=result.gate,
        rating=result.ratings[criterion.id],
        heard=_heard(missing),
        must_meet=criterion.id in assessment.framework.gate(result.gate).must_meet,
        missing=missing,
        why=criterion.why,
        fix=criterion.fix,
        owner=criterion.owner,
        effort=criterion.effort,
        done=criterion.done,
    )


def _heard(missing: tuple[Missing, ...]) -> Heard:
    reasons = {m.reason for m in missing}
    if not reasons or reasons - {Reason.NOT_VERIFIED, Reason.NOT_ASKED}:
        return Heard.SETTLED
    return Heard.LEFT_OPEN if Reason.NOT_VERIFIED in reasons else Heard.NEVER_ASKED


def _missing(standing: ElementStanding, heard: Heard) -> Missing:
    if standing.in_conflict:
        return Missing(standing.element, Reason.CONFLICT, standing.accepted)
    if standing.status is Status.REFUTED:
        against = tuple(s for s in standing.accepted if said(s) is Choice.REFUTED)
        bases = {s.basis if isinstance(s, Finding) else Basis.TODAY for s in against}
        if bases == {Basis.PLANNED}:
            return Missing(standing.element, Reason.PLANNED, against)
        if bases <= {Basis.PLANNED, Basis.PILOT}:
            return Missing(standing.element, Reason.PILOT_ONLY, against)
        return Missing(standing.element, Reason.REFUTED, against)
    reason = Reason.NOT_ASKED if heard is Heard.NEVER_ASKED else Reason.NOT_VERIFIED
    return Missing(standing.element, reason, (*standing.accepted, *standing.proposed))
