"""The colours of a presentation: what its theme calls by name, lightened and darkened."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.knowledge.documents.markup import attribute, child, local
from app.knowledge.documents.visible import Colour, colour_of

_WHOLE = 100_000
"""DrawingML's hundred percent."""

FAINT = 0.1
"""The opacity up to which something is as good as not there."""

_PRESETS: dict[str, Colour] = {"white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255)}


@dataclass(frozen=True)
class Paint:
    """What something is painted with; `colour` is None where it cannot be told (a picture, a gradient)."""

    colour: Colour | None
    faint: bool = False


@dataclass(frozen=True)
class Scheme:
    """The named colours of a slide master."""

    theme: dict[str, Colour] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, theme: Element | None, master: Element | None) -> Scheme:
        """The scheme that a master's theme and its colour map make."""
        colours: dict[str, Colour] = {}
        for named in child(theme, "themeElements", "clrScheme") or ():
            first = next(iter(named), None)
            found = colour_of(attribute(first, "lastClr") or attribute(first, "val") or "")
            if found:
                colours[local(named.tag)] = found
        mapped = child(master, "clrMap")
        return cls(colours, dict(mapped.attrib) if mapped is not None else {})

    def fill(self, properties: Element | None) -> Paint | None:
        """What shape, cell, background or run properties say they are painted with; None if they do not say."""
        for said in properties if properties is not None else ():
            match local(said.tag):
                case "solidFill":
                    return self.paint(said)
                case "gradFill" | "blipFill" | "pattFill" | "grpFill":
                    return Paint(None)
                case "noFill":
                    return Paint(None, faint=True)
        return None

    def paint(self, holder: Element | None) -> Paint | None:
        """The colour that stands in an element (a solid fill, a reference to a style); None if none does."""
        said = next(iter(holder), None) if holder is not None else None
        if said is None:
            return None
        value = attribute(said, "val") or ""
        match local(said.tag):
            case "srgbClr":
                found = colour_of(value)
            case "sysClr":
                found = colour_of(attribute(said, "lastClr") or "")
            case "prstClr":
                found = _PRESETS.get(value)
            case "schemeClr":
                found = self.theme.get(self.names.get(value, value))
            case _:
                found = None
        opacity = 1.0
        for change in said:
            share = _share(change)
            if local(change.tag) == "alpha":
                opacity = share
            elif found is not None:
                found = _changed(found, local(change.tag), share)
        return Paint(found, faint=opacity <= FAINT)


def _share(change: Element) -> float:
    value = (attribute(change, "val") or "").rstrip("%")
    return int(value) / _WHOLE if value.lstrip("-").isdecimal() else 1.0


def _changed(colour: Colour, how: str, share: float) -> Colour:
    match how:
        case "shade":
            levels = tuple(c / 255 * share for c in colour)
        case "tint":
            levels = tuple(c / 255 * share + 1 - share for c in colour)
        case "lumMod" | "lumOff":
            hue, light, saturation = colorsys.rgb_to_hls(*(c / 255 for c in colour))
            light = light * share if how == "lumMod" else light + share
            levels = colorsys.hls_to_rgb(hue, max(0.0, min(1.0, light)), saturation)
        case _:
            return colour
    r, g, b = (max(0, min(255, round(level * 255))) for level in levels)
    return r, g, b
