"""A Word document around its body: template, sections, header and footer, properties, and the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from app.domain.brand import Brand
from app.domain.report import Report
from app.reports.docx.frame import header_and_footer
from app.reports.docx.layout import settle
from app.reports.docx.numbering import bullets
from app.reports.docx.paper import last_section, text_height, text_width
from app.reports.docx.styles import FONT, numbered, put_in
from app.reports.docx.xml import LANGUAGE, SPACES
from app.reports.text import one_line

_KEPT = (
    "styles", "settings", "webSettings", "fontTable", "theme", "numbering", "header", "footer", "footnotes", "endnotes",
)  # fmt: skip
"""What a template gives beside its text: whatever else it held belonged to that."""
_NOT_ITS_OWN = (
    "w:writeProtection", "w:trackRevisions", "w:documentProtection", "w:attachedTemplate", "w:linkStyles",
    "w:mailMerge", "w:updateFields", "w:savePreviewPicture", "w:saveThroughXslt", "w:revisionView",
)  # fmt: skip
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAY = (1980, 1, 1, 0, 0, 0)


class Package:
    """A document without text: that of a brand's template, or the built-in one.

    Attributes:
        width: Of the text, in twentieths of a point.
        height: Of the text, likewise.
        numbers: Whether headings may get numbers: not where the template counts them itself.
        font: What the text is written in; "" where a template decides.
    """

    def __init__(self, brand: Brand) -> None:
        self._brand = brand
        self._own = brand.docx_template is not None
        self.font = "" if self._own else FONT
        self._document: Any = Document(io.BytesIO(brand.docx_template) if brand.docx_template else None)
        self._last = last_section(self._document, own=self._own)
        self._empty()
        self._ids: Mapping[str, str] = put_in(self._document, brand, own=self._own)
        bullets(self._document, self._ids.get("list bullet"), own=self._own)
        self.width, self.height = text_width(self._last), text_height(self._last)
        headings = (self._ids.get(f"heading {level}") for level in (1, 2))
        self.numbers = not any(numbered(self._document, h) for h in headings)

    def chart(self, content: bytes, workbook: bytes) -> str:
        """Puts a chart in, and the workbook that it is edited in; the id by which the document knows it."""
        package, part = self._document.part.package, self._document.part
        chart = Part(package.next_partname("/word/charts/chart%d.xml"), _CHART, content, package)
        name = package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
        chart.relate_to(Part(name, _SHEET, workbook, package), RELATIONSHIP_TYPE.PACKAGE)
        return str(part.relate_to(chart, RELATIONSHIP_TYPE.CHART))

    def finish(self, report: Report, markup: str) -> bytes:
        """The document with its text."""
        body = self._document.element.body
        for block in list(parse_xml(f"<w:body {SPACES}>{markup}</w:body>")):
            body.append(block)
        body.append(self._last)
        settle(body, self._ids)
        header_and_footer(self._document, self._brand, report, self._ids, own=self._own)
        self._describe(report)
        written = io.BytesIO()
        self._document.save(written)
        return _dated(written.getvalue())

    def _empty(self) -> None:
        """Takes out what a template says, and what only that refers to."""
        part = self._document.part
        for block in list(part.element.body):
            part.element.body.remove(block)
        kept = {r for s in self._last.iter() for r in (s.get(qn("r:id")),) if r}
        for identifier, relation in list(part.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            framing = kind in ("header", "footer")
            if kind not in _KEPT or (framing and identifier not in kept):
                del part.rels[identifier]
        for identifier, relation in list(part.package.rels.items()):
            if relation.reltype.rpartition("/")[2] not in ("officeDocument", "core-properties"):
                del part.package.rels[identifier]
        settings = self._document.settings.element
        for tag in _NOT_ITS_OWN:
            for found in settings.findall(qn(tag)):
                settings.remove(found)
        rels = part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
        for identifier in [i for i, r in rels.items() if r.is_external]:
            del rels[identifier]
        for mode in settings.iter(qn("w:compatSetting")):
            if mode.get(qn("w:name")) == "compatibilityMode":
                mode.set(qn("w:val"), "15")
        for language in settings.iter(qn("w:themeFontLang")):
            language.set(qn("w:val"), LANGUAGE)

    def _describe(self, report: Report) -> None:
        """The properties, none of them a template's or the clock's."""
        properties = self._document.core_properties
        for old in list(properties._element):
            properties._element.remove(old)
        at = report.changed_at.astimezone(UTC).replace(tzinfo=None)
        properties.title = one_line(f"Production readiness: {report.pilot}")[:255]
        properties.subject = one_line(report.framework.title)[:255]
        properties.author = properties.last_modified_by = one_line(self._brand.name)[:255]
        properties.language = LANGUAGE
        properties.identifier = one_line(report.id)[:255]
        properties.created = properties.modified = at
        properties.revision = 1


def _dated(content: bytes) -> bytes:
    """The same package, its files without the hour at which they were written."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name in given.namelist():
            package.writestr(zipfile.ZipInfo(name, _DAY), given.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()
