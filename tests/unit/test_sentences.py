from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessors.local.sentences import LONGEST, clauses, sentences
from app.assessors.local.units import BUDGET, ENDS, units


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
        assert all(reply[c.start : c.end] == c.text for c in clauses(sentence))


def test_a_sentence_that_turns_round_has_two_clauses() -> None:
    (sentence,) = sentences("The code goes out by pipeline, but the model is copied by hand.")
    assert [c.text for c in clauses(sentence)] == ["The code goes out by pipeline,", "but the model is copied by hand."]


def test_a_question_that_somebody_answers_himself_is_one_with_its_answer() -> None:
    assert [u.span.text for u in units("Practised? Not once.", "")] == ["Practised? Not once."]


def test_what_is_taken_back_is_marked_up_to_where_it_is() -> None:
    read = units("We upload it. Scratch that, it runs by itself. Every night.", "")
    assert [u.withdrawn for u in read if u.whole] == [True, False, False]


def test_of_a_very_long_reply_both_ends_and_what_is_to_the_point_are_read() -> None:
    filler = "We had some lunch and talked about the garden for a while. "
    point = "The rollback was exercised in May. "
    half = filler * (BUDGET // len(filler))
    reply = "It begins here. " + half + point + half + "It ends here."
    read = [u.sentence.text for u in units(reply, "When was the rollback exercised?") if u.whole]
    assert sum(map(len, read)) <= BUDGET
    assert read[0] == "It begins here."
    assert read[-1] == "It ends here."
    assert point.strip() in read
    assert len(read) >= 2 * ENDS
