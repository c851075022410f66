"""The rest of the backup: the plan whole, the dimensions, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from app.domain import wording
from app.domain.report import Report
from app.reports import gaps, rows, text
from app.reports.pptx.charts import dimensions_chart
from app.reports.pptx.deck import Deck
from app.reports.pptx.flow import Block, heading, items, named, paragraph
from app.reports.pptx.xml import Table, cell

_BARS = 12
"""Dimensions on a chart."""


def appendix(deck: Deck, report: Report) -> None:
    """Every part after the criteria; those that would be empty are left out."""
    _plan(deck, report)
    _dimensions(deck, report)
    for title, blocks in (
        ("Not verified", [*_unverified(report)]),
        ("In conflict", [*_conflicts(report)]),
        ("What does not apply", [*_aside(report)]),
        ("Decisions that somebody did not agree with", [*_dissent(report)]),
        ("Notes and parked questions", [*_remarks(report)]),
        ("The cost of standing still", [*_standing_still(report)]),
        ("What this rests on", [*_rests_on(report)]),
        ("How it is judged", [*_method(report)]),
        ("Glossary", [*_glossary(report)]),
    ):
        if blocks:
            deck.text(title, blocks)


def _plan(deck: Deck, report: Report) -> None:
    if not report.plan:
        return
    area = deck.stage.area
    widths = tuple(area.width * s for s in (0.05, 0.28, 0.19, 0.22, 0.12, 0.14))

    steps = {s.action.gap.criterion: s for span in report.horizons for s in span.steps}

    def short(words: str, column: int) -> str:
        return deck.measure.shortened(words, 11, widths[column] - 12, 3)

    table = Table(
        tuple(cell(t, bold=True) for t in ("", "Gap", "Rating", "Owner", "Takes", "Done by, status")),
        tuple(
            (
                cell(str(number)),
                cell(
                    report.title(a.gap.criterion),
                    bold=True,
                    under=gaps.gate(a.gap, report),
                ),
                cell(wording.rating(a.gap.rating, a.gap.heard)),
                cell(short(gaps.owner(a), 3)),
                cell(short(a.gap.effort, 4)),
                cell(gaps.when(steps[a.gap.criterion]) if a.gap.criterion in steps else gaps.due(a), under=a.status),
            )
            for number, a in enumerate(report.plan, 1)
        ),
        widths,
    )
    title = text.as_known("All that is to do, in this order", report)
    parts = table.pages(deck.measure, area.height)
    for number, part in enumerate(parts, 1):
        slide = deck.slide(title if len(parts) == 1 else f"{title} ({number} of {len(parts)})")
        deck.table(slide, area, part, "The plan: gap, rating, owner, how long it takes, due date and status.")


def _dimensions(deck: Deck, report: Report) -> None:
    found, area = report.dimensions, deck.stage.area
    if not found:
        return
    parts = [found[n : n + _BARS] for n in range(0, len(found), _BARS)]
    title = "Between pilot and production: what holds in each dimension"
    for number, part in enumerate(parts, 1):
        slide = deck.slide(title if len(parts) == 1 else f"{title} ({number} of {len(parts)})")
        dimensions_chart(deck, slide, area, part)
    blocks: list[Block] = []
    for place in found:
        held = f"{place.held} of {place.applicable} evidenced"
        counts = f"{held}, {place.missing} known not to hold, {place.unknown} not known"
        blocks += [
            heading(place.dimension.title, 11, 9),
            paragraph(f"In a pilot: {place.dimension.pilot}", before=1),
            paragraph(f"In production: {place.dimension.production}", before=1),
            paragraph(counts, before=1, size=9.5, tone="muted"),
        ]
    deck.text("What the dimensions mean", blocks)


def _unverified(report: Report) -> Iterator[Block]:
    for part in rows.unverified(report):
        yield heading(part.title)
        yield Block(paragraph(part.meaning).runs, before=2, keep=True)
        yield from items(map(": ".join, part.elements))


def _conflicts(report: Report) -> Iterator[Block]:
    if conflicts := rows.conflicts(report):
        yield paragraph(rows.IN_CONFLICT)
        for conflict in conflicts:
            yield Block(named(f"{conflict.element}:", conflict.statement).runs, before=6, keep=True)
            yield from items(conflict.sides)


def _aside(report: Report) -> Iterator[Block]:
    for a in rows.aside(report):
        yield named(f"{a.criterion}, {a.element}:", f"{a.why} ({a.who}, {text.moment(a.at)})")


def _dissent(report: Report) -> Iterator[Block]:
    yield from items((f"{d.element.label}: {text.settlement(d)}" for d in report.dissent), before=6)


def _remarks(report: Report) -> Iterator[Block]:
    for kind, remarks in groupby(rows.remarks(report), key=lambda r: r.kind):
        yield heading("Notes" if kind == "note" else "Parked")
        for r in remarks:
            yield named(f"{r.on}:", f"{r.words} ({r.who}, {text.moment(r.at)})")


def _standing_still(report: Report) -> Iterator[Block]:
    for benchmark in report.standing_still:
        yield heading(benchmark.title, 12)
        told = [items([p.words])[0] if p.item else paragraph(p.words) for p in text.passages(benchmark.text)]
        yield from (replace(block, keep=n == len(told)) for n, block in enumerate(told, 1))
        yield paragraph(benchmark.source, before=2, size=9.5, tone="muted")


def _rests_on(report: Report) -> Iterator[Block]:
    yield heading("The result")
    yield paragraph(report.meaning)
    yield paragraph(report.robustness_words)
    yield from items(map(": ".join, rows.weakest(report)))
    yield heading("This assessment")
    described = (("Pilot", report.pilot), ("What it does", report.description or "not described"))
    yield from _facts((*described, *rows.identity(report)))
    yield heading("Elements")
    yield from _facts(rows.coverage(report))
    if report.readers:
        yield heading("Who read it")
        yield from items(map(text.reading, report.readers))
    if report.writers:
        yield heading("Who explained it")
        yield from items(text.reader(s) for s in report.writers)
    if used := rows.used(report):
        yield heading("What the model's service was used for")
        yield from items(map(": ".join, used))
    if report.documents:
        yield heading("Documents")
        yield from items(
            f"{text.one_line(d.name)} ({text.one_line(d.media_type)}), given by {text.who(d.speaker)},"
            f" {text.moment(d.at)}; SHA-256 {d.sha256}"
            for d in report.documents
        )


def _facts(facts: Iterable[rows.Pair]) -> Iterator[Block]:
    return (named(f"{name}:", words, before=2) for name, words in facts)


def _method(report: Report) -> Iterator[Block]:
    for rule in report.method:
        yield paragraph(rule, before=8)
    yield named("Where the framework comes from.", report.framework.origin, before=8)


def _glossary(report: Report) -> Iterator[Block]:
    for term in report.glossary:
        first, *more = text.passages(term.meaning)
        source = f" ({term.source})" if term.source else ""
        yield replace(named(f"{term.word}:", first.words + (source if not more else "")), keep=bool(more))
        for n, part in enumerate(more, 1):
            words = part.words + (source if n == len(more) else "")
            yield items([words], before=1)[0] if part.item else paragraph(words, before=1)
