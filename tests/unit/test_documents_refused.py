from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import DocumentRefused
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.formats import FORMATS
from app.knowledge.documents.parsing import parse
from tests.documents import book, deck, line, old_office, paragraphs, pdf, raw_word, with_macros

SMALL = Limits(size=2**20, pages=20, unpacked=4 * 2**20, characters=50_000)
NAMES = st.sampled_from([f"x{ending}" for found in FORMATS for ending in found.endings] + ["x", "", ".docx", "\ud800"])


WHOLE = [
    pdf([line("Rolled back.")], [line("Twice.")]),
    paragraphs("Rolled back.", "Twice."),
    deck(lambda d: setattr(d.slides.add_slide(d.slide_layouts[5]).shapes.title, "text", "Rolled back.")),
    book(lambda b: b.worksheets[0].append(["Rolled back.", 2])),
]


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def locked_zip() -> bytes:
    content = bytearray(paragraphs("x"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", r"is empty \(0 bytes\)", id="empty"),
        pytest.param(b" \n\t ", "holds no text that can be seen", id="blank"),
        pytest.param(b"x" * (2**20 + 1), "has 1.0 MB, and at most 1 MB are read", id="too big"),
        pytest.param(old_office("EncryptedPackage"), "is protected by a password", id="locked office"),
        pytest.param(locked_zip(), "is protected by a password", id="locked zip"),
        pytest.param(old_office("WordDocument"), r"old Word format \(DOC\); save it as DOCX", id="doc"),
        pytest.param(old_office("Workbook"), r"old Excel format \(XLS\); save it as XLSX", id="xls"),
        pytest.param(old_office("PowerPoint Document"), r"old PowerPoint format \(PPT\)", id="ppt"),
        pytest.param(old_office("Something"), "old office file of an unknown kind", id="ole"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), "is a picture", id="png"),
        pytest.param(b"\x7fELF" + bytes(50), "is a program", id="elf"),
        pytest.param(rb"{\rtf1 text}", r"rich text \(RTF\)", id="rtf"),
        pytest.param(archive(a=b"x"), "is a zip archive, which is not opened", id="zip"),
        pytest.param(archive(mimetype=b"application/vnd.oasis.opendocument.text"), "OpenDocument", id="odt"),
        pytest.param(paragraphs("x")[:-40], "was cut off on its way", id="cut docx"),
        pytest.param(paragraphs("x")[:200], "was cut off on its way", id="cut docx early"),
        pytest.param(archive(**{"[Content_Types].xml": b"", "word/x.xml": b""}), "is damaged", id="no document part"),
        pytest.param(b"%PDF-1.7\n", "was cut off on its way", id="cut pdf"),
        pytest.param(b"%PDF-1.7\nnonsense\n%%EOF", "is damaged", id="no pdf"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_that_names_the_file(content: bytes, says: str) -> None:
    with pytest.raises(DocumentRefused, match=says) as refused:
        parse("folder/plan.bin", content, SMALL)

    assert str(refused.value).startswith("plan.bin: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("folder", "content"), [("word", WHOLE[1]), ("ppt", WHOLE[2]), ("xl", WHOLE[3])], ids=["word", "slides", "sheets"]
)
def test_macros_are_neither_run_nor_read_and_that_is_told(folder: str, content: bytes) -> None:
    document = parse("plan.docm", with_macros(content, folder), SMALL)

    assert "It carries macros, which were neither run nor read." in document.notes
    assert "AutoOpen" not in document.text


def outcome(name: str, content: bytes) -> Document | None:
    try:
        document = parse(name, content, SMALL)
    except DocumentRefused:
        return None
    assert document.text.strip()
    ends = 0
    for place in document.places:
        assert ends <= place.start < place.end <= len(document.text)
        assert document.text[place.start : place.end].strip()
        assert not document.text[ends : place.start].strip()
        ends = place.end
    assert ends == len(document.text)
    return document


@given(name=NAMES, content=st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_under_any_name_are_read_or_refused(name: str, content: bytes) -> None:
    outcome(name, content)


@given(name=NAMES, content=st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=200, deadline=None)
def test_any_text_under_any_name_is_read_or_refused(name: str, content: bytes) -> None:
    outcome(name, content)


MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<div style='display:none'>", "</div>", "<table>", "<tr>", "<td>", "</td>", "<b>", "</b>",
            "<style>", ".a{color:#fff}", "</style>", "<h1>", "</h1>", "<!--", "-->", "<svg>", "<pre>", "</pre>", "<",
            "<p class=a>", "&amp;", "<template>", "</html>", "<body>", "text", "{}", "@media{", " style='", "#", "|",
        ]
    ),
    max_size=40,
)  # fmt: skip


@given(MARKUP, st.sampled_from(["a.html", "a.md"]))
@settings(max_examples=200, deadline=None)
def test_any_markup_is_read_or_refused(tags: list[str], name: str) -> None:
    outcome(name, " ".join(tags).encode())


@given(
    content=st.sampled_from(WHOLE),
    damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=6),
    length=st.floats(0.1, 1),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_document_is_read_or_refused(
    content: bytes, damage: list[tuple[float, bytes]], length: float
) -> None:
    damaged = bytearray(content[: max(1, int(len(content) * length))] if length < 0.9 else content)
    for share, splinter in damage:
        at = int(len(damaged) * share)
        damaged[at : at + len(splinter)] = splinter
    outcome("x.bin", bytes(damaged))


XML = st.lists(
    st.sampled_from(
        [
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>x</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>",
            "</w:tc>", "<w:sz w:val='-1'/>", "<w:rPr>", "</w:rPr>", "<w:sym w:char='zz'/>", "<w:color w:val='12'/>",
            "<w:fldChar w:fldCharType='end'/>", "<w:sdt/>", "<w:footnoteReference/>", "<w:shd w:fill='x'/>", "<w:br/>",
        ]
    ),
    max_size=30,
)  # fmt: skip


@given(XML)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_elements_in_a_word_document_are_read_or_refused(elements: list[str]) -> None:
    outcome("x.docx", raw_word("".join(elements)))
