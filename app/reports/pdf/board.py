"""What a board reads of a PDF: its first page, and the result gate by gate with the list of contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain import wording
from app.domain.briefing import Axis
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.domain.schedule import Horizon
from app.domain.verdict import Outcome
from app.reports import gaps, rows, text
from app.reports.pdf.blocks import Block, heading, named, paragraph, shortened, table

_NAME, _INTRODUCTION, _OWNER, _HEAD = 300, 220, 48, 60
"""Characters that have room on the first page, or in the head of the others; all of it stands further back."""
_STEPS = 3
_FEW = 4


def board(report: Report) -> dict[str, Any]:
    """The first page."""
    page = report.briefing
    return {
        "pilot": shortened(text.pilot(report), _NAME),
        "head": shortened(text.pilot(report), _HEAD),
        "state": text.as_of(report),
        "description": report.description if _introduces(report) else "",
        "anonymous": text.NOBODY_NAMED if report.anonymous else "",
        "result": text.so_far("Result", report),
        "word": page.word,
        "why": page.why,
        "robustness": page.robustness,
        "band": _band(report),
        "radar": {"axes": [_axis(a) for a in page.radar], "about": _told(page.radar)},
        "obstacles": [_obstacle(a, report) for a in page.obstacles],
        "instead": [] if page.obstacles else list(_instead(report)),
        "plan": _ninety_days(report),
    }


def _introduces(report: Report) -> bool:
    return len(text.one_line(report.description)) <= _INTRODUCTION


def _band(report: Report) -> dict[str, Any]:
    views = rows.views(report)
    told = "; ".join(f"{name.lower()} {o.met} of {o.applicable}" for name, o in views)
    return {
        "views": [_view(name, outcome, report) for name, outcome in views],
        "about": f"Criteria met: {told}; {report.briefing.band.now.mark} needed.",
    }


def _view(name: str, outcome: Outcome, report: Report) -> dict[str, Any]:
    return {
        "name": name,
        "met": outcome.met,
        "of": outcome.applicable,
        "mark": outcome.mark,
        "verdict": text.verdict(outcome, report),
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "title": axis.title,
        "told": f"{axis.met} of {axis.applicable}",
        "met": axis.share(axis.met),
        "worst": axis.share(axis.worst),
        "best": axis.share(axis.best),
        "mark": axis.share(axis.mark),
    }


def _told(axes: tuple[Axis, ...]) -> str:
    each = (f"{a.title} {a.met} of {a.applicable}, {a.mark} needed, {a.worst} to {a.best} possible" for a in axes)
    return f"Criteria met by gate: {'; '.join(each)}."


def _obstacle(action: PlannedAction, report: Report) -> dict[str, str]:
    return {
        "title": report.title(action.gap.criterion),
        "state": gaps.in_short(action.gap, report),
        "owner": shortened(gaps.owner(action), _OWNER),
        "effort": action.gap.effort,
    }


def _instead(report: Report) -> Iterator[str]:
    yield gaps.no_obstacle(report)
    if report.weakest:
        names = [report.title(s.part) for s in report.weakest[:_FEW]]
        more = len(report.weakest) - len(names)
        yield f"The result hangs on: {', '.join(names)}{f' and {more} more' if more else ''}."


def _ninety_days(report: Report) -> dict[str, Any]:
    soon = [h for h in report.horizons if h.days is not None]
    later = sum(len(h.steps) for h in report.horizons if h.days is None)
    notes = []
    if not report.plan:
        notes.append(gaps.NONE)
    if report.to_ask:
        notes.append(f"First find out: {gaps.to_ask(report, _FEW)}.")
    return {
        "title": text.as_known("The next 90 days", report),
        "horizons": [_horizon(h, report) for h in soon] if any(h.steps for h in report.horizons) else [],
        "notes": notes,
        "later": f"{wording.counted(later, 'more gap')} {'closes' if later == 1 else 'close'} later." if later else "",
    }


def _horizon(span: Horizon, report: Report) -> dict[str, Any]:
    more = len(span.steps) - _STEPS
    return {
        "title": f"{span.days} days",
        "by": f"by {span.until:%Y-%m-%d}",
        "steps": [
            {
                "title": report.title(step.action.gap.criterion),
                "when": gaps.when(step),
                "owner": shortened(gaps.owner(step.action), _OWNER),
            }
            for step in gaps.in_time(span.steps[:_STEPS])
        ],
        "more": f"and {more} more, see the plan" if more > 0 else "",
    }


def result(report: Report) -> Iterator[Block]:
    """The second page: the result gate by gate, what the pilot is, the contents."""
    yield heading(1, text.so_far("Result by gate", report), fresh=True)
    yield paragraph(report.meaning)
    yield table(
        (
            ("Gate", 0.2), ("Met", 0.09), ("Needed", 0.09), ("At worst", 0.09), ("At best", 0.09),
            ("Result", 0.23), ("Signed off", 0.21),
        ),
        rows.gates(report),
    )  # fmt: skip
    if len(text.pilot(report)) > _HEAD:
        yield named("The pilot’s name in full:", text.pilot(report))
    if not _introduces(report):
        yield named("The pilot:", report.description)
    yield {"kind": "contents"}
