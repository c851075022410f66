from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, Literal

import pypdf
import pypdfium2
import pytest
from PIL import Image

from app.domain.brand import DEFAULT, Brand, Colour, Logo
from app.domain.records import Status
from app.ports import ReportOptions
from app.reports import prepare
from app.reports.pdf import Pdf
from app.reports.text import NOBODY_NAMED
from tests.builders import Build
from tests.facts import facts, squeezed
from tests.frameworks import five_gates
from tests.pages import words_of_pages
from tests.pilots import LONG, PILOTS, report_of

pilots = pytest.mark.parametrize("pilot", PILOTS)


@cache
def document(pilot: str = "half", brand: Brand = DEFAULT) -> bytes:
    return Pdf().render(report_of(pilot), ReportOptions(brand=brand))


@cache
def opened(pilot: str = "half", brand: Brand = DEFAULT) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document(pilot, brand)))


def root(pilot: str = "half", brand: Brand = DEFAULT) -> Any:
    return opened(pilot, brand).trailer["/Root"]


def pages(pilot: str) -> Any:
    return opened(pilot).pages


def bookmarks(reader: pypdf.PdfReader) -> list[tuple[int, str, int]]:
    """Level, words and number of the page of each."""

    def of(entries: Any, level: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from of(entry, level + 1)
            else:
                yield level, str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1

    return list(of(reader.outline, 1))


def tags(element: Any) -> Iterator[tuple[str, Any]]:
    """Every structure element below one, with its kind."""
    below = element.get("/K", [])
    for child in below if isinstance(below, list) else [below]:
        child = child.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield str(child["/S"]), child
            yield from tags(child)


def pixels(data: bytes) -> set[tuple[int, int, int]]:
    """The colours of the first page."""
    document = pypdfium2.PdfDocument(data)
    try:
        colours = document[0].render(scale=1).to_pil().convert("RGB").getcolors(maxcolors=1 << 24)
    finally:
        document.close()
    return {colour for _, colour in colours}


def picture(form: Literal["png", "jpeg"]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (120, 40), (200, 0, 200)).save(file, form)
    return file.getvalue()


def with_logo(content: bytes, media_type: Literal["image/png", "image/jpeg", "image/svg+xml"]) -> Brand:
    return replace(DEFAULT, name="Norrland", logo=Logo(content, media_type))


def test_it_claims_to_be_a_tagged_accessible_pdf_with_title_and_language() -> None:
    reader = opened()
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "Production readiness: Claims triage for Norrland Mutual"
    assert "<pdfuaid:part>1<" in root()["/Metadata"].get_object().get_data().decode()
    assert root()["/Lang"] == "en-GB"
    assert root()["/MarkInfo"]["/Marked"]
    assert root()["/ViewerPreferences"]["/DisplayDocTitle"]


def test_its_structure_has_headings_tables_with_heads_lists_and_charts_in_words() -> None:
    found = list(tags(root()["/StructTreeRoot"]))
    kinds = [kind for kind, _ in found]

    assert {"/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD", "/L", "/LI", "/Link"} <= set(kinds)
    told = [str(element["/Alt"]) for kind, element in found if kind == "/Figure"]
    assert len(told) == 2
    assert told[0].startswith("Criteria met: at worst 4 of 20; as it stands 4 of 20; at best 16 of 20")
    assert told[1].startswith("Criteria met by gate: Data 4 of 4")


def test_the_bookmarks_are_the_chapters_gates_and_criteria() -> None:
    report = report_of("half")
    marks = [(level, words) for level, words, _ in bookmarks(opened())]

    assert marks[0] == (1, "Result so far: In progress")
    expected = []
    for number, gate in enumerate(report.gates, 1):
        expected.append((1, f"Gate {number}: {gate.gate.title}"))
        expected += [(2, f"{number}.{n} {c.criterion.title}") for n, c in enumerate(gate.criteria, 1)]
    begin = marks.index(expected[0])
    assert marks[begin : begin + len(expected)] == expected
    assert marks[-1] == (1, "Glossary")


@pilots
def test_the_first_page_is_one_page(pilot: str) -> None:
    marks = bookmarks(opened(pilot))
    first = [words for _, words, page in marks if page == 1]

    assert first[0].startswith("Result")
    assert first[-1].startswith("The next 90 days")
    assert next((level, page) for level, words, page in marks if words.startswith("Result by gate")) == (1, 2)


@pilots
def test_every_font_is_embedded(pilot: str) -> None:
    fonts = [font.get_object() for page in pages(pilot) for font in page["/Resources"].get("/Font", {}).values()]
    inner = [f["/DescendantFonts"][0].get_object() if "/DescendantFonts" in f else f for f in fonts]

    assert inner
    assert [f["/BaseFont"] for f in inner if not {"/FontFile2", "/FontFile3"} & set(f["/FontDescriptor"])] == []


@pilots
def test_nothing_in_it_runs_and_links_lead_to_its_own_pages_only(pilot: str) -> None:
    names = root(pilot)["/Names"]
    notes = [n.get_object() for page in pages(pilot) for n in page.get("/Annots", [])]

    assert set(root(pilot)) & {"/OpenAction", "/AA", "/AcroForm", "/AF"} == set()
    assert set(names) == {"/Dests"}
    assert notes
    assert {n["/Subtype"] for n in notes} == {"/Link"}
    assert [n for n in notes if "/Dest" not in n and n["/A"]["/S"] != "/GoTo"] == []
    assert not any("/AA" in page for page in pages(pilot))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert Pdf().render(report_of("half"), ReportOptions()) == document()


def test_each_gap_names_its_guidance_by_numbers_that_stand_in_the_list() -> None:
    words = words_of_pages(document())
    listed = squeezed(words[words.rindex("The numbers are those beside") :])
    (page,) = (page for _, title, page in bookmarks(opened()) if title.startswith("Guidance that"))

    found = re.findall(r"Guidance: ([\d, ]+) in the list from page (\d+)", words.partition("\n")[0])
    gaps = [c for c in report_of("half").criteria if c.gap]
    assert len(found) == len(gaps)
    assert {int(where) for _, where in found} == {page}
    for criterion, (numbers, _) in zip(gaps, found, strict=True):
        each = "|".join(numbers.split(", "))
        for title, source in criterion.citations:
            assert re.search(rf"(?<!\d)({each}){re.escape(squeezed(f'{title}({source})'))}", listed)


def test_without_names_the_first_page_says_so() -> None:
    data = Pdf().render(report_of("half", anonymous=True), ReportOptions(anonymous=True))
    assert NOBODY_NAMED in words_of_pages(data)


def test_what_no_font_has_is_set_as_a_box_and_can_still_be_copied() -> None:
    report = prepare(Build(five_gates(), pilot="Runes ᚠᚢᚦ").assessment, (), ReportOptions())
    assert "Runes ᚠᚢᚦ" in words_of_pages(Pdf().render(report, ReportOptions()))


def test_a_name_without_end_and_without_spaces_stays_on_the_page() -> None:
    report = prepare(Build(five_gates(), pilot="Donaudampfschifffahrt" * 40).assessment, (), ReportOptions())
    data = Pdf().render(report, ReportOptions())
    words = squeezed(words_of_pages(data))
    document = pypdfium2.PdfDocument(data)
    try:
        width, letters = document[0].get_width(), document[0].get_textpage()
        right = max(letters.get_charbox(n)[2] for n in range(letters.count_chars()))
    finally:
        document.close()

    assert right < width - 50
    assert [f for f in facts(report) if squeezed(f) not in words] == []


def test_an_owner_and_a_note_of_thousands_of_letters_go_on_over_the_page() -> None:
    build = Build(five_gates(), pilot="Long")
    criterion = five_gates().criteria[0]
    build.says(criterion.elements[0].id, Status.REFUTED, "No.")
    build.action(criterion.id, owner=LONG, note=LONG)
    report = prepare(build.assessment, (), ReportOptions())
    words = squeezed(words_of_pages(Pdf().render(report, ReportOptions())).partition("\n")[0])

    assert [f for f in facts(report) if squeezed(f) not in words] == []
    assert words.count(squeezed(LONG)) == 2


@pytest.mark.parametrize(
    "brand",
    [
        with_logo(picture("png"), "image/png"),
        with_logo(picture("jpeg"), "image/jpeg"),
        with_logo(
            b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40">'
            b'<rect width="120" height="40" fill="#c800c8"/></svg>',
            "image/svg+xml",
        ),
    ],
    ids=["png", "jpeg", "svg"],
)
def test_a_logo_stands_on_the_first_page_with_the_name_for_who_does_not_see_it(brand: Brand) -> None:
    data = document("empty", brand)
    drawn = [str(e["/Alt"]) for kind, e in tags(root("empty", brand)["/StructTreeRoot"]) if kind == "/Figure"]

    assert any(r > 190 and g < 10 and b > 190 for r, g, b in pixels(data))
    assert drawn[0] == "Norrland"


def test_a_logo_that_cannot_be_drawn_leaves_the_name() -> None:
    broken = with_logo(b'<svg xmlns="http://www.w3.org/2000/svg"><rect', "image/svg+xml")
    assert document("empty", broken) == document("empty", replace(broken, logo=None))
    assert "Norrland" in words_of_pages(document("empty", broken))


def test_the_brand_s_colours_are_used_and_no_others() -> None:
    of_its_own = Brand("Norrland", Colour("#006400"), Colour("#800080"))
    green, purple = of_its_own.primary.rgb, of_its_own.accent.rgb

    assert {green, purple} <= pixels(document("half", of_its_own))
    assert not {DEFAULT.primary.rgb, DEFAULT.accent.rgb} & pixels(document("half", of_its_own))
    assert {DEFAULT.primary.rgb, DEFAULT.accent.rgb} <= pixels(document())
