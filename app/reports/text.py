"""Texts as every report shows them: on one line, without what would disturb the page around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from app.domain import wording
from app.domain.evidence import Dispute, ElementView, Said, Weight
from app.domain.framework import Criterion, Gate
from app.domain.provenance import Reader
from app.domain.records import INTERVIEWER, Finding, Resolution, SetAside, Stamp
from app.domain.report import GateView, Report
from app.domain.spending import Spent
from app.domain.verdict import Outcome

# They turn the direction of all text that follows them, so a quote could garble its neighbours.
_LEFT_OUT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")
"""Overrides of the direction, and the two that XML cannot hold."""


NOBODY_NAMED = "This version names nobody: who said, signed or owns something is left out, and so are known names."
"""What the non-attributable variant says of itself."""


def one_line(text: str) -> str:
    """The text with white space folded, control characters left out and lone surrogates replaced."""
    if not (text.isascii() and text.isprintable()):  # most texts are, and a long report has many
        text = "".join(_shown(c) for c in text)
    return " ".join(text.split())


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cc" or character in _LEFT_OUT else character


class Passage(NamedTuple):
    """A paragraph of a longer text, or an item of a list in it, on one line."""

    words: str
    item: bool


def passages(text: str) -> Iterator[Passage]:
    """The paragraphs and items of a text in plain Markdown, such as guidance is written in."""
    for block in text.split("\n\n"):
        words: list[str] = []
        item = False
        for line in block.split("\n"):
            if line.startswith("- "):
                if words:
                    yield Passage(one_line(" ".join(words)), item)
                words, item = [line.removeprefix("- ")], True
            else:
                words.append(line)
        if any(words):
            yield Passage(one_line(" ".join(words)), item)


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


def reading(done: Reader) -> str:
    """An assessor, and how much it read."""
    replies, findings = wording.counted(done.replies, "reply", "replies"), wording.counted(done.findings, "finding")
    return f"{reader(done.stamp)}: {replies} read, {findings}"


def gate_result(gate: GateView) -> str:
    """Whether a gate passes; only as it stands while it is not signed, and not before all of it was heard."""
    if gate.signed:
        return "passes" if gate.result.passed else "does not pass"
    if unheard := len(gate.unheard):
        return f"open: nothing was heard of {unheard} of {wording.counted(len(gate.criteria), 'criterion', 'criteria')}"
    return f"would {'' if gate.result.passed else 'not '}pass as it stands"


def sign_off(gate: GateView) -> str:
    """Who signed a gate, and when; or that it is open, still or again."""
    if gate.signed:
        return f"{who(gate.signed.speaker)}, {moment(gate.signed.at)}"
    if gate.lapsed:
        return f"open again: changed since {who(gate.lapsed.speaker)} signed on {moment(gate.lapsed.at)}"
    return "not yet"


def spent(used: Spent) -> str:
    """Requests, tokens and price of what was used of a model's service."""
    tokens = used.input + used.output + used.cache_read + used.cache_written
    price = f"{used.dollars} US dollars" if used.dollars is not None else "price not known"
    return f"{wording.counted(used.requests, 'request')}, {wording.counted(tokens, 'token')}, {price}"


def position(said: Said) -> str:
    """One side of a conflict: what is said, by whom, when and where."""
    by = f"{who(said.statement.speaker)}, {moment(said.statement.at)}, {source(said)}"
    return f"{wording.CHOICE[said.says].capitalize()}: {quote(said)} ({by})"


def settlement(dispute: Dispute) -> str:
    """How a conflict was settled, by whom, why, and who dissents; or that it is open."""
    if dispute.settled is None:
        return "Nobody has settled it yet."
    said = dispute.settled
    by = f"{who(said.statement.speaker)}, {moment(said.statement.at)}"
    reason = one_line(said.words) or "no reason given"
    return f"Settled: {wording.CHOICE[said.says]}; {reason} ({by}; {support(said)})"


def dispute(shown: Dispute) -> str:
    """A conflict, both sides of it, and how it was settled."""
    sides = "; ".join(position(s) for s in shown.sides)
    return f"{shown.element.label}: {sides or 'no earlier statement'}. {settlement(shown)}"


def status(view: ElementView) -> str:
    """How an element stands, and how well that is shown."""
    grade = f", {wording.GRADE[view.grade]}" if view.grade else ""
    return wording.status(view.status, view.heard) + grade


def passes_when(gate: Gate) -> str:
    """What it takes for a gate to pass, and whose rule that is."""
    return f"{gate.pass_criteria} ({wording.ORIGIN[gate.origin]})"


def met_when(criterion: Criterion) -> str:
    """What it takes for a criterion to be met, and whose rule that is."""
    return f"{criterion.met_when} ({wording.ORIGIN[criterion.origin]})"


def verdict(outcome: Outcome, report: Report) -> str:
    """The verdict of an outcome; before every gate is signed, what it would be."""
    word = wording.VERDICT[outcome.verdict]
    return word if report.final else f"would be “{word}”"


def as_known(title: str, report: Report) -> str:
    """A title over what is planned; before every gate is signed it says how far that goes."""
    return title if report.final else f"{title}, as far as is known"


def so_far(title: str, report: Report) -> str:
    """A title over what was found; before every gate is signed it says that more may come."""
    return title if report.final else f"{title} so far"


def pilot(report: Report) -> str:
    """What the pilot is called."""
    return one_line(report.pilot) or "Unnamed pilot"


def as_of(report: Report) -> str:
    """The day, the framework, how many people were heard, and whether the result is final."""
    heard = wording.counted(report.people, "person heard", "people heard")
    state = "every gate signed" if report.final else "not final"
    return f"{report.changed_at:%Y-%m-%d} · {report.framework.title} · {heard} · {state}"
