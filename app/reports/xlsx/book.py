"""A workbook under construction: its formats, its tables, and text that stays text.

Nothing in it is a formula or a link. A row never gets higher than Excel can show: what is longer goes on in the row
below, and the cells that tell what it belongs to are repeated there.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from app.domain.brand import Brand
from app.domain.edits import FIRST_DAY, LAST_DAY, plain
from app.domain.report import Report
from app.reports.plan.sheet import ASSESSMENT, clipped
from app.reports.text import one_line
from app.reports.xlsx.fit import LEADING, lines_of, pieces

FONT = "Arial"
SIZE = 9
INK, RULE, HAIR, OPEN_TO_EDIT = "#1F2933", "#B8C2CC", "#E3E8ED", "#FFF8E1"
LINES, HIGHEST = 24, 33
"""Of a cell that is split where it is longer, and of one that is not: no row can be higher than 409 points."""
LINE, AROUND = SIZE * LEADING, 5.0
"""Points from one line to the next, and above and below them."""

INDENT = 1.3
"""Digits that the text of a table keeps from the line before it, so that no column runs into the next."""

BOLD = 0.92
"""How much of a width is left to bold letters, which are broader."""

Cell = str | int | float | date | None
"""What a cell holds; a date with a time is shown in UTC."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        width: That its text has, in digits of the workbook's own font.
        key: Whether it tells what a row belongs to, and is repeated where a row goes on.
        edit: Whether it can be changed while the sheet is protected.
        strong: Whether it stands out.
        number: How a number or a date in it is shown, in Excel's terms.
    """

    title: str
    width: float
    key: bool = False
    edit: bool = False
    strong: bool = False
    number: str = ""

    @property
    def inside(self) -> float:
        """The width that its text has; bold letters are broader."""
        return self.width * (BOLD if self.strong else 1.0)


def line(words: str) -> str:
    """Foreign text on one line, without what a workbook cannot hold."""
    return plain(one_line(words))


@dataclass(frozen=True)
class Table:
    """A table as it was written.

    Attributes:
        starts: The number of the row that each of its rows begins in, from 0.
        last: The number of its last row.
    """

    name: str
    sheet: Worksheet
    starts: tuple[int, ...]
    last: int

    def cells(self, column: int) -> str:
        """Where a column's values stand, in Excel's terms; of a row that goes on, where it begins."""
        name = f"'{self.name}'!"
        letters = xl_col_to_name(column, col_abs=True)
        first, last = self.starts[0] + 1, self.starts[-1] + 1
        if last - first + 1 == len(self.starts):
            return f"={name}{letters}${first}:{letters}${last}"
        return f"=({','.join(f'{name}{letters}${row + 1}' for row in self.starts)})"


class Book:
    """A workbook in the look of a brand."""

    def __init__(self, report: Report, brand: Brand) -> None:
        self.report, self.brand = report, brand
        self._file = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            # Columns are measured in digits of this font, which has the same width wherever the file is opened.
            "default_format_properties": {"font_name": FONT, "font_size": 10},
            "default_row_height": 17,
        }
        self.workbook = xlsxwriter.Workbook(self._file, options)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.workbook.set_properties(
            {
                "title": clipped(f"Production readiness: {line(report.pilot)}", 250),
                "subject": line(report.framework.title),
                "author": line(brand.name),
                "created": utc(report.changed_at),
            }
        )
        if not report.anonymous:
            self.workbook.set_custom_property(ASSESSMENT, report.id, "text")

    def content(self) -> bytes:
        """The file; nothing can be added after."""
        self.workbook.close()
        return self._file.getvalue()

    def look(self, **properties: Any) -> Format:
        """A format; the same one for the same properties."""
        whole = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "top", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(whole)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A sheet that prints on A4 across, as wide as the page, with its name and page numbers."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.55)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(self.brand.primary.code)
        # An ampersand begins a code there, and the whole may have 255 characters.
        left, right = (clipped(line(t).replace("&", "&&"), 100).rstrip("&") for t in (self.report.pilot, name))
        size = f'&"{FONT},Regular"&8'
        sheet.set_header(f"&L{size} {left}&R{size} {right}")
        sheet.set_footer(f"&L{size} {line(self.brand.name).replace('&', '&&')}&R{size} Page &P of &N")
        return sheet

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, frozen: int = 0) -> Table:
        """A sheet with one table: a header that stays and repeats in print, filters, wrapped cells.

        Args:
            name: The sheet's.
            columns: From left to right.
            rows: A cell for each column.
            frozen: How many columns stay in sight.
        """
        sheet = self.sheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width + INDENT)
            sheet.write_string(0, place, column.title, self._head(column))
        sheet.set_row(0, AROUND + LINE * max(lines_of(c.title, c.width * 0.9) for c in columns))
        starts, last = [], 0
        for row in rows:
            starts.append(last + 1)
            last = self._row(sheet, last + 1, columns, row)
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.print_area(0, 0, max(last, 1), len(columns) - 1)
        return Table(name, sheet, tuple(starts), last)

    def _head(self, column: Column) -> Format:
        colour = self.brand.accent if column.edit else self.brand.primary
        return self.look(
            bold=True,
            font_color=colour.text.code,
            bg_color=colour.code,
            text_wrap=True,
            valign="vcenter",
            align="left",
            indent=1,
            bottom=1,
        )

    def _row(self, sheet: Worksheet, at: int, columns: Sequence[Column], row: Sequence[Cell]) -> int:
        split = [
            list(pieces(value, column.inside, LINES)) if isinstance(value, str) and not column.edit else [value]
            for column, value in zip(columns, row, strict=True)
        ]
        depth = max(map(len, split))
        for step in range(depth):
            lines = 1
            for place, (column, values) in enumerate(zip(columns, split, strict=True)):
                repeated = values[0] if column.key and len(values) == 1 else None
                value = values[step] if step < len(values) else repeated
                self.write(sheet, at + step, place, value, self._body(column, value, last=step == depth - 1))
                lines = max(lines, lines_of(value, column.inside) if isinstance(value, str) else 1)
            sheet.set_row(at + step, AROUND + LINE * min(lines, HIGHEST))
        return at + depth - 1

    def _body(self, column: Column, value: Cell, *, last: bool) -> Format:
        look: dict[str, Any] = {"text_wrap": True, "align": "left", "indent": 1, "left": 1, "left_color": HAIR}
        if last:
            look |= {"bottom": 1, "bottom_color": RULE}
        if column.edit:
            look |= {"locked": False, "bg_color": OPEN_TO_EDIT}
        if column.strong:
            look["bold"] = True
        if column.number and not isinstance(value, str):
            look["num_format"] = column.number
        elif column.edit:  # so that what is typed there is text, even if it begins with a sign
            look["num_format"] = "@"
        elif value:  # so that it stays text when somebody goes into the cell and presses Enter
            look["quote_prefix"] = True
        return self.look(**look)

    def write(self, sheet: Worksheet, row: int, place: int, value: Cell, look: Format) -> None:
        """A cell: text as text, whatever it begins with; a day that no calendar of Excel has, as text too."""
        if value is None or value == "":
            sheet.write_blank(row, place, None, look)
        elif isinstance(value, str):
            sheet.write_string(row, place, value, look)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, value, look)
        else:
            sheet.write_number(row, place, value, look)


def day(given: date | None) -> Cell:
    """A day as a cell holds it: a real one, but for days that a sheet cannot reckon with."""
    return given.isoformat() if given and not FIRST_DAY <= given <= LAST_DAY else given


def moment(at: datetime) -> Cell:
    """A moment as a cell holds it, in UTC."""
    there = utc(at)
    return there if FIRST_DAY <= there.date() <= LAST_DAY else there.isoformat(" ", "minutes")


def utc(at: datetime) -> datetime:
    """A moment in UTC without its zone, which no cell has."""
    try:
        return at.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # within hours of the first or the last day that there is
        return at.replace(tzinfo=None)
