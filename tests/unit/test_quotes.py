from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.quotes import locate

VARIANTS = (
    ("a", "a"),
    ("Yes", "Yes"),
    ("ﬁ", "fi"),
    ("ﬄ", "ffl"),
    ("Ａ", "A"),
    ("ｶﾞ", "ガ"),
    ("é", "e\u0301"),
    ("ậ", "a\u0302\u0323"),
    ("각", "\u1100\u1161\u11a8"),
    ("한", "\u1112\u1161\u11ab"),
    ("①", "1"),
    ("10²", "102"),
    ("…", "..."),
    (" ", "\n\t  "),
    (" ", "\u00a0"),
    (" ", "\u3000\r\n"),
)
"""Two spellings each of what is the same after folding."""

tricky = [c for pair in VARIANTS for c in pair] + ["\u0301", "\u1161", "\u11a8", "ﾞ", "½", "¨", "\u0344", "\u200b", "x"]
texts = st.lists(st.sampled_from(tricky) | st.characters() | st.sampled_from("abc .,"), max_size=25).map("".join)


def folded(text: str) -> str:
    """The folding as the contract states it: NFKC, white space made one blank, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


@settings(deadline=None, max_examples=300)
@given(texts, st.data())
def test_every_stretch_of_a_text_is_found_in_it(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    words = source[start : data.draw(st.integers(start, len(source)))]

    found = locate(words, source)

    if not folded(words):
        assert found is None
        return
    assert found is not None
    assert source[found.start : found.end] == found.text
    assert folded(found.text) == folded(words)


@settings(deadline=None, max_examples=300)
@given(texts, texts)
def test_whatever_is_found_stands_there_and_reads_the_same(quote: str, source: str) -> None:
    found = locate(quote, source)

    if found is None:
        assert not folded(quote) or quote not in source
    else:
        assert 0 <= found.start < found.end <= len(source)
        assert source[found.start : found.end] == found.text
        assert folded(found.text) == folded(quote)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(VARIANTS), st.booleans(), st.booleans()), min_size=1, max_size=12), st.data())
def test_a_quote_is_found_in_whichever_spelling_it_is_given(
    pieces: list[tuple[tuple[str, str], bool, bool]], data: st.DataObject
) -> None:
    source = "".join(pair[here] for pair, here, _ in pieces)
    first = data.draw(st.integers(0, len(pieces) - 1))
    quote = "".join(pair[there] for pair, _, there in pieces[first : data.draw(st.integers(first + 1, len(pieces)))])

    found = locate(quote, source)

    if quote.strip():
        assert found is not None
        assert folded(found.text) == folded(quote)
    else:
        assert found is None


@settings(deadline=None, max_examples=200)
@given(texts, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_whole_text_is_found_in_each_of_its_normal_forms(source: str, form: str) -> None:
    found = locate(unicodedata.normalize(form, source), source)  # type: ignore[arg-type]

    assert (found is not None) == bool(folded(source))
    if found:
        assert folded(found.text) == folded(source)


@pytest.mark.parametrize("quote", ["", " ", "\n\t", "\u00a0\u3000"])
def test_a_blank_quote_stands_nowhere(quote: str) -> None:
    assert locate(quote, "Some text\n\t with blanks.\u00a0\u3000") is None


def test_the_first_of_several_places_counts() -> None:
    found = locate("we tested it", "In May we  tested it, and in June we tested it.")

    assert found is not None
    assert (found.start, found.end, found.text) == (7, 20, "we  tested it")


def test_a_line_break_in_the_source_does_not_hide_a_quote() -> None:
    found = locate("rolled back twice", "It was rolled\r\n   back twice in May.")

    assert found is not None
    assert found.text == "rolled\r\n   back twice"


@pytest.mark.parametrize(("quote", "source"), [("1", "½ of the sources"), ("f", "ﬁve"), ("0", "⑩ sources")])
def test_part_of_a_character_is_no_quote(quote: str, source: str) -> None:
    assert locate(quote, source) is None


def test_a_quote_is_found_where_it_stands_whole_and_not_inside_an_earlier_character() -> None:
    found = locate("1", "½ of 1 source")

    assert found is not None
    assert (found.start, found.end) == (5, 6)


@pytest.mark.parametrize("quote", ["We tested it", "we tested it!", "we tests it"])
def test_case_punctuation_and_wording_are_not_folded(quote: str) -> None:
    assert locate(quote, "Yes: we tested it.") is None


def test_a_wall_of_accents_is_read_like_any_other_text() -> None:
    source = "a" + "\u0301\u0323" * 50_000 + " and the words after it"

    found = locate("the words after it", source)

    assert found is not None
    assert found.text == "the words after it"
