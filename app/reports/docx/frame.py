"""Header and footer of a Word document's pages."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, Twips
from docx.text.paragraph import Paragraph

from app.domain.brand import Brand, Logo
from app.domain.report import Report
from app.reports.docx.paper import text_width
from app.reports.docx.xml import SPACES, field, join, tab
from app.reports.text import one_line

_LONGEST_NAME = 70
_TALLEST, _WIDEST = Cm(1.1), Cm(6)
"""What a logo has room for."""
_AIR = Pt(8)
"""Between the text and what stands above and below it, where a template's margins leave none."""


def header_and_footer(document: Any, brand: Brand, report: Report, ids: Mapping[str, str], *, own: bool) -> None:
    """Pilot and brand above, state and page below; what a template has there stays."""
    section = document.sections[0]
    there = {kind: own and _filled(section, kind) for kind in ("header", "footer")}
    if not any(there.values()):
        section.different_first_page_header_footer = True
        for mode in document.settings.element.findall(qn("w:evenAndOddHeaders")):
            document.settings.element.remove(mode)
    width = text_width(section._sectPr)
    name = one_line(report.pilot)
    name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    if not there["header"]:
        above = join(f"Production readiness: {name}", tab(), brand.name)
        _write(section.header, above, ids.get("header"), width).paragraph_format.space_after = _AIR
        _write_brand(section.first_page_header, brand, ids.get("header"))
    if not there["footer"]:
        state = "" if report.final else " · not final"
        named = " · nobody is named" if report.anonymous else ""
        words = f"{brand.name} · as of {report.changed_at:%Y-%m-%d}{state}{named}"
        numbered = join(words, tab(), "Page ", field("PAGE", "1"), " of ", field("NUMPAGES", "1"))
        for footer in (section.footer, section.first_page_footer):
            _write(footer, numbered, ids.get("footer"), width).paragraph_format.space_before = _AIR


def _write_brand(header: Any, brand: Brand, style: str | None) -> None:
    """Puts the logo above the first page; the name, where there is none that every Word can show."""
    logo = brand.logo if brand.logo and brand.logo.media_type != "image/svg+xml" else None
    line = _write(header, "" if logo else brand.name, style)
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.paragraph_format.space_after = _AIR
    if logo:
        _draw(line, logo, one_line(brand.name))


def _write(frame: Any, content: str, style: str | None, width: int | None = None) -> Paragraph:
    """Puts a line, and nothing else, into a header or footer; with a width, it has a tab stop there."""
    frame.is_linked_to_previous = False
    for old in list(frame._element):
        frame._element.remove(old)
    line: Paragraph = frame.add_paragraph()
    line._p.style = style
    for run in list(parse_xml(f"<w:p {SPACES}>{join(content)}</w:p>")):
        line._p.append(run)
    if width is not None:
        right = Twips(width)
        styled = line.style.paragraph_format.tab_stops if line.style is not None else ()
        for position in {stop.position for stop in styled} - {right}:
            line.paragraph_format.tab_stops.add_tab_stop(position, WD_TAB_ALIGNMENT.CLEAR)
        line.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    return line


def _draw(line: Paragraph, logo: Logo, name: str) -> None:
    """Adds a logo to a line, as large as there is room for, with a name for who does not see it."""
    run = line.add_run()
    try:
        picture = run.add_picture(io.BytesIO(logo.content))
    except UnrecognizedImageError:  # a JPEG that says neither that it is JFIF nor Exif
        picture = run.add_picture(io.BytesIO(_repainted(logo.content)))
    factor = min(_TALLEST / picture.height, _WIDEST / picture.width)
    picture.width, picture.height = (Emu(max(round(side * factor), 1)) for side in (picture.width, picture.height))
    picture._inline.docPr.set("descr", name)
    for named in picture._inline.xpath("wp:docPr | .//pic:cNvPr"):
        named.set("name", "Logo")


def _repainted(content: bytes) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("RGB").save(written, "PNG")
    return written.getvalue()


def _filled(section: Any, kind: str) -> bool:
    """Whether a header or footer shows anything."""
    frames = (getattr(section, name) for name in (kind, f"first_page_{kind}", f"even_page_{kind}"))
    return any(_shows(f._element) for f in frames if not f.is_linked_to_previous)


def _shows(root: Any) -> bool:
    marks = ("w:drawing", "w:pict", "w:object", "w:fldSimple", "w:instrText")
    return any((t.text or "").strip() for t in root.iter(qn("w:t"))) or any(
        True for m in marks for _ in root.iter(qn(m))
    )
