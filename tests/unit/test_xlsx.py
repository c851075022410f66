from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from functools import cache
from typing import Any

import openpyxl
import pytest
from PIL import Image

from app.domain.brand import Brand, Colour, Logo
from app.domain.edits import STATUSES
from app.domain.records import Status
from app.domain.report import Report
from app.ports import ReportOptions
from app.reports import prepare
from app.reports.plan.sheet import LONGEST_CELL
from app.reports.xlsx import Xlsx
from tests.builders import Build
from tests.facts import squeezed
from tests.frameworks import five_gates
from tests.pilots import CJK, LONG, PILOTS, START, guidance, report_of

pilots = pytest.mark.parametrize("pilot", PILOTS)
EDITABLE = {"Owner", "Due", "Status", "Note"}


def content(report: Report, brand: Brand | None = None) -> bytes:
    return Xlsx().render(report, ReportOptions(brand or Brand(), anonymous=report.anonymous))


@cache
def workbook(pilot: str, anonymous: bool = False) -> bytes:
    return content(report_of(pilot, anonymous=anonymous))


@cache
def opened(pilot: str, anonymous: bool = False) -> Any:
    """The workbook as somebody else's library reads it; it is not to be changed."""
    return openpyxl.load_workbook(io.BytesIO(workbook(pilot, anonymous)))


def columns(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


@pilots
@pytest.mark.parametrize("anonymous", [False, True], ids=["named", "anonymous"])
def test_no_cell_is_a_formula_or_a_link_and_nothing_in_the_file_runs_or_leads_elsewhere(
    pilot: str, anonymous: bool
) -> None:
    for sheet in opened(pilot, anonymous):
        assert {c.data_type for row in sheet for c in row} <= {"s", "n", "d"}
        assert not sheet._hyperlinks
    with zipfile.ZipFile(io.BytesIO(workbook(pilot, anonymous))) as package:
        assert [n for n in package.namelist() if "vba" in n.lower() or "external" in n.lower()] == []
        assert [n for n in package.namelist() if b'TargetMode="External"' in package.read(n)] == []


@pilots
def test_every_table_keeps_its_header_in_sight_in_print_and_has_filters(pilot: str) -> None:
    for sheet in opened(pilot):
        if sheet.title in ("Summary", "Names"):
            continue
        assert sheet.freeze_panes.endswith("2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref == sheet.dimensions.replace("$", "")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            "landscape", None, 0,
        )  # fmt: skip


def test_the_board_s_page_has_the_verdict_and_two_charts_that_are_drawn_from_cells() -> None:
    words = [c.value for row in opened("half")["Summary"] for c in row if c.value]
    with zipfile.ZipFile(io.BytesIO(workbook("half"))) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]

    assert "In progress" in words
    assert ["radarChart" in charts[0], "barChart" in charts[1]] == [True, True]
    assert "<c:f>'Gates'!$A$2:$A$6</c:f>" in charts[0]
    assert "<c:f>'Dimensions'!$A$2:$A$11</c:f>" in charts[1]


@pytest.mark.parametrize("pilot", ["half", "hostile", "sixty"])
def test_the_plan_has_a_row_a_gap_and_four_columns_to_edit(pilot: str) -> None:
    report = report_of(pilot)
    sheet = opened(pilot)["Plan"]
    at = columns(sheet)

    assert sheet.max_row == 1 + len(report.plan)
    for row, action in enumerate(report.plan, 2):
        assert sheet.cell(row, at["Id"]).value == action.gap.criterion
        assert sheet.cell(row, at["Status"]).value == action.status
        due = sheet.cell(row, at["Due"])
        assert (due.value, due.number_format) == (
            datetime.combine(action.due, datetime.min.time()) if action.due else None, "yyyy-mm-dd",
        )  # fmt: skip
        assert (sheet.cell(row, at["Owner"]).value is None) is not action.named
        assert {t for t, n in at.items() if not sheet.cell(row, n).protection.locked} == EDITABLE
    assert sheet.protection.sheet
    assert sheet.protection.password is None


def test_status_owner_and_due_are_validated_and_any_owner_may_be_typed() -> None:
    book = opened("half")
    sheet = book["Plan"]
    at = columns(sheet)
    found = {next(iter(v.sqref.ranges)).min_col: v for v in sheet.data_validations.dataValidation}

    assert found[at["Status"]].formula1 == f'"{",".join(STATUSES)}"'
    assert found[at["Status"]].showErrorMessage
    assert (found[at["Owner"]].type, found[at["Owner"]].showErrorMessage) == ("list", False)
    assert found[at["Due"]].type == "date"
    assert {next(iter(v.sqref.ranges)).max_row for v in found.values()} == {sheet.max_row}
    names = [row[0].value for row in book["Names"]]
    assert {"Maja Lind", "Tomas Ek", "Dr. Per Osei"} < set(names)
    assert book["Names"].sheet_state == "hidden"


def test_no_name_that_a_spreadsheet_would_reckon_is_offered() -> None:
    assert [n for (c,) in opened("hostile")["Names"] if (n := c.value).startswith(("=", "+", "-", "@"))] == []


def test_where_nobody_is_named_there_are_no_owners_and_nothing_is_to_be_edited() -> None:
    book = opened("half", True)
    sheet = book["Plan"]

    assert "Owner" not in columns(sheet)
    assert "Names" not in book.sheetnames
    assert all(c.protection.locked for row in sheet for c in row)
    assert "This version names nobody" in str([c.value for row in book["Summary"] for c in row])


@pilots
def test_no_row_is_higher_than_excel_shows_and_no_cell_longer_than_it_holds(pilot: str) -> None:
    for sheet in opened(pilot):
        assert max((d.height or 0 for d in sheet.row_dimensions.values()), default=0) <= 409
        assert max(len(str(c.value or "").encode("utf-16-le")) // 2 for row in sheet for c in row) <= LONGEST_CELL


def test_what_is_too_long_for_a_row_goes_on_below_and_the_row_says_what_it_belongs_to() -> None:
    sheet = opened("hostile")["Evidence"]
    at = columns(sheet)
    words = [(sheet.cell(r, at["Element"]).value, sheet.cell(r, at["Words"]).value) for r in range(2, sheet.max_row)]
    first = next(n for n, (_, w) in enumerate(words) if w and w.startswith("“Nobody has looked"))
    element = words[first][0]
    whole = "".join(w for e, w in words[first:] if e == element and w)

    assert words[first + 1][0] == element
    assert squeezed(LONG) in squeezed(whole)


def test_much_that_was_said_of_one_element_is_all_there() -> None:
    build = Build(five_gates())
    element = five_gates().elements[0].id
    for number in range(12):
        build.says(element, Status.REFUTED, f"Begin {number} {CJK * 150} end {number}", speaker=f"Speaker {number}")
    report = prepare(build.assessment, guidance(), ReportOptions(start=START))
    sheet = openpyxl.load_workbook(io.BytesIO(content(report)))["Checklist"]
    column = columns(sheet)["What was said, by whom, when"]
    said = squeezed("".join(str(sheet.cell(r, column).value or "") for r in range(2, sheet.max_row + 1)))

    for view in report.elements[0].counting:
        assert squeezed(view.words) in said


def test_a_note_that_no_row_can_show_stands_whole_among_the_notes_too() -> None:
    build = Build(five_gates())
    build.action(five_gates().criteria[0].id, owner="Ida", note=LONG, due=date(1850, 1, 1))
    book = openpyxl.load_workbook(io.BytesIO(content(prepare(build.assessment))))
    at = columns(book["Plan"])
    row = next(r for r in range(2, 30) if book["Plan"].cell(r, at["Owner"]).value == "Ida")

    assert book["Plan"].cell(row, at["Note"]).value == LONG.strip()
    assert book["Plan"].cell(row, at["Due"]).value == "1850-01-01"
    assert squeezed(LONG) in squeezed("".join(str(c.value or "") for c in book["Notes"]["C"]))


def picture(kind: str, size: tuple[int, int], **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#336699").save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize(
    "logo",
    [
        Logo(picture("PNG", (900, 120)), "image/png"),
        Logo(picture("PNG", (40, 600), dpi=(300, 300)), "image/png"),
        Logo(picture("JPEG", (3, 3), dpi=(0, 0)), "image/jpeg"),
    ],
    ids=["wide", "high", "tiny"],
)
def test_a_logo_of_any_shape_stands_in_its_place_at_the_top(logo: Logo) -> None:
    data = content(report_of("ready"), Brand("Example Ltd", Colour("#7a0019"), Colour("#946c00"), logo))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Summary"]
    (shown,) = sheet._images
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    ((wide, high),) = re.findall(r'<a:ext cx="([1-9]\d*)" cy="([1-9]\d*)"', drawing)

    assert shown._data() == logo.content
    assert int(wide) / 9525 <= 161  # pixels
    assert int(high) / 9525 <= 35
    assert sheet["A1"].value == "Example Ltd"


def test_an_svg_logo_leaves_the_name_alone() -> None:
    brand = Brand("Example Ltd", logo=Logo(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"))
    sheet = openpyxl.load_workbook(io.BytesIO(content(report_of("ready"), brand)))["Summary"]

    assert (sheet["A1"].value, sheet._images) == ("Example Ltd", [])


def test_a_framework_of_two_gates_and_no_dimensions_has_bars_and_no_radar() -> None:
    data = content(prepare(Build().assessment))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        charts = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]

    assert charts
    assert not any("radarChart" in c for c in charts)
