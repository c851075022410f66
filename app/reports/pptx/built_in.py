"""The template that is used where nobody has one: wide, white, one colour for headings and one for what matters."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from app.domain.brand import Brand, Logo

WIDE, TALL = 960, 540
"""The slide in points: 16 to 9."""
MARGIN = 43
_FONT = "Arial"
_KEPT = {"title", "obj", "secHead", "twoObj", "titleOnly", "blank"}


def built_in(brand: Brand) -> Any:
    """A presentation without slides in a brand's colours, with its logo."""
    presentation: Any = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(WIDE), Pt(TALL)
    presentation.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    for layout in list(presentation.slide_layouts):
        if layout._element.get("type") not in _KEPT:
            presentation.slide_layouts.remove(layout)
    _theme(presentation, brand)
    _master(presentation.slide_master, brand)
    for layout in presentation.slide_layouts:
        _layout(layout, brand)
    return presentation


def _theme(presentation: Any, brand: Brand) -> None:
    part: Any = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    primary, accent = brand.primary.code[1:], brand.accent.code[1:]
    theme = part.blob.decode()
    colours = {"dk2": primary, "accent1": primary, "accent2": accent, "hlink": primary, "folHlink": accent}
    for name, code in colours.items():
        theme = re.sub(rf"(<a:{name}>)<a:srgbClr val=\"\w+\"/>", rf'\1<a:srgbClr val="{code.upper()}"/>', theme)
    theme = re.sub(r'<a:latin typeface="Calibri"/>', f'<a:latin typeface="{_FONT}"/>', theme)
    part._blob = theme.replace('name="Office Theme"', 'name="Readiness"').encode()


def _master(master: Any, brand: Brand) -> None:
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    font = title.find(qn("a:defRPr"))
    font.set("sz", "2600")
    font.set("b", "1")
    font.find(f".//{qn('a:schemeClr')}").set("val", "tx2")
    for level, size in zip(styles.find(qn("p:bodyStyle")), (18, 16, 14, 12, 12), strict=False):
        level.find(qn("a:defRPr")).set("sz", str(size * 100))
    room = WIDE - 2 * MARGIN - (140 if pictured(brand.logo) else 0)
    places = {
        "title": (MARGIN, 32, room, 58),
        "body": (MARGIN, 100, WIDE - 2 * MARGIN, 390),
        "dt": (MARGIN + 600, 504, 120, 20),
        "ftr": (MARGIN, 504, 600, 20),
        "sldNum": (WIDE - MARGIN - 100, 504, 100, 20),
    }
    for shape in master.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")
        shape.left, shape.top, shape.width, shape.height = map(Pt, places[kind])
        properties = shape._element.find(f".//{qn('a:bodyPr')}")
        properties.set("lIns", "0")
        properties.set("rIns", "0")
        if kind == "title":
            properties.set("anchor", "t")
        if kind in ("dt", "ftr", "sldNum"):
            align = "r" if kind == "sldNum" else "l"
            _style(
                shape, f'<a:lvl1pPr algn="{align}"><a:defRPr sz="900">{_fill("tx1", muted=True)}</a:defRPr></a:lvl1pPr>'
            )
    _draw(master, (MARGIN, 22, 44, 4), "accent2")
    if pictured(brand.logo):
        _picture(master, brand, (WIDE - MARGIN - 120, 20, 120, 34), align="right")


def _layout(layout: Any, brand: Brand) -> None:
    kind = layout._element.get("type")
    for shape in list(layout.placeholders):
        found = shape._element.find(f".//{qn('p:ph')}").get("type")
        if found == "dt" or (kind in ("title", "secHead") and found in ("ftr", "sldNum")):
            shape._element.getparent().remove(shape._element)
            continue
        properties = shape._element.find(qn("p:spPr"))
        for place in properties.findall(qn("a:xfrm")):
            properties.remove(place)
        _style(shape, "")
    if kind == "twoObj":
        half = (WIDE - 2 * MARGIN - 30) / 2
        for n, shape in enumerate(s for s in layout.placeholders if s.placeholder_format.idx in (1, 2)):
            shape.left, shape.top, shape.width, shape.height = map(Pt, (MARGIN + n * (half + 30), 100, half, 390))
    if kind in ("title", "secHead"):
        _opening(layout, brand, dark=kind == "secHead")


def _opening(layout: Any, brand: Brand, *, dark: bool) -> None:
    layout._element.set("showMasterSp", "0")
    colour = f'<a:solidFill><a:srgbClr val="{brand.primary.text.code[1:].upper()}"/></a:solidFill>' if dark else ""
    first, second = (s for s in layout.placeholders if s.placeholder_format.idx in (0, 1))
    first.left, first.top, first.width, first.height = map(Pt, (110, 150, 760, 130))
    second.left, second.top, second.width, second.height = map(Pt, (110, 300, 760, 120))
    _style(
        first,
        f'<a:lvl1pPr algn="l"><a:defRPr sz="4000" b="1" cap="none">{colour or _fill("tx2")}</a:defRPr></a:lvl1pPr>',
    )
    _style(
        second,
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="1800">{colour or _fill("tx1")}</a:defRPr>'
        "</a:lvl1pPr>",
    )
    for shape, anchor in ((first, "b"), (second, "t")):
        shape._element.find(f".//{qn('a:bodyPr')}").set("anchor", anchor)
    if dark:
        ground = f"<p:bg {nsdecls('p', 'a')}><p:bgPr>{_fill('tx2')}<a:effectLst/></p:bgPr></p:bg>"
        layout._element.find(qn("p:cSld")).insert(0, parse_xml(ground))
    else:
        _draw(layout, (0, 0, 26, TALL), "tx2")
        _draw(layout, (110, 288, 60, 4), "accent2")
        if pictured(brand.logo):
            _picture(layout, brand, (110, 48, 200, 64), align="left")


def _fill(scheme: str, *, muted: bool = False) -> str:
    lighter = '<a:lumMod val="75000"/><a:lumOff val="25000"/>' if muted else ""
    return f'<a:solidFill><a:schemeClr val="{scheme}">{lighter}</a:schemeClr></a:solidFill>'


def _style(shape: Any, levels: str) -> None:
    old = shape._element.find(f".//{qn('a:lstStyle')}")
    old.getparent().replace(old, parse_xml(f"<a:lstStyle {nsdecls('a')}>{levels}</a:lstStyle>"))


def _draw(part: Any, place: tuple[float, float, float, float], scheme: str) -> None:
    """A filled area behind everything else."""
    number = len(part._element.findall(f".//{qn('p:cNvPr')}")) + 100
    tree = part.shapes._spTree
    tree.insert(2, parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="Area {number}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr>'
        f"<p:spPr>{_xfrm(place)}<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom>{_fill(scheme)}"
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    ))  # fmt: skip


def _xfrm(place: tuple[float, float, float, float]) -> str:
    left, top, width, height = (int(Pt(v)) for v in place)
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def pictured(logo: Logo | None) -> bool:
    """Whether it is a picture that slides can hold."""
    return logo is not None and logo.media_type != "image/svg+xml"


def drawable(logo: Logo) -> bytes:
    """The picture as slides take it: some cameras' JPEGs hold several, which makes them another kind."""
    from PIL import Image

    with Image.open(io.BytesIO(logo.content)) as picture:
        if picture.format in ("PNG", "JPEG"):
            return logo.content
        written = io.BytesIO()
        picture.convert("RGB").save(written, "PNG")
        return written.getvalue()


def _picture(part: Any, brand: Brand, room: tuple[float, float, float, float], *, align: str) -> None:
    """The logo, as large as its room allows."""
    assert brand.logo is not None
    image, relation = part.part.get_or_add_image_part(io.BytesIO(drawable(brand.logo)))
    left, top, width, height = room
    across, down = image.image.size
    scale = min(width / across, height / down)
    size = across * scale, down * scale
    place = (left + (width - size[0] if align == "right" else 0), top, *size)
    number = len(part._element.findall(f".//{qn('p:cNvPr')}")) + 100
    part.shapes._spTree.append(parse_xml(
        f'<p:pic {nsdecls("p", "a", "r")}><p:nvPicPr><p:cNvPr id="{number}" name="Logo" descr={quoteattr(brand.name)}/>'
        '<p:cNvPicPr><a:picLocks noChangeAspect="1"/></p:cNvPicPr><p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>{_xfrm(place)}'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    ))  # fmt: skip
