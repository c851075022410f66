"""The gates as a radar: a native chart, which can be edited where it stands and told apart without colour."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from app.domain import wording
from app.domain.brand import Brand
from app.domain.briefing import Axis
from app.reports.docx.xml import LANGUAGE, SPACES
from app.reports.text import one_line

FEWEST, MOST = 3, 12
"""Of gates that make a radar which can be read."""
WORKBOOK = "rId1"
"""The id by which a chart knows the workbook that its figures are edited in."""
_LONGEST_LABEL = 28


class Series(NamedTuple):
    """A line of the radar: what it is called, a share for each gate, and its looks."""

    name: str
    shares: Sequence[float]
    line: str
    marker: str


def series_of(axes: Sequence[Axis], brand: Brand) -> tuple[Series, ...]:
    """What the gates reach, what they could, and what is needed."""
    primary, accent = brand.primary.code[1:].upper(), brand.accent.code[1:].upper()
    dot = (
        f'<c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr><a:solidFill><a:srgbClr val="{primary}"/>'
        f'</a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="{primary}"/></a:solidFill></a:ln></c:spPr>'
        "</c:marker>"
    )
    none = '<c:marker><c:symbol val="none"/></c:marker>'
    needed = Series("Needed", [a.share(a.mark) for a in axes], _line(accent, 19050, "dash"), none)
    met = Series("Met", [a.share(a.met) for a in axes], _line(primary, 31750), dot)
    best = Series("At best", [a.share(a.best) for a in axes], _line(primary, 22225, "sysDot"), none)
    return (met, best, needed) if any(a.best != a.met for a in axes) else (met, needed)


def told(axes: Sequence[Axis]) -> str:
    """What the chart shows, for who does not see it."""
    return "Share of the criteria met, gate by gate. " + " ".join(
        f"{a.title}: {a.met} of {wording.counted(a.applicable, 'criterion', 'criteria')} met, {a.mark} needed,"
        f" {a.best} at best." for a in axes
    )  # fmt: skip


def radar(axes: Sequence[Axis], drawn: Sequence[Series], font: str) -> bytes:
    """The chart as its part of the package holds it.

    Args:
        axes: The gates.
        drawn: The lines.
        font: What its words are written in; "" for that of the document's theme.
    """
    latin = f'<a:latin typeface="{font}"/><a:cs typeface="{font}"/>' if font else ""
    labels = [_label(a.title) for a in axes]
    series = "".join(_series(n, s, labels) for n, s in enumerate(drawn))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {SPACES}><c:date1904 val="0"/>'
        f'<c:lang val="{LANGUAGE}"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        '<c:layout/><c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>'
        f'{series}<c:axId val="111111111"/><c:axId val="222222222"/></c:radarChart>'
        '<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:majorGridlines>{_shape(_line("BFBFBF", 6350))}</c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="nextTo"/><c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="1"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/><c:max val="1"/><c:min val="0"/>'
        '</c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines>{_shape(_line('BFBFBF', 6350))}</c:majorGridlines>"
        '<c:numFmt formatCode="0%" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="none"/>{_shape(_line("BFBFBF", 6350))}<c:crossAx val="111111111"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="0.25"/></c:valAx>'
        '<c:spPr><a:noFill/></c:spPr></c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="850"><a:solidFill><a:srgbClr val="1A1A1A"/>'
        f'</a:solidFill>{latin}</a:defRPr></a:pPr><a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'
        f'<c:externalData r:id="{WORKBOOK}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def workbook(axes: Sequence[Axis], drawn: Sequence[Series], brand: Brand) -> bytes:
    """What the chart is edited in, laid out as the chart refers to it; without the clock, and text as text."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": one_line(brand.name), "created": datetime(1980, 1, 1)})
    sheet = book.add_worksheet("Sheet1")
    share = book.add_format({"num_format": "0%"})
    for row, axis in enumerate(axes, 1):
        sheet.write_string(row, 0, _label(axis.title))
    for column, one in enumerate(drawn, 1):
        sheet.write_string(0, column, one.name)
        for row, value in enumerate(one.shares, 1):
            sheet.write_number(row, column, value, share)
    book.close()
    return written.getvalue()


def _series(number: int, one: Series, labels: Sequence[str]) -> str:
    column, last = "BCD"[number], len(labels) + 1
    names = "".join(f'<c:pt idx="{n}"><c:v>{escape(label)}</c:v></c:pt>' for n, label in enumerate(labels))
    values = "".join(f'<c:pt idx="{n}"><c:v>{value:.6g}</c:v></c:pt>' for n, value in enumerate(one.shares))
    count = f'<c:ptCount val="{len(labels)}"/>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{one.name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"{_shape(one.line)}{one.marker}"
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>0%</c:formatCode>"
        f"{count}{values}</c:numCache></c:numRef></c:val></c:ser>"
    )


def _label(title: str) -> str:
    shown = one_line(title)
    return shown if len(shown) <= _LONGEST_LABEL else f"{shown[: _LONGEST_LABEL - 1].rstrip()}…"


def _line(colour: str, width: int, dash: str = "solid") -> str:
    return (
        f'<a:ln w="{width}" cap="rnd"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        f'<a:prstDash val="{dash}"/><a:round/></a:ln>'
    )


def _shape(inner: str) -> str:
    return f"<c:spPr>{inner}</c:spPr>"
