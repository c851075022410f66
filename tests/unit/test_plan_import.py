"""The plan goes out as a workbook, is edited with somebody else's library, and comes back."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.edits import LONGEST_NOTE, STATUSES, plain, records_of
from app.domain.plan import actions
from app.domain.records import Action
from app.errors import PlanRefused
from app.ports import ReportOptions
from app.reports import prepare
from app.reports.plan.reading import read_plan
from app.reports.plan.workbook import LARGEST_FILE, MOST_ROWS
from app.reports.xlsx import Xlsx
from tests.builders import Build
from tests.histories import histories
from tests.pilots import PILOTS


class Planned(NamedTuple):
    owner: str = ""
    due: date | None = None
    status: str = "open"
    note: str = ""


AT = datetime(2090, 6, 1, 8, 0, tzinfo=UTC)
LEVELS, COST = "architecture.service_levels", "architecture.cost_model"


def exported(assessment: Assessment, *, anonymous: bool = False) -> bytes:
    options = ReportOptions(anonymous=anonymous)
    return Xlsx().render(prepare(assessment, options=options), options)


@cache
def whole(pilot: str) -> bytes:
    return exported(PILOTS[pilot]())


@cache
def alone(pilot: str) -> bytes:
    """The workbook of a pilot with no sheet but the plan, which is all that is read: quick to change and to save."""

    def change(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.title != "Plan":
                book.remove(sheet)

    return edited(whole(pilot), change)


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def taken(content: bytes, assessment: Assessment) -> tuple[Action, ...]:
    return records_of(assessment, read_plan(content, assessment), at=AT, speaker="bo", event="upload")


def columns(sheet: Any) -> dict[str, int]:
    return {c.value: c.column for c in sheet[1] if c.value}


def rows(sheet: Any) -> dict[str, int]:
    place = columns(sheet)["Id"]
    return {sheet.cell(r, place).value: r for r in range(2, sheet.max_row + 1)}


def plan_of(assessment: Assessment) -> dict[str, Planned]:
    """What was decided on each gap, as a person types it."""
    decided = {a.gap.criterion: assessment.actions.get(a.gap.criterion) for a in actions(assessment)}
    return {
        criterion: Planned(plain(a.owner), a.due, a.status, plain(a.note)) if a else Planned()
        for criterion, a in decided.items()
    }


def problems(content: bytes, assessment: Assessment | None = None) -> list[str]:
    with pytest.raises(PlanRefused) as caught:
        read_plan(content, assessment or PILOTS["half"]())
    return caught.value.problems


def after(change: Callable[[Any], None]) -> list[str]:
    """What is wrong with the plan of the half-done pilot after a change to its workbook."""
    return problems(edited(alone("half"), change))


@pytest.mark.parametrize("pilot", PILOTS)
def test_a_workbook_that_nobody_touched_changes_nothing(pilot: str) -> None:
    assessment = PILOTS[pilot]()

    assert taken(whole(pilot), assessment) == ()
    assert taken(alone(pilot), assessment) == ()


@given(histories())
@settings(max_examples=15, deadline=None)
def test_whatever_happened_before_a_workbook_that_nobody_touched_changes_nothing(assessment: Assessment) -> None:
    assert taken(exported(assessment), assessment) == ()


cells = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@'\"\n<&_x"), max_size=40)
"""What a person can type; the library refuses control characters, as Excel does."""
typed = cells.map(plain)
row: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "owner": typed,
        "due": st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "status": st.sampled_from(STATUSES),
        "note": typed,
    },
)


@pytest.mark.parametrize("pilot", ["half", "hostile"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_an_edited_workbook_gives_exactly_the_edits(pilot: str, data: st.DataObject) -> None:
    assessment = PILOTS[pilot]()
    before = plan_of(assessment)
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(before)), row, max_size=5))
    expected = {criterion: before[criterion]._replace(**values) for criterion, values in changes.items()}

    records = taken(edited(alone(pilot), typing(changes)), assessment)

    assert sorted(r.criterion for r in records) == sorted(c for c, plan in expected.items() if plan != before[c])
    assert plan_of(assessment.adding(records)) == before | expected


def typing(changes: Mapping[str, Mapping[str, Any]]) -> Callable[[Any], None]:
    """Puts values into the cells of some gaps."""

    def change(book: Any) -> None:
        sheet = book["Plan"]
        at, of = columns(sheet), rows(sheet)
        for criterion, values in changes.items():
            for field, value in values.items():
                cell = sheet.cell(of[criterion], at[field.capitalize()])
                cell.value = value or None
                if isinstance(value, str) and value:
                    cell.data_type = "s"  # as typed into a cell that is formatted as text

    return change


def test_what_was_edited_stands_in_the_next_workbook() -> None:
    assessment = PILOTS["half"]()
    first = Planned("=Lena", date(2027, 1, 31), "doing", "two\nlines")
    second = Planned("", None, "dropped", "")
    changes = {LEVELS: first._asdict(), COST: second._asdict()}

    grown = assessment.adding(taken(edited(alone("half"), typing(changes)), assessment))
    content = exported(grown)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Plan"]
    at, of = columns(sheet), rows(sheet)

    for criterion, plan in ((LEVELS, first), (COST, second)):
        due = datetime.combine(plan.due, time()) if plan.due else None
        values = [sheet.cell(of[criterion], at[title]).value for title in ("Owner", "Due", "Status", "Note")]
        assert values == [plan.owner or None, due, plan.status, plan.note or None]
    assert taken(content, grown) == ()


def test_a_team_may_sort_move_filter_and_add_as_it_likes() -> None:
    assessment = PILOTS["half"]()

    def change(book: Any) -> None:
        sheet = book["Plan"]
        sheet.cell(rows(sheet)[COST], columns(sheet)["Owner"]).value = "Lena"
        content = [[c.value for c in r] for r in sheet.iter_rows()]
        header, body = content[0], sorted(content[1:], key=lambda r: str(r[1]), reverse=True)
        order = random.Random(7).sample(range(len(header)), len(header))
        book.remove(sheet)
        new = book.create_sheet(" plan ", 0)
        new.append(["Our plan", None, "Status of May"])
        new.append([])
        new.append([f" {str(header[n]).upper()} " for n in order] + ["Our own column"])
        for values in body:
            new.append([values[n] for n in order] + ["=1+1"])
        new.append([])
        new.append([None] * len(order) + ["a remark below"])

    (record,) = taken(edited(alone("half"), change), assessment)
    assert (record.criterion, record.owner) == (COST, "Lena")


def test_rows_that_were_left_out_stay_as_they_are() -> None:
    assessment = PILOTS["half"]()

    assert taken(edited(alone("half"), lambda book: book["Plan"].delete_rows(3, 10)), assessment) == ()


def test_a_date_may_be_typed_as_text_and_a_number_is_a_note() -> None:
    assessment = PILOTS["half"]()

    def change(book: Any) -> None:
        sheet = book["Plan"]
        at, r = columns(sheet), rows(sheet)[COST]
        sheet.cell(r, at["Due"]).value = " 2027-01-31 "
        sheet.cell(r, at["Note"]).value = 4711

    (record,) = taken(edited(alone("half"), change), assessment)
    assert (record.due, record.note, record.owner) == (date(2027, 1, 31), "4711", "Maja Lind")


def test_a_note_too_long_for_any_cell_is_whole_after_the_round_trip() -> None:
    build = Build()
    build.action("fit.purpose", owner="Cy", note="so it goes 😀 " * 9_000)

    def change(book: Any) -> None:
        sheet = book["Plan"]
        sheet.cell(rows(sheet)["fit.purpose"], columns(sheet)["Status"]).value = "done"

    (record,) = taken(edited(exported(build.assessment), change), build.assessment)
    assert (record.status, record.owner) == ("done", "Cy")
    assert record.note == build.assessment.actions["fit.purpose"].note


def test_what_looks_like_an_escape_is_a_text_like_any_other() -> None:
    build = Build()
    build.action("fit.purpose", owner="_x0041_ a", note="_x005F_ x005F_ <&> &amp; _x000A_")

    assert taken(exported(build.assessment), build.assessment) == ()


def test_everything_that_is_wrong_is_told_at_once_by_sheet_and_cell() -> None:
    def change(book: Any) -> None:
        sheet = book["Plan"]
        at = columns(sheet)
        sheet.cell(2, at["Id"]).value = "no.such"
        sheet.cell(3, at["Id"]).value = sheet.cell(4, at["Id"]).value
        sheet.cell(5, at["Due"]).value = "31.12.2026"
        sheet.cell(5, at["Owner"]).value = True
        sheet.cell(6, at["Status"]).value = "finished"
        sheet.cell(7, at["Note"]).value = "x" * (LONGEST_NOTE + 1)
        sheet.cell(8, at["Owner"]).value = "=A1&B2"
        sheet.cell(8, at["Due"]).value = "=TODAY()"
        sheet.cell(8, at["Status"]).value = "late"
        sheet.cell(9, at["Note"]).value = "#REF!"
        sheet.cell(9, at["Note"]).data_type = "e"
        sheet.cell(10, at["Id"]).value = None
        sheet.cell(11, at["Due"]).value = 46_000.5
        sheet.cell(11, at["Due"]).number_format = "General"

    found = after(change)
    for words in (
        "sheet 'Plan', cell B2 (Id): 'no.such': expected the id of a criterion of this assessment",
        "expected each criterion once; it stands in row 3, too",
        "cell K5 (Due): '31.12.2026': expected a date between 2000-01-01 and 2099-12-31",
        "cell H5 (Owner): True: expected a text",
        "cell L6 (Status): 'finished': expected one of open, doing, done, dropped",
        "cell M7 (Note): 'xxx",
        "cell H8 (Owner): '=A1&B2': expected a value, not a formula",
        "cell K8 (Due): '=TODAY()': expected a value, not a formula",
        "cell L8 (Status): 'late'",
        "cell M9 (Note): '#REF!': expected a value, not an error",
        "cell B10 (Id): None",
        "cell K11 (Due): 46000.5",
    ):
        assert [p for p in found if words in p], (words, found)
    assert len(found) == 12


def retitled(title: str, to: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Plan"].cell(1, columns(book["Plan"])[title]).value = to

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (retitled("Owner", "Who"), "header with Id, Owner, Due, Status, Note; Owner is missing; a workbook that names"),
        (retitled("Id", None), "Id is missing"),
        (retitled("Gate", "owner"), "cells C1 and H1: 'Owner': expected one column of this name"),
        (lambda book: book["Plan"].delete_rows(1), "Id, Owner, Due, Status, Note are missing"),
        (lambda book: book["Plan"].delete_rows(1, 90), "row 1: nothing: expected a header"),
        (lambda book: setattr(book["Plan"], "title", "Other"), "the file: its sheets are 'Other': expected"),
        (retitled("Owner", "=1+1"), "Owner is missing"),
    ],
)  # fmt: skip
def test_a_workbook_in_which_the_plan_is_not_found_is_refused(change: Callable[[Any], None], words: str) -> None:
    (problem,) = after(change)
    assert words in problem


def test_the_plan_of_another_assessment_is_refused_and_one_that_does_not_tell_is_taken() -> None:
    def change(book: Any) -> None:
        while book.custom_doc_props.props:
            book.custom_doc_props.props.pop()

    content = alone("half")
    (problem,) = problems(content, PILOTS["disputed"]())

    assert problem == (f"the file: it holds the plan of assessment '{'a' * 16}': expected that of '{'d' * 16}'")
    assert taken(edited(content, change), PILOTS["half"]()) == ()


def test_a_workbook_that_names_nobody_is_not_taken_back() -> None:
    (problem,) = problems(exported(PILOTS["half"](), anonymous=True))

    assert "a workbook that names nobody has no owners and cannot be taken back" in problem


@cache
def small() -> bytes:
    return exported(Build().assessment)


def packed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A small workbook with other parts."""
    with zipfile.ZipFile(io.BytesIO(small())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def doctype(parts: dict[str, bytes]) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"?>\n", b"?>\n" + entity, 1)


def wide_doctype(parts: dict[str, bytes]) -> None:
    text = parts["xl/workbook.xml"].decode().partition("?>")[2]
    parts["xl/workbook.xml"] = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x SYSTEM "file:///x">{text}'.encode(
        "utf-16"
    )


def far_away(parts: dict[str, bytes]) -> None:
    """Rows without end in a few bytes: each row is new, its cell is in the last column."""
    number = next(n for n in parts if n.endswith("sheet2.xml"))
    body = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1000, 1002 + MOST_ROWS))
    parts[number] = re.sub(rb"</sheetData>", body.encode() + b"</sheetData>", parts[number])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "does not open"),
        (b"PK\x03\x04", "does not open"),
        (b"id,owner\nx,y\n", "expected the Excel workbook (.xlsx) as it was exported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password, or is in the old Excel format"),
        (bytes(LARGEST_FILE + 1), f"{LARGEST_FILE + 1} bytes: expected {LARGEST_FILE} at most"),
        (packed(lambda parts: parts.clear()), "does not open"),
        (packed(lambda parts: parts.update({"xl/media/x.bin": bytes(30 * 2**20)})), "bytes when unpacked: expected"),
        (packed(lambda parts: parts.update({f"x{n}": b"" for n in range(1001)})), "parts of"),
        (packed(lambda parts: parts.update({"xl/vbaProject.bin": b"x"})), "it carries macros"),
        (packed(doctype), "declares a document type"),
        (packed(wide_doctype), "declares a document type"),
        (packed(far_away), f"more than {MOST_ROWS} rows"),
        (packed(lambda parts: parts.update({"xl/workbook.xml": b"<x>"})), "does not open"),
    ],
    ids=[
        "empty", "cut", "text", "old", "large", "no parts", "bomb", "many parts", "macros", "entities", "utf-16",
        "rows", "no XML",
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_is_refused_with_the_reason(content: bytes, words: str) -> None:
    (problem,) = problems(content, Build().assessment)
    assert words in problem


def test_a_cell_at_the_end_of_the_sheet_is_no_trouble() -> None:
    assessment = PILOTS["half"]()
    content = edited(alone("half"), lambda book: book["Plan"].__setitem__("XFD1048576", "far away"))

    assert taken(content, assessment) == ()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    assessment = Build().assessment
    content = bytearray(small())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.none() | st.integers(0, len(content)))

    with suppress(PlanRefused):
        read_plan(bytes(content[:cut]), assessment)


@given(part=st.sampled_from(["xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"]), data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_the_parts_of_a_workbook_say_it_is_read_or_refused(part: str, data: st.DataObject) -> None:
    def change(parts: dict[str, bytes]) -> None:
        words = parts[part]
        at = data.draw(st.integers(0, len(words)))
        parts[part] = words[:at] + data.draw(st.binary(max_size=8)) + words[at + data.draw(st.integers(0, 20)) :]

    content = packed(change)
    with suppress(PlanRefused):
        read_plan(content, Build().assessment)
