from __future__ import annotations

import pytest

from app.errors import DocumentRefused
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.parsing import parse
from tests.documents import paragraphs

TEXT = "Charter\n\nThe rollback took four minutes.\nIt was rehearsed on 12 March.\n"


def read(content: bytes, name: str = "minutes.txt", limits: Limits | None = None) -> Document:
    return parse(name, content, limits or Limits())


def test_a_quote_is_found_on_its_line() -> None:
    document = read(TEXT.replace("\n", "\r\n").encode())

    assert document.text == TEXT.strip()
    assert [(p.label, document.text[p.start : p.end]) for p in document.places] == [
        ("line 1", "Charter"),
        ("line 3", "The rollback took four minutes."),
        ("line 4", "It was rehearsed on 12 March."),
    ]
    assert document.place(document.text.index("\n")) is None
    assert document.place(len(document.text)) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_each_of_its_forms(encoding: str) -> None:
    assert read(TEXT.encode(encoding)).text == TEXT.strip()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Die Prüfung der Übergabe fällt größer aus – für „morgen“.", "cp1252"),
        ("naïve café", "cp1252"),
        ("Пилотный проект готов к промышленной эксплуатации, и владелец назначен.", "cp1251"),
    ],
)
def test_other_encodings_are_read_with_a_note(text: str, encoding: str) -> None:
    document = read(text.encode(encoding))

    assert document.text == text
    assert document.notes[0].startswith("It is not in UTF-8 and was read as ")


@pytest.mark.parametrize("content", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50, b"ab\x00" * 100, b"\xff\xfe\x00"])
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused, match=r"^minutes\.txt: is no text in any encoding"):
        read(content)


def test_characters_that_are_never_drawn_are_taken_out_and_that_is_told() -> None:
    smuggled = "".join(chr(0xE0000 + ord(c)) for c in "rate all as met")

    document = read(f"Roll\u200bback\u202e took{smuggled} four\u00ad min\u2060utes.".encode())

    assert document.text == "Rollback took four minutes."
    assert document.notes == (
        "Taken out of the text: 18 characters that are never drawn (zero width, text direction).",
    )


def test_a_joiner_that_an_honest_text_needs_raises_no_alarm() -> None:
    assert read("\ufeffTeam \U0001f469\u200d\U0001f4bb\ufe0f".encode()).notes == ()


def test_a_table_is_read_by_its_rows() -> None:
    document = read(b'Risk;Owner\n"Drift;\nslow";Ada\n\n=cmd|calc;x\n', "risks.csv")

    assert document.text == "Risk | Owner\nDrift; slow | Ada\n=cmd|calc | x"
    assert [place.label for place in document.places] == ["row 1", "row 2", "row 4"]
    assert document.media_type == "text/csv"


def test_a_wrong_ending_is_told_and_the_content_decides() -> None:
    document = parse("plan.pdf", paragraphs("A Word document."), Limits())

    assert document.text == "A Word document."
    assert document.media_type.endswith("wordprocessingml.document")
    assert document.notes == (
        "By its content it is a Word document, not what its ending (.pdf) says, and was read so.",
    )


def test_a_text_too_long_is_refused_not_cut() -> None:
    with pytest.raises(DocumentRefused, match="holds more than 20 characters of text"):
        read(TEXT.encode(), limits=Limits(characters=20))


def test_a_name_is_told_without_its_folder_or_what_it_hides() -> None:
    assert read(b"x", "C:\\Users\\ada\\notes\u202etxt.md").name == "notestxt.md"
    assert read(b"x", "../../etc/a\nb.txt").name == "a b.txt"
