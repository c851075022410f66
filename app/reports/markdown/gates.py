"""The gates of a report in Markdown: each criterion with what was said of it, and its gap."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.evidence import Dispute, ElementStatus, Said
from app.domain.hearing import Heard
from app.domain.report import CriterionView, GateView, Report
from app.reports import text
from app.reports.markup import bullets, escape, named, table


def gates(report: Report) -> Iterator[str]:
    """A section for each gate, with one for each criterion."""
    for number, gate in enumerate(report.gates, 1):
        yield from _gate(report, gate, number)


def _gate(report: Report, gate: GateView, number: int) -> Iterator[str]:
    yield f"## Gate {number}: {escape(gate.gate.title)} – {text.gate_result(gate)}"
    yield escape(gate.gate.purpose)
    yield named("It passes when:", f"{gate.gate.pass_criteria} ({wording.ORIGIN[gate.gate.origin]})")
    if gate.hurdles:
        yield named("What stands in the way" + ("" if gate.signed else " so far") + ":", " ".join(gate.hurdles))
    yield named("Signed off:", text.sign_off(gate))
    yield table(
        ("Criterion", "Rating", "Evidenced", "Has to be met"),
        (
            (c.criterion.title, wording.rating(c.rating, c.heard), _evidenced(c), "yes" if c.must_meet else "no")
            for c in gate.criteria
        ),
    )
    for place, criterion in enumerate(gate.criteria, 1):
        yield from _criterion(report, criterion, f"{number}.{place}")


def _evidenced(criterion: CriterionView) -> str:
    held = sum(e.status is ElementStatus.EVIDENCED for e in criterion.elements)
    applying = sum(e.status is not ElementStatus.NOT_APPLICABLE for e in criterion.elements)
    return f"{held} of {applying}"


def _criterion(report: Report, criterion: CriterionView, number: str) -> Iterator[str]:
    subject = criterion.criterion
    yield f"### {number} {escape(subject.title)}: {wording.rating(criterion.rating, criterion.heard)}"
    yield named("Met when:", f"{subject.met_when} ({wording.ORIGIN[subject.origin]})")
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
    if disputes := [d for e in criterion.elements for d in e.disputes]:
        yield "**In conflict**"
        yield bullets(_dispute(d) for d in disputes)
    if criterion.gap:
        yield from _gap(report, criterion)


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


def _dispute(dispute: Dispute) -> str:
    sides = "; ".join(text.position(s) for s in dispute.sides)
    return f"{dispute.element.label}: {sides or 'no earlier statement'}. {text.settlement(dispute)}"


def _gap(report: Report, criterion: CriterionView) -> Iterator[str]:
    gap, action = criterion.gap, criterion.action
    assert gap is not None
    assert action is not None
    yield "**The gap**" if gap.heard is Heard.SETTLED else "**What is to find out**"
    yield bullets(text.missing(criterion, report))
    yield named("Why it matters:", gap.why)
    yield named("How to close it:", gap.fix)
    yield named("Who, how long:", f"{text.owner(action)}; {gap.effort}.")
    yield named("Due:", f"{text.due(action)}; {action.status}." + (f" {action.note}" if action.note else ""))
    yield named("Done when:", gap.done)
    sources = "; ".join(f"{c.title} ({c.source})" for c in criterion.citations)
    yield named("Guidance:", sources or "none at hand; the advice is the framework's own.")
