"""What a board reads of a Word report: its first page, and the result gate by gate with the list of contents."""

from __future__ import annotations

from app.domain import wording
from app.domain.brand import Brand
from app.domain.report import Report
from app.domain.schedule import Horizon
from app.domain.verdict import Outcome
from app.reports import gaps, rows, text
from app.reports.docx import chart as charts
from app.reports.docx.body import Body
from app.reports.docx.package import Package
from app.reports.docx.xml import Cell, Column, Par, chart, run, strong

_LONGEST_INTRODUCTION = 220
"""Characters of the pilot's description that have room on the first page; a longer one stands on the second."""
_LONGEST_NAME = 50
"""Characters of the pilot's name that are written large."""
_STEPS = 3
"""Steps of each horizon that have room there."""
_FEW = 4
"""Names that are listed there; of more, their number stands."""
_SPACE = 400
"""Twentieths of a point between the radar and what stands beside it."""
_TALL = 3600
"""Twentieths of a point that the radar is high, where there is room for so much."""


def board(body: Body, package: Package, report: Report, brand: Brand) -> None:
    """The first page and the second."""
    _verdict(body, report)
    _reasons(body, package, report, brand)
    _ninety_days(body, report)
    _result(body, report)


def _verdict(body: Body, report: Report) -> None:
    page = report.briefing
    body.text("Production readiness assessment", style="Report Kicker")
    name = text.pilot(report)
    body.text(name if len(name) <= _LONGEST_NAME else run(name, "Report Long Title"), style="Title")
    body.text(text.as_of(report), style="Subtitle")
    if _short(report):
        body.text(report.description)
    if report.anonymous:
        body.text(text.NOBODY_NAMED, style="Report Note")
    body.text(page.word, style="Report Verdict")
    body.text(page.why, style="Report Lead")
    views = rows.views(report)
    body.table(
        [Column(name, 1 / 3) for name, _ in views],
        [[_outcome(outcome, report) for _, outcome in views]],
        "Criteria met and verdict at worst, as it stands and at best, by what becomes of all that is uncertain.",
    )
    body.text(page.robustness)


def _short(report: Report) -> bool:
    return len(text.one_line(report.description)) <= _LONGEST_INTRODUCTION


def _outcome(outcome: Outcome, report: Report) -> Cell:
    return [
        Par(f"{outcome.met} of {outcome.applicable}", "Report Figure"),
        f"criteria met, {outcome.mark} needed",
        strong(text.verdict(outcome, report)),
    ]


def _reasons(body: Body, package: Package, report: Report, brand: Brand) -> None:
    """The radar, and what stands in the way beside it; one after the other where there are too few gates for one."""
    axes = report.briefing.radar
    if not charts.FEWEST <= len(axes) <= charts.MOST:
        _obstacles(body, report)
        return
    wide = round(body.width * 0.47)
    left, right = Body(wide, numbers=body.numbers), Body(body.width - wide, numbers=body.numbers)
    drawn = charts.series_of(axes, brand)
    relation = package.chart(charts.radar(axes, drawn, package.font), charts.workbook(axes, drawn, brand))
    left.text("Gate by gate", style="Report Heading")
    tall = min(_TALL, package.height // 4)
    left.add(chart(relation, 1001, wide - _SPACE, tall, charts.told(axes), "Report Chart"))
    _obstacles(right, report)
    body.beside(left, right, _SPACE)


def _obstacles(body: Body, report: Report) -> None:
    page = report.briefing
    body.text("What stands in the way", style="Report Heading")
    for number, action in enumerate(page.obstacles, 1):
        body.text(f"{number} {report.title(action.gap.criterion)}", style="Report Label")
        body.text(gaps.in_short(action.gap, report), style="Report Note")
        body.text(strong(gaps.owner(action)), f", {action.gap.effort}", style="Report Note")
    if page.obstacles:
        return
    body.text(gaps.no_obstacle(report))
    if report.weakest:
        body.text("What the result hangs on", style="Report Label")
        body.bullets(report.title(s.part) for s in report.weakest[:_FEW])
        if len(report.weakest) > _FEW:
            body.text(f"and {len(report.weakest) - _FEW} more, named below", style="Report Note")


def _ninety_days(body: Body, report: Report) -> None:
    body.text(text.as_known("The next 90 days", report), style="Report Heading")
    if not report.plan:
        body.text(gaps.NONE)
        return
    before: list[str] = []
    if report.to_ask:
        before += [strong("First find out: "), f"{gaps.to_ask(report, _FEW)}. "]
    if later := sum(len(h.steps) for h in report.horizons if h.days is None):
        before.append(f"{wording.counted(later, 'gap')} {'closes' if later == 1 else 'close'} later, see the plan.")
    body.text(*before)
    soon = [h for h in report.horizons if h.days is not None]
    if any(h.steps for h in report.horizons):
        body.table(
            [Column(f"{h.days} days, by {h.until:%Y-%m-%d}", 1 / len(soon)) for h in soon],
            [[_steps(h, report) for h in soon]],
            "What is done within 30, 60 and 90 days.",
        )


def _steps(horizon: Horizon, report: Report) -> Cell:
    shown: list[str | Par] = []
    for step in gaps.in_time(horizon.steps[:_STEPS]):
        shown += [strong(report.title(step.action.gap.criterion)), f"{gaps.when(step)}, {gaps.owner(step.action)}"]
    if more := len(horizon.steps) - _STEPS:
        shown += [f"and {more} more, see the plan"] if more > 0 else []
    return shown or ["Nothing ends here."]


def _result(body: Body, report: Report) -> None:
    body.heading(text.so_far("Result by gate", report), 1, fresh=True)
    body.text(report.meaning)
    body.table(
        (
            Column("Gate", 0.2), Column("Met", 0.1), Column("Needed", 0.11), Column("At worst", 0.11),
            Column("At best", 0.11), Column("Result", 0.2), Column("Signed off", 0.17),
        ),
        ((strong(gate), *numbers) for gate, *numbers in rows.gates(report)),
        "Criteria met, needed, at worst and at best, the result and who signed it, gate by gate.",
    )  # fmt: skip
    if not _short(report):
        body.named("The pilot.", report.description)
    body.text("Contents", style="Report Label")
    body.contents()
