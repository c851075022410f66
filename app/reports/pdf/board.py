"""What a board reads of a PDF: its first page, and the result gate by gate with the list of contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain import wording
from app.domain.briefing import Axis
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.domain.schedule import Horizon, Step
from app.domain.verdict import Outcome
from app.reports import text
from app.reports.pdf.blocks import Block, heading, named, paragraph, shortened, table

_NAME, _INTRODUCTION, _OWNER, _HEAD = 300, 220, 48, 60
"""Characters that have room on the first page, or in the head of the others; all of it stands further back."""
_STEPS = 3
_FEW = 4


def board(report: Report) -> dict[str, Any]:
    """The first page."""
    page, so_far = report.briefing, "" if report.final else " so far"
    heard = wording.counted(report.people, "person heard", "people heard")
    state = "every gate signed" if report.final else "not final"
    return {
        "pilot": shortened(_name(report), _NAME),
        "head": shortened(_name(report), _HEAD),
        "state": f"{report.changed_at:%Y-%m-%d} · {report.framework.title} · {heard} · {state}",
        "description": report.description if _introduces(report) else "",
        "anonymous": text.NOBODY_NAMED if report.anonymous else "",
        "result": f"Result{so_far}",
        "word": page.word,
        "why": page.why,
        "robustness": page.robustness,
        "band": _band(report),
        "radar": {"axes": [_axis(a) for a in page.radar], "about": _told(page.radar)},
        "obstacles": [_obstacle(a, report) for a in page.obstacles],
        "instead": [] if page.obstacles else list(_instead(report)),
        "plan": _ninety_days(report),
    }


def _name(report: Report) -> str:
    return text.one_line(report.pilot) or "Unnamed pilot"


def _introduces(report: Report) -> bool:
    return len(text.one_line(report.description)) <= _INTRODUCTION


def _band(report: Report) -> dict[str, Any]:
    band = report.briefing.band
    views = (("At worst", band.worst), ("As it stands", band.now), ("At best", band.best))
    told = "; ".join(f"{name.lower()} {o.met} of {o.applicable}" for name, o in views)
    return {
        "views": [_view(name, outcome, report) for name, outcome in views],
        "about": f"Criteria met: {told}; {band.now.mark} needed.",
    }


def _view(name: str, outcome: Outcome, report: Report) -> dict[str, Any]:
    word = wording.VERDICT[outcome.verdict]
    return {
        "name": name,
        "met": outcome.met,
        "of": outcome.applicable,
        "mark": outcome.mark,
        "verdict": word if report.final else f"would be “{word}”",
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
    gap = action.gap
    needed = ", has to be met" if gap.must_meet else ""
    rated = f"{wording.rating(gap.rating, gap.heard)}{needed}".capitalize()
    missing = ", ".join(report.title(m.element) for m in gap.missing)
    return {
        "title": report.title(gap.criterion),
        "state": f"{rated}. Missing: {missing}." if missing else f"{rated}.",
        "owner": shortened(text.owner(action), _OWNER),
        "effort": gap.effort,
    }


def _instead(report: Report) -> Iterator[str]:
    if report.plan:
        yield "Nothing is known to, so far. What was not heard has to be found out first."
    else:
        yield "Nothing: every criterion that applies is met, and every gate passes."
    if report.weakest:
        names = [report.title(s.part) for s in report.weakest[:_FEW]]
        more = len(report.weakest) - len(names)
        yield f"The result hangs on: {', '.join(names)}{f' and {more} more' if more else ''}."


def _ninety_days(report: Report) -> dict[str, Any]:
    soon = [h for h in report.horizons if h.days is not None]
    later = sum(len(h.steps) for h in report.horizons if h.days is None)
    notes = []
    if not report.plan:
        notes.append("No gaps: every criterion that applies is met.")
    if report.to_ask:
        names = [c.criterion.title for c in report.to_ask]
        many = f"how {len(names)} criteria stand, of which nothing was heard"
        notes.append(f"First find out: {', '.join(names) if len(names) <= _FEW else many}.")
    return {
        "title": "The next 90 days" + ("" if report.final else ", as far as is known"),
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
                "when": when(step),
                "owner": shortened(text.owner(step.action), _OWNER),
            }
            for step in span.steps[:_STEPS]
        ],
        "more": f"and {more} more, see the plan" if more > 0 else "",
    }


def when(step: Step) -> str:
    """By when a step is done: an estimate is said to be one."""
    return f"{step.ends:%Y-%m-%d}" if step.set else f"about {step.ends:%Y-%m-%d}"


def result(report: Report) -> Iterator[Block]:
    """The second page: the result gate by gate, what the pilot is, the contents."""
    yield heading(1, "Result by gate" if report.final else "Result by gate so far", fresh=True)
    yield paragraph(report.meaning)
    yield table(
        (
            ("Gate", 0.2), ("Met", 0.09), ("Needed", 0.09), ("At worst", 0.09), ("At best", 0.09),
            ("Result", 0.23), ("Signed off", 0.21),
        ),
        (
            (
                axis.title,
                f"{axis.met} of {axis.applicable}",
                str(axis.mark),
                str(axis.worst),
                str(axis.best),
                text.gate_result(gate),
                text.sign_off(gate),
            )
            for axis, gate in zip(report.briefing.radar, report.gates, strict=True)
        ),
    )  # fmt: skip
    if len(_name(report)) > _HEAD:
        yield named("The pilot’s name in full:", _name(report))
    if not _introduces(report):
        yield named("The pilot:", report.description)
    yield {"kind": "contents"}
