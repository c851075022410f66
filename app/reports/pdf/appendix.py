"""What stands behind the gates in a PDF: the ten dimensions, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.evidence import ElementStatus
from app.domain.glossary import Term
from app.domain.hearing import Heard
from app.domain.report import Report
from app.reports import text
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
    for heard, title, words in (
        (Heard.LEFT_OPEN, "Asked and left open", "Nobody could say for sure; these count as not evidenced."),
        (Heard.NEVER_ASKED, "Never asked", "Nothing is known of these yet, for or against."),
    ):
        if found := report.unverified(heard):
            yield heading(2, title)
            yield paragraph(words)
            yield table(
                (("Criterion", 0.34), ("What has to hold", 0.66)),
                ((_criterion(report, e.element.id), e.element.statement) for e in found),
            )


def _conflicts(report: Report) -> Iterator[Block]:
    if conflicts := report.having(ElementStatus.CONFLICT):
        yield heading(2, "In conflict")
        yield paragraph("Statements disagree; these count as not evidenced until somebody settles them.")
        for element in conflicts:
            yield named(f"{element.element.label}:", element.element.statement)
            yield bullets(text.position(s) for s in element.counting)


def _aside(report: Report) -> Iterator[Block]:
    if aside := report.having(ElementStatus.NOT_APPLICABLE):
        yield heading(2, "What does not apply")
        for element in aside:
            for said in element.counting:
                yield entry(
                    f"{_criterion(report, element.element.id)}: {element.element.label}",
                    text.one_line(said.words) or "no reason given",
                    f"{text.who(said.statement.speaker)} · {text.moment(said.statement.at)}",
                )


def _criterion(report: Report, element: str) -> str:
    return report.framework.criterion_of(element).title


def _dissent(report: Report) -> Iterator[Block]:
    if report.dissent:
        yield heading(2, "Dissent")
        yield bullets(f"{d.element.label}: {text.settlement(d)}" for d in report.dissent)


def _remarks(report: Report) -> Iterator[Block]:
    remarks = [
        *((n, n.part, "note", n.text) for n in report.notes),
        *((p, p.part, "parked", p.text or "to be looked at again") for p in report.parked),
    ]
    if remarks:
        yield heading(2, "Notes and parked questions")
    for record, part, kind, words in remarks:
        yield entry(f"{report.title(part)} ({kind})", words, f"{text.who(record.speaker)} · {text.moment(record.at)}")


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
        yield bullets(
            f"{report.title(s.part)}: {text.quote(s)} ({text.who(s.statement.speaker)})" for s in report.weakest
        )


def _provenance(report: Report) -> Iterator[Block]:
    counts, framework = report.coverage, report.framework
    yield heading(2, "This assessment")
    yield _facts(
        ("Its id", report.id),
        ("Opened", text.moment(report.opened_at)),
        ("Last changed", text.moment(report.changed_at)),
        ("People heard", str(report.people)),
        ("Framework", f"{framework.title}, version {framework.version} ({framework.id})"),
        ("SHA-256 of the framework", framework.hash),
    )
    yield heading(2, "Coverage in elements")
    yield _facts(
        ("In the framework", str(counts.elements)),
        ("Asked about", str(counts.asked)),
        ("Settled", str(counts.settled)),
        ("Set or confirmed by hand", str(counts.confirmed)),
        ("Evidenced", str(counts.evidenced)),
        ("Of these with an instance", str(counts.with_instance)),
        ("Of these claimed only", str(counts.evidenced - counts.with_instance)),
        ("Gates signed off", f"{counts.signed} of {counts.gates}"),
    )
    if report.readers or report.writers:
        yield heading(2, "How it was read")
    if report.readers:
        yield table(
            (("Read by", 0.64), ("Replies read", 0.18), ("Findings", 0.18)),
            ((text.reader(r.stamp), str(r.replies), str(r.findings)) for r in report.readers),
        )
    if report.writers:
        yield named("Explained by:", "; ".join(text.reader(s) for s in report.writers))
    if report.spending.turns:
        models = ((model, text.spent(used)) for model, used in report.spending.models.items())
        yield table(
            (("Model's service", 0.4), ("Used", 0.6)),
            (*models, ("in all", text.spent(report.spending.total))),
        )
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


def _facts(*facts: tuple[str, str]) -> Block:
    return {"kind": "facts", "facts": [{"name": name, "words": words} for name, words in facts]}
