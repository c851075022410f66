from __future__ import annotations

import io
import zipfile

import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from app.errors import DocumentRefused
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.parsing import parse
from tests.documents import PLANTED, W, bomb, paragraphs, raw_word, repacked, word

SEEN = "The rollback took four minutes on 12 March."


def read(content: bytes) -> Document:
    return parse("charter.docx", content, Limits())


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def test_a_quote_is_found_under_its_heading() -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph("Charter of the pilot.")
        document.add_heading("Rollback", 1)
        document.add_paragraph(SEEN)
        document.add_heading("Owners", 2)
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["Role", "Name", "Sponsor", "Ada"], strict=True):
            cell.text = text

    document = read(word(build))

    assert document.text == f"Charter of the pilot.\n\nRollback\n{SEEN}\n\nOwners\nRole | Name\nSponsor | Ada"
    labels = [document.place(document.text.index(t)).label for t in ("Charter", SEEN, "Ada")]  # type: ignore[union-attr]
    assert labels == ["the beginning", 'section "Rollback"', 'section "Owners"']
    assert document.notes == ()


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="FEFEFE"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="000000"/><w:highlight w:val="black"/>',
        '<w:color w:val="FFFF00"/><w:shd w:val="clear" w:fill="FFFF00"/>',
        '<w:rStyle w:val="Ghost"/>',
    ],
)
def test_runs_that_nobody_sees_are_left_out_and_that_is_told(properties: str) -> None:
    style = f'<w:style xmlns:w="{W}" w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    content = repacked(
        raw_word(paragraph(run(SEEN), run(PLANTED, properties))),
        {"word/styles.xml": lambda xml: xml.replace(b"</w:styles>", style.encode() + b"</w:styles>")},
    )

    document = read(content)

    assert document.text == SEEN
    assert len(document.notes) == 1
    assert "a person would not see it" in document.notes[0]


@pytest.mark.parametrize(
    "hidden",
    [
        paragraph(run(PLANTED), properties='<w:spacing w:lineRule="exact" w:line="20"/>'),
        paragraph(run(PLANTED), properties='<w:ind w:left="-31000"/>'),
        paragraph(run(PLANTED, '<w:color w:val="222222"/>'), properties='<w:shd w:val="clear" w:fill="202020"/>'),
        f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{paragraph(run(PLANTED))}</w:tc></w:tr></w:tbl>",
        f"<w:sdt><w:sdtContent>{paragraph(run(PLANTED, '<w:vanish/>'))}</w:sdtContent></w:sdt>",
    ],
)
def test_paragraphs_and_rows_that_nobody_sees_are_left_out(hidden: str) -> None:
    assert read(raw_word(paragraph(run(SEEN)) + hidden)).text == SEEN


@pytest.mark.parametrize(
    "shown",
    [
        paragraph(run("Header cell", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>')),
        paragraph(run("Header cell", '<w:color w:val="FFFFFF"/>'), properties='<w:shd w:val="clear" w:fill="1F3864"/>'),
        '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'
        + paragraph(run("Header cell", '<w:color w:val="FFFFFF"/>'))
        + "</w:tc></w:tr></w:tbl>",
        paragraph(run("Header cell", '<w:vanish w:val="0"/>')),
        paragraph(run("Header cell", '<w:color w:val="auto"/>')),
    ],
)
def test_light_text_on_a_dark_ground_is_kept(shown: str) -> None:
    assert "Header cell" in read(raw_word(shown)).text


def test_the_head_of_a_styled_table_is_kept() -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(2, 1, style="Medium Shading 1 Accent 1")
        cell = table.cell(0, 0).paragraphs[0].add_run("Gate")
        cell.font.color.rgb = RGBColor(255, 255, 255)
        table.cell(1, 0).text = "Fit"

    assert read(word(build)).text == "Gate\nFit"


def test_tracked_changes_comments_and_what_is_struck_out() -> None:
    def build(document: WordDocument) -> None:
        target = document.add_paragraph("We have ")
        target.add_run("tested").font.strike = True
        document.add_comment(target.runs[0], text=PLANTED, author="x")
        target._p.append(parse_xml(f'<w:ins xmlns:w="{W}"><w:r><w:t>rehearsed it</w:t></w:r></w:ins>'))
        target._p.append(parse_xml(f'<w:del xmlns:w="{W}"><w:r><w:delText>never</w:delText></w:r></w:del>'))

    document = read(word(build))

    assert document.text == "We have rehearsed it"
    assert document.notes == (
        "Its tracked changes are not settled yet: insertions were read, deletions left out.",
        "Left out: 1 struck-out passage, 1 tracked deletion, 1 comment.",
    )


def test_headers_and_footers_that_show_are_read_once_and_metadata_is_not() -> None:
    def build(document: WordDocument) -> None:
        document.core_properties.comments = PLANTED
        document.core_properties.title = PLANTED
        section = document.sections[0]
        section.header.paragraphs[0].text = "DRAFT 3"
        section.even_page_header.paragraphs[0].text = PLANTED
        section.first_page_header.paragraphs[0].text = PLANTED
        document.add_paragraph(SEEN)
        document.add_section().header.is_linked_to_previous = True

    document = read(word(build))

    assert document.text == f"{SEEN}\n\nDRAFT 3"
    assert document.places[-1].label == "page header"


def test_the_instructions_of_fields_are_not_text_and_their_results_are() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = f"<w:r><w:instrText>{PLANTED}</w:instrText><w:t>{PLANTED}</w:t></w:r>"
    begin, separate, end = (field.format(kind) for kind in ("begin", "separate", "end"))
    content = raw_word(paragraph(run("Owner: "), begin, instruction, separate, run("Ada"), end, run(".")))

    assert read(content).text == "Owner: Ada."


def test_boxes_and_signs_are_read() -> None:
    text = f'<w:txbxContent xmlns:w="{W}">{paragraph(run("In a box."))}</w:txbxContent>'
    drawn = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{text}</v:textbox></v:shape>'
    shape = f"<w:r><w:pict>{drawn}</w:pict></w:r>"
    ticked = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'

    assert read(raw_word(paragraph(ticked, run(" Done."), shape))).text == "☒ Done.\nIn a box."


def test_a_billion_laughs_are_refused_before_the_first() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE w [<!ENTITY l0 "ha">{entities}]>'.encode()
    content = repacked(
        paragraphs("x"), {"word/document.xml": lambda xml: xml.replace(b"<w:document", doctype + b"<w:document", 1)}
    )

    with pytest.raises(DocumentRefused, match=r"^charter\.docx: declares XML entities"):
        read(content)


def test_an_external_entity_is_refused_and_not_opened() -> None:
    doctype = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    content = repacked(
        paragraphs("x"),
        {
            "word/document.xml": lambda xml: xml.replace(b"<w:document", doctype + b"<w:document", 1).replace(
                b">x<", b">&x;<"
            )
        },
    )

    with pytest.raises(DocumentRefused, match="declares XML entities"):
        read(content)


def test_a_zip_bomb_is_refused_by_its_declared_size() -> None:
    with pytest.raises(DocumentRefused, match="zip bomb"):
        read(bomb(paragraphs("x"), "word/document.xml", 200))


def test_a_part_that_unpacks_to_more_than_it_declares_is_refused() -> None:
    content = bomb(paragraphs("x"), "word/document.xml", 20)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        declared = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    head, _, tail = content.rpartition(declared)  # it stands in the directory last

    with pytest.raises(DocumentRefused, match="damaged"):
        read(head + (1000).to_bytes(4, "little") + tail)


def test_what_is_nested_without_end_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 3000 + paragraph(run("x")) + "</w:sdtContent></w:sdt>" * 3000

    with pytest.raises(DocumentRefused, match="nested deeper"):
        read(raw_word(deep))


def test_fonts_by_points_are_measured_in_points() -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph().add_run("Small print.").font.size = Pt(5)
        document.add_paragraph().add_run(PLANTED).font.size = Pt(1)

    assert read(word(build)).text == "Small print."
