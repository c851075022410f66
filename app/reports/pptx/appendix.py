"""The rest of the backup: the plan whole, the dimensions, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain import wording
from app.domain.evidence import ElementStatus
from app.domain.hearing import Heard
from app.domain.report import Report
from app.reports import text
from app.reports.pptx.board import ends
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
                    under=report.title(a.gap.gate) + (", has to be met" if a.gap.must_meet else ""),
                ),
                cell(wording.rating(a.gap.rating, a.gap.heard)),
                cell(short(text.owner(a), 3)),
                cell(short(a.gap.effort, 4)),
                cell(ends(steps[a.gap.criterion]) if a.gap.criterion in steps else text.due(a), under=a.status),
            )
            for number, a in enumerate(report.plan, 1)
        ),
        widths,
    )
    title = "All that is to do, in this order" + ("" if report.final else ", as far as is known")
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
    for heard, title, words in (
        (Heard.LEFT_OPEN, "Asked and left open", "Nobody could say for sure; these count as not evidenced."),
        (Heard.NEVER_ASKED, "Never asked", "Nothing is known of these yet, for or against."),
    ):
        if found := report.unverified(heard):
            yield heading(title)
            yield Block(paragraph(words).runs, before=2, keep=True)
            yield from items(f"{_criterion(report, e.element.id)}: {e.element.statement}" for e in found)


def _conflicts(report: Report) -> Iterator[Block]:
    if found := report.having(ElementStatus.CONFLICT):
        yield paragraph("Statements disagree; these count as not evidenced until somebody settles them.")
        for element in found:
            yield Block(named(f"{element.element.label}:", element.element.statement).runs, before=6, keep=True)
            yield from items(text.position(s) for s in element.counting)


def _aside(report: Report) -> Iterator[Block]:
    for element in report.having(ElementStatus.NOT_APPLICABLE):
        for said in element.counting:
            by = f"{text.who(said.statement.speaker)}, {text.moment(said.statement.at)}"
            reason = text.one_line(said.words) or "no reason given"
            part = f"{_criterion(report, element.element.id)}, {element.element.label}:"
            yield named(part, f"{reason} ({by})")


def _criterion(report: Report, element: str) -> str:
    return report.framework.criterion_of(element).title


def _dissent(report: Report) -> Iterator[Block]:
    yield from items((f"{d.element.label}: {text.settlement(d)}" for d in report.dissent), before=6)


def _remarks(report: Report) -> Iterator[Block]:
    for title, rows in (
        ("Notes", [(n, n.part, n.text) for n in report.notes]),
        ("Parked", [(p, p.part, p.text or "to be looked at again") for p in report.parked]),
    ):
        if rows:
            yield heading(title)
            for record, part, words in rows:
                by = f"{text.who(record.speaker)}, {text.moment(record.at)}"
                yield named(f"{report.title(part)}:", f"{text.one_line(words)} ({by})")


def _standing_still(report: Report) -> Iterator[Block]:
    for benchmark in report.standing_still:
        yield heading(benchmark.title, 12)
        told = [items([p.words])[0] if p.item else paragraph(p.words) for p in text.passages(benchmark.text)]
        yield from (replace(block, keep=n == len(told)) for n, block in enumerate(told, 1))
        yield paragraph(benchmark.source, before=2, size=9.5, tone="muted")


def _rests_on(report: Report) -> Iterator[Block]:
    counts, framework = report.coverage, report.framework
    yield heading("The result")
    yield paragraph(report.meaning)
    yield paragraph(report.robustness_words)
    yield from items(
        f"{report.title(s.part)}: {text.quote(s)} ({text.who(s.statement.speaker)})" for s in report.weakest
    )
    yield heading("This assessment")
    for name, words in (
        ("Pilot:", report.pilot),
        ("What it does:", report.description or "not described"),
        ("Its id:", report.id),
        ("Opened:", text.moment(report.opened_at)),
        ("Last changed:", text.moment(report.changed_at)),
        ("People heard:", str(report.people)),
        ("Framework:", f"{framework.title}, version {framework.version} ({framework.id})"),
        ("SHA-256 of the framework:", framework.hash),
    ):
        yield named(name, words, before=2)
    yield heading("Elements")
    for name, number in (
        ("In the framework:", str(counts.elements)),
        ("Asked about:", str(counts.asked)),
        ("Settled:", str(counts.settled)),
        ("Set or confirmed by hand:", str(counts.confirmed)),
        ("Evidenced:", str(counts.evidenced)),
        ("Of these with an instance:", str(counts.with_instance)),
        ("Of these claimed only:", str(counts.evidenced - counts.with_instance)),
        ("Gates signed off:", f"{counts.signed} of {counts.gates}"),
    ):
        yield named(name, number, before=2)
    if report.readers:
        yield heading("Who read it")
        yield from items(
            f"{text.reader(r.stamp)}: {wording.counted(r.replies, 'reply', 'replies')} read,"
            f" {wording.counted(r.findings, 'finding')}"
            for r in report.readers
        )
    if report.writers:
        yield heading("Who explained it")
        yield from items(text.reader(s) for s in report.writers)
    if report.spending.turns:
        yield heading("What the model's service was used for")
        yield from items(f"{model}: {text.spent(used)}" for model, used in report.spending.models.items())
        yield named("In all:", text.spent(report.spending.total))
    if report.documents:
        yield heading("Documents")
        yield from items(
            f"{text.one_line(d.name)} ({text.one_line(d.media_type)}), given by {text.who(d.speaker)},"
            f" {text.moment(d.at)}; SHA-256 {d.sha256}"
            for d in report.documents
        )


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
