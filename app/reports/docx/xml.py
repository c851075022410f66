"""WordprocessingML for text and tables, written as XML: all text is escaped here and is nothing but text.

Styles are named here as Word names them; `layout` puts in what the template calls them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from app.reports.text import one_line

LANGUAGE = "en-GB"
EMU = 635
"""Office's unit of length: so many to a twentieth of a point, in which Word measures."""
SPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}"'
    for prefix, path in (
        ("w", "wordprocessingml/2006/main"),
        ("r", "officeDocument/2006/relationships"),
        ("wp", "drawingml/2006/wordprocessingDrawing"),
        ("a", "drawingml/2006/main"),
        ("c", "drawingml/2006/chart"),
    )
)


class Markup(str):
    """Runs of text that are XML already; any other string is text, and is escaped."""

    __slots__ = ()


class Par(NamedTuple):
    """A paragraph in a cell."""

    content: str
    style: str = "Report Cell"


Cell = str | Par | Sequence[str | Par]
"""What stands in a cell: a paragraph, or several."""


class Column(NamedTuple):
    """A column of a table: its title, and its share of the width."""

    title: str
    share: float


def run(words: str, style: str = "") -> Markup:
    """Text in a character style; in that of its paragraph, if none is named."""
    look = f"<w:rPr><w:rStyle w:val={quoteattr(style)}/></w:rPr>" if style else ""
    return Markup(f'<w:r>{look}<w:t xml:space="preserve">{_kept(words)}</w:t></w:r>')


def _kept(words: str) -> str:
    """Escaped and on one line, with the spaces at its ends: runs stand beside each other."""
    folded = one_line(words)
    before, after = (" " if at.isspace() else "" for at in (words[:1], words[-1:]))
    return escape(f"{before}{folded}{after}" if folded else before)


def strong(words: str) -> Markup:
    """Text that stands out."""
    return run(words, "Strong")


def alert(words: str) -> Markup:
    """Text on what does not hold: it stands out, and in the accent's colour."""
    return run(words, "Report Alert")


def join(*parts: str) -> Markup:
    """Runs beside each other; what is no markup is text."""
    return Markup("".join(p if isinstance(p, Markup) else run(p) for p in parts if p))


def tab() -> Markup:
    """A jump to the next tab stop."""
    return Markup("<w:r><w:tab/></w:r>")


def field(instruction: str, shown: str) -> Markup:
    """A field of ours; nothing that anybody said goes into one."""
    return Markup(f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>{escape(shown)}</w:t></w:r></w:fldSimple>')


def paragraph(content: str, style: str = "Normal", *, fresh: bool = False) -> str:
    """A paragraph; a fresh one begins a page, without space above."""
    page = '<w:pageBreakBefore/><w:spacing w:before="0"/>' if fresh else ""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{page}</w:pPr>{join(content)}</w:p>"


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], about: str, width: int, *, headed: bool = True
) -> str:
    """A table; "" without rows.

    Args:
        columns: Their shares add up to 1.
        rows: A cell a column.
        about: What the table shows, for who does not see it.
        width: Of the whole, in twentieths of a point.
        headed: Whether a row with the columns' titles stands above, on every page; else the first column heads.
    """
    widths = [round(width * c.share) for c in columns]
    widths[-1] += width - sum(widths)
    body = [_row(row, widths, "" if headed else "Report Cell Head") for row in rows]
    if not body:
        return ""
    head = [_row([Par(c.title, "Report Cell Head") for c in columns], widths, "", head=True)] if headed else []
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    flags = "0420" if headed else "0480"
    look = f'w:firstRow="{int(headed)}" w:lastRow="0" w:firstColumn="{int(not headed)}" w:lastColumn="0"'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Report Table"/><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{flags}" {look} w:noHBand="0"'
        f' w:noVBand="1"/><w:tblDescription w:val={quoteattr(one_line(about))}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(head + body)}</w:tbl>"
    )


def _row(cells: Sequence[Cell], widths: Sequence[int], first: str, *, head: bool = False) -> str:
    shown = []
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        parts = [cell] if isinstance(cell, str | Par) else list(cell) or [""]
        style = first if first and place == 0 else "Report Cell"
        inside = "".join(paragraph(*(p if isinstance(p, Par) else Par(p, style))) for p in parts)
        shown.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>')
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{''.join(shown)}</w:tr>"


def chart(relation: str, number: int, width: int, height: int, about: str, style: str) -> str:
    """A paragraph with a chart in it.

    Args:
        relation: The id by which the document knows the chart.
        number: No other drawing has it.
        width: In twentieths of a point.
        height: In twentieths of a point.
        about: What the chart shows, for who does not see it.
        style: The paragraph's.
    """
    return paragraph(
        Markup(
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width * EMU}" cy="{height * EMU}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
            f'<wp:docPr id="{number}" name="Chart {number}" descr={quoteattr(one_line(about))}/><wp:cNvGraphicFramePr/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        ),
        style,
    )


def beside(left: str, right: str, widths: tuple[int, int], space: int) -> str:
    """Blocks side by side, which stay on one page; nothing is seen of the table that holds them.

    Args:
        left: Paragraphs.
        right: Paragraphs.
        widths: Of both, in twentieths of a point.
        space: Between them, likewise; part of the left one's width.
    """
    first, second = widths
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{first + second}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{first}"/><w:gridCol w:w="{second}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{first}" w:type="dxa"/>'
        f'<w:tcMar><w:right w:w="{space}" w:type="dxa"/></w:tcMar></w:tcPr>{left}</w:tc>'
        f'<w:tc><w:tcPr><w:tcW w:w="{second}" w:type="dxa"/></w:tcPr>{right}</w:tc></w:tr></w:tbl>'
    )
