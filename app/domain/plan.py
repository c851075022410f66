"""What is missing, in the order in which it is worth closing, and who closes it until when."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from app.domain.assessment import Assessment
from app.domain.framework import Criterion
from app.domain.rating import GateResult, Rating
from app.domain.records import Basis, Choice, Finding, Statement, Status
from app.domain.standing import ElementStanding, said
from app.domain.transcript import asked


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
        must_meet: Whether its gate cannot pass without it.
        missing: In the framework's order; empty only where every element of a must-meet criterion was
            set aside one by one.
        owner: Who usually closes such a gap.
    """

    criterion: str
    gate: str
    rating: Rating
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
    """The gaps as things stand now, first those that unblock the verdict.

    First the must-meet criteria of gates that do not pass, then criteria that are not met at all (each
    keeps its gate shut), then those that need the fewest elements.
    """
    been_asked = asked(assessment)
    found = [
        _gap(assessment, result, criterion, been_asked)
        for gate, result in zip(assessment.framework.gates, assessment.now.gates, strict=True)
        for criterion in gate.criteria
        if result.ratings[criterion.id] in (Rating.PARTIAL, Rating.NOT_MET)
    ]
    # A gate with a must-meet gap never passes, so `must_meet` says both.
    return tuple(sorted(found, key=lambda g: (not g.must_meet, g.rating is not Rating.NOT_MET, len(g.missing))))


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


def _gap(assessment: Assessment, result: GateResult, criterion: Criterion, been_asked: Set[str]) -> Gap:
    standings = [assessment.standings[e.id] for e in criterion.elements]
    return Gap(
        criterion=criterion.id,
        gate=result.gate,
        rating=result.ratings[criterion.id],
        must_meet=criterion.id in assessment.framework.gate(result.gate).must_meet,
        missing=tuple(
            _missing(s, been_asked) for s in standings if s.status is not Status.EVIDENCED and not s.set_aside
        ),
        why=criterion.why,
        fix=criterion.fix,
        owner=criterion.owner,
        effort=criterion.effort,
        done=criterion.done,
    )


def _missing(standing: ElementStanding, been_asked: Set[str]) -> Missing:
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
    unsure = (*standing.accepted, *standing.proposed)
    reason = Reason.NOT_VERIFIED if unsure or standing.element in been_asked else Reason.NOT_ASKED
    return Missing(standing.element, reason, unsure)
