"""Texts as every report shows them: on one line, without what would disturb the page around them."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from app.domain import wording
from app.domain.evidence import Said, Weight
from app.domain.records import INTERVIEWER, Finding, Resolution, SetAside, Stamp
from app.domain.report import CriterionView, GateView, Report

# They turn the direction of all text that follows them, so a quote could garble its neighbours.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """The text with white space folded, control characters left out and lone surrogates replaced."""
    return " ".join("".join(_shown(c) for c in text).split())


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cc" or character in _DIRECTION else character


def moment(at: datetime) -> str:
    """Date, time and zone."""
    return f"{at:%Y-%m-%d %H:%M %Z}"


def who(speaker: str) -> str:
    """A participant's name, or the product's."""
    return "Gatewise" if speaker == INTERVIEWER else one_line(speaker)


def quote(said: Said) -> str:
    """The words in quotation marks, a reason without them, or that there were no words."""
    words = one_line(said.words)
    if not words:
        return "(no words)"
    return f"“{words}”" if said.quoted else words


def source(said: Said) -> str:
    """Where a statement comes from: a document by its name, else what kind of thing it was."""
    if said.document:
        return ", ".join(one_line(part) for part in (said.document, said.place) if part)
    statement = said.statement
    return wording.SOURCE[statement.source.kind] if isinstance(statement, Finding | SetAside) else "decision"


def support(said: Said) -> str:
    """What a statement rests on: basis, grade and confidence of a finding, the dissent of a decision."""
    statement = said.statement
    if isinstance(statement, Finding):
        parts = [wording.BASIS[statement.basis], wording.GRADE[statement.grade]]
        return f"{', '.join(parts)}, confidence {statement.confidence:.2f}"
    if isinstance(statement, Resolution) and statement.dissent:
        return f"dissent: {', '.join(map(one_line, statement.dissent))}"
    return "decided by a person"


def standing(said: Said) -> str:
    """Whether a statement was accepted, waits for a person, or was superseded."""
    if said.weight is Weight.PROPOSED:
        return "proposed, waits for confirmation"
    if said.weight is Weight.SUPERSEDED:
        return "superseded"
    if said.weight is Weight.DROPPED:
        return "dropped by hand"
    confirmed = isinstance(said.statement, Finding) and said.statement.confirmed_by is not None
    return "accepted, confirmed by hand" if confirmed else "accepted"


def reader(stamp: Stamp) -> str:
    """An assessor with its version, model and prompt, and instead of whom it did it."""
    prompt = " ".join(part for part in (stamp.prompt, stamp.prompt_version, stamp.prompt_hash) if part)
    instead = f"instead of {stamp.instead_of}" if stamp.instead_of else ""
    parts = [f"{stamp.assessor} {stamp.version}", stamp.model, f"prompt {prompt}" if prompt else "", instead]
    return one_line(", ".join(p for p in parts if p))


def read_by(said: Said) -> str:
    """Who read a statement out of its source; a dash where a person made it."""
    return reader(said.statement.stamp) if isinstance(said.statement, Finding) else "–"


def gate_result(gate: GateView) -> str:
    """Whether a gate passes; only as it stands, while it is not signed."""
    if gate.signed:
        return "passes" if gate.result.passed else "does not pass"
    return f"would {'' if gate.result.passed else 'not '}pass as it stands"


def sign_off(gate: GateView) -> str:
    """Who signed a gate, and when; or that it is open, still or again."""
    if gate.signed:
        return f"{who(gate.signed.speaker)}, {moment(gate.signed.at)}"
    if gate.lapsed:
        return f"open again: changed since {who(gate.lapsed.speaker)} signed on {moment(gate.lapsed.at)}"
    return "not yet"


def missing(criterion: CriterionView, report: Report) -> tuple[str, ...]:
    """What a gap lacks, a line for each element: why, and the words that say so."""
    if criterion.gap is None:
        return ()
    lines = []
    for lacking in criterion.gap.missing:
        words = " ".join(f"“{one_line(q)}”" for q in lacking.quotes)
        line = f"{report.title(lacking.element)}: {wording.REASON[lacking.reason]}"
        lines.append(f"{line}: {words}" if words else f"{line}.")
    return tuple(lines) or ("Every element was set aside, yet this criterion has to be met.",)
