"""The little Markdown that the report uses, and foreign text made harmless in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.reports.text import one_line

_SPECIAL = str.maketrans(
    # A pipe is written as an entity: renderers differ in how they read a backslash before one in a table.
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", **{c: f"\\{c}" for c in "\\`*_[]~$@"}}
)
_AUTOLINK = re.compile(r":(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_BLOCK = re.compile(r"^([#+=-]|\d{1,9}(?=[.)](\s|$)))")


def escape(text: str) -> str:
    """The text on one line, with everything taken literally: no markup, HTML, link, image or table cell."""
    line = _AUTOLINK.sub(lambda m: f"\\{m[0]}", one_line(text).translate(_SPECIAL))
    return _BLOCK.sub(lambda m: f"{m[0]}\\" if m[0].isdigit() else f"\\{m[0]}", line)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are escaped here."""
    lines = [header, ["---"] * len(header), *([escape(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def bullets(items: Iterable[str]) -> str:
    """A list; its items are escaped here."""
    return "\n".join(f"- {escape(item)}" for item in items)


def named(name: str, text: str) -> str:
    """A paragraph that begins with its name in bold; the text is escaped here."""
    return f"**{name}** {escape(text)}"
