"""The guidance that the advice of a PDF rests on: each piece once, with a number that a gap refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.report import Citation, Report
from app.reports.pdf.blocks import Block, heading, paragraph

CHAPTER = "sources"
"""What the chapter is linked to by."""


def numbers(report: Report) -> Mapping[Citation, int]:
    """Every piece of guidance with its number, in the order in which the criteria cite them."""
    cited = dict.fromkeys(c for criterion in report.criteria if criterion.gap for c in criterion.citations)
    return {citation: number for number, citation in enumerate(cited, 1)}


def sources(report: Report) -> Iterator[Block]:
    """The chapter with all of it; nothing where no gap has any."""
    if numbered := numbers(report):
        yield heading(1, "Guidance that the advice rests on", id=CHAPTER)
        yield paragraph("The numbers are those beside the advice for each criterion.")
        yield {
            "kind": "sources",
            "sources": [{"number": str(n), "title": c.title, "source": c.source} for c, n in numbered.items()],
        }
