"""The gates of a report in Markdown: each criterion with what was said of it, and its gap."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.evidence import Said
from app.domain.plan import PlannedAction
from app.domain.report import CriterionView, GateView, Report
from app.reports import gaps, rows, text
from app.reports.markup import bullets, escape, named, table


def gates(report: Report) -> Iterator[str]:
    """A section for each gate, with one for each criterion."""
    for number, gate in enumerate(report.gates, 1):
        yield from _gate(report, gate, number)


def _gate(report: Report, gate: GateView, number: int) -> Iterator[str]:
    yield f"## Gate {number}: {escape(gate.gate.title)} – {text.gate_result(gate)}"
    yield escape(gate.gate.purpose)
    yield named("It passes when:", text.passes_when(gate.gate))
    if gate.hurdles:
        yield named("What stands in the way" + ("" if gate.signed else " so far") + ":", " ".join(gate.hurdles))
    yield named("Signed off:", text.sign_off(gate))
    yield table(
        ("Criterion", "Rating", "Evidenced", "Has to be met"),
        (
            (
                c.criterion.title,
                wording.rating(c.rating, c.heard),
                f"{c.held} of {c.applying}",
                "yes" if c.must_meet else "no",
            )
            for c in gate.criteria
        ),
    )
    for place, criterion in enumerate(gate.criteria, 1):
        yield from _criterion(report, criterion, f"{number}.{place}")


def _criterion(report: Report, criterion: CriterionView, number: str) -> Iterator[str]:
    subject = criterion.criterion
    yield f"### {number} {escape(subject.title)}: {wording.rating(criterion.rating, criterion.heard)}"
    yield named("Met when:", text.met_when(subject))
    yield table(
        ("Element", "What has to hold", "Proof asked for", "Status", "Grade"),
        (
            (
                e.element.label,
                e.element.statement,
                e.element.proof,
                wording.status(e.status, e.heard),
                wording.GRADE[e.grade] if e.grade else "–",
            )
            for e in criterion.elements
        ),
    )
    if any(e.said for e in criterion.elements):
        yield "**What was said**"
        yield table(
            ("Element", "Says", "Words", "Who", "When", "Source", "Rests on", "Standing", "Read by"),
            ((e.element.label, *_said(s)) for e in criterion.elements for s in e.said),
        )
    else:
        yield "Nothing was said of it."
    if criterion.disputes:
        yield "**In conflict**"
        yield bullets(map(text.dispute, criterion.disputes))
    if criterion.action:
        yield from _gap(report, criterion, criterion.action)


def _said(said: Said) -> tuple[str, ...]:
    return (
        wording.CHOICE[said.says],
        text.quote(said),
        text.who(said.statement.speaker),
        text.moment(said.statement.at),
        text.source(said),
        text.support(said),
        text.standing(said),
        text.read_by(said),
    )


def _gap(report: Report, criterion: CriterionView, action: PlannedAction) -> Iterator[str]:
    yield f"**{gaps.title(action.gap)}**"
    yield bullets(gaps.missing(action.gap, report))
    yield from (named(f"{name}:", words) for name, words in rows.closing(action))
    yield named("Guidance:", gaps.guidance(criterion))
