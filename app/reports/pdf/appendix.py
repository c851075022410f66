"""What stands behind the gates in a PDF: the ten dimensions, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.glossary import Term
from app.domain.report import Report
from app.reports import rows, text
from app.reports.pdf.blocks import Block, bullets, entry, heading, named, paragraph, table
from app.reports.pdf.sources import sources


def appendix(report: Report) -> Iterator[Block]:
    """Every chapter after the gates; those that would be empty are left out."""
    yield from _dimensions(report)
    yield from _under("What is not settled", [*_left_open(report), *_conflicts(report), *_aside(report)])
    yield from _under("Dissent, notes and parked questions", [*_dissent(report), *_remarks(report)])
    yield from _standing_still(report)
    yield heading(1, "What this rests on")
    yield from _robustness(report)
    yield from _provenance(report)
    yield heading(2, "How it is judged")
    yield bullets(report.method)
    yield named("Where the framework comes from:", report.framework.origin)
    yield from sources(report)
    yield heading(1, "Glossary", fresh=True)
    yield {"kind": "glossary", "terms": [_term(t) for t in report.glossary]}


def _term(term: Term) -> dict[str, Any]:
    words = [{"words": p.words, "item": p.item} for p in text.passages(term.meaning)]
    return {"word": term.word, "words": words, "source": term.source}


def _under(title: str, blocks: list[Block]) -> Iterator[Block]:
    if blocks:
        yield heading(1, title)
        yield from blocks


def _dimensions(report: Report) -> Iterator[Block]:
    if not report.dimensions:
        return
    yield heading(1, "Between pilot and production", fresh=True)
    yield paragraph("How far the pilot has come in each dimension, in elements that apply to it.")
    yield {
        "kind": "dimensions",
        "rows": [
            {
                "title": p.dimension.title,
                "pilot": p.dimension.pilot,
                "production": p.dimension.production,
                "held": p.held,
                "missing": p.missing,
                "unknown": p.unknown,
                "applicable": p.applicable,
                "told": f"{p.held} of {p.applicable}" if p.applicable else "does not apply",
            }
            for p in report.dimensions
        ],
    }


def _left_open(report: Report) -> Iterator[Block]:
    for part in rows.unverified(report):
        yield heading(2, part.title)
        yield paragraph(part.meaning)
        yield table((("Criterion", 0.34), ("What has to hold", 0.66)), part.elements)


def _conflicts(report: Report) -> Iterator[Block]:
    if conflicts := rows.conflicts(report):
        yield heading(2, "In conflict")
        yield paragraph(rows.IN_CONFLICT)
        for conflict in conflicts:
            yield named(f"{conflict.element}:", conflict.statement)
            yield bullets(conflict.sides)


def _aside(report: Report) -> Iterator[Block]:
    if aside := rows.aside(report):
        yield heading(2, "What does not apply")
        for a in aside:
            yield entry(f"{a.criterion}: {a.element}", a.why, f"{a.who} · {text.moment(a.at)}")


def _dissent(report: Report) -> Iterator[Block]:
    if report.dissent:
        yield heading(2, "Dissent")
        yield bullets(f"{d.element.label}: {text.settlement(d)}" for d in report.dissent)


def _remarks(report: Report) -> Iterator[Block]:
    if remarks := rows.remarks(report):
        yield heading(2, "Notes and parked questions")
        for r in remarks:
            yield entry(f"{r.on} ({r.kind})", r.words, f"{r.who} · {text.moment(r.at)}")


def _standing_still(report: Report) -> Iterator[Block]:
    if not report.standing_still:
        return
    yield heading(1, "The cost of standing still")
    for benchmark in report.standing_still:
        yield heading(2, benchmark.title)
        for passage in text.passages(benchmark.text):
            yield bullets([passage.words]) if passage.item else paragraph(passage.words, sticky=True)
        yield paragraph(f"Source: {benchmark.source}", small=True)


def _robustness(report: Report) -> Iterator[Block]:
    yield heading(2, "What the result hangs on")
    yield paragraph(report.robustness_words)
    if report.weakest:
        yield bullets(map(": ".join, rows.weakest(report)))


def _provenance(report: Report) -> Iterator[Block]:
    yield heading(2, "This assessment")
    yield _facts(rows.identity(report))
    yield heading(2, "Coverage in elements")
    yield _facts(rows.coverage(report))
    if report.readers or report.writers:
        yield heading(2, "How it was read")
    if report.readers:
        yield table((("Read by", 0.64), ("Replies read", 0.18), ("Findings", 0.18)), rows.readers(report))
    if report.writers:
        yield named("Explained by:", "; ".join(text.reader(s) for s in report.writers))
    if used := rows.used(report):
        yield table((("Model's service", 0.4), ("Used", 0.6)), used)
    if report.documents:
        yield heading(2, "Documents")
        yield table(
            (("Document", 0.36), ("Given by", 0.26), ("SHA-256", 0.38)),
            (
                (
                    {"kind": "lines", "strong": True, "lines": [document.name, document.media_type]},
                    f"{text.who(document.speaker)}, {text.moment(document.at)}",
                    document.sha256,
                )
                for document in report.documents
            ),
        )


def _facts(facts: Iterable[rows.Pair]) -> Block:
    return {"kind": "facts", "facts": [{"name": name, "words": words} for name, words in facts]}
