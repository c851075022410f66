"""The paper of a Word document: the size and margins of its pages, and what room they leave for text."""

from __future__ import annotations

import copy
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from app.reports.docx.xml import SPACES

_FRAMES = (qn("w:headerReference"), qn("w:footerReference"))
_A4 = (
    f'<w:sectPr {SPACES}><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1247" w:bottom="1134"'
    ' w:left="1247" w:header="567" w:footer="510" w:gutter="0"/></w:sectPr>'
)
_NOT_OURS = ("w:type", "w:lnNumType", "w:cols", "w:vAlign", "w:textDirection", "w:printerSettings", "w:sectPrChange")
"""What a template's section has that a report does not take over."""
_NARROWEST = 4000
"""Twentieths of a point that tables need at the least, whatever a template's margins are."""


def last_section(document: Any, *, own: bool) -> Any:
    """How the pages of a document are: a template's as in its last section, else A4; with what headers it has."""
    found = document.element.body.xpath("w:p/w:pPr/w:sectPr | w:sectPr") if own else []
    if not found:
        return parse_xml(_A4)
    last = copy.deepcopy(found[-1])
    for tag in _NOT_OURS:
        for unwanted in last.findall(qn(tag)):
            last.remove(unwanted)
    for numbers in last.findall(qn("w:pgNumType")):
        numbers.attrib.pop(qn("w:start"), None)
    known = {_kind(r) for r in last if r.tag in _FRAMES}
    for section in reversed(found[:-1]):  # what a section does not have, it takes from the one before
        for reference in section:
            if reference.tag in _FRAMES and _kind(reference) not in known:
                known.add(_kind(reference))
                last.insert(0, copy.deepcopy(reference))
    return last


def text_width(section: Any) -> int:
    """How wide the text is, in twentieths of a point."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        return 9000
    wide = (
        _number(size, "w:w") - _number(margins, "w:left") - _number(margins, "w:right") - _number(margins, "w:gutter")
    )
    return max(wide, _NARROWEST)


def text_height(section: Any) -> int:
    """How high the text of a page is, in twentieths of a point."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        return 13000
    high = _number(size, "w:h") - abs(_number(margins, "w:top")) - abs(_number(margins, "w:bottom"))
    return max(high, _NARROWEST)


def _kind(reference: Any) -> tuple[str, str]:
    return str(reference.tag), reference.get(qn("w:type"), "default")


def _number(element: Any, name: str) -> int:
    value = element.get(qn(name), "0")
    return int(float(value)) if value.replace(".", "", 1).lstrip("-").isdigit() else 0
