from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.numbers import display
from app.knowledge.documents.parsing import parse
from tests.documents import PLANTED, book, repacked


def read(content: bytes) -> Document:
    return parse("risks.xlsx", content, Limits())


def sheet(workbook: Workbook) -> Worksheet:
    active = workbook.active
    assert isinstance(active, Worksheet)
    return active


def test_a_quote_is_found_in_its_row() -> None:
    def build(workbook: Workbook) -> None:
        risks = sheet(workbook)
        risks.title = "Risks"
        risks.append(["Risk", "Owner", "Likelihood", "Reviewed"])
        risks.append(["Drift", "Ada", 0.125, date(2026, 3, 12)])
        risks["C2"].number_format = "0.0%"
        workbook.create_sheet("Costs").append([1200.5, datetime(2026, 3, 12, 9, 30), True])

    document = read(book(build))

    assert (
        document.text
        == "Risk | Owner | Likelihood | Reviewed\nDrift | Ada | 12.5% | 2026-03-12\n1200.5 | 2026-03-12 09:30 | TRUE"
    )
    labels = [place.label for place in document.places]
    assert labels == ['sheet "Risks", row 1', 'sheet "Risks", row 2', 'sheet "Costs", row 1']
    assert document.notes == ()


def test_hidden_sheets_rows_and_columns_are_left_out_and_told() -> None:
    def build(workbook: Workbook) -> None:
        first = sheet(workbook)
        first.append(["Seen", "Gone"])
        first.append([PLANTED])
        first.row_dimensions[2].hidden = True
        first.column_dimensions["B"].hidden = True
        for state in ("hidden", "veryHidden"):
            other = workbook.create_sheet(state)
            other.append([PLANTED])
            other.sheet_state = state

    document = read(book(build))

    assert document.text == "Seen"
    assert document.notes == ("Left out: 1 cell in a hidden column, 1 hidden row, 2 hidden sheets.",)


def test_a_formula_counts_with_its_kept_value_and_is_never_computed() -> None:
    def build(workbook: Workbook) -> None:
        sheet(workbook).append(["Total", "=1+1", '=HYPERLINK("file:///etc/passwd")'])

    content = book(build)
    kept = repacked(
        content,
        {
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>7</v>").replace(
                b"<f>1+1</f><v></v>", b"<f>1+1</f><v>7</v>"
            )
        },
    )

    assert read(content).text == "Total"
    assert read(content).notes == ("Left out: 2 formulas without a kept value.",)
    assert read(kept).text == "Total | 7"


def test_cells_that_nobody_sees_are_left_out_and_that_is_told() -> None:
    def build(workbook: Workbook) -> None:
        cells = sheet(workbook)
        cells["A1"] = "Seen"
        cells["A2"], cells["A3"], cells["A4"], cells["A5"] = PLANTED, PLANTED, PLANTED, 42
        cells["A2"].font = Font(color="FFFFFF")
        cells["A3"].font = Font(color=Color(theme=0))
        cells["A4"].font = Font(size=1)
        cells["A5"].number_format = ";;;"
        cells["A6"] = CellRichText("Half ", TextBlock(InlineFont(color=Color("FFFFFF")), PLANTED))
        cells["A7"] = PLANTED
        cells["A7"].font = Font(strike=True)
        cells["A1"].comment = Comment(PLANTED, "x")

    document = read(book(build))

    assert document.text == "Seen\nHalf"
    assert document.notes[0] == "Left out: 1 struck-out passage, 1 comment."
    assert "3 stretches in the colour of the background" in document.notes[1]


def test_a_white_head_on_a_dark_fill_is_kept() -> None:
    def build(workbook: Workbook) -> None:
        head = sheet(workbook)["A1"]
        head.value = "Risk"
        head.font, head.fill = Font(color="FFFFFF"), PatternFill("solid", fgColor="1F3864")

    assert read(book(build)).text == "Risk"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.1", "General", "0.1"),
        ("3", "General", "3"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("0.955", "0%", "96%"),
        ("-5", "0;(0)", "(5)"),
        ("1200", '#,##0 "EUR"', "1,200 EUR"),
        ("1200", "[$€-407]#,##0", "€1,200"),
        ("2500000", '0.0,,"m"', "2.5m"),
        ("7", ";;;", ""),
        ("0", '0;-0;"none"', "none"),
        ("46093", "dd/mm/yyyy", "2026-03-12"),
        ("0.5", "hh:mm", "12:00"),
        ("-1", "yyyy-mm-dd", "####"),
        ("1e300", "yyyy-mm-dd", "####"),
        ("x", "0.00", "x"),
        ("nan", "General", "nan"),
    ],
)
def test_a_number_is_shown_as_its_cell_shows_it(value: str, code: str, shown: str) -> None:
    assert display(value, code) == shown
