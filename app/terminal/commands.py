"""What a typed line means: a command, keys for the card at hand, or simply words."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.framework import Framework
from app.domain.records import Change, Choice, Click, Purpose
from app.interview.events import QuestionPosed

HELP = """\
  just type                       your answer, a question of your own, or a correction ("actually, ...")
  /why   /example                 why this is asked; what would count as evidence
  /dontknow   /na REASON          not known; does not apply, and why
  /skip   /back   /gate NAME      leave it for later; the question before; go to a gate
  /status   /export [FILE]        the checklist so far; a document: /export report.docx, or a format: /export jira
  /plan   /plan N FIELD WORDS     the action plan; changes a gap of it: /plan 2 due 2026-12-31
  /pause                          stop here; everything is kept
  /help                           this list"""


@dataclass(frozen=True)
class Words:
    """Something to send as text."""

    text: str


@dataclass(frozen=True)
class Press:
    """Something to send as a click, with what was written beside it."""

    click: Click
    text: str = ""


@dataclass(frozen=True)
class Cycle:
    """A line of the card at hand goes to its next state; counted from 0."""

    row: int


@dataclass(frozen=True)
class Export:
    """A document is wanted, in a file or a format if one is named."""

    path: str = ""


@dataclass(frozen=True)
class Plan:
    """The action plan is wanted, or with words, a change of it."""

    words: str = ""


@dataclass(frozen=True)
class Tell:
    """Nothing to send: say this instead."""

    text: str


Meaning: TypeAlias = Words | Press | Cycle | Export | Plan | Tell

PLAIN = {"/why": "why", "/example": "example", "/dontknow": "dont_know", "/back": "back", "/status": "status",
         "/pause": "pause", "/quit": "pause", "/skip": "skip"}  # fmt: skip


def understand(line: str, posed: QuestionPosed, changes: dict[str, Change], framework: Framework) -> Meaning:
    """What a line means, given the question at hand and what was changed on its card so far."""
    typed = line.strip()
    if typed.startswith("/"):
        return _command(typed, posed, framework)
    card = _on_card(typed.lower(), posed, changes)
    return card if card is not None else Words(line)


def _command(typed: str, posed: QuestionPosed, framework: Framework) -> Meaning:
    name, _, rest = typed.partition(" ")
    name, rest = name.lower(), rest.strip()
    if name in PLAIN:
        return Press(Click.model_validate({"action": PLAIN[name]}), rest)
    match name:
        case "/na":
            if not rest:
                return Tell("To set it aside, a reason is needed: /na because ...")
            return Press(Click(action="not_applicable"), rest)
        case "/gate":
            return _to_gate(rest, framework)
        case "/export":
            return Export(" ".join(_split(rest)))
        case "/plan":
            return Plan(rest)
        case "/help":
            return Tell(HELP)
    return Tell(f"There is no command {name}.\n{HELP}")


def _to_gate(wanted: str, framework: Framework) -> Meaning:
    gate = framework.gate_called(wanted)
    if gate is None:
        return Tell("Which gate? " + ", ".join(g.title for g in framework.gates))
    return Press(Click(action="skip", target=gate.id))


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return [text]


def _on_card(typed: str, posed: QuestionPosed, changes: dict[str, Change]) -> Meaning | None:
    """Keys of cards; None where the line is no key."""
    made = tuple(changes.values())
    numbers = [str(number) for number in range(1, len(posed.rows) + 1)]
    if typed in numbers and posed.question.purpose is not Purpose.RESOLVE:
        return Cycle(numbers.index(typed))
    match posed.question.purpose, typed:
        case Purpose.CONFIRM, "":
            return Press(Click(action="accept", changes=made))
        case Purpose.CLARIFY, "y" | "yes" | "":
            return Press(Click(action="accept"))
        case Purpose.CLARIFY, "n" | "no":
            return Press(Click(action="reject"))
        case Purpose.SIGN_OFF, "s" | "sign":
            return Press(Click(action="change" if made else "sign", changes=made))
        case Purpose.SIGN_OFF, "":
            return (
                Press(Click(action="change", changes=made))
                if made
                else Tell("s signs the gate, l leaves it for later.")
            )
        case Purpose.SIGN_OFF | Purpose.RESOLVE, "l" | "later":
            return Press(Click(action="later"))
        case Purpose.RESOLVE, "1" | "2":
            element = posed.question.elements[0]
            choice = Choice.EVIDENCED if typed == "1" else Choice.REFUTED
            return Press(Click(action="accept", changes=(Change(element=element, choice=choice),)))
        case Purpose.CLOSING, "c":
            return Press(Click(action="continue"))
        case Purpose.CLOSING, "q" | "":
            return Press(Click(action="pause"))
    return None


def following(choice: Choice, shown: Choice) -> Choice:
    """The state that a line of a card goes to when its key is pressed: the likeliest correction comes first.

    Args:
        choice: Where it stands now.
        shown: How the card showed it.
    """
    order = (shown, *(c for c in Choice if c is not shown))
    return order[(order.index(choice) + 1) % len(order)]
