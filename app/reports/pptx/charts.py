"""Native charts: they can be edited where they stand, and told apart without colour."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt
from xlsxwriter import Workbook

from app.domain import wording
from app.domain.briefing import Axis
from app.domain.dimensions import Place
from app.domain.report import Report
from app.reports.pptx.deck import Deck, rgb, tint
from app.reports.pptx.form import Box

_LONGEST_LABEL = 26
_GRID = "BFBFBF"
_WHITE = f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'


def gates_chart(deck: Deck, slide: Any, box: Box, report: Report) -> None:
    """The gates as a radar; as bars where there are too few of them for one."""
    axes = report.briefing.radar
    series = [("Criteria met", [a.share(a.met) for a in axes]), ("Needed", [a.share(a.mark) for a in axes])]
    if any(a.best != a.met for a in axes):
        series.insert(1, ("At best", [a.share(a.best) for a in axes]))
    kind = XL_CHART_TYPE.RADAR_MARKERS if len(axes) >= 3 else XL_CHART_TYPE.BAR_CLUSTERED
    alt = "Share of the criteria met, gate by gate. " + " ".join(_told(a) for a in axes)
    chart = _chart(deck, slide, box, kind, [a.title for a in axes], series, alt, "0%")
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 1, 0.25
    axis.major_gridlines.format.line.color.rgb = rgb(_GRID)
    axis.major_gridlines.format.line.width = Pt(0.5)
    axis.format.line.color.rgb = rgb(_GRID)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    axis.major_tick_mark = XL_TICK_MARK.NONE
    primary, accent = deck.brand.primary.code[1:].upper(), deck.brand.accent.code[1:].upper()
    looks = {
        "Criteria met": (primary, 3.0, None, XL_MARKER_STYLE.CIRCLE),
        "At best": (primary, 1.5, MSO_LINE_DASH_STYLE.ROUND_DOT, XL_MARKER_STYLE.NONE),
        "Needed": (accent, 2.0, MSO_LINE_DASH_STYLE.DASH, XL_MARKER_STYLE.NONE),
    }
    for drawn in chart.plots[0].series:
        colour, width, dash, marker = looks[drawn.name]
        if kind is XL_CHART_TYPE.BAR_CLUSTERED:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = rgb(colour if width != 1.5 else tint(deck.brand.primary, 0.35))
            continue
        for smooth in drawn._element.findall(qn("c:smooth")):
            drawn._element.remove(smooth)  # the library writes it, the format knows it for lines alone
        drawn.format.line.color.rgb, drawn.format.line.width = rgb(colour), Pt(width)
        if dash is not None:
            drawn.format.line.dash_style = dash
        drawn.marker.style = marker
        if marker is XL_MARKER_STYLE.CIRCLE:
            drawn.marker.size = 8
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = rgb(colour)
            drawn.marker.format.line.color.rgb = rgb(colour)


def dimensions_chart(deck: Deck, slide: Any, box: Box, places: Sequence[Place]) -> None:
    """How much of each dimension holds, as bars."""
    series = [
        ("Evidenced", [p.held for p in places]),
        ("Known not to hold", [p.missing for p in places]),
        ("Not known", [p.unknown for p in places]),
    ]
    alt = "Elements that hold in each dimension. " + " ".join(
        f"{p.dimension.title}: {p.held} of {p.applicable} evidenced, {p.missing} known not to hold, {p.unknown} not"
        " known." for p in places
    )  # fmt: skip
    kind = XL_CHART_TYPE.BAR_STACKED
    chart = _chart(deck, slide, box, kind, [p.dimension.title for p in places], series, alt, "0;;;")
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    primary, accent = deck.brand.primary, deck.brand.accent
    held, missing, unknown = plot.series
    _filled(held, primary.code[1:].upper(), primary.text.code[1:].upper())
    _filled(missing, accent.code[1:].upper(), "000000", hatched=True)
    _filled(unknown, "FFFFFF", "000000")


def _filled(drawn: Any, colour: str, text: str, *, hatched: bool = False) -> None:
    """A bar's ground, and the number on it; what is hatched differs from what is dark in black and white, too."""
    fill, labels = drawn.format.fill, drawn.data_labels
    if hatched:
        fill.patterned()
        fill.pattern, fill.back_color.rgb = MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL, rgb("FFFFFF")
    else:
        fill.solid()
    fill.fore_color.rgb = rgb(colour)
    drawn.format.line.color.rgb = rgb("595959" if colour == "FFFFFF" else colour)
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;;", False
    labels.font.size, labels.font.bold = Pt(11), True
    labels.font.color.rgb = rgb(text)
    if hatched:  # a number between the lines could not be read
        labels._element.find(qn("c:txPr")).addprevious(parse_xml(_WHITE))


def _told(axis: Axis) -> str:
    unheard = f", nothing heard of {axis.unheard}" if axis.unheard else ""
    of = wording.counted(axis.applicable, "criterion", "criteria")
    return f"{axis.title}: {axis.met} of {of} met, {axis.mark} needed{unheard}."


def _chart(
    deck: Deck,
    slide: Any,
    box: Box,
    kind: Any,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    alt: str,
    numbers: str,
) -> Any:
    made: Any = CategoryChartData
    data = made(number_format=numbers)
    shown = [label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…" for label in labels]
    data.categories = shown
    for name, values in series:
        data.add_series(name, values)
    frame = slide.shapes.add_chart(kind, *box.emu, data)
    deck.describe(frame, alt)
    chart = frame.chart
    _number_axes(chart)
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(deck, shown, series, numbers))
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.size = Pt(12)
    if deck.stage.own:  # its ground may be dark, and the brand's colours are made for white
        chart.font.color.rgb = rgb("000000")
        chart._chartSpace.find(qn("c:txPr")).addprevious(parse_xml(_WHITE))
    return chart


def _number_axes(chart: Any) -> None:
    """Gives the axes ids that the format allows: the library's are below zero."""
    space = chart._chartSpace
    axes = [axis.find(qn("c:axId")).get("val") for axis in space.iter(qn("c:catAx"), qn("c:valAx"))]
    for reference in space.iter(qn("c:axId"), qn("c:crossAx")):
        reference.set("val", str(axes.index(reference.get("val")) + 1))


def _workbook(deck: Deck, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], numbers: str) -> bytes:
    """What a chart is edited in, laid out as the chart refers to it; without the clock, and text as text."""
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": deck.brand.name, "created": datetime(1980, 1, 1)})
    sheet = book.add_worksheet("Sheet1")
    style = book.add_format({"num_format": numbers})
    for row, label in enumerate(labels, 1):
        sheet.write_string(row, 0, label)
    for column, (name, values) in enumerate(series, 1):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, 1):
            sheet.write_number(row, column, value, style)
    book.close()
    return written.getvalue()
