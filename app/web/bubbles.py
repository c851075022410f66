"""What stands in the conversation, one thing below the other, and how Chainlit's page is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from app.domain.records import INTERVIEWER
from app.web.addresses import bubble_id

Wire: TypeAlias = dict[str, Any]

INTERVIEWER_NAME = "Gatewise"


@dataclass(frozen=True)
class Card:
    """One of our elements: the name of its file in `public/elements/`, and what it is given (see `props`)."""

    element: str
    props: Mapping[str, Any]


@dataclass(frozen=True)
class Bubble:
    """Something in the conversation: a person's words, or a card of the interviewer's.

    Attributes:
        id: Made from what it shows, so that the same thing is shown once, live or from the records.
        speaker: Whose it is.
        text: A person's words; the interviewer speaks in cards alone.
    """

    id: str
    at: datetime
    speaker: str = INTERVIEWER
    text: str = ""
    card: Card | None = None


def step_of(bubble: Bubble, thread: str) -> Wire:
    """A bubble as one of Chainlit's steps."""
    ours = bubble.speaker == INTERVIEWER
    at = bubble.at.isoformat()
    return {
        "id": bubble.id,
        "threadId": thread,
        "parentId": None,
        "name": INTERVIEWER_NAME if ours else bubble.speaker,
        "type": "assistant_message" if ours else "user_message",
        "output": bubble.text,
        "createdAt": at,
        "start": at,
        "end": at,
        "streaming": False,
        "isError": False,
        "waitForAnswer": False,
        "metadata": {},
    }


def element_of(bubble: Bubble, thread: str) -> Wire | None:
    """The card of a bubble as one of Chainlit's elements, if it has one."""
    if bubble.card is None:
        return None
    return custom_element(bubble_id(bubble.id, "card"), thread, bubble.card, for_step=bubble.id)


def custom_element(identifier: str, thread: str, card: Card, *, for_step: str = "", display: str = "inline") -> Wire:
    """A card as one of Chainlit's elements; it needs no file behind it, for its props travel with it."""
    return {
        "id": identifier,
        "threadId": thread,
        "forId": for_step,
        "type": "custom",
        "name": card.element,
        "display": display,
        "props": dict(card.props),
        "mime": "application/json",
        "url": None,
        "chainlitKey": None,
    }


def wired(bubbles: Iterable[Bubble], thread: str) -> tuple[list[Wire], list[Wire]]:
    """The steps and the elements of a whole conversation."""
    listed = list(bubbles)
    elements = (element_of(b, thread) for b in listed)
    return [step_of(b, thread) for b in listed], [e for e in elements if e is not None]
