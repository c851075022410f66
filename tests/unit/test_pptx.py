from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from PIL import Image
from pptx import Presentation
from pptx.util import Pt

from app.domain import wording
from app.domain.brand import Brand, Colour, Logo
from app.domain.records import Status
from app.domain.report import Report
from app.ports import ReportOptions
from app.reports import prepare, text
from app.reports.brand import check_pptx
from app.reports.pptx import Pptx
from app.reports.pptx.measure import LEADING, Measure, run
from tests.builders import Build
from tests.pilots import CJK, LONG, PILOTS, START, report_of
from tests.slides import related, slides_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_EMU = 12700
_TINY = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' fill='#123456'/></svg>"
)


@cache
def deck(pilot: str, brand: Brand = Brand(), anonymous: bool = False) -> bytes:  # noqa: B008 (it is frozen)
    return Pptx().render(report_of(pilot, anonymous=anonymous), ReportOptions(brand=brand, anonymous=anonymous))


@cache
def short() -> Report:
    """A report of few criteria with something of everything, and a quote that goes over a slide's end."""
    build = Build()
    first, second, third, *_ = build.assessment.framework.elements
    build.says(first.id, Status.EVIDENCED, LONG, speaker="Maja Lind")
    build.says(second.id, Status.REFUTED, CJK, speaker="Tomas Ek")
    build.says(third.id, Status.EVIDENCED, "Yes.", speaker="Maja Lind")
    build.says(third.id, Status.REFUTED, "No.", speaker="Tomas Ek")
    build.note("The insurer changes its claims system in autumn.", speaker="Maja Lind")
    return prepare(build.assessment, options=ReportOptions(start=START))


@cache
def short_deck(brand: Brand) -> bytes:
    return Pptx().render(short(), ReportOptions(brand=brand))


@cache
def opened(data: bytes) -> Any:
    """The deck as the library reads it; it is not to be changed."""
    return Presentation(io.BytesIO(data))


read = cache(slides_of)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 10)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (10, 90, 40)).save(written, kind)
    return written.getvalue()


@cache
def template(kind: str) -> bytes:
    """Templates as people have them: narrow, dark, with slides, almost empty, in a wide font."""
    made: Any = Presentation()
    layouts = list(made.slide_layouts)
    match kind:
        case "with slides":
            slide = made.slides.add_slide(layouts[1])
            slide.shapes.title.text = "How to use this template"
            slide.notes_slide.notes_text_frame.text = "An old note"
        case "dark":
            colours = made.slide_master._element.find(f"{_P}clrMap")
            colours.set("bg1", "dk1")
            colours.set("tx1", "lt1")
        case "one blank layout" | "one layout of pictures" | "only titles":
            kept = {"one blank layout": 6, "one layout of pictures": 8, "only titles": 5}[kind]
            for number, layout in enumerate(layouts):
                if number != kept:
                    made.slide_layouts.remove(layout)
        case "wide and large":
            made.slide_width, made.slide_height = Pt(1440), Pt(810)
        case "no places for text":
            for part in (*layouts, made.slide_master):
                for shape in list(part.placeholders):
                    shape._element.getparent().remove(shape._element)
        case "tiny places":
            for shape in made.slide_master.placeholders:
                shape.width, shape.height = Pt(30), Pt(8)
    written = io.BytesIO()
    made.save(written)
    return check_pptx(written.getvalue())


def branded(kind: str) -> Brand:
    return Brand(name="Example Ltd", pptx_template=template(kind), logo=Logo(picture(), "image/png"))


TEMPLATES = ("with slides", "dark", "one blank layout", "one layout of pictures", "only titles", "wide and large",
             "no places for text", "tiny places")  # fmt: skip


class Placed(NamedTuple):
    """A shape with its place in points; the library looks for that of a placeholder anew each time it is asked."""

    slide: int
    element: Any
    left: float
    top: float
    width: float
    height: float

    @property
    def words(self) -> str:
        return "".join(t.text or "" for t in self.element.iter(f"{_A}t"))


def placed(made: Any) -> Iterator[Placed]:
    known: dict[object, tuple[float, ...] | None] = {}
    for number, slide in enumerate(made.slides, 1):
        layout = slide.slide_layout.name
        for shape in slide.shapes:
            own = shape._element.find(f"{_P}spPr/{_A}xfrm") is not None
            inherited = None if own else shape._element.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
            key = number if inherited is None else (layout, inherited.get("type"), inherited.get("idx"))
            if inherited is None or key not in known:
                sides = (shape.left, shape.top, shape.width, shape.height)
                known[key] = None if None in sides else tuple(s / _EMU for s in sides)
            if found := known[key]:
                yield Placed(number, shape._element, *found)


def overflowing(made: Any) -> list[tuple[int, str]]:
    """The slide and the words of each shape that has more text than it has room for."""
    measure = Measure(1.0)
    return [
        (shape.slide, shape.words)
        for shape in placed(made)
        if shape.element.find(f"{_P}txBody") is not None
        and not any(p.get("type") in ("ftr", "sldNum", "dt") for p in shape.element.iter(f"{_P}ph"))
        and shape.words
        and _needs(shape.element, shape.width, measure) > shape.height + 1
    ]


def _needs(element: Any, width: float, measure: Measure) -> float:
    points = 0.0
    for number, paragraph in enumerate(element.iter(f"{_A}p")):
        style = paragraph.find(f"{_A}pPr")
        runs = [
            run(r.findtext(f"{_A}t") or "", bold=r.find(f"{_A}rPr").get("b") == "1") for r in paragraph.iter(f"{_A}r")
        ]
        sizes = [int(r.get("sz")) / 100 for r in paragraph.iter(f"{_A}rPr") if r.get("sz")]
        before = paragraph.find(f"{_A}pPr/{_A}spcBef/{_A}spcPts")
        points += int(before.get("val")) / 100 if before is not None and number else 0
        indent = int(style.get("marL", "0")) / _EMU if style is not None else 0
        size = max(sizes, default=18)
        points += len(measure.lines(runs, size, width - indent)) * size * LEADING
    return points


@pytest.mark.parametrize("pilot", PILOTS)
def test_no_text_is_larger_than_its_place_and_no_shape_leaves_its_slide(pilot: str) -> None:
    made = opened(deck(pilot))

    assert overflowing(made) == []
    for shape in placed(made):
        assert min(shape.left, shape.top) >= 0
        assert shape.left + shape.width <= made.slide_width / _EMU + 1
        assert shape.top + shape.height <= made.slide_height / _EMU + 1


@pytest.mark.parametrize("kind", TEMPLATES)
def test_any_template_that_opens_will_do_and_only_its_own_slides_are_gone(kind: str) -> None:
    data = short_deck(branded(kind))
    slides = slides_of(data)

    assert len(slides) >= 15
    assert "How to use this template" not in str(slides)
    assert "An old note" not in str(slides)
    assert all(c.criterion.title in str(slides) for c in short().criteria)
    if kind != "tiny places":
        assert overflowing(opened(data)) == []


@pytest.mark.parametrize("kind", ["with slides", "no places for text"])
def test_a_deck_on_a_template_of_one_s_own_is_valid(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "deck.pptx"
    file.write_bytes(short_deck(branded(kind)))

    found = OpenXmlValidator(FileFormat.OFFICE_2019, max_errors=0).validate(file)

    assert [f"{e.part_uri} {e.path}: {e.description}" for e in found.errors] == []


def test_a_template_s_layouts_are_used_by_what_they_are_for() -> None:
    made = opened(deck("half", Brand(pptx_template=template("with slides"))))

    names = [slide.slide_layout.name for slide in made.slides]
    assert names[0] == "Title Slide"
    assert set(names) == {"Title Slide", "Title Only", "Section Header", "Two Content"}
    assert (made.slide_width, made.slide_height) == (Pt(720), Pt(540))


def test_the_built_in_deck_is_wide_and_in_the_colours_of_the_brand() -> None:
    brand = Brand(primary=Colour("#1e6b3a"), accent=Colour("#8a6d00"), logo=Logo(picture(), "image/png"))
    made = opened(short_deck(brand))

    assert made.slide_width / made.slide_height == pytest.approx(16 / 9)
    with zipfile.ZipFile(io.BytesIO(short_deck(brand))) as package:
        themes = "".join(package.read(n).decode() for n in package.namelist() if n.startswith("ppt/theme/theme1"))
        masters = ElementTree.fromstring(package.read("ppt/slideMasters/slideMaster1.xml"))
    assert "1E6B3A" in themes
    assert "8A6D00" in themes
    assert [p.get("descr") for p in masters.iter(f"{_P}cNvPr") if p.get("name") == "Logo"] == ["Gatewise"]


@pytest.mark.parametrize(
    ("content", "kind", "pictures"),
    [(picture(), "image/png", 2), (picture("JPEG"), "image/jpeg", 2), (_TINY, "image/svg+xml", 0)],
)
def test_a_logo_is_shown_where_slides_can_hold_it_and_the_name_always(content: bytes, kind: Any, pictures: int) -> None:
    data = short_deck(Brand(name="Ex & Co <AG>", logo=Logo(content, kind)))

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [
            package.read(n).decode() for n in package.namelist() if re.match(r"ppt/slide(Master|Layout)s/\w+\.xml", n)
        ]
    assert sum(part.count("<p:pic ") + part.count("<p:pic>") for part in parts) == pictures
    assert "Ex & Co <AG>" in slides_of(data)[0].paragraphs


@pytest.mark.parametrize("pilot", PILOTS)
def test_every_slide_has_a_title_of_its_own_in_the_place_for_it(pilot: str) -> None:
    titles = [slide.title for slide in read(deck(pilot))]

    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_a_board_sees_verdict_gates_obstacles_and_plan_first_then_a_slide_a_gate_then_the_rest() -> None:
    report = report_of("half")
    titles = [slide.title for slide in read(deck("half"))]

    assert titles[:5] == [
        "Production readiness: Claims triage for Norrland Mutual",
        "Result so far: In progress",
        "1 of 5 gates passes so far",
        "Three things stand in the way first, as far as is known",
        "The next 30, 60 and 90 days, as far as is known",
    ]
    gates = [f"Gate {n}, {g.gate.title}: {text.gate_result(g)}" for n, g in enumerate(report.gates, 1)]
    assert titles[5:11] == [*gates, "Backup"]
    assert len([t for t in titles if re.match(r"\d\.\d ", t)]) >= len(report.criteria)


def test_the_slide_with_the_verdict_holds_score_band_reason_and_robustness() -> None:
    for pilot in PILOTS:
        page = report_of(pilot).briefing
        verdict = read(deck(pilot))[1]
        assert page.word in verdict.title
        for fact in (page.why, f"{page.band.now.met} of {page.band.now.applicable}", f"{page.band.now.mark} needed"):
            assert fact in verdict.paragraphs
        assert f"How robust is that? {page.robustness}" in verdict.paragraphs
        for view in (page.band.worst, page.band.now, page.band.best):
            assert wording.VERDICT[view.verdict] in verdict.paragraphs


def test_of_what_was_not_heard_no_slide_says_that_it_is_not_met() -> None:
    slides = read(deck("empty"))
    gates = next(n for n, s in enumerate(slides) if s.title.startswith("All that is to do"))

    assert "not met" not in str(slides[:gates])
    assert "so far" in slides[1].title


def test_a_plan_too_long_for_a_slide_says_how_much_more_there_is_and_the_notes_and_the_backup_hold_all() -> None:
    report, slides = report_of("sixty"), read(deck("sixty"))
    plan = next(s for s in slides if s.title.startswith("The next 30, 60 and 90 days"))

    assert [p for p in plan.paragraphs if re.fullmatch(r"and \d+ more, in the backup", p)]
    notes = "\n".join(plan.notes)
    backup = "\n".join(p for s in slides if s.title.startswith("All that is to do") for p in s.paragraphs)
    for action in report.todo:
        assert report.title(action.gap.criterion) in notes
        assert report.title(action.gap.criterion) in backup


def test_a_quote_that_goes_over_a_slide_s_end_stands_whole_in_its_notes() -> None:
    assert any(LONG.strip() in note for s in read(deck("hostile")) for note in s.notes)


def charts(data: bytes) -> Iterator[tuple[Any, Any]]:
    for slide in opened(data).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                yield shape, shape.chart


def test_the_gates_are_a_radar_and_the_dimensions_bars_that_can_be_edited() -> None:
    report = report_of("half")
    (radar_shape, radar), (bars_shape, bars) = charts(deck("half"))

    assert "RADAR" in str(radar.chart_type)
    assert list(radar.plots[0].categories) == [a.title for a in report.briefing.radar]
    met, best, needed = radar.plots[0].series
    assert [met.name, best.name, needed.name] == ["Criteria met", "At best", "Needed"]
    assert list(met.values) == [a.share(a.met) for a in report.briefing.radar]
    assert list(needed.values) == [a.share(a.mark) for a in report.briefing.radar]
    assert "BAR_STACKED" in str(bars.chart_type)
    assert [list(s.values) for s in bars.plots[0].series] == [
        [p.held for p in report.dimensions],
        [p.missing for p in report.dimensions],
        [p.unknown for p in report.dimensions],
    ]
    for shape, words in ((radar_shape, "Architecture: 0 of 4 criteria met, 3 needed"), (bars_shape, "evidenced")):
        assert words in shape._element.xpath(".//p:cNvPr/@descr")[0]


def test_the_workbook_behind_a_chart_holds_its_numbers_and_no_formula() -> None:
    for _, chart in charts(deck("half")):
        sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
        rows = list(sheet.iter_rows(values_only=True))
        assert list(rows[0][1:]) == [s.name for s in chart.plots[0].series]
        assert [r[0] for r in rows[1:]] == list(chart.plots[0].categories)
        assert [list(column) for column in zip(*(r[1:] for r in rows[1:]), strict=True)] == [
            list(s.values) for s in chart.plots[0].series
        ]
        assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)


def test_charts_tables_and_the_band_are_told_to_those_that_cannot_see_them() -> None:
    for slide in opened(deck("half")).slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]
    band = [d for s in list(opened(deck("half")).slides)[1].shapes for d in s._element.xpath(".//p:cNvPr/@descr") if d]
    assert "The score on a line: at worst 4 of 20, Close the gaps first" in band[0]


def test_text_has_a_language_and_the_file_a_title_an_author_and_the_dates_of_the_assessment() -> None:
    report, made = report_of("half"), opened(deck("half"))

    for slide in made.slides:
        assert {r.get("lang") for r in slide._element.iter(f"{_A}rPr")} == {"en-GB"}
    core = made.core_properties
    assert (core.title, core.author) == ("Production readiness: Claims triage for Norrland Mutual", "Gatewise")
    assert (core.created, core.modified) == (report.changed_at.replace(tzinfo=None),) * 2
    assert core.language == "en-GB"


@pytest.mark.parametrize("kind", [None, "with slides"])
def test_the_same_report_gives_the_same_bytes(kind: str | None) -> None:
    brand = Brand(pptx_template=template(kind)) if kind else Brand()

    assert Pptx().render(report_of("half"), ReportOptions(brand=brand)) == deck("half", brand)


def test_nothing_in_the_file_depends_on_the_clock() -> None:
    data = deck("half")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [package.read(n) for n in package.namelist() if n.endswith(".xlsx")]
        assert len(books) == 2
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as package:
            assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"1980-01-01T00:00:00Z" in package.read("docProps/core.xml")


@pytest.mark.parametrize("pilot", ["hostile", "disputed"])
def test_nothing_is_run_fetched_or_linked_and_every_part_is_there(pilot: str) -> None:
    with zipfile.ZipFile(io.BytesIO(deck(pilot))) as package:
        names = set(package.namelist())
        assert len(names) == len(package.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                content = package.read(name).decode()
                ElementTree.fromstring(content)
                assert "hlinkClick" not in content
                assert 'TargetMode="External"' not in content
                assert "vbaProject" not in content
            for kind, target in related(package, name).values():
                assert target in names, (name, kind)


@pytest.mark.parametrize("pilot", PILOTS)
def test_ids_on_a_slide_are_its_own(pilot: str) -> None:
    for slide in opened(deck(pilot)).slides:
        ids = [e.get("id") for e in slide._element.iter(f"{_P}cNvPr")]
        assert len(set(ids)) == len(ids)


def test_the_parts_of_the_deck_are_listed_and_hold_every_slide_once() -> None:
    with zipfile.ZipFile(io.BytesIO(deck("half"))) as package:
        root = ElementTree.fromstring(package.read("ppt/presentation.xml"))
    p14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    assert [s.get("name") for s in root.iter(f"{p14}section")] == ["For the decision", "Gate by gate", "Backup"]
    assert [s.get("id") for s in root.iter(f"{p14}sldId")] == [s.get("id") for s in root.iter(f"{_P}sldId")]


def test_the_anonymous_deck_says_that_it_is_one() -> None:
    assert text.NOBODY_NAMED in read(deck("half", anonymous=True))[0].paragraphs
    assert "Maja Lind" not in str(read(deck("half", anonymous=True)))
