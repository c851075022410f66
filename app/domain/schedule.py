"""The plan in time: what is done within 30, 60 and 90 days of a start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain import effort
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction

HORIZONS = (30, 60, 90)
"""Days from the start; what takes longer stands in one more horizon without an end."""
UNTOLD = 28
"""Days that are reckoned for a gap whose effort nobody told."""


@dataclass(frozen=True)
class Step:
    """An action in time.

    Attributes:
        starts: When its owner comes to it.
        ends: The date that was set for it; else by when it is done if it takes as long as it usually may.
        set: Whether somebody set that date.
    """

    action: PlannedAction
    starts: date
    ends: date
    set: bool


@dataclass(frozen=True)
class Horizon:
    """The steps that end within so many days of the start, and after those of the horizon before.

    Attributes:
        days: None for what comes later.
        until: The last day; None for what comes later.
    """

    days: int | None
    until: date | None
    steps: tuple[Step, ...]


def schedule(plan: Iterable[PlannedAction], start: date) -> tuple[Horizon, ...]:
    """The four horizons: 30, 60 and 90 days, and later.

    Everybody closes one gap after the other, in the order of the plan, and all work side by side. What is done or
    dropped is left out, and so is what nobody has heard of yet: that is asked first.

    Args:
        plan: The actions, in order.
        start: The first day.
    """
    free: dict[str, int] = defaultdict(int)  # days from the start until an owner comes to the next
    steps = []
    for action in plan:
        if action.status in ("done", "dropped") or action.gap.heard is not Heard.SETTLED:
            continue
        begins = free[action.owner]
        free[action.owner] += effort.days(action.gap.effort) or UNTOLD
        ends = action.due or _after(start, free[action.owner])
        steps.append(Step(action, min(_after(start, begins), ends), ends, action.due is not None))
    limits = [_after(start, days) for days in HORIZONS]
    of: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        of[sum(step.ends > limit for limit in limits)].append(step)
    found = [Horizon(days, limits[n], tuple(of[n])) for n, days in enumerate(HORIZONS)]
    return (*found, Horizon(None, None, tuple(of[len(HORIZONS)])))


def _after(start: date, days: int) -> date:
    return date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))
