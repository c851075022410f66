"""The first sheet: one page for who has a minute."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart import Chart

from app.domain.evidence import ElementStatus
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.domain.schedule import Horizon
from app.reports import gaps, text
from app.reports.xlsx.book import BOLD, INK, RULE, Book, Table, line
from app.reports.xlsx.charts import dimension_chart, gate_chart, radar_chart
from app.reports.xlsx.fit import LEADING, lines_of

WIDTH, GUTTER = 15.0, 2.0
"""Of the twelve columns, and of the one between the halves of the page, in digits."""
LEFT, RIGHT = (0, 5), (7, 12)
QUARTERS = ((0, 2), (3, 5), (7, 9), (10, 12))
WHOLE = (0, 12)
_CHART_ROWS, _CHART_ROW = 11, 19.5
_SPARE = 5
"""More rows for the charts, where little stands below them."""
_LOGO = (160, 34)
"""The room for a logo, in pixels."""
_SHOWN = 4
"""Gaps that are named for a horizon; the plan has them all."""
_LONGEST_NAME, _LONGEST_DESCRIPTION = 250, 320
"""Characters; what is longer stands whole with the method."""

Span = tuple[int, int]
"""The first and the last of the columns that something stands in."""


class Summary:
    """The executive page. It is the first sheet and is written last, for its charts are drawn from the others."""

    def __init__(self, book: Book) -> None:
        self._book, self._report = book, book.report
        self._sheet = book.sheet("Summary")
        self._row = 0
        self._needed = 0.0

    def write(self, gates: Table, dimensions: Table | None) -> None:
        """Fills the page."""
        self._sheet.fit_to_pages(1, 1)
        self._sheet.set_column(*WHOLE, WIDTH)
        self._sheet.set_column(LEFT[1] + 1, LEFT[1] + 1, GUTTER)
        self._sheet.center_horizontally()
        self._head()
        self._verdict()
        self._numbers()
        self._charts(gates, dimensions)
        self._ahead()
        self._sheet.print_area(0, 0, self._row - 1, WHOLE[1])
        self._sheet.activate()

    def _head(self) -> None:
        report, brand = self._report, self._book.brand
        rule: dict[str, Any] = {"bottom": 5, "bottom_color": brand.accent.code, "valign": "vcenter"}
        logo = self._logo()
        stamp = f"{line(report.framework.title)}, version {report.framework.version} · {report.changed_at:%Y-%m-%d}"
        self._across((0, 6), line(brand.name), size=12, bold=True, font_color=brand.primary.code, **rule)
        self._across(RIGHT, "" if logo else stamp, align="right", **rule)
        self._down(36 if logo else 26)
        name = _short(line(report.pilot), _LONGEST_NAME)
        title = f"Production readiness{'' if report.final else ', so far'}: {name}"
        self._across(WHOLE, title, size=22, bold=True, valign="vcenter")
        self._needed += 12
        self._down(42)
        about = _short(line(report.description), _LONGEST_DESCRIPTION)
        under = (about, f"{stamp}." if logo else "", text.NOBODY_NAMED if report.anonymous else "")
        if any(under):
            self._across(WHOLE, " ".join(part for part in under if part), size=10.5)
            self._down(0)
        self._down(10)

    def _verdict(self) -> None:
        page, brand = self._report.briefing, self._book.brand
        filled = {"bg_color": brand.primary.code, "font_color": brand.primary.text.code}
        self._across(QUARTERS[0], page.word, size=18, bold=True, align="center", valign="vcenter", **filled)
        why = f"{line(page.why)}\n{line(page.robustness)}"
        self._across((3, WHOLE[1]), why, size=11.5, valign="vcenter", indent=1, bg_color="#F3F5F7")
        self._down(48)
        self._down(12)

    def _numbers(self) -> None:
        page, report = self._report.briefing, self._report
        now, band, counts = page.band.now, page.band, report.coverage
        passed = sum(g.result.passed for g in report.gates)
        gates = (passed, "gates pass, all have to") if report.final else (counts.signed, "gates signed off")
        applying = counts.elements - len(report.having(ElementStatus.NOT_APPLICABLE))
        tiles = (
            (f"{now.met} of {now.applicable}", f"criteria met, {now.mark} needed"),
            (f"{band.worst.met} to {band.best.met}", "criteria met at worst and at best"),
            (f"{gates[0]} of {len(report.gates)}", gates[1]),
            (
                f"{counts.evidenced} of {applying}",
                f"elements evidenced, {counts.with_instance} with an instance",
            ),
        )
        primary = self._book.brand.primary.code
        for span, (figure, _) in zip(QUARTERS, tiles, strict=True):
            self._across(span, figure, size=22, bold=True, font_color=primary, valign="bottom")
        self._down(30)
        for span, (_, words) in zip(QUARTERS, tiles, strict=True):
            self._across(span, words, size=10)
        self._down(0)
        self._down(10)

    def _charts(self, gates: Table, dimensions: Table | None) -> None:
        book = self._book
        shown: list[tuple[str, Chart]] = []
        if len(self._report.gates) > 2:  # a radar of two axes is a line
            shown.append(("By gate: share of criteria met", radar_chart(book, gates)))
        if dimensions:
            shown.append(("Between pilot and production: elements by dimension", dimension_chart(book, dimensions)))
        if len(shown) < 2:
            shown.append(("By gate: number of criteria", gate_chart(book, gates)))
        self._headings(*(title for title, _ in shown))
        wide = 6 * (int(WIDTH * 7) + 5)
        rows = _CHART_ROWS + (0 if len(self._report.briefing.obstacles) > 1 else _SPARE)
        size = {"object_position": 2, "x_offset": 0, "y_offset": 3}
        for span, (title, chart) in zip((LEFT, RIGHT), shown, strict=False):
            chart.set_size({"width": wide, "height": int(rows * _CHART_ROW * 4 / 3) - 6})
            self._sheet.insert_chart(self._row, span[0], chart, {**size, "description": title})
        for _ in range(rows):
            self._down(_CHART_ROW)
        self._down(8)

    def _ahead(self) -> None:
        report = self._report
        self._headings(
            "What stands in the way" if report.final else "What is known to stand in the way",
            text.as_known("The plan", report),
        )
        left, right = self._obstacles(), self._horizons()
        for step in range(max(len(left), len(right))):
            for span, parts in ((LEFT, left), (RIGHT, right)):
                if step < len(parts):
                    self._pair(span, *parts[step])
            self._down(0)

    def _obstacles(self) -> Sequence[tuple[str, str]]:
        report = self._report
        found = [self._obstacle(n, a) for n, a in enumerate(report.briefing.obstacles, 1)]
        if not found:
            found = [_nothing(report)]
        if report.to_ask and not report.final:
            found.append(("First find out", _some([line(c.criterion.title) for c in report.to_ask], "Plan")))
        return found

    def _obstacle(self, number: int, action: PlannedAction) -> tuple[str, str]:
        title = f"{number}. {line(self._report.title(action.gap.criterion))}"
        who = line(gaps.owner(action))
        return title, f"{line(action.gap.fix)} ({_short(who, 60)}; {line(action.gap.effort)})"

    def _horizons(self) -> Sequence[tuple[str, str]]:
        report = self._report
        if not report.plan:
            return [("No gaps", "Every criterion that applies is met.")]
        if not any(h.steps for h in report.horizons):
            return [
                ("Nothing can be planned yet", "What is not known is found out first; then the gaps get their dates.")
            ]
        return [(gaps.horizon(h), _closing(report, h)) for h in report.horizons]

    def _headings(self, *titles: str) -> None:
        for span, words in zip((LEFT, RIGHT), titles, strict=False):
            look = {"bottom": 1, "bottom_color": RULE, "font_color": self._book.brand.primary.code}
            self._across(span, words, size=12, bold=True, **look)
        self._down(20)
        self._down(4)

    def _pair(self, span: Span, strong: str, words: str) -> None:
        """A cell over half of the page: a title, and what is to be said below it."""
        book = self._book
        look = book.look(text_wrap=True)
        self._sheet.merge_range(self._row, span[0], self._row, span[1], "", look)
        parts = (book.look(bold=True, font_size=10), f"{strong}\n", book.look(font_size=9.5), words)
        self._sheet.write_rich_string(self._row, span[0], *parts, look)
        lines = lines_of(strong, _wide(span) * BOLD, 10) + lines_of(words, _wide(span), 9.5)
        self._needed = max(self._needed, lines * 10 * LEADING + 9)

    def _across(self, span: Span, words: str, *, size: float = 9.5, **look: Any) -> None:
        whole = self._book.look(**{"text_wrap": True, "font_size": size, "font_color": INK, **look})
        self._sheet.merge_range(self._row, span[0], self._row, span[1], "", whole)
        self._book.write(self._sheet, self._row, span[0], words, whole)
        self._needs(span, words, size)

    def _needs(self, span: Span, words: str, size: float) -> None:
        self._needed = max(self._needed, lines_of(words, _wide(span) * BOLD, size) * size * LEADING + 4)

    def _down(self, least: float) -> None:
        """To the next row; this one gets as high as what stands in it needs."""
        self._sheet.set_row(self._row, min(max(least, self._needed), 409))
        self._row += 1
        self._needed = 0.0

    def _logo(self) -> bool:
        logo = self._book.brand.logo
        if logo is None or logo.media_type == "image/svg+xml":
            return False
        from PIL import Image

        with Image.open(io.BytesIO(logo.content)) as picture:
            wide, high = picture.size
            across, up = (float(n) or 96.0 for n in picture.info.get("dpi", (96, 96)))
        scale = min(_LOGO[0] / wide, _LOGO[1] / high)
        one = int(WIDTH * 7) + 5
        place, offset = divmod(6 * one - int(wide * scale) - 2, one)
        self._sheet.insert_image(
            0,
            RIGHT[0] + place,
            "logo",
            {
                "image_data": io.BytesIO(logo.content),
                "x_offset": offset,
                "y_offset": 4,
                # The library sizes a picture by its resolution; what counts here are its pixels.
                "x_scale": scale * across / 96,
                "y_scale": scale * up / 96,
                "object_position": 3,
                "description": line(self._book.brand.name),
            },
        )
        return True


def _nothing(report: Report) -> tuple[str, str]:
    if report.final:
        return "Nothing", "Every gate passes."
    if report.to_ask:
        return "Nothing so far", "Nothing was heard that stands in the way; much was not heard yet."
    return "Nothing so far", "Nothing was heard that stands in the way."


def _closing(report: Report, span: Horizon) -> str:
    if not span.steps:
        return "nothing"
    return _some([line(report.title(s.action.gap.criterion)) for s in span.steps], "Plan")


def _some(titles: Sequence[str], sheet: str) -> str:
    more = len(titles) - _SHOWN
    shown = "; ".join(titles[:_SHOWN])
    return f"{shown}; and {more} more, see the sheet {sheet}" if more > 0 else shown


def _short(words: str, most: int) -> str:
    """The beginning of what another sheet has whole."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _wide(span: Span) -> float:
    """Its width in digits; columns keep some room free that the text of joined cells has."""
    between = span[1] - span[0]
    inside = between + 1 - (span[0] <= LEFT[1] < span[1])
    return inside * WIDTH + 0.7 * between + (GUTTER if inside <= between else 0)
