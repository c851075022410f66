"""The sheet with the plan: a row a gap, four columns to edit, and read back by `app.reports.plan`."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from app.domain import wording
from app.domain.anonymity import NOT_NAMES
from app.domain.edits import FIRST_DAY, LAST_DAY, LONGEST_NOTE, LONGEST_OWNER, STATUSES
from app.domain.plan import Gap, PlannedAction
from app.domain.report import Report
from app.reports import gaps
from app.reports.csv import FORMULA_STARTS
from app.reports.plan.sheet import CRITERION, EDITABLE, SHEET, cell
from app.reports.xlsx.book import Book, Cell, Column, day, line

NAMES = "Names"
"""The sheet that the owners to choose from stand on."""
_DATE = "yyyy-mm-dd"
_SOURCES = 2


def plan_sheet(book: Book) -> None:
    """Writes the plan; where nobody is named it has no column of owners, and nothing in it is to be edited."""
    report = book.report
    editable = not report.anonymous
    columns = (
        Column("No.", 4, number="0"),
        Column(CRITERION, 20),
        Column("Gate", 11),
        Column("Criterion", 14, strong=True),
        Column("Rating", 9.5),
        Column("What is missing", 22),
        Column("What closes it", 31),
        *((Column(EDITABLE["owner"], 12, edit=True),) if editable else ()),
        Column("Usually closed by" if editable else "Closed by", 12.5),
        Column("Effort", 7),
        Column(EDITABLE["due"], 10, edit=editable, number=_DATE),
        Column(EDITABLE["status"], 8.5, edit=editable),
        Column(EDITABLE["note"], 18, edit=editable),
        Column("Done when", 21),
        Column("Sources", 17.5),
    )
    rows = (tuple(_row(report, number, action)) for number, action in enumerate(report.plan, 1))
    table = book.table(SHEET, columns, rows, frozen=4)
    sheet = table.sheet
    if not report.plan:
        sheet.write_string(1, 3, gaps.NONE, book.look(italic=True))
    if editable and report.plan:
        places = {c.title: n for n, c in enumerate(columns)}
        _validate(sheet, table.last, places, owners(report))
    sheet.protect(
        "",
        {"autofilter": True, "sort": True, "format_cells": True, "format_columns": True, "format_rows": True},
    )


def names_sheet(book: Book) -> None:
    """Writes the owners to choose from, out of sight; an owner is a text like any other and may be typed as well."""
    names = owners(book.report)
    if not names or not book.report.plan or book.report.anonymous:
        return
    sheet = book.workbook.add_worksheet(NAMES)
    for row, name in enumerate(names):
        sheet.write_string(row, 0, name, book.look(quote_prefix=True))
    sheet.hide()


def owners(report: Report) -> tuple[str, ...]:
    """Who may own a gap: who does, who spoke or signed, and who usually does. None that Excel takes for a formula."""
    speakers = {s.statement.speaker for e in report.elements for s in e.said}
    signers = {g.signed.speaker for g in report.gates if g.signed}
    named = {a.owner for a in report.plan if a.named}
    usual = {a.gap.owner for a in report.plan}
    people = {line(n) for n in (speakers | signers | named) - NOT_NAMES}
    fit = [
        n
        for n in (*sorted(people - usual, key=str.casefold), *sorted(usual))
        if n and len(n) <= LONGEST_OWNER and not n.startswith(FORMULA_STARTS)
    ]
    return tuple(fit)


def missing(report: Report, gap: Gap) -> str:
    """What a gap lacks and why, a line for each element; the words that say so stand with the evidence."""
    return "\n".join(map(line, gaps.missing(gap, report, quoted=False)))


def _row(report: Report, number: int, action: PlannedAction) -> Iterator[Cell]:
    gap = action.gap
    must = "; has to be met" if gap.must_meet else ""
    yield number
    yield gap.criterion
    yield line(report.title(gap.gate))
    yield line(report.title(gap.criterion))
    yield wording.rating(gap.rating, gap.heard) + must
    yield missing(report, gap)
    yield line(gap.fix)
    if report.anonymous:
        yield line(gaps.owner(action))
    else:
        yield cell(action.owner) if action.named else ""
        yield line(gap.owner)
    yield line(gap.effort)
    yield day(action.due)
    yield action.status
    yield line(action.note) if report.anonymous else cell(action.note)
    yield line(gap.done)
    yield _sources(report, gap.criterion)


def _sources(report: Report, criterion: str) -> str:
    found = next(c.citations for c in report.criteria if c.criterion.id == criterion)
    shown = [line(c.title) for c in found[:_SOURCES]]
    if len(found) > _SOURCES:
        shown.append(f"and {len(found) - _SOURCES} more, see the sheet Guidance")
    return ";\n".join(shown) or gaps.NO_GUIDANCE


def _validate(sheet: Worksheet, last: int, places: dict[str, int], names: tuple[str, ...]) -> None:
    def on(field: str, options: dict[str, object]) -> None:
        place = places[EDITABLE[field]]
        sheet.data_validation(1, place, last, place, {"input_title": EDITABLE[field], **options})

    on(
        "status",
        {
            "validate": "list",
            "source": list(STATUSES),
            "ignore_blank": False,
            "input_message": f"One of {', '.join(STATUSES)}.",
            "error_title": "Status",
            "error_message": f"Expected one of {', '.join(STATUSES)}.",
        },
    )
    if names:
        on(
            "owner",
            {
                "validate": "list",
                "source": f"={NAMES}!$A$1:$A${len(names)}",
                "input_message": "Choose from the list, or type any name.",
                "show_error": False,
            },
        )
    on(
        "due",
        {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": LAST_DAY,
            "input_message": "A date, such as 2026-12-31.",
            "error_title": "Due",
            "error_message": f"Expected a date between {FIRST_DAY} and {LAST_DAY}.",
        },
    )
    on(
        "note",
        {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST_NOTE,
            "input_message": "Anything that is worth knowing.",
            "error_title": "Note",
            "error_message": f"Expected {LONGEST_NOTE} characters at most.",
        },
    )
