from __future__ import annotations

import pytest

from app.errors import DocumentRefused
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.parsing import parse
from tests.documents import FAINT, FORM, LAYER_OFF, PICTURE, PLANTED, box, line, locked_pdf, pdf

SEEN = "The rollback took four minutes on 12 March."


def read(*pages: list[str], limits: Limits | None = None) -> Document:
    return parse("review.pdf", pdf(*pages), limits or Limits())


def test_a_quote_is_found_on_its_page() -> None:
    document = read([line("Charter of the pilot.")], [line(SEEN), line("Signed by Ada.", at=(72, 600))])

    place = document.place(document.text.index(SEEN))
    assert place is not None
    assert place.label == "page 2"
    assert document.text[place.start : place.end].split("\n") == [SEEN, "Signed by Ada."]
    assert document.media_type == "application/pdf"
    assert document.notes == ()


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param([line(PLANTED, at=(72, 500), ink="1 1 1")], id="white"),
        pytest.param([line(PLANTED, at=(72, 500), ink="0.98 0.98 1")], id="nearly white"),
        pytest.param([line(PLANTED, at=(72, 500), mode=3)], id="invisible mode"),
        pytest.param([line(PLANTED, at=(72, 500), size=1)], id="tiny"),
        pytest.param([line(PLANTED, at=(72, 2000))], id="above the page"),
        pytest.param([line(PLANTED, at=(-900, 500))], id="beside the page"),
        pytest.param([line(PLANTED, at=(72, 500)), box(60, 490, 500, 30, "1 1 1")], id="painted over"),
        pytest.param([line(PLANTED, at=(72, 500)), box(60, 490, 500, 30, "0.2 0.4 0.9")], id="painted over in blue"),
        pytest.param([box(60, 490, 500, 30, "0 0 0"), line(PLANTED, at=(72, 500))], id="black on black"),
        pytest.param([line(PLANTED, at=(100, 400)), PICTURE], id="under a picture"),
        pytest.param([line(PLANTED, at=(72, 700), ink="1 1 1")], id="white under visible words"),
        pytest.param([LAYER_OFF.format(line(PLANTED, at=(72, 500)))], id="on a layer that is off"),
        pytest.param([FAINT.format(line(PLANTED, at=(72, 500)))], id="transparent"),
        pytest.param(["q 0 0 10 10 re W n " + line(PLANTED, at=(72, 500)) + " Q"], id="clipped away"),
    ],
)
def test_text_that_nobody_sees_is_left_out_and_that_is_told(drawn: list[str]) -> None:
    document = read([line(SEEN), *drawn])

    assert document.text == SEEN
    [note] = document.notes
    assert note.startswith("Left out, since a person would not see it: text in 1 stretch ")


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(
            [box(60, 490, 500, 30, "0 0 0"), line("White on a black bar.", at=(72, 500), ink="1 1 1")], id="bar"
        ),
        pytest.param([line("White on a black bar.", at=(72, 500), ink="0.7 0.7 0.7")], id="light grey"),
        pytest.param([line("White on a black bar.", at=(72, 500), size=5)], id="small print"),
        pytest.param([line("White on a black bar.", at=(72, 500), ink="1 0.9 0")], id="yellow"),
    ],
)
def test_text_that_can_be_seen_is_kept(drawn: list[str]) -> None:
    assert "White on a black bar." in read([line(SEEN), *drawn]).text


def test_text_in_a_form_is_looked_at_like_the_rest() -> None:
    content = pdf([FORM], form=line(SEEN) + line(PLANTED, at=(72, 500), ink="1 1 1"))

    assert parse("review.pdf", content, Limits()).text == SEEN


def test_text_that_is_drawn_twice_to_look_bold_is_kept() -> None:
    assert SEEN in read([line(SEEN), line(SEEN, at=(72, 701))]).text


def test_the_text_that_recognition_laid_under_a_scan_counts_and_is_told() -> None:
    document = read([PICTURE, line("Recognised words.", at=(100, 400), mode=3)])

    assert document.text == "Recognised words."
    assert "recognition" in document.notes[0]


def test_a_scan_is_refused_with_what_to_do() -> None:
    with pytest.raises(DocumentRefused, match=r"^review\.pdf: holds pictures of pages and no text .* \(OCR\)"):
        read([PICTURE], [PICTURE])


def test_pages_that_are_pictures_among_others_are_named() -> None:
    assert read([line(SEEN)], [PICTURE]).notes == ("Pages without text, only pictures, were not read: 2.",)


def test_a_pdf_whose_words_are_all_hidden_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="no text that can be seen"):
        read([line(PLANTED, ink="1 1 1")])


def test_scripts_are_not_run_and_that_is_told() -> None:
    content = pdf([line(SEEN)], catalog="/OpenAction << /S /JavaScript /JS (app.alert('x')) >>")

    document = parse("review.pdf", content, Limits())

    assert document.text == SEEN
    assert document.notes == ("It carries scripts, which were not run.",)


def test_a_locked_pdf_is_refused_and_one_with_an_owner_password_alone_is_read() -> None:
    with pytest.raises(DocumentRefused, match=r"^plan\.pdf: is protected by a password; save a copy"):
        parse("plan.pdf", locked_pdf("s3cret"), Limits())

    assert parse("plan.pdf", locked_pdf(""), Limits()).text == "Secret plan."


def test_more_pages_than_are_read_are_refused_not_cut() -> None:
    with pytest.raises(DocumentRefused, match="has 4 pages, and at most 3 are read"):
        read(*[[line(SEEN)]] * 4, limits=Limits(pages=3))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_pdf_that_was_cut_off_is_refused(share: float) -> None:
    content = pdf([line(SEEN)], [line(SEEN)])

    with pytest.raises(DocumentRefused, match="is damaged or was cut off on its way"):
        parse("review.pdf", content[: int(len(content) * share)], Limits())


def test_a_turned_page_is_read_as_it_is_seen() -> None:
    turned = pdf([line(SEEN), line(PLANTED, at=(72, 500), ink="1 1 1")]).replace(b"/MediaBox", b"/Rotate 90 /MediaBox")

    assert parse("turned.pdf", turned, Limits()).text == SEEN
