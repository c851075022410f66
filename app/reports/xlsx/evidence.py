"""The sheets on what was heard: criteria, checklist, evidence, conflicts, what is open and what does not apply."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.evidence import ElementStatus, ElementView, Said
from app.domain.report import CriterionView, GateView, Report
from app.reports import text
from app.reports.rows import aside
from app.reports.xlsx.book import Book, Cell, Column, line, moment
from app.reports.xlsx.plan import missing

_MOMENT = "yyyy-mm-dd hh:mm"
_GATE, _CRITERION = Column("Gate", 11, key=True), Column("Criterion", 15, key=True, strong=True)
_ELEMENT = Column("Element", 17, key=True)


def checklist_sheet(book: Book) -> None:
    """Every element with its status and what counts of what was said."""
    columns = (
        _GATE,
        _CRITERION,
        Column("Rating", 10),
        Column("Element", 15, key=True),
        Column("What has to hold", 27),
        Column("Proof asked for", 9),
        Column("Status", 11.5, strong=True),
        Column("Grade", 9),
        Column("What was said, by whom, when", 46),
        Column("In conflict", 18),
        Column("Id", 28),
    )
    rows = (
        (
            line(gate.gate.title),
            line(criterion.criterion.title),
            wording.rating(criterion.rating, criterion.heard),
            line(element.element.label),
            line(element.element.statement),
            str(element.element.proof),
            wording.status(element.status, element.heard),
            wording.GRADE[element.grade] if element.grade else "–",
            "\n".join(line(text.position(s)) for s in element.counting) or "–",
            "\n".join(line(text.settlement(d)) for d in element.disputes) or "–",
            element.element.id,
        )
        for gate, criterion, element in _elements(book.report)
    )
    book.table("Checklist", columns, rows, frozen=2)


def criteria_sheet(book: Book) -> None:
    """Every criterion with its rating, what it is met by, and what is missing."""
    columns = (
        _GATE,
        _CRITERION,
        Column("Id", 20),
        Column("Met when", 32),
        Column("Whose rule", 11),
        Column("Rating", 11.5, strong=True),
        Column("Elements that apply", 8, number="0"),
        Column("Evidenced", 9.5, number="0"),
        Column("Has to be met", 7),
        Column("What is missing", 38),
        Column("Why it matters", 36),
    )
    report = book.report
    rows = (
        (
            line(gate.gate.title),
            line(view.criterion.title),
            view.criterion.id,
            line(view.criterion.met_when),
            wording.ORIGIN[view.criterion.origin],
            wording.rating(view.rating, view.heard),
            view.applying,
            view.held,
            "yes" if view.must_meet else "no",
            missing(report, view.gap) if view.gap else "–",
            line(view.criterion.why),
        )
        for gate in report.gates
        for view in gate.criteria
    )
    book.table("Criteria", columns, rows, frozen=2)


def evidence_sheet(book: Book) -> None:
    """Every statement, also what no longer counts."""
    columns = (
        _CRITERION,
        _ELEMENT,
        Column("It says", 10, strong=True),
        Column("Words", 52),
        Column("Who", 15),
        Column("When (UTC)", 16, number=_MOMENT),
        Column("Source", 17),
        Column("Rests on", 18),
        Column("Standing", 13),
        Column("Read by", 18),
    )
    rows = (
        (line(criterion.criterion.title), line(element.element.label), *_said(said))
        for _, criterion, element in _elements(book.report)
        for said in element.said
    )
    if any(e.said for e in book.report.elements):
        book.table("Evidence", columns, rows, frozen=2)


def conflicts_sheet(book: Book) -> None:
    """What opposed each other, how it was settled, and who dissents."""
    report = book.report
    columns = (
        _CRITERION,
        _ELEMENT,
        Column("Is it settled", 10, strong=True),
        Column("What opposes each other", 72),
        Column("How it was settled, by whom, why", 48),
        Column("Dissent", 28),
    )
    rows = (
        (
            line(view.criterion.title),
            line(dispute.element.label),
            "settled" if dispute.settled else "open",
            "\n".join(line(text.position(s)) for s in dispute.sides) or "no earlier statement",
            line(text.settlement(dispute)),
            _dissent(dispute.settled),
        )
        for view in report.criteria
        for dispute in view.disputes
    )
    if report.disputes:
        book.table("Conflicts", columns, rows, frozen=2)


def unverified_sheet(book: Book) -> None:
    """What nobody could tell, or was never asked, and what statements disagree on."""
    columns = (
        Column("How it stands", 26, strong=True),
        _GATE,
        Column("Criterion", 25, key=True, strong=True),
        Column("Element", 28, key=True),
        Column("What has to hold", 58),
    )
    open_ = (ElementStatus.UNKNOWN, ElementStatus.CONFLICT)
    found = [(g, c, e) for g, c, e in _elements(book.report) if e.status in open_]
    rows = (
        (
            wording.status(element.status, element.heard),
            line(gate.gate.title),
            line(criterion.criterion.title),
            line(element.element.label),
            line(element.element.statement),
        )
        for gate, criterion, element in sorted(found, key=lambda f: (f[2].status is ElementStatus.UNKNOWN, f[2].heard))
    )
    if found:
        book.table("Not verified", columns, rows, frozen=1)


def not_applicable_sheet(book: Book) -> None:
    """What was set aside, by whom and why."""
    columns = (
        _GATE,
        _CRITERION,
        _ELEMENT,
        Column("Why it does not apply", 70),
        Column("Who", 22),
        Column("When (UTC)", 16, number=_MOMENT),
    )
    found = aside(book.report)
    rows = ((line(a.gate), line(a.criterion), line(a.element), line(a.why), line(a.who), moment(a.at)) for a in found)
    if found:
        book.table("Not applicable", columns, rows, frozen=2)


def _elements(report: Report) -> Iterator[tuple[GateView, CriterionView, ElementView]]:
    return ((g, c, e) for g in report.gates for c in g.criteria for e in c.elements)


def _said(said: Said) -> Iterator[Cell]:
    yield wording.CHOICE[said.says]
    yield line(text.quote(said))
    yield line(text.who(said.statement.speaker))
    yield moment(said.statement.at)
    yield line(text.source(said))
    yield line(text.support(said))
    yield text.standing(said)
    yield line(text.read_by(said))


def _dissent(settled: Said | None) -> str:
    names = getattr(settled.statement, "dissent", ()) if settled else ()
    return "\n".join(map(line, names)) or "–"
