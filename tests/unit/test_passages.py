from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DocumentRefused
from app.knowledge.documents import Document, Place
from app.knowledge.documents.document import PlaceKind
from app.knowledge.passages import FEWEST_WORDS, MOST_PASSAGES, MOST_WORDS, Passage, cut


def document(*parts: tuple[PlaceKind, int | None, str, str]) -> Document:
    """Of parts, each the kind, number and title of a place and its text."""
    text, places = "", []
    for kind, number, title, words in parts:
        text += "\n\n" if text else ""
        places.append(Place(len(text), len(text) + len(words), kind, number, title))
        text += words
    return Document("Policy.pdf", "text/plain", "0" * 64, text, tuple(places), ())


def words(count: int, word: str = "word") -> str:
    """Sentences of ten words."""
    return " ".join(f"{word.capitalize()}{n} {' '.join([word] * 8)} end." for n in range(count // 10))


def lengths(passages: tuple[Passage, ...]) -> list[int]:
    return [len(p.text.split()) for p in passages]


def test_long_sections_are_cut_at_sentences_and_short_ones_put_together() -> None:
    found = cut(
        document(
            ("section", None, "Scope", f"Scope\n{words(40)}"),
            ("section", None, "Owners", f"Owners\n{words(60)}"),
            ("section", None, "Retention", f"Retention\n{words(600)}"),
            ("section", None, "End", f"End\n{words(20)}"),
        )
    )
    assert all(FEWEST_WORDS <= n <= MOST_WORDS for n in lengths(found))
    assert [p.heading for p in found] == ["Owners", *["Retention"] * (len(found) - 1)]
    assert found[0].place == 'sections "Scope" to "Owners"'
    assert found[1].place == 'section "Retention"'
    assert all(p.text.endswith(".") for p in found)


def test_nothing_that_stands_in_a_document_gets_lost() -> None:
    text = " ".join(f"w{n}" for n in range(2_000))
    found = cut(document(("page", 1, "", text), ("page", 2, "", "The end of it.")))
    assert " ".join(p.text for p in found).split() == [*text.split(), "The", "end", "of", "it."]


def test_a_heading_that_has_no_text_of_its_own_is_not_where_a_passage_begins() -> None:
    (found,) = cut(document(("section", None, "Policy", "Policy"), ("section", None, "Owners", f"Owners\n{words(90)}")))
    assert (found.heading, found.place) == ("Owners", 'section "Owners"')
    assert found.text.startswith("Policy\nOwners\nWord0")


def test_lines_that_the_paper_breaks_are_joined_and_lists_and_headings_are_not() -> None:
    page = (
        "4. Rollback\nThe release before can be\nrestored within fifteen\nminutes.\n"
        "- rehearsed each\nquarter\n- logged\n5. Alerts\nAn alarm wakes whoever\nis on call."
    )
    (found,) = cut(document(("page", 7, "", page)))
    assert found.text.split("\n") == [
        "The release before can be restored within fifteen minutes.",
        "- rehearsed each quarter",
        "- logged",
        "5. Alerts",
        "An alarm wakes whoever is on call.",
    ]
    assert (found.heading, found.place) == ("4. Rollback", "page 7")


def test_a_sentence_across_two_pages_stays_whole_and_what_pages_repeat_is_left_out() -> None:
    pages = [f"Bank policy 12\n{words(100)}\nPage 1 of 3", f"Bank policy 12\n{words(100)}\nThe owner\nPage 2 of 3"]
    pages.append(f"Bank policy 12\nis named.\n{words(20)}\nPage 3 of 3")
    first, second, third = pages
    found = cut(document(("page", 1, "", first), ("page", 2, "", second), ("page", 3, "", third)))
    text = "\n".join(p.text for p in found)
    assert "The owner is named." in text
    assert "Bank policy" not in text
    assert "of 3" not in text
    assert [p.place for p in found] == ["page 1", "pages 2 and 3"]


def test_rows_and_slides_are_named_and_sheets_kept_apart() -> None:
    rows: list[tuple[PlaceKind, int | None, str, str]] = [
        ("row", n, "Risks", f"R-{n} | {words(20)}") for n in range(1, 6)
    ]
    found = cut(document(*rows, ("row", 1, "Owners", "Ada | Data")))
    assert [(p.heading, p.place) for p in found] == [
        ("Risks", 'sheet "Risks", rows 1 to 5'),
        ("Owners", 'sheet "Owners", row 1'),
    ]
    (slide,) = cut(document(("slide", 1, "", "Roll-out"), ("slide", 2, "", f"Stops\n{words(30)}")))
    assert (slide.heading, slide.place) == ("Stops", "slide 2")


def test_headers_and_footers_are_no_guidance() -> None:
    with pytest.raises(DocumentRefused, match=r"Policy\.pdf: holds no text beside"):
        cut(document(("margin", None, "the header", "Confidential")))


def test_what_is_longer_than_a_document_may_be_is_refused_and_not_cut() -> None:
    assert len(cut(document(*(("page", n, "", words(450)) for n in range(1, 501))))) <= MOST_PASSAGES
    with pytest.raises(DocumentRefused, match=r"has 450,000 words.*give the part that matters"):
        cut(document(*(("page", n, "", words(450)) for n in range(1, 1_001))))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["page", "section", "row", "line", "slide", "note"]),
            st.text("ab 1.\n|-•", min_size=1, max_size=400).filter(str.strip),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_comes_every_word_is_kept_in_its_order(parts: list[tuple[PlaceKind, str]]) -> None:
    given_ = document(*((kind, n, "", text) for n, (kind, text) in enumerate(parts, 1)))
    given_ = given_ if all(kind != "page" for kind, _ in parts) else document(("line", 1, "", given_.text))
    found = cut(given_)
    kept = "".join(re.sub(r"\s", "", p.text) for p in found)
    headings = "".join(re.sub(r"\s", "", p.heading) for p in found)
    assert len(kept) <= len(re.sub(r"\s", "", given_.text)) <= len(kept) + len(headings)
    assert max(lengths(found)) <= MOST_WORDS


def test_a_word_without_end_is_taken_apart() -> None:
    found = cut(document(("line", 1, "", "x" * 1_000_000)))
    assert max(len(p.text) for p in found) < 5_000
    assert sum(p.text.count("x") for p in found) == 1_000_000
