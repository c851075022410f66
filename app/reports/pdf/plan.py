"""The plan in a PDF: what is done within 30, 60 and 90 days, and everything in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain import wording
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.domain.schedule import Step
from app.reports import gaps, text
from app.reports.pdf.blocks import OWNER, Block, heading, marked, paragraph, rating_mark, shortened, table

_SPAN = 90
"""Days that a bar of the timeline has room for."""
_NOTE = 160
"""Characters of a note that have room in the table; a longer one stands with its criterion alone."""


def plan(report: Report) -> Iterator[Block]:
    """The plan: first by time, then by weight."""
    yield heading(1, text.as_known("The next 90 days", report), fresh=bool(report.plan))
    if not report.plan:
        yield paragraph(gaps.NONE)
        return
    if any(h.steps for h in report.horizons):
        yield paragraph(f"Reckoned from {report.start:%Y-%m-%d}. A date with “about” is an estimate to plan with.")
    if report.to_ask:
        yield heading(2, "First find out")
        yield paragraph("Nobody has said yet whether these hold. Ask first; then plan.")
        yield {"kind": "columns", "items": [c.criterion.title for c in report.to_ask]}
    for span in report.horizons:
        if span.steps:
            yield heading(2, gaps.horizon(span))
            yield table(
                (("Gap", 0.26), ("Owner", 0.24), ("Done by", 0.18), ("Status", 0.09), ("Day 1 to 90", 0.23)),
                (_step(step, report) for step in gaps.in_time(span.steps)),
            )
    yield heading(2, text.as_known("What to do, in this order", report))
    yield table(
        (
            ("No.", 0.045), ("Gap", 0.22), ("Rating", 0.16), ("What is missing", 0.225), ("Owner", 0.165),
            ("Effort, due", 0.13), ("Page", 0.055),
        ),
        (_action(number, action, report) for number, action in enumerate(report.plan, 1)),
    )  # fmt: skip


def _step(step: Step, report: Report) -> tuple[object, ...]:
    first, last = ((day - report.start).days / _SPAN for day in (step.starts, step.ends))
    return (
        report.title(step.action.gap.criterion),
        shortened(gaps.owner(step.action), OWNER),
        gaps.when(step),
        step.action.status,
        {"kind": "bar", "from": _within(first), "to": _within(last), "over": last > 1, "sure": step.set},
    )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _action(number: int, action: PlannedAction, report: Report) -> tuple[object, ...]:
    gap = action.gap
    note = action.note if len(action.note) <= _NOTE else ""
    after: dict[str, Any] = {"kind": "lines", "lines": [gap.effort, gaps.due(action), action.status]}
    return (
        str(number),
        {
            "kind": "lines",
            "strong": True,
            "lines": [
                report.title(gap.criterion),
                gaps.gate(gap, report),
                *([f"Note: {note}"] if note else []),
            ],
        },
        marked(rating_mark(gap.rating, gap.heard), wording.rating(gap.rating, gap.heard)),
        gaps.lacking(gap, report),
        shortened(gaps.owner(action), OWNER),
        after,
        {"kind": "page", "id": gap.criterion},
    )
