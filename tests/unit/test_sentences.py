from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessors.local.sentences import LONGEST, sentences


def texts(reply: str) -> list[str]:
    return [s.text for s in sentences(reply)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("It works. It is live!", ["It works.", "It is live!"]),
        ("Dr. Okafor signed on 4.3. at no. 7 of the list.", ["Dr. Okafor signed on 4.3.", "at no. 7 of the list."]),
        ("The answer is no. We never did.", ["The answer is no.", "We never did."]),
        ("99.5 % of them, e.g. the CRM.", ["99.5 % of them, e.g. the CRM."]),
        ("- one\n- two\n3) three", ["one", "two", "three"]),
        ("1. Names are set. 2. Nothing else", ["Names are set.", "Nothing else"]),
        ("first; second", ["first;", "second"]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(reply: str, expected: list[str]) -> None:
    assert texts(reply) == expected


@given(st.text(alphabet=st.sampled_from("ab .,;:!?\n-1)\u2014but ") | st.characters(), max_size=400))
def test_every_stretch_stands_where_it_says_and_none_is_lost(reply: str) -> None:
    spans = sentences(reply)
    assert all(reply[s.start : s.end] == s.text and s.text.strip() == s.text for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    words = {c for c in reply if c.isalpha()}
    assert words - {c for s in spans for c in s.text} <= set("abut")  # the letter of a list, "a)", is not said
    for sentence in spans:
        assert len(sentence.text) <= LONGEST
