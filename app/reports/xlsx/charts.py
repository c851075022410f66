"""Charts that Excel draws from cells of the workbook; dashes and hatching tell them apart in black and white."""

from __future__ import annotations

from typing import Any

from xlsxwriter.chart import Chart

from app.reports.xlsx.appendix import (
    AT_BEST,
    DIMENSION,
    GATE,
    HELD,
    MET,
    MISSING,
    NEEDED,
    NOT_MET,
    OPEN,
    SHARE,
    UNKNOWN,
)
from app.reports.xlsx.book import FONT, INK, Book, Table

GRID, PALE = "#D5DAE0", "#FFFFFF"
_FONT = {"name": FONT, "size": 9, "color": INK}


def radar_chart(book: Book, gates: Table) -> Chart:
    """The share of criteria met in each gate, as it stands, at best, and what is needed."""
    chart = book.workbook.add_chart({"type": "radar", "subtype": "with_markers"})
    primary, accent = book.brand.primary.code, book.brand.accent.code
    lines: tuple[tuple[str, int, dict[str, Any], dict[str, Any]], ...] = (
        ("Needed", NEEDED, {"color": accent, "width": 1.75, "dash_type": "dash"}, {"type": "none"}),
        ("At best", AT_BEST, {"color": primary, "width": 1.75, "dash_type": "round_dot"}, {"type": "none"}),
        (
            "As it stands",
            SHARE,
            {"color": primary, "width": 2.75},
            {"type": "circle", "size": 6, "fill": {"color": primary}, "border": {"color": primary}},
        ),
    )
    for name, column, drawn, marker in lines:
        chart.add_series(
            {
                "name": name,
                "categories": gates.cells(GATE),
                "values": gates.cells(column),
                "line": drawn,
                "marker": marker,
            }
        )
    chart.set_y_axis(
        {
            "min": 0,
            "max": 1,
            "major_unit": 0.25,
            "num_format": "0%",
            "num_font": {**_FONT, "size": 8},
            "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
            "line": {"color": GRID},
        }
    )
    chart.set_x_axis({"num_font": _FONT})
    chart.set_plotarea({"layout": {"x": 0.2, "y": 0.1, "width": 0.6, "height": 0.72}})
    return _plain(chart)


def dimension_chart(book: Book, dimensions: Table) -> Chart:
    """The elements of each dimension: what is evidenced, what does not hold, what is not known."""
    parts = (("Evidenced", HELD), ("Known not to hold", MISSING), ("Not known", UNKNOWN))
    return _bars(book, dimensions, DIMENSION, parts)


def gate_chart(book: Book, gates: Table) -> Chart:
    """The criteria of each gate: what is met, what is not met, what is not settled."""
    return _bars(book, gates, GATE, (("Met", MET), ("Not met", NOT_MET), ("Not settled", OPEN)))


def _bars(book: Book, table: Table, names: int, parts: tuple[tuple[str, int], ...]) -> Chart:
    chart = book.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    primary, accent = book.brand.primary.code, book.brand.accent.code
    border = {"color": INK, "width": 0.5}
    fills: tuple[dict[str, Any], ...] = (
        {"fill": {"color": primary}},
        {"pattern": {"pattern": "dark_upward_diagonal", "fg_color": accent, "bg_color": PALE}},
        {"fill": {"color": PALE}},
    )
    for (name, column), fill in zip(parts, fills, strict=True):
        chart.add_series(
            {
                "name": name,
                "categories": table.cells(names),
                "values": table.cells(column),
                "border": border,
                "gap": 45,
                **fill,
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": INK}, "major_tick_mark": "none"})
    chart.set_x_axis(
        {
            "num_format": "0%",
            "num_font": {**_FONT, "size": 8},
            "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
            "line": {"none": True},
            "label_position": "high",
            "major_unit": 0.25,
        }
    )
    return _plain(chart)


def _plain(chart: Chart) -> Chart:
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    return chart
