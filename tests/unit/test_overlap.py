from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.overlap import RUN, copied_runs, shingles

SOURCE = "Nobody rolls back with grace, unless the rollback was rehearsed before: in full, on a quiet day."


def test_nine_words_in_a_row_are_found_whatever_their_case_and_punctuation() -> None:
    text = "We hold: ROLLS BACK — with grace; unless\nthe rollback was rehearsed is key."
    assert copied_runs(text, shingles(SOURCE)) == ["rolls back with grace unless the rollback was rehearsed"]


def test_eight_words_in_a_row_are_not() -> None:
    assert copied_runs("Rolls back with grace, unless the rollback was slow.", shingles(SOURCE)) == []


def test_a_longer_run_is_named_once_and_in_full() -> None:
    (run,) = copied_runs(f"See: {SOURCE} So it goes.", shingles(SOURCE))
    assert run.split() == [word.strip(",.:").lower() for word in SOURCE.split()]


def test_runs_apart_are_named_apart() -> None:
    runs = copied_runs("a b c, something else, d e f", shingles("a b c d e f", length=3), length=3)
    assert runs == ["a b c", "d e f"]


def test_a_figure_is_one_word_and_an_apostrophe_no_gap() -> None:
    runs = copied_runs("The team’s 1,200.50 hours.", shingles("the teams 1,200.50 hours", length=4), length=4)
    assert runs == ["the teams 1,200.50 hours"]


@given(st.lists(st.sampled_from(["up", "down", "left", "right"]), max_size=40), st.integers(1, 12))
def test_a_text_is_a_copy_of_itself_if_it_is_long_enough(words: list[str], length: int) -> None:
    text = " ".join(words)
    assert copied_runs(text, shingles(text, length), length) == ([text] if len(words) >= length else [])


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(text: str, source: str) -> None:
    assert all(len(run.split()) >= RUN for run in copied_runs(text, shingles(source)))


@given(st.text(), st.text())
def test_a_shingle_is_of_64_bits_and_there_is_one_for_every_run_at_most(text: str, source: str) -> None:
    found = shingles(f"{text} {source}", 2)
    assert all(0 <= shingle < 2**64 for shingle in found)
    assert shingles(text, 2) <= shingles(f"{text} . {source}", 2)
