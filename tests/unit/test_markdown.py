from __future__ import annotations

import pytest
from hypothesis import given, settings

from app.domain.assessment import Assessment
from app.domain.records import Status
from tests.builders import Build
from tests.examples import HOSTILE, empty, finished, hostile, one_by_one_aside, rendered, rich
from tests.frameworks import wide_framework
from tests.histories import histories
from tests.unit.test_markup import MARKDOWN, shape

HARMLESS = {"text", "strong_open", "strong_close"}


def written(assessment: Assessment) -> str:
    return rendered("md", assessment).decode()


def inline_types(markdown: str) -> set[str]:
    return {t.type for block in MARKDOWN.parse(markdown) for t in block.children or ()}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_changes_nothing_of_the_document_but_its_words(text: str) -> None:
    markdown = written(hostile(text))

    assert inline_types(markdown) <= HARMLESS
    assert shape(markdown) == shape(written(hostile("plain")))


@settings(max_examples=25)
@given(histories())
def test_no_history_brings_markup_into_the_report(assessment: Assessment) -> None:
    markdown = written(assessment)

    tokens = MARKDOWN.parse(markdown)
    assert inline_types(markdown) <= HARMLESS
    assert not {t.type for t in tokens} & {"html_block", "code_block", "fence", "blockquote_open", "ordered_list_open"}
    headings = [t for t in tokens if t.type == "heading_open" and t.tag in ("h1", "h3")]
    assert len(headings) == 1 + len(assessment.framework.criteria)


def test_a_pilot_s_name_with_slashes_and_quotes_stands_in_the_title_as_it_is() -> None:
    pilot = "a/b\\c \"d\" 'e' ../../etc/passwd"

    tokens = MARKDOWN.parse(written(Build(pilot=pilot).assessment))

    title = "".join(t.content for t in tokens[1].children or ())
    assert title == f"Production readiness: {pilot}"


def test_an_unsigned_report_says_so_far_and_would_be() -> None:
    markdown = written(rich())

    assert "**In progress.** There is no verdict yet: 2 of 2 gates are not signed." in markdown
    assert "This is not a verdict: 2 of 2 gates are not signed off yet" in markdown
    assert "## Result so far" in markdown
    assert "Verdict so far would be" in markdown
    assert "## Gate 1: Fit – would pass as it stands" in markdown
    assert "open again: changed since ada signed on 2026-03-02 09:20 UTC" in markdown


def test_a_signed_report_is_final() -> None:
    markdown = written(finished())

    assert "**Proceed.** The system is ready for production: every gate passes" in markdown
    assert "The system is ready for production by this framework" in markdown
    assert "## Result\n" in markdown
    assert "so far" not in markdown
    assert "## Gate 1: Fit – passes" in markdown
    assert "Dr. Osei, 2026-03-02" in markdown
    assert "No gaps: every criterion that applies is met." in markdown
    assert "It has no users beside those that built it." in markdown


def test_an_empty_report_says_that_nothing_was_said() -> None:
    markdown = written(empty())

    assert markdown.count("Nothing was said of it.") == 4
    assert "Nothing has been settled so far." in markdown
    assert "## Notes" not in markdown
    assert "## In conflict" not in markdown


def test_a_gap_says_what_is_missing_why_and_what_the_advice_rests_on() -> None:
    markdown = written(rich())

    assert "- Watch drilled: it is planned, not done: “The first drill is planned for September.”" in markdown
    assert "**Guidance:** Set an alarm that somebody hears (Gatewise, own practice)" in markdown
    assert "**Guidance:** none at hand; the advice is the framework's own." in markdown
    assert "Every element was set aside, yet this criterion has to be met." in written(one_by_one_aside())


def test_notes_parked_questions_and_readers_are_listed() -> None:
    markdown = written(rich())

    assert "| The pilot | note | The Lyon office moves in autumn. | ada |" in markdown
    assert "| Owner on call | parked | Who pays for the nights? | ada |" in markdown
    assert "| local 7, reader.onnx | 12 | 11 |" in markdown
    assert "| does not hold | “There is no owner, only a committee.” | chen |" in markdown
    assert "| holds | (no words) | ada | 2026-03-02 09:36 UTC | click |" in markdown
    assert "| holds | The committee named Ada on 1 June. | ada |" in markdown
    assert "dissent: chen" in markdown


def test_sixty_criteria_make_sixty_sections() -> None:
    build = Build(wide_framework())
    build.meets("g0", "g3")
    build.says("g1.c0.e0", Status.REFUTED, "No.")

    tokens = MARKDOWN.parse(written(build.assessment))

    assert sum(t.type == "heading_open" and t.tag == "h3" for t in tokens) == 60
