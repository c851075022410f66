"""What a PDF is made of: blocks that the templates in `typst/` know how to set.

A block is a mapping with its `kind`; `typst/blocks.typ` has a function of that name for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.evidence import ElementStatus
from app.domain.hearing import Heard
from app.domain.rating import Rating
from app.reports.text import one_line

Block = Mapping[str, Any]

_WHOLE = 1500
"""Characters of what is kept on one page; what is longer may break, for it could fill more than one."""
OWNER = 90
"""Characters of an owner that have room in a cell; a longer one stands whole with its criterion alone."""


def heading(level: int, words: str, **more: object) -> Block:
    """A heading of level 1 to 3.

    Args:
        level: Those of 1 and 2 are in the bookmarks; those of 1 are in the contents.
        words: What it says.
        more: `fresh` begins a page, `mark` draws a rating before it, `note` stands beside it, `id` is linked to.
    """
    return {"kind": "heading", "level": level, "words": words, **more}


def paragraph(words: str, *, small: bool = False, sticky: bool = False) -> Block:
    """A paragraph; a sticky one stays with what follows."""
    return {"kind": "paragraph", "words": words, "small": small, "sticky": sticky}


def named(name: str, words: str, *, sticky: bool = False) -> Block:
    """A paragraph that begins with its name in bold; a sticky one stays with what follows."""
    return {"kind": "named", "name": name, "words": words, "sticky": sticky}


def bullets(items: Iterable[str]) -> Block:
    """A list."""
    return {"kind": "bullets", "items": list(items)}


def table(columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[object]]) -> Block:
    """A table.

    Args:
        columns: The title of each, and its share of the width.
        rows: Their cells: words, or a block of `marked`, `bar`, `page` or `lines`.
    """
    listed = [list(row) for row in rows]
    return {
        "kind": "grid",
        "titles": [title for title, _ in columns],
        "shares": [share for _, share in columns],
        "rows": [{"cells": row, "whole": whole(row)} for row in listed],
    }


def whole(cells: Iterable[object]) -> bool:
    """Whether cells of words and lines are short enough to be kept on one page."""
    return sum(map(_length, cells)) < _WHOLE


def _length(cell: object) -> int:
    if isinstance(cell, Mapping):
        return sum(map(len, cell.get("lines", ())))
    return len(cell) if isinstance(cell, str) else 0


def entry(head: str, words: str, note: str = "") -> Block:
    """Words of any length that somebody said, with who said them; a table's cell would be too narrow for them."""
    return {"kind": "entry", "head": head, "words": words, "note": note}


def marked(mark: str, words: str) -> Block:
    """A cell with the sign of a rating or status before its word."""
    return {"kind": "marked", "mark": mark, "words": words}


def rating_mark(rating: Rating, heard: Heard) -> str:
    """The sign of a rating."""
    if rating is Rating.NOT_MET and heard is not Heard.SETTLED:
        return "unknown"
    return {
        Rating.MET: "full",
        Rating.PARTIAL: "half",
        Rating.NOT_MET: "cross",
        Rating.NOT_APPLICABLE: "aside",
    }[rating]


def status_mark(status: ElementStatus) -> str:
    """The sign of a status."""
    return {
        ElementStatus.EVIDENCED: "full",
        ElementStatus.REFUTED: "cross",
        ElementStatus.UNKNOWN: "unknown",
        ElementStatus.CONFLICT: "conflict",
        ElementStatus.NOT_APPLICABLE: "aside",
    }[status]


def shortened(words: str, most: int) -> str:
    """The words, or as many of them as make `most` characters."""
    line = one_line(words)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def shown(content: Any) -> Any:
    """The content with every text in it fit to be set."""
    if isinstance(content, str):
        return one_line(content)
    if isinstance(content, Mapping):
        return {key: shown(value) for key, value in content.items()}
    if isinstance(content, Sequence):
        return [shown(value) for value in content]
    return content
