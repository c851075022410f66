"""The checklist beside the chat, and a line of it opened: what was said, by whom, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.evidence import ElementStatus, ElementView, Evidence, Said, status_of
from app.domain.framework import Criterion, Gate
from app.domain.plan import gaps
from app.domain.rating import GateResult
from app.domain.records import Choice, Finding, SetAside
from app.domain.verdict import Verdict
from app.ports import Piece
from app.web.bubbles import Card
from app.web.offers import offers
from app.web.outcome import band_props
from app.web.props import (
    ChecklistCriterion,
    ChecklistGate,
    Cited,
    CostProps,
    CriterionProps,
    ElementProps,
    GapDetail,
    SaidOfElement,
)
from app.web.rows import NOT_HEARD, gate_word, rating_of, state_of

_WORDS = dict(wording.STATUS) | {
    ElementStatus.UNKNOWN: wording.CHOICE[Choice.UNKNOWN],
    ElementStatus.EVIDENCED: wording.CHOICE[Choice.EVIDENCED],
    ElementStatus.REFUTED: wording.CHOICE[Choice.REFUTED],
}
SOURCES = 3
"""How many pieces of guidance a gap names."""


def checklist_card(
    assessment: Assessment, at_hand: str | None = None, *, editable: bool = True, cost: CostProps | None = None
) -> Card:
    """The whole checklist.

    Args:
        assessment: As it stands.
        at_hand: The id of the criterion that is being talked about.
        editable: Whether the person may revise it.
        cost: What it has used of a model's service, if one is in use.
    """
    final = assessment.verdict is not Verdict.IN_PROGRESS
    return Card(
        "Checklist",
        {
            "assessment": assessment.id,
            "pilot": assessment.name,
            "word": wording.VERDICT[assessment.verdict],
            "final": final,
            "meaning": wording.meaning(assessment),
            "band": band_props(assessment.band),
            "gates": [
                _gate(assessment, gate, result, at_hand)
                for gate, result in zip(assessment.framework.gates, assessment.now.gates, strict=True)
            ],
            "downloads": offers(assessment),
            "editable": editable,
            "cost": cost,
        },
    )


def _gate(assessment: Assessment, gate: Gate, result: GateResult, at_hand: str | None) -> ChecklistGate:
    return {
        "id": gate.id,
        "title": gate.title,
        "met": result.met,
        "of": result.applicable,
        "passed": result.passed,
        "word": gate_word(assessment, gate, result),
        "signed": assessment.signed(gate.id) is not None,
        "criteria": [_line(assessment, gate, c, at_hand) for c in gate.criteria],
    }


def _line(assessment: Assessment, gate: Gate, criterion: Criterion, at_hand: str | None) -> ChecklistCriterion:
    rating, word = rating_of(assessment, criterion)
    return {
        "id": criterion.id,
        "title": criterion.title,
        "rating": rating,
        "word": word,
        "must_meet": criterion.id in gate.must_meet,
        "at_hand": criterion.id == at_hand,
        "elements": [status_of(assessment.standings[e.id]).value for e in criterion.elements],
    }


def criterion_props(
    assessment: Assessment, criterion: Criterion, pieces: Iterable[Piece], *, editable: bool = True
) -> CriterionProps:
    """A line of the checklist, opened.

    Args:
        assessment: As it stands.
        criterion: One of its framework.
        pieces: The guidance on it, best first.
        editable: Whether the person may revise it.
    """
    framework, evidence = assessment.framework, Evidence(assessment)
    gate = framework.gate_of(criterion.id)
    rating, word = rating_of(assessment, criterion)
    return {
        "id": criterion.id,
        "title": criterion.title,
        "gate": gate.title,
        "rating": rating,
        "word": word,
        "must_meet": criterion.id in gate.must_meet,
        "met_when": criterion.met_when,
        "elements": [_element(evidence.element(e)) for e in criterion.elements],
        "gap": _gap(assessment, criterion, pieces),
        "editable": editable,
    }


def _element(view: ElementView) -> ElementProps:
    return {
        "element": view.element.id,
        "label": view.element.label,
        "statement": view.element.statement,
        "state": view.status.value,
        "word": _WORDS[view.status] if view.counting else NOT_HEARD,
        "said": [_said(s) for s in view.said if not _confirmed(s, view)],
    }


def _confirmed(said: Said, view: ElementView) -> bool:
    """Whether it was a proposal that somebody has confirmed as it stood: what they confirmed tells it all."""
    later = (s.statement for s in view.said)
    return any(
        isinstance(s, Finding) and s.confirmed_by and said.statement.id in s.revises and Choice(s.status) is said.says
        for s in later
    )


def _said(said: Said) -> SaidOfElement:
    statement = said.statement
    kind = wording.SOURCE[statement.source.kind] if isinstance(statement, Finding | SetAside) else "decision"
    return {
        "state": state_of(said.says),
        "word": wording.CHOICE[said.says],
        "words": said.words,
        "quoted": said.quoted,
        "speaker": statement.speaker,
        "at": statement.at.isoformat(),
        "source": ", ".join(part for part in (said.document, said.place) if part) or kind,
        "weight": said.weight.value,
    }


def _gap(assessment: Assessment, criterion: Criterion, pieces: Iterable[Piece]) -> GapDetail | None:
    gap = next((g for g in gaps(assessment) if g.criterion == criterion.id), None)
    if gap is None:
        return None
    reasons = [f"{assessment.framework.element(m.element).label}: {wording.REASON[m.reason]}" for m in gap.missing]
    cites: list[Cited] = [{"piece": p.id, "title": p.title, "source": p.source} for p in list(pieces)[:SOURCES]]
    return {
        "reasons": reasons,
        "why": gap.why,
        "fix": gap.fix,
        "owner": gap.owner,
        "effort": gap.effort,
        "done": gap.done,
        "cites": cites,
    }
