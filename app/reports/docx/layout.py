"""What keeps together on a page, once all that stands in a Word document is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.parfmt import ParagraphFormat

_LONG_CELL = 1000
"""Characters of a cell from which its row may go over to the next page: whole, it would leave half a page empty."""
_SHORT_TABLE, _FEW_ROWS, _FEW_PAIRS = 1200, 5, 8
"""Characters, and rows with or without a head, up to which a table stands on one page as a whole."""
_LEAD, _LONG_LEAD = 4, 500
"""How many paragraphs before a table stay with it, if none has more characters than this."""


def settle(body: Any, ids: Mapping[str, str]) -> None:
    """Names styles by their ids, and keeps together what belongs together.

    Args:
        body: The blocks of a document, with its last section.
        ids: The styles' ids by their names in small letters; what is not among them falls back to the default.
    """
    for tag in ("w:pStyle", "w:rStyle", "w:tblStyle"):
        for named in list(body.iter(qn(tag))):
            identifier = ids.get(named.get(qn("w:val")).lower())
            if identifier is None:
                named.getparent().remove(named)
            else:
                named.set(qn("w:val"), identifier)
    headings = {ids.get(name) for name in ("heading 1", "heading 2", "heading 3", "report heading")}
    for table in body.xpath("w:tbl[w:tblPr/w:tblLook]"):  # the others only hold blocks side by side
        _keep_rows(table)
        _keep_lead(table)
        _set_off(table, headings)
    for paragraph in body.findall(qn("w:p")):
        if "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).endswith(":"):
            _keep_with_next(paragraph)


def _keep_rows(table: Any) -> None:
    rows = table.findall(qn("w:tr"))
    few = _FEW_ROWS if table.xpath("w:tr/w:trPr/w:tblHeader") else _FEW_PAIRS
    short = len(rows) <= few and _length(table) <= _SHORT_TABLE
    for number, row in enumerate(rows):
        if max(_length(cell) for cell in row.findall(qn("w:tc"))) <= _LONG_CELL:
            row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        if (number == 0 or short) and number < len(rows) - 1:
            for paragraph in row.iter(qn("w:p")):
                _keep_with_next(paragraph)


def _keep_lead(table: Any) -> None:
    before = table.getprevious()
    for _ in range(_LEAD):
        if before is None or before.tag != qn("w:p") or _length(before) > _LONG_LEAD:
            return
        _keep_with_next(before)
        before = before.getprevious()


def _set_off(table: Any, headings: set[str | None]) -> None:
    """Gives text that follows a table some air; headings have their own."""
    after = table.getnext()
    if after is not None and after.tag == qn("w:p") and after.style not in headings:
        ParagraphFormat(after).space_before = Pt(8)


def _keep_with_next(paragraph: Any) -> None:
    ParagraphFormat(paragraph).keep_with_next = True


def _length(block: Any) -> int:
    return sum(len(t.text or "") for t in block.iter(qn("w:t")))
