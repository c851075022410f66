from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.assessors.local.passages import Passage, passages
from app.domain.records import TextPlace


def read(text: str, **sections: str) -> list[Passage]:
    places = [
        TextPlace(start=text.index(first), end=len(text), label=f'section "{title}"')
        for title, first in sections.items()
    ]
    return list(passages(text, places))


def said(text: str) -> list[tuple[str, str]]:
    return [(p.heading, p.text) for p in read(text)]


def test_sentences_stand_under_their_heading() -> None:
    text = "2. Rollback\nIt is one command. It was tried.\n\nMonitoring\nAlerts go to the team."
    assert said(text) == [
        ("Rollback", "It is one command."),
        ("Rollback", "It was tried."),
        ("Monitoring", "Alerts go to the team."),
    ]


def test_list_items_and_rows_are_read_whole_and_know_that_they_are_terse() -> None:
    found = read("Open points:\n- the owner\n- a plan for outages\n\nRollback | Done; 7 minutes | T. Falk")
    assert [(p.heading, p.text, p.terse, p.row) for p in found] == [
        ("Open points", "the owner", True, False),
        ("Open points", "a plan for outages", True, False),
        ("Open points", "Rollback: Done; 7 minutes: T. Falk", True, True),
    ]


def test_a_wrapped_line_goes_on() -> None:
    text = "The rollback was exercised on the production cluster\non 12 March. It took seven minutes."
    found = read(text)
    assert [p.text for p in found] == [
        "The rollback was exercised on the production cluster on 12 March.",
        "It took seven minutes.",
    ]
    assert text[found[0].start : found[0].end] == "The rollback was exercised on the production cluster\non 12 March."


def test_what_is_about_another_system_is_known_until_this_one_is_named_again() -> None:
    text = "The previous chatbot had no fallback. It was switched off. Our assistant has one."
    assert [p.elsewhere for p in read(text)] == [True, True, False]


def test_a_section_about_another_system_is_about_it_whole() -> None:
    text = "Lessons from the earlier project\nRollback took two days. The sponsor came from IT."
    assert [p.elsewhere for p in read(text)] == [True, True]


def test_a_section_of_the_document_gives_the_heading() -> None:
    text = "Rollback\nDone in March."
    places = [TextPlace(start=0, end=len(text), label='section "Rollback"')]
    assert [(p.heading, p.text) for p in passages(text, places)] == [("Rollback", "Done in March.")]


PARTS = ["Heading", "\n", "\n\n", "- item", "1. One", " | ", "It is so. ", "a;", "The old system ", "x" * 90, "\u3000"]


@given(st.text(max_size=300) | st.lists(st.sampled_from(PARTS), max_size=20).map("".join))
def test_every_passage_stands_where_it_says_in_the_order_of_the_text(text: str) -> None:
    end = 0
    for passage in passages(text, ()):
        assert end <= passage.start < passage.end <= len(text)
        quoted = " ".join(text[passage.start : passage.end].replace(" | ", ": ").split())
        assert quoted == passage.text
        end = passage.end
