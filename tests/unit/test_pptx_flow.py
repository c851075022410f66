from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.pptx.flow import Block, heading, items, named, pages, paragraph, stack
from app.reports.pptx.measure import Measure, Run, clean, joined, run
from tests.pilots import BROKEN, CJK, EMOJI, LONG, RIGHT_TO_LEFT, SCRIPT

MEASURE = Measure()
TEXTS = (BROKEN, CJK, EMOJI, LONG, RIGHT_TO_LEFT, SCRIPT, "", "a", "two words", "x" * 500)


@given(st.lists(st.tuples(st.text(), st.booleans()), max_size=4), st.floats(20, 400))
def test_the_lines_of_a_paragraph_hold_all_of_it_in_order(parts: list[tuple[str, bool]], width: float) -> None:
    runs = [run(words, bold=bold) for words, bold in parts]
    lines = MEASURE.lines(runs, 11, width)

    assert "".join(r.text for line in lines for r in line) == "".join(r.text for r in runs)
    for line in lines:
        assert len(line) <= 1 or _wide(line) <= width


def _wide(line: tuple[Run, ...]) -> float:
    """Without the space at the end, which hangs over."""
    shown = "".join(r.text for r in line).rstrip()
    wide = 0.0
    for piece in line:
        wide += MEASURE.width(piece.text[: len(shown)], 11, bold=piece.bold)
        shown = shown[len(piece.text) :]
    return round(wide, 6)


@given(st.text())
def test_what_is_written_is_on_one_line_and_fit_for_xml(words: str) -> None:
    element = ElementTree.Element("t")
    element.text = clean(words)

    assert ElementTree.fromstring(ElementTree.tostring(element)).text == (clean(words) or None)
    assert len(clean(words).splitlines()) <= 1


def test_wide_letters_take_more_room_than_narrow_ones_and_marks_take_none() -> None:
    def wide(words: str, *, bold: bool = False) -> float:
        return MEASURE.width(words, 10, bold=bold)

    assert wide("iii") < wide("aaa") < wide("WWW") < wide("質問は")
    assert wide("nnn") < wide("nnn", bold=True)
    assert wide("e\u0301") == wide("é") == wide("e")


@pytest.mark.parametrize("words", TEXTS)
@pytest.mark.parametrize("most", [1, 3])
def test_a_shortened_text_fits_and_says_that_it_goes_on(words: str, most: int) -> None:
    shown = MEASURE.shortened(words, 11, 150, most)

    assert len(MEASURE.lines([run(shown)], 11, 150)) <= most
    if shown != words:
        assert shown.endswith("…")
        assert clean(words).startswith(shown[:-1].rstrip())


def blocks() -> list[Block]:
    found: list[Block] = []
    for number, words in enumerate(TEXTS * 3):
        found += [heading(f"Heading {number}"), paragraph(words), named("Name:", words), *items([words, "short"])]
    return found


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize(("width", "tall"), [(420, 390), (200, 300), (120, 90)])
def test_no_column_runs_over_and_nothing_is_lost(columns: int, width: float, tall: float) -> None:
    found = pages(MEASURE, blocks(), width, tall, columns)

    shown = [b for page in found for column in page.columns for b in column]
    assert "".join(b.text for b in shown) == "".join(b.text for b in blocks())
    for page in found:
        assert len(page.columns) <= columns
        for column in page.columns:
            assert stack(MEASURE, column, width) <= tall + 0.001


def test_no_heading_stands_at_the_foot_of_a_column() -> None:
    for tall in range(100, 500, 17):
        for page in pages(MEASURE, blocks(), 420, tall, 2):
            assert not any(column[-1].keep for column in page.columns)


def test_what_goes_on_over_the_end_of_a_slide_is_told_whole() -> None:
    first, second, *_ = pages(MEASURE, [paragraph("Before."), paragraph(LONG * 2)], 300, 390, 2)

    assert first.torn == (clean(LONG * 2),)
    assert second.columns[0][0].text


def test_text_that_leaves_a_slide_half_empty_is_written_larger_and_in_even_columns() -> None:
    (page,) = pages(MEASURE, [paragraph("A sentence of some words. " * 4) for _ in range(6)], 420, 390, 2)

    assert page.columns[0][0].size > paragraph("").size
    assert [len(c) for c in page.columns] == [3, 3]


def test_joined_lines_are_one_paragraph_again() -> None:
    runs = (run("Name: ", bold=True), run(LONG), run("end", italic=True))
    assert joined(MEASURE.lines(runs, 11, 200)) == runs
