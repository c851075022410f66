"""A Word document as a program reads it that knows nothing of who wrote it: the package's files and their XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from tests.slides import related

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
BODY = "word/document.xml"

_SECTION = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols"
    " formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
)
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
    " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
    " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid"
    " vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em"
    " lang eastAsianLayout specVanish oMath",
    "tbl": "tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
    " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tr": "tblPrEx trPr tc",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": _SECTION,
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked"
    " personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "docDefaults": "rPrDefault pPrDefault",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "styles": "docDefaults latentStyles style",
}
"""The order in which ECMA-376 wants the children of an element."""


def words_of_document(data: bytes) -> str:
    """All text of a document, a line a paragraph, headers and footers after the body."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        frames = sorted(n for n in package.namelist() if re.fullmatch(r"word/(header|footer)\d+\.xml", n))
        return "\n".join(
            line for name in (BODY, *frames) for line in _lines(ElementTree.fromstring(package.read(name)))
        )


def parts_of(data: bytes) -> dict[str, bytes]:
    """The files of a package by their names, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def faults(data: bytes) -> Iterator[str]:
    """What Word would stumble over: wrong order, references to nothing, names twice, cells and rows that do not fit."""
    parts = parts_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in parts:
            if name.endswith(".xml") and name.startswith("word/"):
                known = set(related(package, name)) | set(re.findall(r'Id="(\w+)"', _relations(parts, name)))
                yield from (f"{name}: {fault}" for fault in _in_part(ElementTree.fromstring(parts[name]), known))
    types = parts["[Content_Types].xml"].decode()
    defaults = set(re.findall(r'Extension="([^"]+)"', types))
    yield from (
        f"{name} has no content type"
        for name in parts
        if f'PartName="/{name}"' not in types
        and name.rpartition(".")[2] not in defaults
        and name != "[Content_Types].xml"
    )
    body, styles = (ElementTree.fromstring(parts[n]) for n in (BODY, "word/styles.xml"))
    there = {s.get(f"{W}styleId"): s.get(f"{W}type") for s in styles.iter(f"{W}style")}
    if len(there) != len(list(styles.iter(f"{W}style"))):
        yield "two styles have one id"
    for tag, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
        yield from (
            f"no {kind} {u.get(f'{W}val')}" for u in body.iter(f"{W}{tag}") if there.get(u.get(f"{W}val")) != kind
        )
    marks = [m.get(f"{W}name") for m in body.iter(f"{W}bookmarkStart")]
    yield from (f"two bookmarks {m}" for m in marks if marks.count(m) > 1)
    yield from (
        f"no bookmark {h.get(f'{W}anchor')}" for h in body.iter(f"{W}hyperlink") if h.get(f"{W}anchor") not in marks
    )


def _in_part(root: ElementTree.Element, known: set[str]) -> Iterator[str]:
    for element in root.iter():
        yield from (f"no relation {v}" for k, v in element.attrib.items() if k.startswith(R) and v not in known)
        tag = element.tag.removeprefix(W)
        order = ORDER.get(tag, "").split()
        places = [order.index(c.tag.removeprefix(W)) for c in element if c.tag.removeprefix(W) in order]
        if order and (places != sorted(places) or len(places) != len(element)):
            yield f"{tag}: {[c.tag.removeprefix(W) for c in element]}"
        if tag == "tc" and (not len(element) or element[-1].tag != f"{W}p"):
            yield "a cell does not end with a paragraph"
        if tag == "tbl":
            width = len(element.findall(f"{W}tblGrid/{W}gridCol"))
            yield from (
                "a row of another width" for r in element.findall(f"{W}tr") if len(r.findall(f"{W}tc")) != width
            )


def _relations(parts: dict[str, bytes], name: str) -> str:
    folder, _, file = name.rpartition("/")
    return parts.get(f"{folder}/_rels/{file}.rels", b"").decode()


def _lines(root: ElementTree.Element) -> Iterator[str]:
    for paragraph in root.iter(f"{W}p"):
        yield "".join(_shown(e) for e in paragraph.iter())


def _shown(element: ElementTree.Element) -> str:
    if element.tag == f"{W}t":
        return element.text or ""
    return "\t" if element.tag in (f"{W}tab", f"{W}br") else ""
