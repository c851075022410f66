"""Turns what a model streams into stretches of prose: gap by gap, with the sources of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.assessors.claude.marks import Marks
from app.assessors.claude.prose import NO_GUIDANCE
from app.assessors.claude.sections import Sections
from app.domain.records import Stamp
from app.ports import Prose


class Told:
    """A text under way.

    Args:
        sections: Tells its parts apart.
        marks: Of each part, what it may cite.
        instead: Of each part, what is told where the model has nothing on it; a text that is no explanation has none.
    """

    def __init__(self, sections: Sections, marks: Sequence[Marks], instead: Sequence[str] = ()) -> None:
        self.marks = marks
        self._sections = sections
        self._instead = instead
        self._at = 0
        self._begun = False

    def feed(self, text: str, stamp: Stamp) -> Iterator[Prose]:
        """What of a text can be shown; the last stretch of a part that is through bears the stamp."""
        for number, words in self._sections.feed(text):
            yield from self._up_to(number, stamp)
            yield from self._shown(words)

    def finish(self, stamp: Stamp) -> Iterator[Prose]:
        """What was held back, and the ends of all parts that are left."""
        for number, words in self._sections.finish():
            yield from self._up_to(number, stamp)
            yield from self._shown(words)
        yield from self._up_to(len(self.marks), stamp)

    def cited(self) -> Prose | None:
        """Where it breaks off: what the part at hand has cited so far, if anything."""
        cites = tuple(self.marks[self._at].cites)
        return Prose("", cites, gap=self._at) if cites else None

    def _shown(self, words: str) -> Iterator[Prose]:
        self._begun = self._begun or bool(words.strip())
        if shown := self.marks[self._at].feed(words):
            yield Prose(shown, gap=self._at)

    def _up_to(self, number: int, stamp: Stamp) -> Iterator[Prose]:
        """Ends the parts before this one."""
        while self._at < number:
            marks, rest = self.marks[self._at], self.marks[self._at].finish()
            if self._instead and not self._begun:
                rest = self._instead[self._at]
            if self._instead and not marks.cites:
                yield Prose(rest + "\n\n", gap=self._at)
                rest = NO_GUIDANCE
            yield Prose(rest, tuple(marks.cites), stamp, gap=self._at)
            self._at, self._begun = self._at + 1, False
