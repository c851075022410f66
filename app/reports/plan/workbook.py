"""The cells of a stranger's workbook: nothing in it is run, reckoned or fetched, and its size is bounded.

What it declares is checked before anything is unpacked, document types (and so entities) are refused, and of its
sheets only the one that is asked for is read.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from xml.parsers import expat

from app.errors import PlanRefused
from app.reports.plan.sheet import ASSESSMENT, SHEET

LARGEST_FILE, LARGEST_UNPACKED, MOST_PARTS = 8 * 2**20, 24 * 2**20, 1_000
MOST_ROWS, MOST_COLUMNS = 2_000, 200
_AS_EXPORTED = "expected the Excel workbook (.xlsx) as it was exported"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Entry:
    """What stands in a cell.

    Attributes:
        value: A text, a number, a date, a truth value; of a formula its text.
        reckoned: `a formula` or `an error` where it is one; "" for a value.
    """

    value: Any
    reckoned: str


@dataclass(frozen=True)
class Grid:
    """A sheet's cells that are not blank, by the numbers of row and column, both from 1."""

    name: str
    rows: Mapping[int, Mapping[int, Entry]]


def read_grid(content: bytes, assessment: str) -> Grid:
    """The sheet with the plan.

    Args:
        content: The workbook.
        assessment: The id of the one whose plan it should be; a workbook that does not tell is taken for it.

    Raises:
        PlanRefused: It is no workbook that can be read, or that of another assessment.
    """
    if len(content) > LARGEST_FILE:
        _refuse(f"{len(content)} bytes: expected {LARGEST_FILE} at most")
    if content.startswith(_OLD_OR_LOCKED):
        _refuse(f"it is locked with a password, or is in the old Excel format (.xls): {_AS_EXPORTED}")
    try:
        _check(content)
        return _grid(content, assessment)
    except PlanRefused:
        raise
    except Exception as error:  # whatever a foreign file makes the libraries raise
        raise PlanRefused([f"the file: it does not open ({shown(str(error), 60)}): {_AS_EXPORTED}"]) from error


def shown(value: object, most: int = 80) -> str:
    """A value as an error shows it."""
    words = repr(value)
    return words if len(words) <= most else f"{words[: most - 3]}..."


def letters(column: int) -> str:
    """What a column is called: A for 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _check(content: bytes) -> None:
    """Refuses what is packed too large, is locked, carries a program, or declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        size = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or size > LARGEST_UNPACKED:
            _refuse(
                f"{len(parts)} parts of {size} bytes when unpacked: expected {MOST_PARTS} parts of"
                f" {LARGEST_UNPACKED} bytes at most"
            )
        names = [part.filename.lower() for part in parts]
        if any(n.endswith("vbaproject.bin") or "/macrosheets/" in n for n in names):
            _refuse("it carries macros: expected a workbook without any, saved as .xlsx")
        for part, name in zip(parts, names, strict=True):
            if name.endswith((".xml", ".rels", ".vml")):
                parser = expat.ParserCreate()
                parser.StartDoctypeDeclHandler = _declares
                parser.Parse(package.read(part), True)


def _declares(*_: object) -> NoReturn:
    _refuse("it declares a document type, which no honest workbook does: it was not read")


def _grid(content: bytes, assessment: str) -> Grid:
    # Imported with the first workbook: who starts need not wait for it.
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on what of a workbook the library leaves out
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            _is_of(book, assessment)
            return _cells(_sheet(book))
        finally:
            book.close()


def _is_of(book: Any, assessment: str) -> None:
    told = [p.value for p in book.custom_doc_props.props if p.name == ASSESSMENT]
    if told and told != [assessment]:
        _refuse(f"it holds the plan of assessment {shown(told[0])}: expected that of {assessment!r}")


def _sheet(book: Any) -> Any:
    found = [sheet for sheet in book.worksheets if sheet.title.strip().casefold() == SHEET.casefold()]
    if not found:
        names = ", ".join(shown(n, 40) for n in book.sheetnames)
        _refuse(f"its sheets are {names or 'none'}: expected one that is called {SHEET!r}")
    return found[0]


def _cells(sheet: Any) -> Grid:
    rows: dict[int, dict[int, Entry]] = {}
    blank = None
    sheet.reset_dimensions()  # the sheet's own word on its size is not to be relied on
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if cells is blank:  # the library gives the same one for every row that is not there, be they a million
            continue
        there = {
            place: Entry(cell.value, {"f": "a formula", "e": "an error"}.get(cell.data_type, ""))
            for place, cell in enumerate(cells, 1)
            if cell.value is not None
        }
        if there:
            rows[number] = there
        else:
            blank = cells
        if len(rows) > MOST_ROWS:
            raise PlanRefused([f"sheet {sheet.title!r}: more than {MOST_ROWS} rows: expected the plan alone"])
    return Grid(sheet.title, rows)


def _refuse(problem: str) -> NoReturn:
    raise PlanRefused([f"the file: {problem}"])
