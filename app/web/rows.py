"""Elements and ratings as the cards show them: a shape, a word, and the person's own words."""

from __future__ import annotations

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.cards import Row, Side
from app.domain.evidence import ElementStatus
from app.domain.framework import Criterion, Gate
from app.domain.rating import GateResult, Rating
from app.domain.records import Choice, Grade
from app.web.props import RatingState, RowProps, RowSide, State

_STATES: dict[Choice, State] = {
    Choice.EVIDENCED: "evidenced",
    Choice.REFUTED: "refuted",
    Choice.UNKNOWN: "unknown",
    Choice.NOT_APPLICABLE: "not_applicable",
}
_RATINGS: dict[Rating, RatingState] = {
    Rating.MET: "met",
    Rating.PARTIAL: "partial",
    Rating.NOT_MET: "not_met",
    Rating.NOT_APPLICABLE: "not_applicable",
}
NOT_HEARD = "not heard yet"


def state_of(choice: Choice) -> State:
    """The shape of what a person can say of an element."""
    return _STATES[choice]


def row_props(row: Row, *, criterion: str = "") -> RowProps:
    """A row of a card.

    Args:
        row: The element as it stands.
        criterion: The title of its criterion, where the card shows elements of several.
    """
    word, notes = wording.CHOICE[row.choice], []
    if row.conflict:
        word = wording.STATUS[ElementStatus.CONFLICT]
    elif row.open:
        word = NOT_HEARD
    if row.asserted and row.choice is Choice.EVIDENCED:
        notes.append(wording.GRADE[Grade.ASSERTED])
    if row.where and not row.sides:
        notes.append(row.where)
    if row.before is not None:
        notes.append(f"before: {wording.CHOICE[row.before]}")
    return {
        "element": row.element.id,
        "label": row.element.label,
        "statement": row.element.statement,
        "criterion": criterion,
        "state": "conflict" if row.conflict else state_of(row.choice),
        "word": word,
        "words": "" if row.sides else row.words,
        "note": ", ".join(notes),
        "sides": [_side(s) for s in row.sides],
    }


def _side(side: Side) -> RowSide:
    where = side.where or side.speaker
    return {"state": state_of(side.choice), "word": wording.CHOICE[side.choice], "words": side.words, "where": where}


def rating_of(assessment: Assessment, criterion: Criterion) -> tuple[RatingState, str]:
    """The shape and the word of a criterion's rating so far; open while nothing of it has been settled."""
    if not assessment.heard(criterion):
        return "open", NOT_HEARD
    rating = assessment.now.rating(criterion.id)
    return rating_state(rating), wording.RATING[rating]


def gate_word(assessment: Assessment, gate: Gate, result: GateResult) -> str:
    """Whether a gate passes; of one that was not gone through yet nothing of that kind is said."""
    if result.passed:
        return "passes"
    through = assessment.signed(gate.id) or all(assessment.heard(c) for c in gate.criteria)
    return "does not pass" if through else "open"


def rating_state(rating: Rating) -> RatingState:
    """The shape of a rating."""
    return _RATINGS[rating]
