"""How the cells of a workbook look: their number formats, and whether what is in them can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.knowledge.documents.markup import attribute, child, children, local
from app.knowledge.documents.numbers import BUILT_IN, GENERAL
from app.knowledge.documents.visible import TINY_POINTS, WHITE, Colour, Unseen, colour_of, lost

BLACK: Colour = (0, 0, 0)
_INDEXED = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE}
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")


@dataclass(frozen=True)
class Font:
    """How letters look; `colour` is None where it cannot be told."""

    colour: Colour | None = BLACK
    points: float = 11.0
    struck: bool = False

    def unseen(self, fill: Colour | None) -> Unseen | None:
        """Why text in this font cannot be seen on a fill, or None."""
        if self.points < TINY_POINTS:
            return Unseen.TINY
        return Unseen.COLOUR if lost(self.colour, fill) else None


@dataclass(frozen=True)
class Format:
    """How a cell looks."""

    code: str = GENERAL
    font: Font = Font()
    fill: Colour | None = WHITE


class Palette:
    """The colours that a workbook names by number."""

    def __init__(self, theme: Element | None) -> None:
        scheme = child(theme, "themeElements", "clrScheme")
        self._theme = [_scheme_colour(child(scheme, name)) for name in _THEME]

    def colour(self, said: Mapping[str, str], default: Colour | None) -> Colour | None:
        """The colour that the attributes of a colour element name; None for one that is not known."""
        if said.get("auto") in ("1", "true") or not said:
            return default
        if "rgb" in said:
            return colour_of(said["rgb"])
        number = said.get("theme", said.get("indexed", ""))
        if not number.isdecimal():
            return default
        if "theme" not in said:
            return _INDEXED.get(int(number))
        found = self._theme[int(number)] if int(number) < len(self._theme) else None
        return _tinted(found, said.get("tint", "0"))

    def font(self, properties: Mapping[str, Mapping[str, str]]) -> Font:
        """A font by its properties: the attributes of `color`, `sz`, `strike`, as far as they are there."""
        size = properties.get("sz", {}).get("val", "")
        struck = "strike" in properties and properties["strike"].get("val", "1") not in ("0", "false")
        points = float(size) if size.replace(".", "", 1).isdecimal() else 11.0
        return Font(self.colour(properties.get("color", {}), BLACK), points, struck)


def formats(styles: Element | None, palette: Palette) -> list[Format]:
    """The looks that cells refer to by number."""
    codes = dict(BUILT_IN)
    for code in children(child(styles, "numFmts"), "numFmt"):
        number = attribute(code, "numFmtId") or ""
        if number.isdecimal():
            codes[int(number)] = attribute(code, "formatCode") or GENERAL
    fonts = [palette.font({local(p.tag): p.attrib for p in font}) for font in children(child(styles, "fonts"), "font")]
    fills = [_fill(fill, palette) for fill in children(child(styles, "fills"), "fill")]
    return [
        Format(
            codes.get(_number(look, "numFmtId"), GENERAL),
            fonts[at] if (at := _number(look, "fontId")) < len(fonts) else Font(),
            fills[at] if (at := _number(look, "fillId")) < len(fills) else WHITE,
        )
        for look in children(child(styles, "cellXfs"), "xf")
    ]


def _number(element: Element, name: str) -> int:
    value = attribute(element, name) or "0"
    return int(value) if value.isdecimal() else 0


def _fill(fill: Element, palette: Palette) -> Colour | None:
    pattern = child(fill, "patternFill")
    kind = attribute(pattern, "patternType")
    if pattern is None:
        return None if len(fill) else WHITE  # a gradient
    if kind in (None, "none"):
        return WHITE
    front = child(pattern, "fgColor")
    return palette.colour(front.attrib, None) if kind == "solid" and front is not None else None


def _scheme_colour(named: Element | None) -> Colour | None:
    for kind, value in (("srgbClr", "val"), ("sysClr", "lastClr")):
        if digits := attribute(child(named, kind), value):
            return colour_of(digits)
    return None


def _tinted(colour: Colour | None, tint: str) -> Colour | None:
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return None
    if colour is None:
        return None
    r, g, b = (round(c + (255 - c) * share if share > 0 else c * (1 + share)) for c in colour)
    return r, g, b
