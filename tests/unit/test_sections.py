from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.assessors.claude.sections import Sections

NAMES = ("data.quality", "data.pipeline", "integration.access_errors")


def parts_of(*pieces: str, names: tuple[str, ...] = NAMES) -> list[str]:
    sections = Sections(names)
    parts = [""] * len(names)
    for piece in pieces:
        for number, text in sections.feed(piece):
            parts[number] += text
    for number, text in sections.finish():
        parts[number] += text
    return parts


def test_each_part_is_what_stands_below_its_name() -> None:
    text = "data.quality\nOne.\n\nStill one.\n\ndata.pipeline\n\nTwo.\nintegration.access_errors\nThree."
    assert parts_of(text) == ["One.\n\nStill one.", "Two.", "Three."]


def test_a_name_is_known_whatever_a_model_puts_around_it() -> None:
    assert parts_of("**data.quality**\nOne.\n## data.pipeline:\nTwo.\n[integration.access_errors]\nThree.") == [
        "One.", "Two.", "Three.",
    ]  # fmt: skip


def test_a_name_within_a_sentence_is_a_word_like_any_other() -> None:
    assert parts_of("data.quality\nIt rests on\ndata.pipeline, which is next.") == [
        "It rests on\ndata.pipeline, which is next.", "", "",
    ]  # fmt: skip


def test_what_comes_before_any_name_is_the_first_part_and_a_part_that_does_not_come_is_empty() -> None:
    assert parts_of("One.\n\nintegration.access_errors\nThree.") == ["One.", "", "Three."]


def test_a_part_that_is_through_does_not_come_again() -> None:
    assert parts_of("data.pipeline\nTwo.\ndata.quality\nMore.") == ["", "Two.\n\nMore.", ""]


def test_a_text_of_one_part_goes_through_as_it_is() -> None:
    assert parts_of("data.quality\n", "\nOne.\n", names=("data.quality",)) == ["data.quality\n\nOne.\n"]


def test_words_are_shown_as_they_come_and_not_when_their_line_is_whole() -> None:
    sections = Sections(NAMES)
    shown = ["".join(text for _, text in sections.feed(piece)) for piece in ("data.qua", "lity\nOne", " word ", "more")]
    assert shown == ["", "", "One word ", "more"]


WORDS = st.sampled_from([*NAMES, "data.", "a word", "\n", "\n\n", "**", " ", ".", "#", "x" * 130])


@given(st.lists(WORDS, max_size=20).map("".join), st.lists(st.integers(0, 300), max_size=12))
def test_where_a_stream_comes_apart_makes_no_difference(text: str, cuts: list[int]) -> None:
    bounds = sorted({0, len(text), *(c for c in cuts if c < len(text))})
    pieces = [text[a:b] for a, b in pairwise(bounds)]
    assert parts_of(*pieces) == parts_of(text)


@given(st.text(), st.text(), st.text())
def test_nothing_that_is_no_name_is_lost(one: str, two: str, three: str) -> None:
    text = f"{one}\ndata.pipeline\n{two}\nintegration.access_errors\n{three}"
    told = "\n".join(parts_of(text)).split()
    assert told == [w for w in text.split() if w not in ("data.pipeline", "integration.access_errors")]
