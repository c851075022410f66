"""What stands behind the gates in the Word report: dimensions, what is open, and what it all rests on."""

from __future__ import annotations

from itertools import groupby

from app.domain.report import Report
from app.reports import rows, text
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
        ((strong(title), *rest) for title, *rest in rows.dimensions(report)),
        "Where the pilot is between pilot and production in each dimension.",
    )  # fmt: skip


def _left_open(body: Body, report: Report) -> None:
    for part in rows.unverified(report):
        body.heading(part.title, 1)
        body.text(part.meaning)
        by_criterion = groupby(part.elements, key=lambda pair: pair[0])
        body.table(
            (Column("Criterion", 0.3), Column("What has to hold", 0.7)),
            ((criterion, [statement for _, statement in found]) for criterion, found in by_criterion),
            f"{part.title}: the elements.",
        )
    if conflicts := rows.conflicts(report):
        body.heading("In conflict", 1)
        body.text(rows.IN_CONFLICT)
        for conflict in conflicts:
            body.named(f"{conflict.element}.", conflict.statement)
            body.bullets(conflict.sides)


def _aside(body: Body, report: Report) -> None:
    if aside := rows.aside(report):
        body.heading("What does not apply", 1)
        body.table(
            (Column("Criterion", 0.25), Column("Element", 0.2), Column("Why", 0.33), Column("Who, when", 0.22)),
            ((a.criterion, a.element, a.why, [a.who, text.moment(a.at)]) for a in aside),
            "What does not apply, why, and who said so.",
        )


def _dissent(body: Body, report: Report) -> None:
    if report.dissent:
        body.heading("Dissent", 1)
        body.bullets(join(strong(f"{d.element.label}: "), text.settlement(d)) for d in report.dissent)


def _remarks(body: Body, report: Report) -> None:
    if remarks := rows.remarks(report):
        body.heading("Notes and parked questions", 1)
        body.table(
            (Column("On", 0.22), Column("Kind", 0.1), Column("Text", 0.46), Column("Who, when", 0.22)),
            ((r.on, r.kind, r.words, [r.who, text.moment(r.at)]) for r in remarks),
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
    body.bullets(join(strong(f"{on}: "), words) for on, words in rows.weakest(report))


def _provenance(body: Body, report: Report) -> None:
    body.heading("What this rests on", 1)
    body.text(report.meaning)
    body.heading("This assessment", 2)
    body.pairs(rows.identity(report), "What was assessed, when, and by which framework.", share=0.3)
    body.heading("Coverage in elements", 2)
    body.pairs(rows.coverage(report), "How much was asked, settled, confirmed, evidenced and signed.", share=0.3)
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
            rows.readers(report),
            "The assessors that read what people said.",
        )
    if report.writers:
        body.text("Explained by", style="Report Label")
        body.bullets(text.reader(s) for s in report.writers)
    if used := rows.used(report):
        body.text("What was used of a model's service", style="Report Label")
        body.pairs(used, "Requests, tokens and price, model by model.", share=0.3)
