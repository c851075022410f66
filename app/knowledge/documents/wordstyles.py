"""How a run of a Word document looks, after the styles that it goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.knowledge.documents.markup import attribute, child, children, on, within
from app.knowledge.documents.visible import TINY_POINTS, WHITE, Colour, Unseen, colour_of, lost

_HIGHLIGHTS: dict[str, Colour | None] = {
    "black": (0, 0, 0), "white": (255, 255, 255), "yellow": (255, 255, 0), "green": (0, 255, 0),
    "cyan": (0, 255, 255), "magenta": (255, 0, 255), "blue": (0, 0, 255), "red": (255, 0, 0),
    "darkBlue": (0, 0, 128), "darkCyan": (0, 128, 128), "darkGreen": (0, 128, 0), "darkMagenta": (128, 0, 128),
    "darkRed": (128, 0, 0), "darkYellow": (128, 128, 0), "darkGray": (128, 128, 128), "lightGray": (192, 192, 192),
}  # fmt: skip
_LEAST_LINE = TINY_POINTS * 20
_FAR_INDENT = 20_000
"""In twentieths of a point: wider than any page."""


@dataclass(frozen=True)
class Look:
    """What is known of how text looks; None where nothing has been said.

    Attributes:
        colour: Of the letters; None also for the automatic one, which always shows.
        background: What the text itself is laid on, by highlighting or shading.
    """

    hidden: bool | None = None
    struck: bool | None = None
    points: float | None = None
    automatic: bool = False
    colour: Colour | None = None
    background: Colour | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, the other where it does not."""
        coloured = self.automatic or self.colour is not None
        return Look(
            hidden=other.hidden if self.hidden is None else self.hidden,
            struck=other.struck if self.struck is None else self.struck,
            points=other.points if self.points is None else self.points,
            automatic=self.automatic if coloured else other.automatic,
            colour=self.colour if coloured else other.colour,
            background=self.background or other.background,
        )

    def unseen(self, behind: Colour | None) -> Unseen | None:
        """Why text that looks so cannot be seen on what is behind it, or None."""
        if self.hidden:
            return Unseen.HIDDEN
        if self.points is not None and self.points < TINY_POINTS:
            return Unseen.TINY
        return Unseen.COLOUR if lost(self.colour, self.background or behind) else None


PLAIN = Look()


def look(properties: Element | None) -> Look:
    """What run properties (`rPr`) say by themselves."""
    if properties is None:
        return PLAIN
    colour = attribute(child(properties, "color"), "val")
    size = attribute(child(properties, "sz"), "val")
    highlight = attribute(child(properties, "highlight"), "val")
    struck = [on(properties, "strike"), on(properties, "dstrike")]
    return Look(
        hidden=on(properties, "vanish"),
        struck=True if True in struck else (False if False in struck else None),
        points=int(size) / 2 if size and size.isdecimal() else None,
        automatic=colour == "auto",
        colour=colour_of(colour) if colour else None,
        background=_HIGHLIGHTS.get(highlight or "") or shading(properties),
    )


def shading(properties: Element | None) -> Colour | None:
    """The colour that a run, paragraph, cell or table is shaded in, or None."""
    shade = child(properties, "shd")
    pattern = attribute(shade, "val")
    return colour_of(attribute(shade, "color" if pattern == "solid" else "fill") or "")


def squeezed(properties: Element | None) -> Unseen | None:
    """Why a paragraph's own layout (`pPr`) makes it invisible, or None."""
    spacing, indent = child(properties, "spacing"), child(properties, "ind")
    line = attribute(spacing, "line") or ""
    if attribute(spacing, "lineRule") == "exact" and line.isdecimal() and int(line) < _LEAST_LINE:
        return Unseen.TINY
    sides = (attribute(indent, side) or "" for side in ("left", "start", "right", "end", "firstLine"))
    if any(side.lstrip("-").isdecimal() and abs(int(side)) > _FAR_INDENT for side in sides):
        return Unseen.OUTSIDE
    return None


class Styles:
    """The named styles of a document, each with what it inherits."""

    def __init__(self, tree: Element | None) -> None:
        self._styles = {attribute(s, "styleId") or "": s for s in children(tree, "style")}
        self._default = next(
            (
                name
                for name, s in self._styles.items()
                if attribute(s, "type") == "paragraph" and attribute(s, "default") in ("1", "true")
            ),
            "",
        )
        self._base = look(child(tree, "docDefaults", "rPrDefault", "rPr"))
        self._looks: dict[str, Look] = {}

    def run(self, properties: Element | None, paragraph: str | None, table: Look) -> Look:
        """How a run looks in a paragraph of a style, in a part of a table that looks so by its own style."""
        own = look(properties)
        by_character = self._look(attribute(child(properties, "rStyle"), "val"))
        by_paragraph = self._look(paragraph or self._default)
        return own.over(by_character).over(by_paragraph).over(table).over(self._base)

    def shade(self, paragraph: str | None) -> Colour | None:
        """What a paragraph style shades its paragraphs in."""
        shades = (shading(child(s, "pPr")) for s in self._chain(paragraph or self._default))
        return next((shade for shade in shades if shade), None)

    def squeezed(self, paragraph: str | None) -> Unseen | None:
        """Why paragraphs of a style cannot be seen, or None."""
        return next(filter(None, (squeezed(child(s, "pPr")) for s in self._chain(paragraph or self._default))), None)

    def heads(self, paragraph: str | None, properties: Element | None) -> bool:
        """Whether a paragraph is a heading."""
        levels = [attribute(child(properties, "outlineLvl"), "val")]
        for style in self._chain(paragraph):
            name = (attribute(child(style, "name"), "val") or "").lower()
            if name == "title" or name.startswith("heading "):
                return True
            levels.append(attribute(child(style, "pPr", "outlineLvl"), "val"))
        level = next((found for found in levels if found is not None), "9")
        return level.isdecimal() and int(level) < 9

    def cell(self, table: Element, row: int, rows: int, column: int, columns: int) -> tuple[Look, Colour | None]:
        """How text looks, and what it stands on, in a cell of a table, by the table's style alone."""
        properties = child(table, "tblPr")
        chosen = child(properties, "tblLook")
        parts = []
        if _chosen(chosen, "firstRow", 0x20) and row == 0:
            parts.append("firstRow")
        if _chosen(chosen, "lastRow", 0x40) and row == rows - 1:
            parts.append("lastRow")
        if _chosen(chosen, "firstColumn", 0x80) and column == 0:
            parts.append("firstCol")
        if _chosen(chosen, "lastColumn", 0x100) and column == columns - 1:
            parts.append("lastCol")
        if not _chosen(chosen, "noHBand", 0x200):
            parts.append("band1Horz" if (row - ("firstRow" in parts)) % 2 == 0 else "band2Horz")
        text, shade = PLAIN, None
        for style in self._chain(attribute(child(properties, "tblStyle"), "val")):
            conditional = {attribute(part, "type"): part for part in children(style, "tblStylePr")}
            for part in (*(conditional[name] for name in parts if name in conditional), style):
                text = text.over(look(child(part, "rPr")))
                shade = shade or shading(child(part, "tcPr")) or shading(child(part, "tblPr"))
        return text, shade or shading(properties)

    def _look(self, name: str | None) -> Look:
        if not name:
            return PLAIN
        if name not in self._looks:
            found = PLAIN
            for style in self._chain(name):
                found = found.over(look(child(style, "rPr")))
            self._looks[name] = found
        return self._looks[name]

    def _chain(self, name: str | None) -> Iterator[Element]:
        """A style and those that it is based on."""
        met: set[str] = set()
        while name and name in self._styles and name not in met:
            met.add(name)
            yield self._styles[name]
            name = attribute(child(self._styles[name], "basedOn"), "val")


def page_colour(document: Element) -> Colour:
    """What the pages are coloured in."""
    return colour_of(attribute(child(document, "background"), "color") or "") or WHITE


def box_colour(shape: Element, behind: Colour | None) -> Colour | None:
    """What the text of a drawn box stands on: its fill, or what is behind it; None where it cannot be told."""
    fill = attribute(shape, "fillcolor")
    if fill:
        return colour_of(fill.split()[0].lstrip("#"))
    properties = child(shape, "spPr")
    solid = child(properties, "solidFill")
    if solid is not None:
        return colour_of(attribute(child(solid, "srgbClr"), "val") or "")
    painted = any(True for _ in within(properties, "gradFill", "blipFill", "pattFill"))
    styled = child(shape, "style", "fillRef")
    by_style = child(properties, "noFill") is None and attribute(styled, "idx") not in (None, "0")
    return None if painted or by_style else behind


def _chosen(look_of: Element | None, name: str, bit: int) -> bool:
    named = attribute(look_of, name)
    if named is not None:
        return named in ("1", "true", "on")
    try:
        return bool(int(attribute(look_of, "val") or "0", 16) & bit)
    except ValueError:
        return False
