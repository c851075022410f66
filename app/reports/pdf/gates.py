"""The gates of a PDF: each criterion with its elements, what was said of them, and its gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain import wording
from app.domain.evidence import Dispute, ElementView, Said
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction
from app.domain.records import Finding
from app.domain.report import Citation, CriterionView, GateView, Report
from app.reports import gaps, text
from app.reports.pdf.blocks import (
    OWNER,
    Block,
    bullets,
    heading,
    marked,
    named,
    paragraph,
    rating_mark,
    shortened,
    status_mark,
    table,
    whole,
)
from app.reports.pdf.sources import CHAPTER, numbers


def gates(report: Report) -> Iterator[Block]:
    """A chapter for each gate, with a section for each criterion."""
    cited = numbers(report)
    for number, gate in enumerate(report.gates, 1):
        yield from _gate(gate, number)
        for place, criterion in enumerate(gate.criteria, 1):
            yield from _criterion(report, criterion, f"{number}.{place}", cited)


def _gate(gate: GateView, number: int) -> Iterator[Block]:
    yield heading(1, f"Gate {number}: {gate.gate.title}", note=text.gate_result(gate), fresh=True)
    yield paragraph(gate.gate.purpose)
    yield named("It passes when:", text.passes_when(gate.gate))
    if gate.hurdles:
        yield named("What stands in the way" + ("" if gate.signed else " so far") + ":", " ".join(gate.hurdles))
    yield named("Signed off:", text.sign_off(gate))
    yield table(
        (("Criterion", 0.4), ("Rating", 0.28), ("Evidenced", 0.12), ("Has to be met", 0.12), ("Page", 0.08)),
        (
            (
                f"{number}.{place} {c.criterion.title}",
                marked(rating_mark(c.rating, c.heard), wording.rating(c.rating, c.heard)),
                f"{c.held} of {c.applying}",
                "yes" if c.must_meet else "no",
                {"kind": "page", "id": c.criterion.id},
            )
            for place, c in enumerate(gate.criteria, 1)
        ),
    )


def _criterion(report: Report, criterion: CriterionView, number: str, cited: Mapping[Citation, int]) -> Iterator[Block]:
    subject = criterion.criterion
    yield heading(
        2,
        f"{number} {subject.title}",
        note=wording.rating(criterion.rating, criterion.heard),
        mark=rating_mark(criterion.rating, criterion.heard),
        id=subject.id,
    )
    yield named("Met when:", text.met_when(subject), sticky=True)
    if not any(e.said for e in criterion.elements):
        yield paragraph("Nothing was said of it.", small=True, sticky=True)
    for element in criterion.elements:
        yield _element(element)
    if criterion.disputes:
        yield heading(3, "In conflict")
    for dispute in criterion.disputes:
        yield from _dispute(dispute)
    if criterion.action:
        yield _gap(report, criterion, criterion.action, cited)


def _element(element: ElementView) -> Block:
    return {
        "kind": "element",
        "mark": status_mark(element.status),
        "label": element.element.label,
        "status": text.status(element),
        "statement": element.element.statement,
        "proof": element.element.proof,
        "said": [_said(s) for s in element.said],
    }


def _said(said: Said) -> dict[str, Any]:
    by = (text.who(said.statement.speaker), text.moment(said.statement.at), text.source(said))
    rest = [text.support(said)]
    if isinstance(said.statement, Finding):
        rest.append(f"read by {text.read_by(said)}")
    return {
        "words": text.quote(said),
        "says": wording.CHOICE[said.says],
        "by": " · ".join(by),
        "standing": text.standing(said),
        "rest": " · ".join(rest),
    }


def _dispute(dispute: Dispute) -> Iterator[Block]:
    yield paragraph(f"{dispute.element.label}:", sticky=True)
    sides = [text.position(s) for s in dispute.sides] or ["No earlier statement."]
    yield bullets([*sides, text.settlement(dispute)])


def _gap(report: Report, criterion: CriterionView, action: PlannedAction, cited: Mapping[Citation, int]) -> Block:
    gap, owner = action.gap, gaps.owner(action)
    return {
        "kind": "gap",
        "title": f"{'The gap' if gap.heard is Heard.SETTLED else 'To find out'}: {criterion.criterion.title}",
        "missing": gaps.missing(gap, report, quoted=False),
        "why": gap.why,
        "fix": gap.fix,
        "facts": [
            {"name": "Owner", "words": shortened(owner, OWNER)},
            {"name": "Effort", "words": gap.effort},
            {"name": "Due", "words": gaps.due(action)},
            {"name": "Status", "words": action.status},
        ],
        "owner": owner if len(owner) > OWNER else "",
        "note": action.note,
        "whole": whole((gap.why, gap.fix, gap.done, action.owner, action.note)),
        "done": gap.done,
        "guidance": [str(n) for n in sorted({cited[c] for c in criterion.citations})],
        "sources": CHAPTER,
    }
