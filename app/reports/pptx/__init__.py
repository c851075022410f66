"""The report as a deck: what a board decides on, a slide a gate, and everything else behind it."""

from __future__ import annotations

from app.domain.report import Report
from app.ports import ReportOptions


class Pptx:
    """Writes the report as PowerPoint slides, with charts that can be edited there."""

    suffix = ".pptx"
    media_type = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    about = "readiness"
    label = "Board deck (PowerPoint)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The whole deck; the same report and options give the same bytes."""
        from app.reports.pptx.appendix import appendix  # python-pptx is slow to import, and few ask for slides
        from app.reports.pptx.board import board
        from app.reports.pptx.deck import Deck
        from app.reports.pptx.gates import criteria, gates

        deck = Deck(options.brand, f"{options.brand.name} · Production readiness: {report.pilot}")
        deck.part("For the decision")
        board(deck, report)
        deck.part("Gate by gate")
        gates(deck, report)
        deck.part("Backup")
        deck.divider("Backup", ["Every criterion with what was said of it, the plan, and what the result rests on"])
        criteria(deck, report)
        appendix(deck, report)
        return deck.finish(report)
