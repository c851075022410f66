"""What stands behind the gates in the Markdown report: the plan whole, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.glossary import Term
from app.domain.report import Report
from app.reports import gaps, rows, text
from app.reports.markup import bullets, escape, named, table


def appendix(report: Report) -> Iterator[str]:
    """Every section after the gates; those that would be empty are left out."""
    yield from _plan(report)
    yield from _dimensions(report)
    yield from _left_open(report)
    yield from _decided(report)
    yield from _remarks(report)
    yield from _standing_still(report)
    yield from _robustness(report)
    yield from _provenance(report)
    yield "## How it is judged"
    yield bullets(report.method)
    yield named("Where the framework comes from.", report.framework.origin)
    yield "## Glossary"
    yield "\n".join(_term(t) for t in report.glossary)


def _plan(report: Report) -> Iterator[str]:
    if not report.plan:
        return
    yield f"## {text.as_known('What to do, in this order', report)}"
    yield table(
        ("", "Gap", "Rating", "What is missing", "What closes it", "Owner", "Effort", "Due", "Status", "Note"),
        (
            (
                str(number),
                f"{report.title(a.gap.criterion)} ({gaps.gate(a.gap, report)})",
                wording.rating(a.gap.rating, a.gap.heard),
                gaps.lacking(a.gap, report),
                a.gap.fix,
                gaps.owner(a),
                a.gap.effort,
                gaps.due(a),
                a.status,
                a.note,
            )
            for number, a in enumerate(report.plan, 1)
        ),
    )


def _dimensions(report: Report) -> Iterator[str]:
    if not report.dimensions:
        return
    yield "## Between pilot and production"
    yield table(
        ("Dimension", "In a pilot", "In production", "Evidenced", "Known not to hold", "Not known"),
        rows.dimensions(report),
    )


def _left_open(report: Report) -> Iterator[str]:
    for part in rows.unverified(report):
        yield f"## {part.title}"
        yield part.meaning
        yield bullets(map(": ".join, part.elements))
    if conflicts := rows.conflicts(report):
        yield "## In conflict"
        yield rows.IN_CONFLICT
        for conflict in conflicts:
            yield named(conflict.element, conflict.statement)
            yield bullets(conflict.sides)
    if aside := rows.aside(report):
        yield "## What does not apply"
        yield table(
            ("Criterion", "Element", "Why", "Who", "When"),
            ((a.criterion, a.element, a.why, a.who, text.moment(a.at)) for a in aside),
        )


def _decided(report: Report) -> Iterator[str]:
    if report.dissent:
        yield "## Dissent"
        yield bullets(f"{d.element.label}: {text.settlement(d)}" for d in report.dissent)


def _remarks(report: Report) -> Iterator[str]:
    if remarks := rows.remarks(report):
        yield "## Notes and parked questions"
        yield table(
            ("On", "Kind", "Text", "Who", "When"),
            ((r.on, r.kind, r.words, r.who, text.moment(r.at)) for r in remarks),
        )


def _standing_still(report: Report) -> Iterator[str]:
    if not report.standing_still:
        return
    yield "## The cost of standing still"
    for benchmark in report.standing_still:
        yield named(f"{escape(benchmark.title)}.", f"({benchmark.source})")
        for passage in text.passages(benchmark.text):
            yield bullets([passage.words]) if passage.item else escape(passage.words)


def _term(term: Term) -> str:
    """An item of a list, with what the meaning lists one step further in."""
    first, *others = text.passages(term.meaning)
    source = f" ({term.source})" if term.source else ""
    return "\n".join(
        [f"- {escape(f'{term.word}: {first.words}{source}')}", *(f"  - {escape(other.words)}" for other in others)]
    )


def _robustness(report: Report) -> Iterator[str]:
    yield "## What the result hangs on"
    yield escape(report.robustness_words)
    yield bullets(map(": ".join, rows.weakest(report)))


def _provenance(report: Report) -> Iterator[str]:
    yield "## What this rests on"
    yield escape(report.meaning)
    yield table(("This assessment", ""), rows.identity(report))
    yield table(("Elements", ""), rows.coverage(report))
    if report.readers:
        yield table(("Read by", "Replies read", "Findings"), rows.readers(report))
    if report.writers:
        yield table(("Explained by",), ((text.reader(s),) for s in report.writers))
    if used := rows.used(report):
        yield table(("Model's service", "Used"), used)
    if report.documents:
        yield table(
            ("Document", "Kind", "SHA-256", "Given by", "When"),
            ((d.name, d.media_type, d.sha256, text.who(d.speaker), text.moment(d.at)) for d in report.documents),
        )
