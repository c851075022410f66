"""What a thread of the graph holds: the cursor, and nothing that the records know."""

from __future__ import annotations

from typing import Annotated, TypedDict

from langgraph.channels import UntrackedValue

from app.ports import ReplyReading

FLOW = 1
"""The version of the graph's nodes; a thread of another version is started again from the records."""


class State(TypedDict, total=False):
    """The cursor of one participant in one assessment.

    Attributes:
        flow: The version of the graph that the thread was started with.
        next: The node that comes after orientation.
        question: The id of the question that waits.
        reply: The id of the reply at hand.
        understood: What the assessor made of it; for the length of a turn only, never stored.
    """

    flow: int
    next: str
    question: str | None
    reply: str | None
    understood: Annotated[ReplyReading | None, UntrackedValue]
