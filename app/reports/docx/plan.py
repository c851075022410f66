"""The plan in the Word report: in time, and then gap by gap."""

from __future__ import annotations

from app.domain import wording
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.reports import gaps, rows, text
from app.reports.docx.body import Body
from app.reports.docx.xml import Cell, Column, join, strong


def plan(body: Body, report: Report) -> None:
    """All that is to be done, and to be found out; nothing where there are no gaps."""
    if not report.plan:
        return
    body.heading(text.as_known("What to do, in this order", report), 1, fresh=True)
    if report.to_ask:
        body.named("First find out:", f"{gaps.to_ask(report)}.")
    if steps := rows.steps(report):
        body.heading("In time", 2)
        body.text(f"Reckoned from {report.start:%Y-%m-%d}. “About” marks an estimate.")
        body.table(
            (
                Column("When", 0.29), Column("Gap", 0.26), Column("Owner", 0.18), Column("Done by", 0.17),
                Column("Status", 0.1),
            ),
            steps,
            "What is done within 30, 60 and 90 days, and later.",
        )  # fmt: skip
    body.heading("Gap by gap", 2)
    body.table(
        (
            Column("No.", 0.055), Column("Gap, and what closes it", 0.48), Column("Owner", 0.16),
            Column("Effort", 0.09), Column("Due", 0.12), Column("Status", 0.095),
        ),
        (
            (str(number), _gap(action, report), gaps.owner(action), action.gap.effort, gaps.due(action), action.status)
            for number, action in enumerate(report.plan, 1)
        ),
        "Every gap in the order in which to close it, with what closes it, its owner, effort, due date and status.",
    )  # fmt: skip


def _gap(action: PlannedAction, report: Report) -> Cell:
    gap = action.gap
    missing = gaps.lacking(gap, report)
    lines = [
        strong(report.title(gap.criterion)),
        f"{gaps.gate(gap, report)}; {wording.rating(gap.rating, gap.heard)}",
        join(strong("Missing: "), missing) if missing else "",
        gap.fix,
        join(strong("Note: "), action.note) if action.note else "",
    ]
    return [line for line in lines if line]
