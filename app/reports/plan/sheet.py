"""What the plan is called in a workbook: written by one side, found again by the other."""

from __future__ import annotations

from app.domain.edits import plain

SHEET = "Plan"
CRITERION = "Id"
EDITABLE = {"owner": "Owner", "due": "Due", "status": "Status", "note": "Note"}
"""The columns that are read back, by the fields of an edit."""
ASSESSMENT = "Gatewise assessment"
"""The property of the workbook that says whose plan it is."""
LONGEST_CELL = 32_767
"""What Excel holds in one cell, in UTF-16 units."""


def cell(words: str) -> str:
    """An owner or a note as its cell holds it: whole, but for one that no cell could hold."""
    return clipped(plain(words), LONGEST_CELL)


def clipped(words: str, most: int) -> str:
    """The beginning of a text, so many UTF-16 units of it at most, and no half character."""
    if len(words) <= most // 2:
        return words
    return words.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
