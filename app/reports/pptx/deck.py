"""A deck in the making: slides on a template's layouts, and the file in the end, the same bytes for the same deck."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from app.domain.brand import Brand, Colour
from app.domain.report import Report
from app.reports.pptx.built_in import drawable, pictured
from app.reports.pptx.flow import Block, pages
from app.reports.pptx.form import Box, Form, places_on
from app.reports.pptx.measure import LEADING, Measure, clean, run
from app.reports.pptx.template import open_stage
from app.reports.pptx.xml import LANGUAGE, Table, area, body, footer, plain

_SMALLEST_TITLE = 15
_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the package."""


class Deck:
    """Slides one after the other.

    Attributes:
        stage: The template.
        brand: Whose deck it is.
    """

    def __init__(self, brand: Brand, foot: str) -> None:
        self.brand, self.stage, self._foot = brand, open_stage(brand), foot
        self._parts: list[tuple[str, int]] = []

    @property
    def measure(self) -> Measure:
        """How text is measured."""
        return self.stage.measure

    def part(self, name: str) -> None:
        """What follows is one part of the deck, such as PowerPoint lists them."""
        self._parts.append((name, len(self.stage.presentation.slides)))

    def opening(self, title: str, lines: Sequence[str], notes: str) -> None:
        """The first slide."""
        slide = self._sparse(self.stage.opening, title, lines, notes)
        if self.stage.own and pictured(self.brand.logo) and not _has_picture(self.stage.opening.layout):
            self._logo(slide)

    def divider(self, title: str, lines: Sequence[str]) -> None:
        """A slide that begins a part."""
        self._sparse(self.stage.divider, title, lines, "")

    def slide(self, title: str, notes: str = "") -> Any:
        """A slide with a title, and room for what is drawn on it."""
        slide, places = self._slide(self.stage.plain, title, self.stage.sizes[1], notes)
        _drop(places)
        return slide

    def text(self, title: str, blocks: Iterable[Block], notes: str = "") -> None:
        """As many slides as a long text takes, in two columns."""
        columns = self.stage.columns
        width, tall = min(c.width for c in columns), min(c.height for c in columns)
        found = pages(self.measure, blocks, width, tall, len(columns))
        for number, page in enumerate(found, 1):
            more = "\n\n".join(dict.fromkeys([*([notes] if number == 1 and notes else []), *page.torn]))
            shown = title if len(found) == 1 else f"{title} ({number} of {len(found)})"
            form = self.stage.twin or self.stage.plain
            slide, places = self._slide(form, shown, self.stage.sizes[1], more)
            for n, column in enumerate(page.columns):
                if self.stage.twin:
                    self._fill(places.pop(form.texts[n].idx), column)
                else:
                    self.write(slide, columns[n], column)
            _drop(places)

    def write(self, slide: Any, box: Box, blocks: Sequence[Block], *, anchor: str = "t", name: str = "Text") -> Any:
        """A box of text."""
        shape = slide.shapes.add_textbox(*box.emu)
        shape.name = f"{name} {shape.shape_id}"
        self._fill(shape._element, blocks, anchor)
        return shape

    def area(self, slide: Any, box: Box, colour: str, *, line: str = "", alt: str = "") -> None:
        """A filled area; with `alt` it is told to those that cannot see it, else it is an ornament."""
        tree = slide.shapes._spTree
        shape = parse_xml(area(slide.shapes._next_shape_id, box, colour, line))
        tree.append(shape)
        self._described(shape, alt)

    def table(self, slide: Any, box: Box, table: Table, alt: str) -> None:
        """A table, at the top of a box; see `Table.pages` for what fits into it."""
        rows, columns = len(table.rows) + 1, len(table.widths)
        tall = sum(table.heights(self.measure))
        frame = slide.shapes.add_table(rows, columns, *box._replace(height=tall).emu)
        old = frame._element.graphic.graphicData.tbl
        made = parse_xml(table.xml(self.measure, self.stage.ink, tint(self.brand.primary, 0.3)))
        old.getparent().replace(old, made)
        self.describe(frame, alt)

    def describe(self, shape: Any, alt: str) -> None:
        """What those are told that cannot see a shape; nothing, if it is an ornament."""
        self._described(shape._element, alt)

    def _described(self, element: Any, alt: str) -> None:
        properties = element.xpath(".//p:cNvPr")[0]
        properties.set("descr", clean(alt))
        if not alt:
            properties.append(parse_xml(
                f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><adec:decorative '
                'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
            ))  # fmt: skip

    def finish(self, report: Report) -> bytes:
        """The file; nothing in it depends on the clock, the machine or chance."""
        self._list_parts()
        package = self.stage.presentation.part.package
        core = self.stage.presentation.core_properties
        core.title = clean(f"Production readiness: {report.pilot}")[:255]
        core.subject, core.author = "Production readiness", clean(self.brand.name)[:255]
        core.last_modified_by, core.keywords, core.comments, core.category = core.author, "", "", ""
        core.language, core.revision = LANGUAGE, 1
        core.created = core.modified = report.changed_at.astimezone(UTC).replace(tzinfo=None)
        for key, relation in list(package._rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/extended-properties", "/custom-properties")):
                package._rels.pop(key)  # they show and count the slides of the template
        for key, relation in list(self.stage.presentation.part.rels.items()):
            if relation.reltype.endswith("/printerSettings"):
                self.stage.presentation.part.rels.pop(key)
        written = io.BytesIO()
        self.stage.presentation.save(written)
        return _packed(written)

    def _slide(self, form: Form, title: str, size: float, notes: str) -> tuple[Any, dict[int, Any]]:
        """A slide, and the elements of its places for text; all other places that nothing stands in are gone."""
        slide = self.stage.presentation.slides.add_slide(form.layout)
        places = places_on(slide)
        texts = {p.idx: places.pop(p.idx) for p in form.texts if p.idx in places}
        own = places.pop(form.title.idx, None) if form.title else None
        _drop(places)
        cut = self._title(slide, form, own, title, size)
        self._feet(slide, form)
        told = [title] if cut else []
        told += [line for line in notes.split("\n\n") if line]
        if told:
            slide.notes_slide.notes_text_frame.text = "\n\n".join(map(clean, told))
        return slide, texts

    def _title(self, slide: Any, form: Form, place: Any | None, title: str, largest: float) -> bool:
        """Writes the title as large as it fits; whether it had to be shortened."""
        area = self.stage.area
        box = (form.title.box if form.title else None) or Box(area.left, 16, area.width, max(40, area.top - 20))
        width, tall = box.width - 14.4, box.height - 7.2
        size = largest
        while size > _SMALLEST_TITLE and self.measure.height([run(title, bold=True)], size, width) > tall:
            size -= 1
        shown = self.measure.shortened(title, size, width, max(1, int(tall / (size * LEADING))), bold=True)
        if place is None:
            self.write(slide, box, (Block((run(shown, bold=True),), size),), name="Title")
        else:
            self._plainly(place, [shown], size)
        return shown != title

    def _sparse(self, form: Form, title: str, lines: Sequence[str], notes: str) -> Any:
        """A slide of a title and a few lines."""
        slide, places = self._slide(form, title, self.stage.sizes[0], notes)
        found = next((p for p in form.texts if p.box and p.idx in places), None)
        area = self.stage.area
        box = (
            found.box if found and found.box else area._replace(top=area.top + area.height / 2, height=area.height / 2)
        )
        size = 18.0
        while size > 10 and self._tall(lines, size, box.width - 14.4) > box.height - 7.2:
            size -= 1
        if found:
            self._plainly(places.pop(found.idx), lines, size)
        else:
            self.write(slide, box, [Block((run(t),), size, 4) for t in lines])
        _drop(places)
        return slide

    def _tall(self, lines: Sequence[str], size: float, width: float) -> float:
        return sum(self.measure.height([run(t)], size, width) * 1.2 for t in lines)

    def _fill(self, shape: Any, blocks: Sequence[Block], anchor: str = "t") -> None:
        _write(shape, body(blocks, self.stage.ink, anchor=anchor))

    def _plainly(self, shape: Any, lines: Sequence[str], size: float) -> None:
        """Lines in the template's own style, but for their size."""
        _write(shape, plain(map(clean, lines), size))

    def _feet(self, slide: Any, form: Form) -> None:
        """The footer and the number, where the layout has them: slides do not take them over by themselves."""
        for kind, place in form.feet:
            width = place.box.width - 14.4 if place.box else 200
            number = str(len(self.stage.presentation.slides))
            text = number if kind == "sldNum" else clean(self.measure.shortened(self._foot, 12, width, 1))
            made = footer(kind, slide.shapes._next_shape_id, place.idx, text, plain=not self.stage.own)
            slide.shapes._spTree.append(parse_xml(made))

    def _logo(self, slide: Any) -> None:
        assert self.brand.logo is not None
        wide = self.stage.presentation.slide_width
        picture = slide.shapes.add_picture(io.BytesIO(drawable(self.brand.logo)), 0, 0)
        scale = min(Pt(160) / picture.width, Pt(50) / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        picture.left, picture.top = wide - picture.width - Pt(30), Pt(24)
        self.describe(picture, self.brand.name)

    def _list_parts(self) -> None:
        slides = list(self.stage.presentation.slides._sldIdLst)
        starts = [start for _, start in self._parts] + [len(slides)]
        listed = "".join(
            f'<p14:section name="{name}" id="{_guid(name)}"><p14:sldIdLst>'
            + "".join(f'<p14:sldId id="{slide.id}"/>' for slide in slides[start:end])
            + "</p14:sldIdLst></p14:section>"
            for (name, start), end in zip(self._parts, starts[1:], strict=True)
        )
        root = self.stage.presentation.part._element
        root.append(parse_xml(
            f'<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst '
            'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
            f"{listed}</p14:sectionLst></p:ext></p:extLst>"
        ))  # fmt: skip


def _drop(places: dict[int, Any]) -> None:
    for element in places.values():
        element.getparent().remove(element)


def _write(shape: Any, text: str) -> None:
    old = shape.find(qn("p:txBody"))
    shape.replace(old, parse_xml(text))


def tint(colour: Colour, share: float) -> str:
    """A colour on white paper, so much of it, as `RRGGBB`."""
    return "".join(f"{round(255 - (255 - part) * share):02X}" for part in colour.rgb)


def rgb(code: str) -> Any:
    """A colour as the library wants it."""
    made: Any = RGBColor
    return made.from_string(code)


def _has_picture(layout: Any) -> bool:
    return any(part._element.findall(f".//{qn('p:pic')}") for part in (layout, layout.slide_master))


def _guid(name: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest().upper()
    return f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"


def _packed(written: io.BytesIO) -> bytes:
    """The package with one date on all of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED, 6)
    return packed.getvalue()
