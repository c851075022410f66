"""The cards of the conversation: each a pure function of the assessment as it was when the card was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from app.domain import wording
from app.domain.agenda import settled
from app.domain.assessment import Assessment
from app.domain.cards import Row, rows, side_of, words_of
from app.domain.framework import Criterion, Gate
from app.domain.rating import Rating
from app.domain.records import Cited, Purpose, Question, Statement, Track
from app.domain.standing import said
from app.domain.verdict import Verdict
from app.ports import Piece
from app.web.bubbles import Card
from app.web.offers import offers
from app.web.outcome import impression_card, verdict_card
from app.web.props import ButtonProps, ConflictSide, DownloadGroup, PlaceProps, SignOffCriterion
from app.web.rows import rating_state, row_props, state_of

AS_IT_STANDS = "Not every gate is signed yet: they show things as they stand now."

WHY: ButtonProps = {"action": "why", "label": "Why this matters"}
EXAMPLE: ButtonProps = {"action": "example", "label": "What would count"}
DONT_KNOW: ButtonProps = {"action": "dont_know", "label": "Not sure"}
DOES_NOT_APPLY: ButtonProps = {
    "action": "not_applicable",
    "label": "Does not apply",
    "reason": "Why does it not apply to your pilot?",
}
SKIP: ButtonProps = {"action": "skip", "label": "Skip for now"}
PAUSE: ButtonProps = {"action": "pause", "label": "Stop for today"}

BUTTONS: Mapping[Purpose, Sequence[ButtonProps]] = {
    Purpose.LEAD: (WHY, EXAMPLE, DONT_KNOW, DOES_NOT_APPLY, SKIP),
    Purpose.PROBE: (WHY, EXAMPLE, DONT_KNOW, DOES_NOT_APPLY, SKIP),
    Purpose.SCREEN: (DONT_KNOW, SKIP),
    Purpose.CLARIFY: (
        {"action": "accept", "label": "Yes"},
        {"action": "reject", "label": "No, that was my answer"},
    ),
}


def question_card(assessment: Assessment, question: Question, *, live: bool) -> Card:
    """What is asked, as the card that fits its purpose.

    Args:
        assessment: As it is when the question is shown.
        question: One of its questions.
        live: Whether it waits for an answer now.
    """
    asking: dict[str, Any] = {"question": question.id, "live": live, "text": question.text}
    match question.purpose:
        case Purpose.CONFIRM:
            framework = assessment.framework
            several = len({framework.criterion_of(e).id for e in question.elements}) > 1
            titles = [framework.criterion_of(e).title if several else "" for e in question.elements]
            shown = rows(assessment, question.elements, question.about)
            props = [row_props(r, criterion=t) for r, t in zip(shown, titles, strict=True)]
            return Card("Understanding", {**asking, "rows": props})
        case Purpose.RESOLVE:
            sides = [r for i in question.about if isinstance(r := assessment.by_id[i], Statement)]
            return Card(
                "Conflict", {**asking, "element": question.elements[0], "sides": [_side(assessment, s) for s in sides]}
            )
        case Purpose.SIGN_OFF:
            return Card("SignOff", {**asking, **_sign_off(assessment, str(question.gate))})
        case Purpose.CLOSING if assessment.track is Track.SCREEN:
            return impression_card(assessment, question, live=live)
        case Purpose.CLOSING:
            return verdict_card(assessment, question, live=live)
        case _:
            place = _place(assessment, question, live=live)
            asking |= {"place": place, "follow_up": question.purpose is Purpose.PROBE}
            return Card("Question", {**asking, "buttons": list(BUTTONS.get(question.purpose, ()))})


def _place(assessment: Assessment, question: Question, *, live: bool) -> PlaceProps | None:
    framework = assessment.framework
    if question.criterion is None:
        return None
    criterion = framework.criterion(question.criterion)
    return {
        "gate": framework.gate_of(criterion.id).title,
        "criterion": criterion.title,
        "number": framework.criteria.index(criterion) + 1,
        "total": len(framework.criteria),
        # How far it had come is told of the question at hand alone: for the others it would be worked out for nothing.
        "settled": len(settled(assessment, question.participant)) if live else 0,
        "met": assessment.now.met if live else 0,
    }


def _side(assessment: Assessment, statement: Statement) -> ConflictSide:
    choice = said(statement)
    return {
        "state": state_of(choice),
        "word": wording.CHOICE[choice],
        "words": words_of(statement),
        "speaker": statement.speaker,
        "at": statement.at.isoformat(),
        "where": side_of(assessment, statement).where,
    }


def _sign_off(assessment: Assessment, gate_id: str) -> dict[str, Any]:
    gate = assessment.framework.gate(gate_id)
    result = next(g for g in assessment.now.gates if g.gate == gate_id)
    criteria: list[SignOffCriterion] = [
        {
            "title": criterion.title,
            "rating": rating_state(result.ratings[criterion.id]),
            "word": wording.RATING[result.ratings[criterion.id]],
            "must_meet": criterion.id in gate.must_meet,
            "rows": [row_props(r) for r in rows(assessment, (e.id for e in criterion.elements))],
        }
        for criterion in gate.criteria
    ]
    hurdles = list(wording.hurdles(assessment.framework, result))
    return {"gate": gate.title, "passes": result.passed, "hurdles": hurdles, "criteria": criteria}


Source: TypeAlias = Piece | Cited
"""Guidance, as it was found or as it was put on record."""


def gap_card(
    criterion: Criterion, rating: Rating, missing: Sequence[Row], text: str = "", cites: Sequence[Source] = ()
) -> Card:
    """A criterion that has settled and is not met, with the explanation as far as it has been said."""
    return Card(
        "Gap",
        {
            "criterion": criterion.title,
            "rating": rating_state(rating),
            "word": wording.RATING[rating],
            "missing": [row_props(r) for r in missing],
            "text": text,
            "owner": criterion.owner,
            "effort": criterion.effort,
            "done": criterion.done,
            "cites": _cites(cites),
        },
    )


def question_of_name(text: str) -> Card:
    """The question that comes before an assessment exists."""
    return Card(
        "Question", {"question": "", "live": False, "text": text, "place": None, "follow_up": False, "buttons": []}
    )


def noted_card(shown: Sequence[Row]) -> Card:
    """Elements that were accepted as they were read, or set by hand."""
    return Card("Noted", {"rows": [row_props(r) for r in shown]})


def answer_card(text: str, cites: Sequence[Source], asks: Sequence[str] = (), cost: str = "") -> Card:
    """The answer to a person's question; `asks` are questions that lead on from it, `cost` says what it took."""
    return _said("answer", text=text, cites=cites, asks=asks, cost=cost)


def notice_card(text: str) -> Card:
    """Why something was refused, or what was done instead."""
    return _said("notice", text=text)


def gate_card(gate: Gate) -> Card:
    """A gate begins."""
    return _said("gate", title=f"{gate.title} gate", text=gate.purpose)


def signed_card(assessment: Assessment, gate: Gate) -> Card:
    """A gate was signed, and whether it passes."""
    result = next(g for g in assessment.now.gates if g.gate == gate.id)
    word = "It passes." if result.passed else "It does not pass yet."
    hurdles = wording.hurdles(assessment.framework, result)
    return _said("signed", title=f"The {gate.title} gate is signed", text=word, lines=hurdles)


def recap_card(assessment: Assessment, participant: str) -> Card:
    """Where things stand, for somebody who comes back."""
    signed = [g.title for g in assessment.framework.gates if assessment.signed(g.id)]
    done, total = len(settled(assessment, participant)), len(assessment.framework.criteria)
    lines = [f"{done} of {total} criteria are settled, {assessment.now.met} are met so far."]
    if signed:
        lines.append(f"Signed: {', '.join(signed)}.")
    lines.append("Everything that you said is kept. Here is where we stopped.")
    return _said("recap", title=f"Welcome back to {assessment.name}", lines=lines)


def example_card(assessment: Assessment, about: Sequence[str]) -> Card:
    """What the finished example is."""
    return _said("example", title=f"A finished example: {assessment.name}", lines=about)


def kept_card(assessment: Assessment) -> Card:
    """The person leaves for today."""
    text = f"Everything is kept. “{assessment.name}” stands in the list of your assessments; go on whenever you like."
    return _said("notice", text=text)


def status_card(assessment: Assessment) -> Card:
    """Where things stand, with the documents as they would be now."""
    return verdict_card(assessment, None, live=False)


def documents_card(assessment: Assessment) -> Card:
    """The documents, as things stand."""
    text = "" if assessment.verdict is not Verdict.IN_PROGRESS else AS_IT_STANDS
    return _said("documents", title="Your documents", text=text, get=offers(assessment))


def _said(
    tone: str,
    *,
    title: str = "",
    text: str = "",
    lines: Sequence[str] = (),
    cites: Sequence[Source] = (),
    get: Sequence[DownloadGroup] = (),
    asks: Sequence[str] = (),
    cost: str = "",
) -> Card:
    told = {"tone": tone, "title": title, "text": text, "lines": list(lines), "asks": list(asks), "cost": cost}
    return Card("Said", {**told, "cites": _cites(cites), "downloads": list(get)})


def _cites(cites: Sequence[Source]) -> list[dict[str, str]]:
    return [{"piece": c.piece if isinstance(c, Cited) else c.id, "title": c.title, "source": c.source} for c in cites]
