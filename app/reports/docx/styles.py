"""The styles of a Word report: those that a template has are taken as they are, the others are put in.

All that Word knows by a name has that name, so that a house template restyles it; ours begin with `Report`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from app.domain.brand import Brand
from app.reports.docx.looks import looks
from app.reports.docx.xml import LANGUAGE, SPACES

FONT = "Arial"


def put_in(document: Any, brand: Brand, *, own: bool) -> Mapping[str, str]:
    """The ids of the styles by their names, small letters; those that are missing are added.

    Args:
        document: What to put them in.
        brand: Whose colours they have.
        own: Whether the document is a template of one's own, whose styles stay as they are.
    """
    root = document.styles.element
    if not own:
        _empty(root)
    _language(root)
    there = {_name(s): s for s in root.findall(qn("w:style"))}
    taken = {str(s.get(qn("w:styleId"))) for s in there.values()}
    ids: dict[str, str] = {}
    for name, (kind, definition) in looks(brand).items():
        found = there.get(name.lower())
        if found is not None and own:
            if found.get(qn("w:type")) == kind:
                ids[name.lower()] = found.get(qn("w:styleId"))
            continue
        if found is not None:
            root.remove(found)
        chosen = found.get(qn("w:styleId")) if found is not None else _free(name, taken)
        taken.add(str(chosen))
        ids[name.lower()] = str(chosen)
        root.append(parse_xml(_style(kind, chosen, name, definition)))
    _resolve(root, ids)
    return ids


def numbered(document: Any, identifier: str | None) -> bool:
    """Whether paragraphs of a style are numbered, or have bullets, by it."""
    styles = {s.get(qn("w:styleId")): s for s in document.styles.element.findall(qn("w:style"))}
    seen: set[str] = set()
    while identifier is not None and identifier in styles and identifier not in seen:
        seen.add(identifier)
        style = styles[identifier]
        numbers = style.xpath("w:pPr/w:numPr/w:numId/@w:val")
        if numbers:
            return bool(numbers[0] != "0")
        based = style.find(qn("w:basedOn"))
        identifier = based.get(qn("w:val")) if based is not None else None
    return False


def _name(style: Any) -> str:
    name = style.find(qn("w:name"))
    return str(name.get(qn("w:val"))).lower() if name is not None else ""


def _free(name: str, taken: set[str]) -> str:
    base = "".join(word[:1].upper() + word[1:] for word in name.split())
    return next(i for i in (base, *(f"{base}{n}" for n in range(2, 1000))) if i not in taken)


def _resolve(root: Any, ids: Mapping[str, str]) -> None:
    """Puts the ids of styles where our definitions name them."""
    for tag in ("w:basedOn", "w:next"):
        for reference in root.iter(qn(tag)):
            named = reference.get(qn("w:val"))
            if named.startswith("@"):
                reference.set(qn("w:val"), ids.get(named[1:].lower(), ids.get("normal", "Normal")))


def _empty(root: Any) -> None:
    """Takes a hundred table styles out that nobody asked for, and those that nothing here is written in."""
    defaults = root.find(qn("w:docDefaults"))
    root.replace(
        defaults,
        parse_xml(
            f'<w:docDefaults {SPACES}><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}"'
            f' w:hAnsi="{FONT}" w:cs="{FONT}"/><w:sz w:val="19"/><w:szCs w:val="19"/>'
            f'<w:lang w:val="{LANGUAGE}" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
            "</w:docDefaults>"
        ),
    )
    kept = ("normal", "default paragraph font", "normal table", "no list")
    for style in root.findall(qn("w:style")):
        if _name(style) not in kept:
            root.remove(style)


def _language(root: Any) -> None:
    """What the report is written in, whatever the template was."""
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = parse_xml(f"<w:docDefaults {SPACES}/>")
        root.insert(0, defaults)
    inner = defaults.find(qn("w:rPrDefault"))
    if inner is None:
        inner = parse_xml(f"<w:rPrDefault {SPACES}><w:rPr/></w:rPrDefault>")
        defaults.insert(0, inner)
    look = inner.get_or_add_rPr() if hasattr(inner, "get_or_add_rPr") else inner.find(qn("w:rPr"))
    if look is None:
        look = parse_xml(f"<w:rPr {SPACES}/>")
        inner.append(look)
    if look.find(qn("w:lang")) is None:
        look.append(parse_xml(f"<w:lang {SPACES}/>"))
    for language in root.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _style(kind: str, identifier: str, name: str, definition: str) -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    own = ' w:customStyle="1"' if name.startswith("Report") else ""
    return (
        f'<w:style {SPACES} w:type="{kind}"{default}{own} w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f"{definition}</w:style>"
    )
