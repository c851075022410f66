"""The cards on documents that a person brings: opened, being read, read, or not taken."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain import wording
from app.web.bubbles import Card
from app.web.props import DocumentProps, DocumentState

GIVEN = "Document: {}"
"""What a person says by bringing one."""


def opening_card(documents: int) -> Card:
    """Documents have come and are being opened."""
    return _card(f"Opening {wording.counted(documents, 'document')} …", "reading")


def being_read_card(name: str, share: float) -> Card:
    """A document, as far as it is read: `share` of it, 0 to 1."""
    return _card(name, "reading", f"Reading: {share:.0%}", share=share)


def read_card(name: str, proposals: int, notes: Sequence[str]) -> Card:
    """A document was read, and says something on so many elements."""
    return _card(name, "read" if proposals else "nothing", wording.document_read(proposals), notes)


def being_added_card(name: str) -> Card:
    """A document on its way into an organisation's own guidance."""
    return _card(name, "reading", "Taking it in …")


def added_card(name: str, outcome: str) -> Card:
    """A document that is own guidance now."""
    return _card(name, "read", outcome)


def refused_card(name: str, why: str) -> Card:
    """A document was not taken, and why, without its name."""
    return _card(name, "refused", f"Not taken: it {why}.")


def _card(
    name: str, state: DocumentState, text: str = "", notes: Sequence[str] = (), share: float | None = None
) -> Card:
    props: DocumentProps = {
        "name": name,
        "state": state,
        "share": share,
        "text": text,
        "lines": list(notes),
    }
    return Card("Document", props)
