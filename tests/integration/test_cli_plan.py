"""The plan from the command line: out as a workbook, edited, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.examples import rich
from tests.integration.test_cli import inside, keep


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    keep(tmp_path, rich())
    return tmp_path


def edit(file: Path, **values: Any) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book["Plan"]
    at = {c.value: c.column for c in sheet[1]}
    for title, value in values.items():
        sheet.cell(2, at[title]).value = value
    book.save(file)


def test_a_plan_goes_out_is_edited_and_comes_back(data_dir: Path) -> None:
    name, file = rich().id, data_dir / "plan.xlsx"
    assert inside(data_dir, "export", name, "-o", file).code == 0
    same = inside(data_dir, "plan", "import", name, file)
    edit(file, Owner="Lena Bauer", Status="doing", Due="2027-03-01")
    changed = inside(data_dir, "plan", "import", name[:6], file)
    again = inside(data_dir, "plan", "import", name, file)
    shown = inside(data_dir, "plan", "show", name)

    assert (same.code, same.out) == (0, "Nothing in it differs from the plan as it is.\n")
    assert changed.out.startswith("Changed 1 gap: ")
    assert again.out == same.out
    assert [line for line in shown.out.splitlines() if "Lena Bauer" in line and "2027-03-01  doing" in line]


def test_a_wrong_workbook_is_told_by_file_sheet_and_cell_and_nothing_changes(data_dir: Path) -> None:
    name, file = rich().id, data_dir / "plan.xlsx"
    inside(data_dir, "export", name, "-o", file)
    before = inside(data_dir, "plan", "show", name).out
    edit(file, Owner="Lena Bauer", Status="soon", Due="tomorrow")

    result = inside(data_dir, "plan", "import", name, file)
    assert result.code == 2
    assert [line.partition(": expected")[0] for line in result.err.splitlines()] == [
        f"{file}: sheet 'Plan', cell K2 (Due): 'tomorrow'",
        f"{file}: sheet 'Plan', cell L2 (Status): 'soon'",
    ]
    assert inside(data_dir, "plan", "show", name).out == before


def test_what_is_not_there_is_said_so(data_dir: Path) -> None:
    assert inside(data_dir, "plan", "import", rich().id, data_dir / "none.xlsx").code == 3
    assert inside(data_dir, "plan", "show", "zzz").code == 3


def test_what_would_be_if_gaps_were_closed_is_said_and_nothing_changes(data_dir: Path) -> None:
    name = rich().id
    before = inside(data_dir, "plan", "show", name).out

    watch, owner = (rich().framework.criterion(c).title for c in ("run.watch", "run.owner"))
    asis, closed = (
        inside(data_dir, "plan", "what-if", name, "--close", criterion, "--by", "2099-01-01")
        for criterion in ("fit.users", "run.watch")
    )

    assert (asis.code, closed.code) == (0, 0)
    assert "As things stand: Close the gaps first." in closed.out
    assert watch in asis.out
    assert watch not in closed.out
    assert owner in closed.out
    assert "too old to count by then" in closed.out
    assert inside(data_dir, "plan", "show", name).out == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--close", "run.nothing", "--by", "2027-01-01"], "run.nothing"),
        (["--close", "run.watch", "--by", "soon"], "soon"),
    ],
)
def test_what_cannot_be_supposed_is_named(data_dir: Path, arguments: list[str], message: str) -> None:
    result = inside(data_dir, "plan", "what-if", rich().id, *arguments)

    assert result.code == 2
    assert message in result.err
