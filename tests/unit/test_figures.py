from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.figures import RARE, Figures

TEXTS = (
    "RAND counts 80.3 % of projects that fail (2025); others 87 %.",
    "A failed project costs 4.2 million dollars, or 11.3 million where it ends late.",
    "At least 16 of 20 criteria are met; 20 are asked.",
    "Three times the expected peak, in 2026, on 2,400 projects.",
)


def test_a_figure_points_to_the_texts_that_state_it_however_it_is_written() -> None:
    figures = Figures(TEXTS)
    assert figures.stated("87% failure rate") == [0]
    assert figures.stated("cost of 4.2 million") == [1]
    assert figures.stated("2400 projects") == figures.stated("2,400 projects") == [3]
    assert figures.stated("16 of 20 rule") == [2]


def test_years_single_digits_and_what_nobody_states_point_nowhere() -> None:
    figures = Figures(TEXTS)
    assert figures.stated("what changed in 2026?") == []
    assert figures.stated("3 gates") == []
    assert figures.stated("99 percent") == []
    assert figures.stated("v87b") == []


def test_a_figure_that_stands_nearly_everywhere_says_nothing() -> None:
    assert Figures(["about 50 % of it"] * (RARE + 1)).stated("50 %") == []


@given(st.text())
def test_whatever_is_asked_points_to_texts_that_there_are(query: str) -> None:
    assert set(Figures(TEXTS).stated(query)) <= set(range(len(TEXTS)))
