"""Which documents the page offers: every format there is, grouped by whom it is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain.assessment import Assessment
from app.reports import FORMATS
from app.web.props import Download, DownloadGroup

GROUPS = (
    ("For the board", ("pdf", "docx", "pptx")),
    ("For the team", ("xlsx", "csv", "jira", "azure", "github", "planner", "ics")),
)
"""A heading and its formats, in order."""
KEPT = "To keep"
"""The heading of all others."""


def offers(assessment: Assessment) -> list[DownloadGroup]:
    """The documents of an assessment, and where they are to be had."""
    return [{"title": title, "items": [_item(assessment, f) for f in formats]} for title, formats in _grouped()]


def _grouped() -> Iterator[tuple[str, Collection[str]]]:
    named = {f for _, formats in GROUPS for f in formats}
    yield from GROUPS
    yield KEPT, [f for f in FORMATS if f not in named]


def _item(assessment: Assessment, name: str) -> Download:
    return {"format": name, "label": FORMATS[name].label, "href": f"/export/{assessment.id}.{name}"}
