"""What stands behind the gates in the Word report: dimensions, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from app.domain.evidence import ElementStatus, ElementView
from app.domain.hearing import Heard
from app.domain.report import Report
from app.reports import text
from app.reports.docx.body import Body
from app.reports.docx.xml import Cell, Column, join, strong


def appendix(body: Body, report: Report) -> None:
    """Every part after the gates; those that would be empty are left out."""
    _dimensions(body, report)
    _left_open(body, report)
    _aside(body, report)
    _dissent(body, report)
    _remarks(body, report)
    _standing_still(body, report)
    _robustness(body, report)
    _provenance(body, report)
    body.heading("How it is judged", 1)
    body.bullets(report.method)
    body.named("Where the framework comes from.", report.framework.origin)
    body.heading("Glossary", 1)
    body.table(
        (Column("Word", 0.24), Column("What it means", 0.56), Column("Source", 0.2)),
        ((strong(t.word), _passages(t.meaning), t.source) for t in report.glossary),
        "The words of this report, explained.",
    )


def _passages(words: str) -> Cell:
    return [f"• {p.words}" if p.item else p.words for p in text.passages(words)]


def _dimensions(body: Body, report: Report) -> None:
    if not report.dimensions:
        return
    body.heading("Between pilot and production", 1, fresh=True)
    body.text("How much of what leads from pilot to production is evidenced, dimension by dimension.")
    body.table(
        (
            Column("Dimension", 0.18), Column("In a pilot", 0.225), Column("In production", 0.225),
            Column("Evidenced", 0.13), Column("Known not to hold", 0.13), Column("Not known", 0.11),
        ),
        (
            (
                strong(p.dimension.title),
                p.dimension.pilot,
                p.dimension.production,
                f"{p.held} of {p.applicable}",
                str(p.missing),
                str(p.unknown),
            )
            for p in report.dimensions
        ),
        "Where the pilot is between pilot and production in each dimension.",
    )  # fmt: skip


def _left_open(body: Body, report: Report) -> None:
    for heard, title, words in (
        (Heard.LEFT_OPEN, "Asked and left open", "Nobody could say for sure; these count as not evidenced."),
        (Heard.NEVER_ASKED, "Never asked", "Nothing is known of these yet, for or against."),
    ):
        if found := report.unverified(heard):
            body.heading(title, 1)
            body.text(words)
            body.table(
                (Column("Criterion", 0.3), Column("What has to hold", 0.7)),
                _by_criterion(report, found),
                f"{title}: the elements.",
            )
    conflicts = report.having(ElementStatus.CONFLICT)
    if conflicts:
        body.heading("In conflict", 1)
        body.text("Statements disagree; these count as not evidenced until somebody settles them.")
        for element in conflicts:
            body.named(f"{element.element.label}.", element.element.statement)
            body.bullets(text.position(s) for s in element.counting)


def _by_criterion(report: Report, elements: Iterable[ElementView]) -> Iterable[tuple[str, Sequence[str]]]:
    """A row a criterion, with what has to hold in it, a line each; elements come in the framework's order."""
    for title, found in groupby(elements, key=lambda e: _criterion(report, e.element.id)):
        yield title, [e.element.statement for e in found]


def _aside(body: Body, report: Report) -> None:
    aside = report.having(ElementStatus.NOT_APPLICABLE)
    if not aside:
        return
    body.heading("What does not apply", 1)
    body.table(
        (Column("Criterion", 0.25), Column("Element", 0.2), Column("Why", 0.33), Column("Who, when", 0.22)),
        (
            (
                _criterion(report, e.element.id),
                e.element.label,
                text.one_line(s.words) or "no reason given",
                [text.who(s.statement.speaker), text.moment(s.statement.at)],
            )
            for e in aside
            for s in e.counting
        ),
        "What does not apply, why, and who said so.",
    )


def _criterion(report: Report, element: str) -> str:
    return report.framework.criterion_of(element).title


def _dissent(body: Body, report: Report) -> None:
    if report.dissent:
        body.heading("Dissent", 1)
        body.bullets(join(strong(f"{d.element.label}: "), text.settlement(d)) for d in report.dissent)


def _remarks(body: Body, report: Report) -> None:
    found = [
        *((n, n.part, "note", n.text) for n in report.notes),
        *((p, p.part, "parked", p.text or "to be looked at again") for p in report.parked),
    ]
    rows: list[tuple[Cell, ...]] = [
        (report.title(part), kind, words, [text.who(record.speaker), text.moment(record.at)])
        for record, part, kind, words in found
    ]
    if rows:
        body.heading("Notes and parked questions", 1)
        body.table(
            (Column("On", 0.22), Column("Kind", 0.1), Column("Text", 0.46), Column("Who, when", 0.22)),
            rows,
            "What was noted, and what was put off.",
        )


def _standing_still(body: Body, report: Report) -> None:
    if not report.standing_still:
        return
    body.heading("The cost of standing still", 1)
    for benchmark in report.standing_still:
        body.heading(benchmark.title, 2)
        for passage in text.passages(benchmark.text):
            body.text(passage.words, style="List Bullet" if passage.item else "Normal")
        body.text(f"Source: {benchmark.source}", style="Report Note")


def _robustness(body: Body, report: Report) -> None:
    body.heading("What the result hangs on", 1)
    body.text(report.robustness_words)
    body.bullets(
        join(strong(f"{report.title(s.part)}: "), f"{text.quote(s)} ({text.who(s.statement.speaker)})")
        for s in report.weakest
    )


def _provenance(body: Body, report: Report) -> None:
    counts, framework = report.coverage, report.framework
    body.heading("What this rests on", 1)
    body.text(report.meaning)
    body.heading("This assessment", 2)
    body.pairs(
        (
            ("Its id", report.id),
            ("Opened", text.moment(report.opened_at)),
            ("Last changed", text.moment(report.changed_at)),
            ("People heard", str(report.people)),
            ("Framework", f"{framework.title}, version {framework.version} ({framework.id})"),
            ("SHA-256 of the framework", framework.hash),
        ),
        "What was assessed, when, and by which framework.",
        share=0.3,
    )
    body.heading("Coverage", 2)
    body.pairs(
        (
            ("Elements in the framework", str(counts.elements)),
            ("Asked about", str(counts.asked)),
            ("Settled", str(counts.settled)),
            ("Set or confirmed by hand", str(counts.confirmed)),
            ("Evidenced", str(counts.evidenced)),
            ("Of these with an instance", str(counts.with_instance)),
            ("Of these claimed only", str(counts.evidenced - counts.with_instance)),
            ("Gates signed off", f"{counts.signed} of {counts.gates}"),
        ),
        "How much was asked, settled, confirmed, evidenced and signed.",
        share=0.3,
    )
    _readers(body, report)
    if report.documents:
        body.heading("Documents", 2)
        body.table(
            (Column("Document", 0.34), Column("Kind and SHA-256", 0.44), Column("Given by", 0.22)),
            ((d.name, [d.media_type, d.sha256], [text.who(d.speaker), text.moment(d.at)]) for d in report.documents),
            "The documents that were read.",
        )


def _readers(body: Body, report: Report) -> None:
    if report.readers:
        body.heading("How it was read", 2)
        body.table(
            (Column("Read by", 0.66), Column("Replies read", 0.17), Column("Findings", 0.17)),
            ((text.reader(r.stamp), str(r.replies), str(r.findings)) for r in report.readers),
            "The assessors that read what people said.",
        )
    if report.writers:
        body.text("Explained by", style="Report Label")
        body.bullets(text.reader(s) for s in report.writers)
    if report.spending.turns:
        body.text("What was used of a model's service", style="Report Label")
        body.pairs(
            (
                *((model, text.spent(used)) for model, used in report.spending.models.items()),
                ("In all", text.spent(report.spending.total)),
            ),
            "Requests, tokens and price, model by model.",
            share=0.3,
        )
