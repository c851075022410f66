from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.assessors.local.windows import ENDS, TOKENS, WINDOWS, quoted, windows


def words(text: str) -> int:
    return len(text.split())


def test_a_reply_of_normal_length_is_one_window() -> None:
    reply = "It runs every night. Nobody touches it."
    assert [w.text for w in windows(reply, "", words)] == [reply]


@given(st.text(alphabet=st.sampled_from("ab .,;:!?\n-1)but ") | st.characters(), max_size=600))
def test_windows_stand_where_they_say_and_none_says_what_another_does(reply: str) -> None:
    found = windows(reply, "whatever", words)
    assert all(reply[w.start : w.end] == w.text for w in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert bool(found) == any(c.isalnum() for w in found for c in w.text)


def test_of_a_very_long_reply_both_ends_and_what_is_to_the_point_are_read() -> None:
    filler = "We had some lunch and talked about the garden for a while. "
    point = "The rollback was exercised in May."
    half = filler * (2 * WINDOWS * TOKENS // words(filler))
    reply = f"It begins here. {half}{point} {half}It ends here."
    found = windows(reply, "When was the rollback exercised?", words)
    assert len(found) == WINDOWS >= 2 * ENDS
    assert found[0].text.startswith("It begins here.")
    assert found[-1].text.endswith("It ends here.")
    assert any(point in w.text for w in found)


def test_the_sentence_is_quoted_that_most_rests_on() -> None:
    text = "We have a tool. It was last exercised in May."
    assert quoted(text, [(3, 7, 0.2), (16, 20, 0.5), (21, 40, 0.3)]).text == "It was last exercised in May."  # type: ignore[union-attr]


def test_a_question_that_somebody_answers_himself_is_quoted_with_its_answer() -> None:
    text = "Fine. Practised? Not once."
    assert quoted(text, [(17, 20, 0.9), (6, 15, 0.1)]).text == "Practised? Not once."  # type: ignore[union-attr]


def test_nothing_is_quoted_where_nothing_was_said() -> None:
    assert quoted("... !", [(0, 3, 1.0)]) is None
