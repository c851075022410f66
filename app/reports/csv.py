"""The checklist as CSV: one line an element, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.domain import wording
from app.domain.evidence import ElementView, Said
from app.domain.report import CriterionView, GateView, Report
from app.ports import ReportOptions
from app.reports import gaps, text

COLUMNS = (
    "gate_id", "gate", "gate_result", "signed_off",
    "criterion_id", "criterion", "met_when", "rating", "must_meet",
    "element_id", "element", "statement", "proof", "status", "grade", "said",
    "gap", "why", "fix", "owner", "effort", "done", "due", "action", "note", "sources",
)  # fmt: skip
FORMULA_STARTS = tuple("=+-@＝＋－＠")
"""What makes a spreadsheet take a cell for a formula; the wide forms do so in some languages."""


class Csv:
    """Writes the checklist as CSV that Excel reads: UTF-8 with a byte order mark, lines ended by CR LF."""

    suffix = ".csv"
    media_type = "text/csv; charset=utf-8"
    about = "checklist"
    label = "Checklist (CSV)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """A header and one line for each element."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([neutral(cell) for cell in row] for row in _rows(report))
        return file.getvalue().encode("utf-8-sig")


def neutral(cell: str) -> str:
    """The cell on one line; an apostrophe before what a spreadsheet would take for a formula."""
    line = text.one_line(cell)
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


def _rows(report: Report) -> Iterator[tuple[str, ...]]:
    for gate in report.gates:
        for criterion in gate.criteria:
            before = (*_gate(gate), *_criterion(criterion))
            after = _gap(report, criterion)
            for element in criterion.elements:
                yield (*before, *_element(element), *after)


def _gate(gate: GateView) -> tuple[str, ...]:
    return gate.gate.id, gate.gate.title, text.gate_result(gate), text.sign_off(gate)


def _criterion(criterion: CriterionView) -> tuple[str, ...]:
    subject = criterion.criterion
    must_meet = "yes" if criterion.must_meet else "no"
    return subject.id, subject.title, subject.met_when, wording.rating(criterion.rating, criterion.heard), must_meet


def _element(view: ElementView) -> tuple[str, ...]:
    subject = view.element
    said = " / ".join(map(_said, view.said))
    grade = wording.GRADE[view.grade] if view.grade else ""
    status = wording.status(view.status, view.heard)
    return subject.id, subject.label, subject.statement, subject.proof, status, grade, said


def _said(said: Said) -> str:
    at, by = text.moment(said.statement.at), text.who(said.statement.speaker)
    about = "; ".join((text.support(said), text.standing(said), f"read by {text.read_by(said)}"))
    return f"{wording.CHOICE[said.says]}: {text.quote(said)} ({by}, {at}, {text.source(said)}; {about})"


def _gap(report: Report, criterion: CriterionView) -> tuple[str, ...]:
    action = criterion.action
    if action is None:
        return ("",) * 10
    gap = action.gap
    return (
        " / ".join(gaps.missing(gap, report)),
        gap.why,
        gap.fix,
        gaps.owner(action),
        gap.effort,
        gap.done,
        f"{action.due:%Y-%m-%d}" if action.due else "",
        action.status,
        action.note,
        gaps.cited(criterion.citations),
    )
