"""The dates of the plan as a calendar (iCalendar, RFC 5545): one all-day event for each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.domain.report import Report
from app.domain.schedule import Step
from app.ports import ReportOptions
from app.reports.text import one_line

_LONGEST_LINE = 75
"""Octets, the break left out; longer lines are folded."""


class Calendar:
    """Writes the steps of the plan that are not done, and the day on which the first findings are too old to count."""

    suffix = ".ics"
    media_type = "text/calendar; charset=utf-8"
    about = "plan"
    label = "Plan as a calendar (iCalendar)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The calendar, UTF-8, lines ended by CR LF."""
        events = [_step(report, s) for horizon in report.horizons for s in horizon.steps] + [_again(report)]
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Gatewise//Reports//EN",
            "CALSCALE:GREGORIAN",
            *(line for event in events for line in event),
            "END:VCALENDAR",
        ]
        return b"".join(_folded(line) + b"\r\n" for line in lines)


def _step(report: Report, step: Step) -> Iterator[str]:
    gap, estimate = step.action.gap, "" if step.set else " (estimate)"
    return _event(
        report,
        gap.criterion,
        step.ends,
        f"{report.title(gap.criterion)}: {step.action.owner}{estimate}",
        f"{report.pilot}. {gap.fix} Done when: {gap.done} {step.action.note}",
    )


def _again(report: Report) -> Iterator[str]:
    valid = report.framework.valid_for
    day = report.changed_at.date() + timedelta(days=min(valid.agreed, valid.tested, valid.operating))
    return _event(report, "again", day, f"Assess again: {report.pilot}", "From today the first findings are too old.")


def _event(report: Report, name: str, day: date, summary: str, words: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{report.id}.{name}@gatewise"
    yield f"DTSTAMP:{_utc(report.changed_at)}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"SUMMARY:{_escaped(summary)}"
    yield f"DESCRIPTION:{_escaped(words)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment - (moment.utcoffset() or timedelta()):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """The line in stretches of 75 octets, each further one begun with a space; no character is parted."""
    stretches, length = [b""], _LONGEST_LINE
    for character in line:
        code = character.encode()
        if len(stretches[-1]) + len(code) > length:
            stretches.append(b"")
            length = _LONGEST_LINE - 1  # the space is of the line
        stretches[-1] += code
    return b"\r\n ".join(stretches)
