"""Tells apart the parts of a streamed text, each of which begins with a line that holds nothing but its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MAY_BE_A_NAME = re.compile(r"[^\w\n]*[\w.]*[^\w\n]*")
"""What a line may begin with that will turn out to be a name, whatever a model puts around it."""
LONGEST = 120
"""Characters of such a line."""


class Sections:
    """Parts in their order; one whose name does not come has no text, and what comes before any name is the first's.

    Args:
        names: Those of the parts; a text of a single part has no such lines, and goes through as it is.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = list(names)
        self._at = 0
        self._line = ""
        self._shown_of_line = False
        self._blank = 0
        self._empty = True

    def feed(self, text: str) -> Iterator[tuple[int, str]]:
        """What of a text can be shown, with the numbers of the parts that it belongs to."""
        if len(self._names) < 2:
            yield 0, text
            return
        *whole, rest = (self._line + text).split("\n")
        for line in whole:
            yield from self._ended(line)
            self._blank += 1
        self._line = rest
        if rest and (self._shown_of_line or len(rest) > LONGEST or not _MAY_BE_A_NAME.fullmatch(rest)):
            yield from self._shown(rest)
            self._line, self._shown_of_line = "", True

    def finish(self) -> Iterator[tuple[int, str]]:
        """What was held back."""
        yield from self._ended(self._line)
        self._line = ""

    def _ended(self, line: str) -> Iterator[tuple[int, str]]:
        """A line that is whole, or what is left of one that was shown in part."""
        name = re.sub(r"^\W+|\W+$", "", line)
        if not self._shown_of_line and name in self._names:
            if (number := self._names.index(name)) > self._at:
                self._at, self._empty = number, True
        elif line.strip() or self._shown_of_line:
            yield from self._shown(line)
        self._shown_of_line = False

    def _shown(self, text: str) -> Iterator[tuple[int, str]]:
        """A text with the ends of lines before it, of which there are none at the beginning of a part."""
        before = "" if self._empty else "\n" * self._blank
        self._blank = 0
        if text:
            self._empty = False
            yield self._at, before + text
