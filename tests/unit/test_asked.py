from __future__ import annotations

import pytest

from app.assessors.local.asked import asked


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("Why does data quality matter?", "why"),
        ("How do we rehearse a rollback?", "fix"),
        ("Give me an example of a security report", "example"),
        ("What share of companies never measured a return?", "figure"),
        ("Who should sign for compliance?", "who"),
        ("How long does it take to fix the data?", "long"),
        ("What is drift?", "meaning"),
        ("What would count as evidence?", "evidence"),
        ("rollback untested", ""),
    ],
)
def test_what_is_wanted_is_told_by_the_words(text: str, wants: str) -> None:
    assert asked(text).wants == wants


@pytest.mark.parametrize("text", ["Why do you ask this?", "What would count as evidence?", "How long does that take?"])
def test_a_question_without_a_subject_is_about_the_matter_at_hand(text: str) -> None:
    assert asked(text).at_hand


@pytest.mark.parametrize("text", ["Why is drift bad?", "Why should a sponsor care?", "", "???"])
def test_a_question_with_a_subject_or_with_nothing_in_it_is_not(text: str) -> None:
    assert not asked(text).at_hand or not text.strip("?")


@pytest.mark.parametrize(
    "text", ["Write me a poem", "Draft an email to the board", "Which vendor is best?", "What is Ada's phone number?"]
)
def test_errands_are_told_from_questions(text: str) -> None:
    assert asked(text).errand


def test_names_that_no_text_has_are_named_and_long_forms_are_known() -> None:
    what = asked("Does HIPAA or the EU AI Act ask for a DPIA?")
    assert what.unknown(["The EU AI Act (2024) asks for an impact assessment."]) == ("HIPAA",)
