"""What stands behind the gates in the Markdown report: the plan whole, what is open, and what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.evidence import ElementStatus
from app.domain.glossary import Term
from app.domain.hearing import Heard
from app.domain.report import Report
from app.reports import text
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
    yield "## What to do, in this order" + ("" if report.final else ", as far as is known")
    yield table(
        ("", "Gap", "Rating", "What is missing", "What closes it", "Owner", "Effort", "Due", "Status", "Note"),
        (
            (
                str(number),
                f"{report.title(a.gap.criterion)} ({report.title(a.gap.gate)}"
                f"{', has to be met' if a.gap.must_meet else ''})",
                wording.rating(a.gap.rating, a.gap.heard),
                "; ".join(report.title(m.element) for m in a.gap.missing),
                a.gap.fix,
                text.owner(a),
                a.gap.effort,
                text.due(a),
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
        (
            (
                p.dimension.title,
                p.dimension.pilot,
                p.dimension.production,
                f"{p.held} of {p.applicable}",
                str(p.missing),
                str(p.unknown),
            )
            for p in report.dimensions
        ),
    )


def _left_open(report: Report) -> Iterator[str]:
    for heard, title, words in (
        (Heard.LEFT_OPEN, "Asked and left open", "Nobody could say for sure; these count as not evidenced."),
        (Heard.NEVER_ASKED, "Never asked", "Nothing is known of these yet, for or against."),
    ):
        if found := report.unverified(heard):
            yield f"## {title}"
            yield words
            yield bullets(f"{_criterion(report, e.element.id)}: {e.element.statement}" for e in found)
    conflicts = report.having(ElementStatus.CONFLICT)
    if conflicts:
        yield "## In conflict"
        yield "Statements disagree; these count as not evidenced until somebody settles them."
        for element in conflicts:
            yield named(element.element.label, element.element.statement)
            yield bullets(text.position(s) for s in element.counting)
    aside = report.having(ElementStatus.NOT_APPLICABLE)
    if aside:
        yield "## What does not apply"
        yield table(
            ("Criterion", "Element", "Why", "Who", "When"),
            (
                (
                    _criterion(report, e.element.id),
                    e.element.label,
                    text.one_line(s.words) or "no reason given",
                    text.who(s.statement.speaker),
                    text.moment(s.statement.at),
                )
                for e in aside
                for s in e.counting
            ),
        )


def _criterion(report: Report, element: str) -> str:
    return report.framework.criterion_of(element).title


def _decided(report: Report) -> Iterator[str]:
    if report.dissent:
        yield "## Dissent"
        yield bullets(f"{d.element.label}: {text.settlement(d)}" for d in report.dissent)


def _remarks(report: Report) -> Iterator[str]:
    rows = [
        *((n, n.part, "note", n.text) for n in report.notes),
        *((p, p.part, "parked", p.text or "to be looked at again") for p in report.parked),
    ]
    if rows:
        yield "## Notes and parked questions"
        yield table(
            ("On", "Kind", "Text", "Who", "When"),
            (
                (report.title(part), kind, words, text.who(r.speaker), text.moment(r.at))
                for r, part, kind, words in rows
            ),
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
    yield bullets(f"{report.title(s.part)}: {text.quote(s)} ({text.who(s.statement.speaker)})" for s in report.weakest)


def _provenance(report: Report) -> Iterator[str]:
    counts, framework = report.coverage, report.framework
    yield "## What this rests on"
    yield escape(report.meaning)
    yield table(
        ("This assessment", ""),
        (
            ("Its id", report.id),
            ("Opened", text.moment(report.opened_at)),
            ("Last changed", text.moment(report.changed_at)),
            ("People heard", str(report.people)),
            ("Framework", f"{framework.title}, version {framework.version} ({framework.id})"),
            ("SHA-256 of the framework", framework.hash),
        ),
    )
    yield table(
        ("Elements", ""),
        (
            ("in the framework", str(counts.elements)),
            ("asked about", str(counts.asked)),
            ("settled", str(counts.settled)),
            ("set or confirmed by hand", str(counts.confirmed)),
            ("evidenced", str(counts.evidenced)),
            ("of these with an instance", str(counts.with_instance)),
            ("of these claimed only", str(counts.evidenced - counts.with_instance)),
            ("gates signed off", f"{counts.signed} of {counts.gates}"),
        ),
    )
    if report.readers:
        yield table(
            ("Read by", "Replies read", "Findings"),
            ((text.reader(r.stamp), str(r.replies), str(r.findings)) for r in report.readers),
        )
    if report.writers:
        yield table(("Explained by",), ((text.reader(s),) for s in report.writers))
    if report.spending.turns:
        yield table(
            ("Model's service", "Used"),
            (
                *((model, text.spent(used)) for model, used in report.spending.models.items()),
                ("in all", text.spent(report.spending.total)),
            ),
        )
    if report.documents:
        yield table(
            ("Document", "Kind", "SHA-256", "Given by", "When"),
            ((d.name, d.media_type, d.sha256, text.who(d.speaker), text.moment(d.at)) for d in report.documents),
        )
