"""What stands in the panel beside the chat, one view at a time: the checklist, and what follows from it."""

from __future__ import annotations

from typing_extensions import TypedDict

from app.web.bubbles import Card
from app.web.props import DownloadGroup


class ViewProps(TypedDict):
    """What asks for its content when it is looked at: Plan.jsx, WhatIf.jsx, Runs.jsx, Brand.jsx; and Assessment.jsx."""

    assessment: str


class DocumentsProps(TypedDict):
    """Documents.jsx: the documents to be had."""

    downloads: list[DownloadGroup]


def views(checklist: Card, assessment_id: str) -> tuple[Card, ...]:
    """All views of the panel, the checklist first; the last one gives the panel its name."""
    of = {"assessment": assessment_id}
    documents = Card("Documents", {"downloads": checklist.props["downloads"]})
    return (
        checklist,
        Card("Plan", of),
        Card("WhatIf", of),
        Card("Runs", of),
        documents,
        Card("Brand", of),
        Card("Assessment", of),
    )
