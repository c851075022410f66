"""Words on gaps and on the plan that closes them."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import wording
from app.domain.hearing import Heard
from app.domain.plan import Gap, PlannedAction
from app.domain.report import Citation, CriterionView, Report
from app.domain.schedule import Horizon, Step
from app.reports.text import one_line

NONE = "No gaps: every criterion that applies is met."
NO_GUIDANCE = "none at hand; the advice is the framework's own"
ALL_ASIDE = "Every element was set aside, yet this criterion has to be met."


def title(gap: Gap) -> str:
    """What is said over a gap; what was not heard is no gap yet."""
    return "The gap" if gap.heard is Heard.SETTLED else "What is to find out"


def gate(gap: Gap, report: Report) -> str:
    """The gate that a gap is in, and whether that cannot pass without it."""
    return f"{report.title(gap.gate)}{_needed(gap)}"


def lacking(gap: Gap, report: Report) -> str:
    """What a gap lacks, by name alone."""
    return "; ".join(report.title(m.element) for m in gap.missing)


def missing(gap: Gap, report: Report, *, quoted: bool = True) -> tuple[str, ...]:
    """What a gap lacks, a line for each element: why, and the words that say so, if they are to be quoted."""
    lines = []
    for lacked in gap.missing:
        words = " ".join(f"“{one_line(q)}”" for q in lacked.quotes) if quoted else ""
        line = f"{report.title(lacked.element)}: {wording.REASON[lacked.reason]}"
        lines.append(f"{line}: {words}" if words else f"{line}.")
    return tuple(lines) or (ALL_ASIDE,)


def in_short(gap: Gap, report: Report) -> str:
    """How a criterion is rated and what it lacks."""
    rated = f"{wording.rating(gap.rating, gap.heard)}{_needed(gap)}".capitalize()
    names = lacking(gap, report)
    return f"{rated}. Missing: {names}." if names else f"{rated}."


def _needed(gap: Gap) -> str:
    return ", has to be met" if gap.must_meet else ""


def owner(action: PlannedAction) -> str:
    """Who closes a gap, or who usually does."""
    return one_line(action.owner) if action.named else f"usually {action.owner}"


def due(action: PlannedAction) -> str:
    """By when somebody set it to be done."""
    return f"{action.due:%Y-%m-%d}" if action.due else "no date"


def when(step: Step) -> str:
    """By when a step is done; an estimate is said to be one."""
    return f"{step.ends:%Y-%m-%d}" if step.set else f"about {step.ends:%Y-%m-%d}"


def in_time(steps: Iterable[Step]) -> list[Step]:
    """Steps in the order in which they end."""
    return sorted(steps, key=lambda s: s.ends)


def horizon(span: Horizon) -> str:
    """When the steps of a horizon are to be done."""
    if span.days is None or span.until is None:
        return "Later"
    return f"Within {span.days} days, by {span.until:%Y-%m-%d}"


def to_ask(report: Report, most: int | None = None) -> str:
    """What is to be found out first, by name; of more than there is room for, how many they are."""
    names = [c.criterion.title for c in report.to_ask]
    if most is not None and len(names) > most:
        return f"how {len(names)} criteria stand, of which nothing was heard"
    return "; ".join(names)


def no_obstacle(report: Report) -> str:
    """What is said where nothing is known to stand in the way."""
    if report.plan:
        return "Nothing is known to, so far. What was not heard has to be found out first."
    return "Nothing: every criterion that applies is met, and every gate passes."


def cited(citations: Iterable[Citation]) -> str:
    """Guidance, each piece with who says so."""
    return "; ".join(f"{c.title} ({c.source})" for c in citations)


def guidance(criterion: CriterionView) -> str:
    """What the advice on a gap rests on."""
    return cited(criterion.citations) or f"{NO_GUIDANCE}."
