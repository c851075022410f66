from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.reports.csv import COLUMNS, neutral
from app.reports.text import one_line
from tests.examples import HOSTILE, empty, hostile, rendered, rich
from tests.histories import histories


def rows(assessment: Assessment) -> list[dict[str, str]]:
    text = rendered("csv", assessment).decode("utf-8-sig")
    header, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert tuple(header) == COLUMNS
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines]


def test_there_is_one_line_for_each_element_in_the_framework_s_order() -> None:
    assessment = rich()

    assert [r["element_id"] for r in rows(assessment)] == [e.id for e in assessment.framework.elements]


def test_the_file_begins_with_the_mark_that_excel_needs_to_read_utf_8() -> None:
    data = rendered("csv", rich())

    assert data.startswith(b"\xef\xbb\xbfgate_id,")
    assert data.count(b"\r\n") == len(rich().framework.elements) + 1


def test_a_line_holds_the_element_its_evidence_and_its_gap() -> None:
    alarm = next(r for r in rows(rich()) if r["element_id"] == "run.watch.alarm")

    assert alarm["status"] == "refuted"
    assert alarm["rating"] == "not met"
    assert alarm["must_meet"] == "yes"
    assert alarm["said"] == (
        "does not hold: “In the pilot it pages me.” (ada, 2026-03-02 09:28 UTC, reply;"
        " the pilot only, with an instance, confidence 0.90; accepted; read by local 7, reader.onnx)"
    )
    assert alarm["gap"].startswith("Watch alarm: it holds in the pilot only: “In the pilot it pages me.” / ")
    assert (alarm["owner"], alarm["due"], alarm["action"]) == ("Bo", "2026-09-30", "doing")
    assert alarm["sources"] == "Set an alarm that somebody hears (Gatewise, own practice)"


def test_a_criterion_without_a_gap_has_no_fix() -> None:
    stated = next(r for r in rows(rich()) if r["element_id"] == "fit.purpose.stated")

    assert [stated[c] for c in ("gap", "fix", "owner", "due", "sources")] == [""] * 5


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_cell_is_a_formula_whatever_people_said(text: str) -> None:
    for row in rows(hostile(text)):
        assert not [c for c in row.values() if c.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))]


@pytest.mark.parametrize(
    "text", [HOSTILE[k] for k in ("formula", "plus", "minus", "at", "wide formula", "tab", "return", "nul")]
)
def test_a_note_that_would_be_a_formula_gets_an_apostrophe_and_keeps_its_words(text: str) -> None:
    purpose = next(r for r in rows(hostile(text)) if r["criterion_id"] == "fit.purpose")

    assert purpose["note"] == purpose["owner"] == f"'{one_line(text)}"


@given(st.text(st.characters()))
def test_a_cell_never_starts_like_a_formula_and_loses_no_word(cell: str) -> None:
    shown = neutral(cell)

    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert shown.removeprefix("'") == one_line(cell).removeprefix("'")


@given(histories())
def test_every_history_gives_a_table_that_opens(assessment: Assessment) -> None:
    assert len(rows(assessment)) == len(assessment.framework.elements)


def test_an_empty_assessment_has_a_line_for_each_element_all_the_same() -> None:
    assert {r["status"] for r in rows(empty())} == {"not verified: never asked"}
