from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from app.reports.xlsx.fit import lines_of, pieces

texts = st.text(st.sampled_from("ab WM.\n質é") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=600)
widths = st.floats(4, 60)


def test_a_line_takes_what_it_takes_in_print() -> None:
    usual = "Write down which unit gains most from the system and ask its head for thirty minutes."
    assert [lines_of(usual, w) for w in (10, 20, 40, 80, 100)] == [8, 4, 2, 1, 1]
    assert lines_of(usual, 40, 18) > lines_of(usual, 40, 9)
    assert lines_of("i" * 40, 20) < lines_of("M" * 40, 20)
    assert lines_of("質" * 40, 20) > lines_of("a" * 40, 20)
    assert (lines_of("", 10), lines_of("a\n\nb", 10)) == (1, 3)


@given(texts, widths, st.integers(1, 6))
@example(" 00\u0e5c", 4.0, 1)
def test_every_piece_fits_and_together_they_hold_the_whole_text(words: str, width: float, most: int) -> None:
    found = list(pieces(words, width, most))

    assert "".join("".join(found).split()) == "".join(words.split())
    assert max(lines_of(piece, width) for piece in found) <= most


@given(texts, widths)
def test_a_text_that_fits_stays_in_one_piece(words: str, width: float) -> None:
    assert list(pieces(words, width, lines_of(words, width))) == [words.strip("\n ")]


def test_a_text_is_cut_between_words_where_there_are_any() -> None:
    words = " ".join(f"word{n}" for n in range(300))
    assert [w for piece in pieces(words, 20, 3) for w in piece.split(" ")] == words.split(" ")
