from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm, RGBColor
from openpyxl import load_workbook
from PIL import Image

from app.domain.brand import DEFAULT, Brand, Colour, Logo
from app.domain.records import Attachment
from app.ports import ReportOptions
from app.reports.docx import Docx
from tests.documents import repacked
from tests.facts import facts, squeezed
from tests.letters import BODY, W, faults, parts_of, words_of_document
from tests.pilots import HOSTILE_NAME, LONG, PILOTS, report_of

FIELDS = {"PAGE", "NUMPAGES", 'TOC \\o "1-1" \\n \\h \\z'}


@cache
def document(pilot: str = "half", brand: Brand = DEFAULT) -> bytes:
    return Docx().render(report_of(pilot), ReportOptions(brand=brand))


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def template(build: Callable[[Any], object]) -> bytes:
    made = docx.Document()
    build(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def branded(content: bytes, **more: Any) -> Brand:
    return replace(DEFAULT, docx_template=content, **more)


def missing(data: bytes, pilot: str = "half") -> list[str]:
    """The facts of a pilot that are not in the document."""
    text = squeezed(words_of_document(data))
    return [f for f in facts(report_of(pilot)) if squeezed(f) not in text]


@pytest.mark.parametrize("pilot", PILOTS)
def test_every_part_is_as_the_format_wants_it_and_refers_to_what_is_there(pilot: str) -> None:
    assert list(faults(document(pilot))) == []


@pytest.mark.parametrize("pilot", PILOTS)
def test_nothing_in_it_runs_or_fetches(pilot: str) -> None:
    parts = parts_of(document(pilot))
    body = parts[BODY].decode()

    assert {i.strip() for n, p in parts.items() if n.endswith(".xml") for i in _fields(p)} == FIELDS
    assert not any("External" in p.decode() for n, p in parts.items() if n.endswith(".rels"))
    assert not any("vba" in n.lower() or "customXml" in n for n in parts)
    assert not re.search(r"<w:(object|pict|sdt|altChunk|instrText[^>]*> (?!TOC))", body)


def _fields(part: bytes) -> list[str]:
    root = ElementTree.fromstring(part)
    return [f.get(f"{W}instr", "") for f in root.iter(f"{W}fldSimple")] + [
        i.text or "" for i in root.iter(f"{W}instrText")
    ]


def test_headings_are_real_and_the_contents_lead_to_those_of_the_first_level() -> None:
    paragraphs = opened(document()).paragraphs
    first = [p.text for p in paragraphs if p.style.name == "Heading 1"]
    second = [p.text for p in paragraphs if p.style.name == "Heading 2"]
    report = report_of("half")

    assert [h for h in first if h.startswith("Gate ")] == [
        f"Gate {n}: {g.gate.title}" for n, g in enumerate(report.gates, 1)
    ]
    assert f"1.1 {report.criteria[0].criterion.title}" in second
    assert [p.text for p in paragraphs if p.style.name == "toc 1"] == first
    assert [p.text for p in paragraphs if p.style.name == "Title"] == [report.pilot]


def test_no_heading_stands_alone_and_no_row_of_ordinary_length_is_broken() -> None:
    made = opened(document("hostile"))
    for name in ("Heading 1", "Heading 2", "Heading 3", "Title"):
        assert made.styles[name].paragraph_format.keep_with_next
    for table in made.tables:
        assert all(p.paragraph_format.keep_with_next for c in table.rows[0].cells for p in c.paragraphs) or (
            len(table.rows) == 1
        )
        for row in table.rows:
            whole = row._tr.find(f"{W}trPr/{W}cantSplit") is not None
            assert whole or max(len(c.text) for c in row.cells) > 1000


def test_every_table_with_columns_repeats_its_head_and_tells_what_it_shows() -> None:
    body = ElementTree.fromstring(parts_of(document())[BODY])
    tables = [t for t in body.iter(f"{W}tbl") if t.find(f".//{W}drawing") is None]

    assert len(tables) > 40
    for table in tables:
        about = table.find(f"{W}tblPr/{W}tblDescription")
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert about is not None
        assert about.get(f"{W}val")
        assert look is not None
        head = table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        assert (look.get(f"{W}firstRow") == "1") == head
        assert (look.get(f"{W}firstColumn") == "1") != head


def test_the_radar_is_a_chart_with_a_workbook_that_holds_its_figures_and_words_for_who_does_not_see_it() -> None:
    parts = parts_of(document())
    axes = report_of("half").briefing.radar
    sheet = load_workbook(io.BytesIO(parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"])).active
    chart = parts["word/charts/chart1.xml"].decode()

    assert [tuple(r) for r in sheet.iter_rows(values_only=True)] == [
        (None, "Met", "At best", "Needed"),
        *((a.title, a.share(a.met), a.share(a.best), a.share(a.mark)) for a in axes),
    ]
    assert re.findall(r"<c:f>Sheet1!\$D\$2:\$D\$6</c:f>", chart)
    assert re.findall(r"<c:v>(.*?)</c:v>", chart)[1:6] == [a.title for a in axes]
    (described,) = re.findall(r'<wp:docPr id="1001" name="Chart 1001" descr="([^"]*)"', parts[BODY].decode())
    assert all(f"{a.title}: {a.met} of {a.applicable}" in described for a in axes)


def test_the_radar_and_what_stands_in_the_way_stand_side_by_side_on_one_page() -> None:
    (side_by_side,) = (t for t in opened(document()).tables if t._tbl.xpath(".//w:drawing"))
    (row,) = side_by_side.rows
    left, right = row.cells

    assert row._tr.xpath("w:trPr/w:cantSplit")
    assert [c.paragraphs[0].style.name for c in row.cells] == ["Report Heading"] * 2
    for number, action in enumerate(report_of("half").briefing.obstacles, 1):
        assert f"{number} {report_of('half').title(action.gap.criterion)}" in right.text
    assert left.width + right.width == sum(c.width for c in opened(document()).tables[0].columns)


def test_an_accent_that_cannot_be_read_colours_no_words() -> None:
    styles = opened(document("half", replace(DEFAULT, accent=Colour("#c77700")))).styles

    for name in ("Report Kicker", "Report Alert"):
        assert styles[name].font.color.rgb == styles["Heading 1"].font.color.rgb


def test_lists_are_lists() -> None:
    made = opened(document())
    (number,) = made.part.numbering_part.element.xpath("w:num/@w:numId")
    items = [p for p in made.paragraphs if p.style.name == "List Bullet"]

    assert made.styles["List Bullet"].element.xpath("w:pPr/w:numPr/w:numId/@w:val") == [number]
    assert set(report_of("half").method) <= {p.text for p in items}


def test_its_properties_say_what_it_is_and_know_no_clock() -> None:
    report = report_of("half")
    properties = opened(document()).core_properties

    assert properties.title == f"Production readiness: {report.pilot}"
    assert (properties.author, properties.language) == ("Gatewise", "en-GB")
    assert properties.created == properties.modified == report.changed_at
    with zipfile.ZipFile(io.BytesIO(document())) as package:
        assert {e.date_time for e in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"
    assert Docx().render(report, ReportOptions()) == document()


def test_the_language_is_that_of_the_report() -> None:
    styles = parts_of(document())["word/styles.xml"].decode()

    assert set(re.findall(r'<w:lang w:val="([^"]+)"', styles)) == {"en-GB"}


def test_the_first_page_has_the_brand_and_the_others_the_pilot_and_all_of_them_their_number() -> None:
    section = opened(document("half", replace(DEFAULT, name="Example & Sons"))).sections[0]

    assert section.first_page_header.paragraphs[0].text.strip() == "Example & Sons"
    assert "Claims triage for Norrland Mutual\tExample & Sons" in section.header.paragraphs[0].text
    for footer in (section.footer, section.first_page_footer):
        assert [f.get(f"{W}instr").strip() for f in footer._element.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
        assert "not final" in footer.paragraphs[0].text


def test_a_long_name_is_whole_in_the_title_and_short_above_the_pages() -> None:
    made = opened(document("hostile"))
    (title,) = [p.text for p in made.paragraphs if p.style.name == "Title"]

    assert squeezed(title) == squeezed(HOSTILE_NAME)
    assert len(made.sections[0].header.paragraphs[0].text) < 120


def test_long_quotes_are_whole() -> None:
    assert squeezed(LONG) in squeezed(words_of_document(document("hostile")))


def test_two_hundred_documents_are_all_named() -> None:
    report = report_of("disputed")
    (given, *_) = (d for d in report.documents if isinstance(d, Attachment))
    many = tuple(given.model_copy(update={"name": f"minutes {n}.pdf"}) for n in range(200))
    text = words_of_document(Docx().render(replace(report, documents=many), ReportOptions()))

    assert all(f"minutes {n}.pdf" in text for n in range(200))


def test_what_xml_cannot_hold_is_left_out() -> None:
    report = replace(report_of("half"), pilot="a\ufffeb\uffff", description="\ufffe")

    assert "\nab\n" in words_of_document(Docx().render(report, ReportOptions()))


def picture(kind: str, **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 60), "#0c5580").save(file, kind, **more)
    return file.getvalue()


def plain_jpeg() -> bytes:
    """A JPEG without the mark of JFIF, as some programs write it."""
    content = picture("JPEG")
    return content[:2] + content[4 + int.from_bytes(content[4:6], "big") :]


@pytest.mark.parametrize(
    "logo",
    [Logo(picture("PNG"), "image/png"), Logo(picture("JPEG"), "image/jpeg"), Logo(plain_jpeg(), "image/jpeg")],
    ids=["png", "jpeg", "plain jpeg"],
)
def test_a_logo_stands_on_the_first_page_in_its_proportions_with_the_name_for_who_does_not_see_it(logo: Logo) -> None:
    data = document("ready", replace(DEFAULT, name="Example Ltd", logo=logo))
    header = opened(data).sections[0].first_page_header._element
    (extent,) = (e for e in header.iter() if e.tag.endswith("}extent"))
    (told,) = (e.get("descr") for e in header.iter() if e.tag.endswith("}docPr"))

    assert list(faults(data)) == []
    assert told == "Example Ltd"
    assert int(extent.get("cx")) / int(extent.get("cy")) == pytest.approx(5, rel=0.01)
    assert int(extent.get("cx")) <= Cm(6)


def test_in_place_of_a_drawn_logo_the_name_stands() -> None:
    logo = Logo(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    section = opened(document("ready", replace(DEFAULT, name="Example Ltd", logo=logo))).sections[0]

    assert section.first_page_header.paragraphs[0].text.strip() == "Example Ltd"


def test_the_colours_are_the_brand_s() -> None:
    brand = replace(DEFAULT, primary=Colour("#5b2a86"), accent=Colour("#00796b"))
    parts = parts_of(document("half", brand))

    assert opened(document("half", brand)).styles["Heading 1"].font.color.rgb == RGBColor.from_string("5B2A86")
    assert b"00796B" in parts["word/charts/chart1.xml"]
    assert not any(b"0C5580" in p or b"B3541E" in p for n, p in parts.items() if n.endswith(".xml"))


def house(made: Any) -> None:
    """A template with a cover, a letterhead, a heading of its own, and much that has no place in a report."""
    made.add_heading("Our cover", 0)
    made.add_paragraph("Lorem ipsum of the template")
    made.styles["Heading 1"].font.color.rgb = RGBColor(0xAA, 0x00, 0x55)
    made.styles["Heading 1"].font.name = "Georgia"
    made.sections[0].header.paragraphs[0].text = "House of Example, letterhead"
    made.sections[0].left_margin = made.sections[0].right_margin = Cm(4)
    made.add_section()
    made.part.relate_to("https://example.org/remote.dotm", f"{R}/attachedTemplate", is_external=True)
    made.add_picture(io.BytesIO(picture("PNG")))
    made.add_comment(made.paragraphs[0].runs, text="The template's author was here", author="T. Author")
    made.core_properties.author = made.core_properties.comments = "T. Author"


R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_house_template_gives_its_styles_margins_and_letterhead_and_nothing_that_it_says() -> None:
    data = document("half", branded(template(house)))
    made, text = opened(data), words_of_document(data)
    widths = {sum(c.width for c in t.columns) for t in made.tables}

    assert list(faults(data)) == []
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert made.sections[0].header.paragraphs[0].text == "House of Example, letterhead"
    assert max(widths) <= made.sections[0].page_width - 2 * Cm(4) + 10
    assert "Lorem ipsum" not in text
    assert not any(b"T. Author" in p or b"author was here" in p or b"example.org" in p for p in parts_of(data).values())
    assert missing(data) == []
    assert [f.get(f"{W}instr").strip() for f in made.sections[0].footer._element.iter(f"{W}fldSimple")] == [
        "PAGE",
        "NUMPAGES",
    ]


def test_where_a_template_numbers_its_headings_no_numbers_are_written() -> None:
    def counting(made: Any) -> None:
        style, listed = made.styles["Heading 2"].element, made.styles["List Number"].element
        style.get_or_add_pPr().append(listed.pPr.numPr.__copy__())

    made = opened(document("half", branded(template(counting))))
    headings = [p.text for p in made.paragraphs if "Heading" in p.style.name]

    assert report_of("half").criteria[0].criterion.title in headings
    assert made.styles["Report Heading"].element.xpath("w:pPr/w:numPr/w:numId/@w:val") == ["0"]
    assert not any(re.match(r"Gate \d|\d\.\d", h) for h in headings)


MINIMAL = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default'
    ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
    f' PartName="/word/document.xml" ContentType="{Docx.media_type}.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
    f' Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
    BODY: f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p/></w:body></w:document>',
}


def test_a_template_with_nothing_in_it_gets_all_that_it_lacks() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in MINIMAL.items():
            package.writestr(name, content)
    data = document("half", branded(file.getvalue()))

    assert list(faults(data)) == []
    assert missing(data) == []
    assert opened(data).styles["Report Verdict"] is not None


def bare(made: Any) -> None:
    for style in list(made.styles.element):
        if style.tag == f"{W}style" and style.get(f"{W}styleId") not in ("Normal", "Heading1"):
            made.styles.element.remove(style)


def test_a_template_in_another_language_that_lacks_most_styles_is_filled_up() -> None:
    def localised(xml: bytes) -> bytes:
        return xml.replace(b'w:styleId="Heading1"', b'w:styleId="berschrift1"').replace(b"en-US", b"de-DE")

    content = repacked(template(bare), {"word/styles.xml": localised})
    data = document("half", branded(content))
    made = opened(data)
    bullets = made.styles["List Bullet"].element.xpath("w:pPr/w:numPr/w:numId/@w:val")

    assert list(faults(data)) == []
    assert 'w:pStyle w:val="berschrift1"' in parts_of(data)[BODY].decode()
    assert bullets[0] in made.part.numbering_part.element.xpath("w:num/@w:numId")
    assert b'w:val="de-DE"' not in parts_of(data)["word/styles.xml"]


def test_a_template_across_the_page_is_filled_across_the_page() -> None:
    def across(made: Any) -> None:
        section = made.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)

    made = opened(document("half", branded(template(across))))

    assert {s.page_width for s in made.sections} == {made.sections[0].page_width}
    assert max(sum(c.width for c in t.columns) for t in made.tables) > Cm(20)


def test_a_style_of_another_kind_is_passed_over() -> None:
    def odd(made: Any) -> None:
        made.styles.add_style("Report Table", WD_STYLE_TYPE.PARAGRAPH)

    assert list(faults(document("half", branded(template(odd))))) == []


def test_with_few_gates_there_is_a_first_page_without_a_radar() -> None:
    report = report_of("half")
    few = replace(report, briefing=replace(report.briefing, radar=report.briefing.radar[:2]), gates=report.gates[:2])
    data = Docx().render(few, ReportOptions())

    assert list(faults(data)) == []
    assert not any("chart" in n for n in parts_of(data))
    assert "What stands in the way" in words_of_document(data)


def test_the_variant_without_names_says_so_on_its_first_page() -> None:
    text = words_of_document(Docx().render(report_of("half", anonymous=True), ReportOptions(anonymous=True)))

    assert "This version names nobody" in text[:1000]
    assert "nobody is named" in text
