"""What the verdict would be if some gaps were closed by a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.plan import actions, gaps
from app.domain.rating import Rating
from app.domain.reassessment import outdated
from app.domain.records import Status
from app.domain.schedule import schedule
from app.domain.verdict import Band, Verdict, band_with
from app.errors import InputRefused


@dataclass(frozen=True)
class WhatIf:
    """What would be.

    Attributes:
        verdict: As it would be with every gate signed.
        closed: The ids of the elements that would be evidenced and are not now.
        left: The ids of the criteria that would still be gaps, in the order of the plan.
        late: The ids of the criteria that were to be closed and are reckoned, or due, after the date.
        outdated: The ids of the elements whose evidence would be too old to count by then if nobody asks again.
    """

    verdict: Verdict
    band: Band
    closed: tuple[str, ...]
    left: tuple[str, ...]
    late: tuple[str, ...]
    outdated: tuple[str, ...]


def what_if(assessment: Assessment, close: Iterable[str], by: date, *, start: date | None = None) -> WhatIf:
    """The result if these were evidenced, each with an instance.

    Args:
        assessment: As it stands.
        close: Ids of elements or criteria; those that hold already, or do not apply, change nothing.
        by: Until when.
        start: The day from which efforts are reckoned; that of the last change if not given.

    Raises:
        InputRefused: An id is neither an element's nor a criterion's.
    """
    framework = assessment.framework
    asked = tuple(dict.fromkeys(e for part in close for e in _elements(framework, part)))
    standings = assessment.standings
    closed = frozenset(e for e in asked if not standings[e].set_aside and standings[e].status is not Status.EVIDENCED)
    would = band_with(framework, standings, frozenset(asked))
    begin = start or max((r.at for r in assessment.records), default=assessment.opened_at).date()
    ends = {
        step.action.gap.criterion: step.ends
        for horizon in schedule(actions(assessment), begin)
        for step in horizon.steps
    }
    touched = {framework.criterion_of(e).id for e in closed}
    ratings = {c: r for g in would.now.gates for c, r in g.ratings.items()}
    return WhatIf(
        verdict=would.now.verdict,
        band=would,
        closed=tuple(e.id for e in framework.elements if e.id in closed),
        left=tuple(g.criterion for g in gaps(assessment) if ratings[g.criterion] in (Rating.PARTIAL, Rating.NOT_MET)),
        late=tuple(c.id for c in framework.criteria if c.id in touched and ends.get(c.id, by) > by),
        outdated=tuple(e for e in outdated(assessment, by) if e not in closed),
    )


def _elements(framework: Framework, part: str) -> tuple[str, ...]:
    if framework.has_element(part):
        return (part,)
    if part in {c.id for c in framework.criteria}:
        return tuple(e.id for e in framework.criterion(part).elements)
    raise InputRefused(f"what if: {part!r}: expected the id of an element or a criterion of {framework.id}")
