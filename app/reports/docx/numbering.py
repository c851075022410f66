"""Bullets for a style that has none: a list of its own in the document's numbering."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart

from app.reports.docx.styles import numbered
from app.reports.docx.xml import SPACES


def bullets(document: Any, identifier: str | None, *, own: bool) -> None:
    """Gives the paragraphs of a style bullets, if they have none yet.

    Args:
        document: What they stand in.
        identifier: The style's.
        own: Whether the document is a template of one's own, whose other lists stay as they are.
    """
    if identifier is None or numbered(document, identifier):
        return
    numbering = _numbering(document)
    for unused in () if own else list(numbering):
        numbering.remove(unused)
    abstract = 1 + max(map(int, numbering.xpath("w:abstractNum/@w:abstractNumId")), default=0)
    number = 1 + max(map(int, numbering.xpath("w:num/@w:numId")), default=0)
    definition = parse_xml(
        f'<w:abstractNum {SPACES} w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="284" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>'
    )
    use = parse_xml(f'<w:num {SPACES} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>')
    first = numbering.find(qn("w:num"))
    if first is None:
        numbering.append(definition)
    else:
        first.addprevious(definition)
    last = numbering.findall(qn("w:num"))
    (last[-1].addnext if last else definition.addnext)(use)
    style = next(s for s in document.styles.element.iter(qn("w:style")) if s.get(qn("w:styleId")) == identifier)
    style.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number


def _numbering(document: Any) -> Any:
    """The document's numbering; an empty one, if it had none."""
    part = document.part
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering {SPACES}/>'.encode()
        made = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, blob, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made.element
