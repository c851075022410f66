"""Puts a document's text together, block by block, and keeps count of what is left out of it."""

from __future__ import annotations

import re
from collections import Counter

from app.errors import DocumentRefused
from app.knowledge.documents.document import Limits, Place, PlaceKind
from app.knowledge.documents.visible import Unseen, shown

_SPACES = re.compile(r"[^\S\n]+")
_LINE_END = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
LONGEST_TITLE = 200

STRUCK_OUT = ("struck-out passage", "struck-out passages")
COMMENT = ("comment", "comments")
PICTURE = ("picture", "pictures")


class Composer:
    """Takes blocks of text in reading order; each belongs to the place that was opened last."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._places: list[Place] = []
        self._kind: PlaceKind = "section"
        self._number: int | None = None
        self._title = ""
        self._start: int | None = None
        self._unseen: Counter[Unseen] = Counter()
        self._left_out: Counter[tuple[str, str]] = Counter()
        self._invisible = 0
        self._notes: dict[str, None] = {}

    @property
    def length(self) -> int:
        """How many characters of text have come so far."""
        return self._length

    def place(self, kind: PlaceKind, number: int | None = None, title: str = "") -> None:
        """Opens a place; one that no text follows is forgotten."""
        self._close()
        self._kind, self._number = kind, number
        self._title = " ".join(shown(title)[0].split())[:LONGEST_TITLE]

    def block(self, text: str, *, apart: bool = False) -> None:
        """Adds a paragraph, a heading, a row; a blank one adds nothing.

        Args:
            text: With line feeds where lines end; other white space counts as one space.
            apart: Whether a blank line stands before it in the document.

        Raises:
            DocumentRefused: There is more text than the limits allow.
        """
        text, invisible = shown(text)
        self._invisible += invisible
        text = _BLANK_LINES.sub("\n\n", _LINE_END.sub("\n", _SPACES.sub(" ", text))).strip()
        if not text:
            return
        if self._length:
            together = self._start is not None or self._kind in ("row", "line")
            self._add("\n" if together and not apart else "\n\n")
        if self._start is None:
            self._start = self._length
        self._add(text)

    def unseen(self, why: Unseen, text: str = "x") -> None:
        """Counts a stretch of text that is left out because nobody would see it; blank ones do not count."""
        if shown(text)[0].strip():
            self._unseen[why] += 1

    def left_out(self, one: str, several: str, count: int = 1) -> None:
        """Counts something else that is left out, named in the singular and the plural."""
        if count:
            self._left_out[one, several] += count

    def note(self, sentence: str) -> None:
        """Says something of the whole document, once."""
        self._notes[sentence] = None

    def finish(self) -> tuple[str, tuple[Place, ...], tuple[str, ...]]:
        """The text, its places and the notes."""
        self._close()
        notes = list(self._notes)
        if self._left_out:
            things = (f"{n:,} {one if n == 1 else several}" for (one, several), n in self._left_out.items())
            notes.append(f"Left out: {', '.join(things)}.")
        if self._unseen:
            stretches = (f"{n:,} {'stretch' if n == 1 else 'stretches'} {why}" for why, n in self._unseen.items())
            notes.append(f"Left out, since a person would not see it: text in {', '.join(stretches)}.")
        if self._invisible:
            many = "character that is" if self._invisible == 1 else "characters that are"
            notes.append(f"Taken out of the text: {self._invisible:,} {many} never drawn (zero width, text direction).")
        return "".join(self._parts), tuple(self._places), tuple(notes)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > self.limits.characters:
            raise DocumentRefused(
                f"holds more than {self.limits.characters:,} characters of text; give the part that matters"
            )

    def _close(self) -> None:
        if self._start is not None:
            self._places.append(Place(self._start, self._length, self._kind, self._number, self._title))
            self._start = None
