"""DrawingML for text and tables, written as XML: all text is escaped here and is nothing but text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from app.reports.pptx.flow import Block, height
from app.reports.pptx.measure import LEADING, Measure, Run, run

LANGUAGE = "en-GB"
SIZES = ((16.0, 10.0), (15.0, 8.0), (14.0, 7.0), (14.0, 5.0), (13.0, 4.0), (12.0, 3.5), (11.0, 3.5))
"""Sizes of a table's font and the air in its cells, the largest first: the first that fits is taken."""
EMU = 12700
"""Office's unit of length: so many to a point."""
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_MUTED = '<a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr>'
CELL_MARGIN = 5.0
"""Points beside the text of a table's cell."""


@dataclass(frozen=True)
class Ink:
    """What headings are written in: the text's own colour on a template whose ground is not known."""

    heading: str = "tx1"


def emu(points: float) -> int:
    """A length in Office's unit."""
    return round(points * EMU)


def body(blocks: Sequence[Block], ink: Ink, *, anchor: str = "t") -> str:
    """The body of a shape's text, without margins: what was measured is what there is room for."""
    return (
        f'<p:txBody {_A} {_P}><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs(blocks, ink)}</p:txBody>"
    )


def plain(lines: Iterable[str], size: float) -> str:
    """The body of a shape's text in the style of its placeholder, but for the size."""
    style = f'lang="{LANGUAGE}" sz="{round(size * 100)}" dirty="0"'
    shown = "".join(f"<a:p><a:r><a:rPr {style}/><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return f"<p:txBody {_A} {_P}><a:bodyPr/><a:lstStyle/>{shown}</p:txBody>"


def paragraphs(blocks: Sequence[Block], ink: Ink) -> str:
    """Paragraphs; at least one."""
    return "".join(_paragraph(b, ink, first=n == 0) for n, b in enumerate(blocks)) or f"<a:p>{_end()}</a:p>"


def _paragraph(block: Block, ink: Ink, *, first: bool) -> str:
    indent = f' indent="{-emu(block.indent) if block.item else 0}"'
    bullet = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if block.item else "<a:buNone/>"
    before = 0 if first else round(block.before * 100)
    runs = "".join(_run(r, block, ink) for r in block.runs if r.text)
    return (
        f'<a:p><a:pPr marL="{emu(block.indent)}"{indent} algn="{block.align}">'
        f'<a:lnSpc><a:spcPts val="{round(block.size * LEADING * 100)}"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{before}"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft>'
        f"{bullet}</a:pPr>{runs or _end()}</a:p>"
    )


def _run(piece: Run, block: Block, ink: Ink) -> str:
    style = (' b="1"' if piece.bold else ' b="0"') + (' i="1"' if piece.italic else "")
    return (
        f'<a:r><a:rPr lang="{LANGUAGE}" sz="{round(block.size * 100)}"{style} dirty="0">{_colour(block, ink)}</a:rPr>'
        f"<a:t>{escape(piece.text)}</a:t></a:r>"
    )


def _colour(block: Block, ink: Ink) -> str:
    if block.fill:
        inner = f'<a:srgbClr val="{block.fill}"/>'
    elif block.tone == "muted":
        inner = _MUTED
    else:
        inner = f'<a:schemeClr val="{ink.heading if block.tone == "heading" else "tx1"}"/>'
    return f"<a:solidFill>{inner}</a:solidFill>"


def _end() -> str:
    return f'<a:endParaRPr lang="{LANGUAGE}"/>'


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        ground: The colour behind it as `rrggbb`; none if "".
    """

    blocks: tuple[Block, ...]
    ground: str = ""


def cell(text: str, *, size: float = 11, bold: bool = False, ground: str = "", fill: str = "", under: str = "") -> Cell:
    """A cell with a text, and a smaller one under it.

    Args:
        text: What it says.
        size: Of the font, in points.
        bold: Whether it is bold.
        ground: The colour behind it as `rrggbb`.
        fill: The colour of the text as `rrggbb`.
        under: What stands under it.
    """
    blocks = [Block((run(text, bold=bold),), size, fill=fill)]
    if under:
        blocks.append(Block((run(under),), size - 1.5, 1, tone="muted"))
    return Cell(tuple(blocks), ground)


@dataclass(frozen=True)
class Table:
    """A table with a row of headings.

    Attributes:
        widths: Of the columns, in points.
        air: Points above and below the text of a cell.
    """

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    air: float = 3.5

    def heights(self, measure: Measure) -> tuple[float, ...]:
        """Of the heading and of each row, in points."""
        return tuple(
            max(
                sum(height(measure, b, w - 2 * CELL_MARGIN) + b.before for b in c.blocks)
                for c, w in zip(row, self.widths, strict=True)
            )
            + 2 * self.air
            for row in (self.header, *self.rows)
        )

    def breaks_words(self, measure: Measure) -> bool:
        """Whether a column is so narrow that a word of it would be torn."""
        return any(
            measure.longest(b.runs, b.size) > wide - 2 * CELL_MARGIN
            for row in (self.header, *self.rows)
            for given, wide in zip(row, self.widths, strict=True)
            for b in given.blocks
        )

    def pages(self, measure: Measure, tall: float) -> list[Table]:
        """The table in parts of at most that height, each with the heading; a row stands alone at the least."""
        head, *rest = self.heights(measure)
        parts: list[list[tuple[Cell, ...]]] = [[]]
        used = head
        for row, takes in zip(self.rows, rest, strict=True):
            if parts[-1] and used + takes > tall:
                parts.append([])
                used = head
            parts[-1].append(row)
            used += takes
        return [replace(self, rows=tuple(rows)) for rows in parts]

    def xml(self, measure: Measure, ink: Ink, line: str) -> str:
        """The table's XML.

        Args:
            measure: How text is measured.
            ink: What headings are written in.
            line: The colour of the lines between rows, as `rrggbb`.
        """
        grid = "".join(f'<a:gridCol w="{emu(w)}"/>' for w in self.widths)
        rows = "".join(
            f'<a:tr h="{emu(h)}">{"".join(_cell(c, ink, line, self.air) for c in row)}</a:tr>'
            for row, h in zip((self.header, *self.rows), self.heights(measure), strict=True)
        )
        return (
            f'<a:tbl {_A}><a:tblPr firstRow="1"><a:tableStyleId>{{2D5ABB26-0587-4C30-8999-92F81FD0307C}}'
            f"</a:tableStyleId></a:tblPr><a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl>"
        )


def _cell(given: Cell, ink: Ink, line: str, above: float) -> str:
    free = _edge("lnT", 3, "FFFFFF") + _edge("lnB", 3, "FFFFFF")  # of those above and below, that may look the same
    border = free if given.ground else _edge("lnB", 0.5, line)
    ground = f'<a:solidFill><a:srgbClr val="{given.ground}"/></a:solidFill>' if given.ground else "<a:noFill/>"
    side, air = emu(CELL_MARGIN), emu(above)
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraphs(given.blocks, ink)}</a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{air}" marB="{air}" anchor="ctr">{border}{ground}</a:tcPr></a:tc>'
    )


def _edge(side: str, wide: float, colour: str) -> str:
    return f'<a:{side} w="{emu(wide)}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:{side}>'


def area(number: int, place: tuple[float, float, float, float], colour: str, line: str) -> str:
    """A filled area.

    Args:
        number: The shape's id on the slide.
        place: Left, top, width and height in points.
        colour: That it is filled with, as `rrggbb`.
        line: The colour of its edge as `rrggbb`; none if "".
    """
    left, top, width, height = map(emu, place)
    edge = f'<a:solidFill><a:srgbClr val="{line}"/></a:solidFill>' if line else "<a:noFill/>"
    return (
        f'<p:sp {_A} {_P}><p:nvSpPr><p:cNvPr id="{number}" name="Area {number}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln w="9525">{edge}</a:ln></p:spPr></p:sp>'
    )


def footer(kind: str, number: int, idx: int, text: str, *, plain: bool) -> str:
    """A footer or a slide's number, where its layout has a place for it.

    Args:
        kind: `ftr` or `sldNum`.
        number: The shape's id on the slide.
        idx: The place's index.
        text: What it says; of a number, the number as it is now.
        plain: Whether its style is told here, too: not every program takes it from the layout.
    """
    name = {"ftr": "Footer", "sldNum": "Slide number"}[kind]
    own = (
        f' sz="900">{"<a:solidFill>" + _MUTED + "</a:solidFill>"}<a:latin typeface="+mn-lt"/></a:rPr>'
        if plain
        else "/>"
    )
    style = f'<a:rPr lang="{LANGUAGE}"{own}'
    side = f'<a:pPr algn="{"r" if kind == "sldNum" else "l"}"/>' if plain else ""
    content = (
        f'<a:fld id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">{style}<a:t>{escape(text)}</a:t></a:fld>'
        if kind == "sldNum"
        else f"<a:r>{style}<a:t>{escape(text)}</a:t></a:r>"
    )
    return (
        f'<p:sp {_A} {_P}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(f"{name} {number}")}/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{idx}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{side}{content}</a:p></p:txBody></p:sp>"
    )
