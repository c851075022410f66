"""Rows of what stands in a report, whatever its form; a format lays them out and escapes them by its own means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from app.domain.evidence import ElementStatus
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction
from app.domain.records import Note, Park
from app.domain.report import Report
from app.domain.verdict import Outcome
from app.reports import gaps, text

Pair = tuple[str, str]
"""A name and what it has."""


class GateRow(NamedTuple):
    """A gate's result: criteria met, how many are needed, at worst and at best, and who signed it."""

    gate: str
    met: str
    needed: str
    worst: str
    best: str
    result: str
    signed: str


def gates(report: Report) -> tuple[GateRow, ...]:
    """The result gate by gate."""
    return tuple(
        GateRow(
            axis.title,
            f"{axis.met} of {axis.applicable}",
            str(axis.mark),
            str(axis.worst),
            str(axis.best),
            text.gate_result(gate),
            text.sign_off(gate),
        )
        for axis, gate in zip(report.briefing.radar, report.gates, strict=True)
    )


def views(report: Report) -> tuple[tuple[str, Outcome], ...]:
    """The whole at worst, now and at best."""
    band = report.briefing.band
    return ("At worst", band.worst), ("As it stands", band.now), ("At best", band.best)


def steps(report: Report) -> list[tuple[str, str, str, str, str]]:
    """The plan in time: the horizon, the gap, who closes it, by when, and how it stands."""
    return [
        (
            gaps.horizon(span),
            report.title(step.action.gap.criterion),
            gaps.owner(step.action),
            gaps.when(step),
            step.action.status,
        )
        for span in report.horizons
        for step in gaps.in_time(span.steps)
    ]


def closing(action: PlannedAction) -> tuple[Pair, ...]:
    """Why a gap matters, how to close it, and who does until when."""
    gap = action.gap
    return (
        ("Why it matters", gap.why),
        ("How to close it", gap.fix),
        ("Who, how long", f"{gaps.owner(action)}; {gap.effort}."),
        ("Due", f"{gaps.due(action)}; {action.status}." + (f" {action.note}" if action.note else "")),
        ("Done when", gap.done),
    )


def dimensions(report: Report) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Each dimension: its ends, how much is evidenced, known not to hold, and not known."""
    for place in report.dimensions:
        told = f"{place.held} of {place.applicable}"
        ends = place.dimension.pilot, place.dimension.production
        yield place.dimension.title, *ends, told, str(place.missing), str(place.unknown)


class Unverified(NamedTuple):
    """Elements of which nothing is known: what that is called, what it means, and each with its criterion."""

    title: str
    meaning: str
    elements: tuple[Pair, ...]


def unverified(report: Report) -> Iterator[Unverified]:
    """What was asked and left open, then what was never asked; only what there is of it."""
    for heard, title, meaning in (
        (Heard.LEFT_OPEN, "Asked and left open", "Nobody could say for sure; these count as not evidenced."),
        (Heard.NEVER_ASKED, "Never asked", "Nothing is known of these yet, for or against."),
    ):
        if found := report.unverified(heard):
            elements = ((_criterion(report, e.element.id), e.element.statement) for e in found)
            yield Unverified(title, meaning, tuple(elements))


IN_CONFLICT = "Statements disagree; these count as not evidenced until somebody settles them."


class Conflict(NamedTuple):
    """An element on which statements disagree."""

    element: str
    statement: str
    sides: tuple[str, ...]


def conflicts(report: Report) -> tuple[Conflict, ...]:
    """What is in conflict."""
    return tuple(
        Conflict(e.element.label, e.element.statement, tuple(text.position(s) for s in e.counting))
        for e in report.having(ElementStatus.CONFLICT)
    )


class Aside(NamedTuple):
    """An element that was set aside, and by whom."""

    gate: str
    criterion: str
    element: str
    why: str
    who: str
    at: datetime


def aside(report: Report) -> tuple[Aside, ...]:
    """What does not apply."""
    return tuple(
        Aside(
            report.framework.gate_of(e.element.id).title,
            _criterion(report, e.element.id),
            e.element.label,
            text.one_line(said.words) or "no reason given",
            text.who(said.statement.speaker),
            said.statement.at,
        )
        for e in report.having(ElementStatus.NOT_APPLICABLE)
        for said in e.counting
    )


def _criterion(report: Report, element: str) -> str:
    return report.framework.criterion_of(element).title


class Remark(NamedTuple):
    """What somebody noted or parked, and on what part."""

    on: str
    kind: str
    words: str
    who: str
    at: datetime


def remarks(report: Report) -> tuple[Remark, ...]:
    """The notes, then what was parked."""

    def remark(record: Note | Park, kind: str, silent: str = "") -> Remark:
        words = text.one_line(record.text) or silent
        return Remark(report.title(record.part), kind, words, text.who(record.speaker), record.at)

    return (
        *(remark(note, "note") for note in report.notes),
        *(remark(park, "parked", "to be looked at again") for park in report.parked),
    )


def weakest(report: Report) -> tuple[Pair, ...]:
    """The findings that the result hangs on: the part, and what was said of it by whom."""
    return tuple(
        (report.title(said.part), f"{text.quote(said)} ({text.who(said.statement.speaker)})") for said in report.weakest
    )


def identity(report: Report) -> tuple[Pair, ...]:
    """What was assessed, when, and by which framework."""
    framework = report.framework
    return (
        ("Its id", report.id),
        ("Opened", text.moment(report.opened_at)),
        ("Last changed", text.moment(report.changed_at)),
        ("People heard", str(report.people)),
        ("Framework", f"{framework.title}, version {framework.version} ({framework.id})"),
        ("SHA-256 of the framework", framework.hash),
    )


def coverage(report: Report) -> tuple[Pair, ...]:
    """How many elements were asked about, settled, confirmed and evidenced, and how many gates were signed."""
    counts = report.coverage
    return (
        ("In the framework", str(counts.elements)),
        ("Asked about", str(counts.asked)),
        ("Settled", str(counts.settled)),
        ("Set or confirmed by hand", str(counts.confirmed)),
        ("Evidenced", str(counts.evidenced)),
        ("Of these with an instance", str(counts.with_instance)),
        ("Of these claimed only", str(counts.evidenced - counts.with_instance)),
        ("Gates signed off", f"{counts.signed} of {counts.gates}"),
    )


def readers(report: Report) -> tuple[tuple[str, str, str], ...]:
    """The assessors: which, how many replies each read, and how many findings came of them."""
    return tuple((text.reader(r.stamp), str(r.replies), str(r.findings)) for r in report.readers)


def used(report: Report) -> tuple[Pair, ...]:
    """What was used of a model's service, model by model and in all; nothing where none was."""
    spending = report.spending
    if not spending.turns:
        return ()
    models = ((model, text.spent(spent)) for model, spent in spending.models.items())
    return *models, ("In all", text.spent(spending.total))
