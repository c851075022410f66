"""The plan in the Word report: in time, and then gap by gap."""

from __future__ import annotations

from app.domain import wording
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.reports import text
from app.reports.docx.board import when
from app.reports.docx.body import Body
from app.reports.docx.xml import Cell, Column, join, strong


def plan(body: Body, report: Report) -> None:
    """All that is to be done, and to be found out; nothing where there are no gaps."""
    if not report.plan:
        return
    body.heading("What to do, in this order" + ("" if report.final else ", as far as is known"), 1, fresh=True)
    if report.to_ask:
        body.named("First find out:", "; ".join(c.criterion.title for c in report.to_ask) + ".")
    rows = [
        (
            text.horizon(span),
            report.title(step.action.gap.criterion),
            text.owner(step.action),
            when(step),
            step.action.status,
        )
        for span in report.horizons
        for step in sorted(span.steps, key=lambda s: s.ends)
    ]
    if rows:
        body.heading("In time", 2)
        body.text(f"Reckoned from {report.start:%Y-%m-%d}. “About” marks an estimate.")
        body.table(
            (
                Column("When", 0.29), Column("Gap", 0.26), Column("Owner", 0.18), Column("Done by", 0.17),
                Column("Status", 0.1),
            ),
            rows,
            "What is done within 30, 60 and 90 days, and later.",
        )  # fmt: skip
    body.heading("Gap by gap", 2)
    body.table(
        (
            Column("No.", 0.055), Column("Gap, and what closes it", 0.48), Column("Owner", 0.16),
            Column("Effort", 0.09), Column("Due", 0.12), Column("Status", 0.095),
        ),
        (
            (str(number), _gap(action, report), text.owner(action), action.gap.effort, text.due(action), action.status)
            for number, action in enumerate(report.plan, 1)
        ),
        "Every gap in the order in which to close it, with what closes it, its owner, effort, due date and status.",
    )  # fmt: skip


def _gap(action: PlannedAction, report: Report) -> Cell:
    gap = action.gap
    missing = "; ".join(report.title(m.element) for m in gap.missing)
    needed = ", has to be met" if gap.must_meet else ""
    lines = [
        strong(report.title(gap.criterion)),
        f"{report.title(gap.gate)}{needed}; {wording.rating(gap.rating, gap.heard)}",
        join(strong("Missing: "), missing) if missing else "",
        gap.fix,
        join(strong("Note: "), action.note) if action.note else "",
    ]
    return [line for line in lines if line]
