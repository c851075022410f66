"""How much room text takes, estimated from widths of letters: a little too much rather than too little.

No font is opened: which one a reader's machine uses is not known here. The widths are Arial's, which most fonts of
slides do not exceed; `Measure.factor` widens them for those that do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.reports.text import one_line

LEADING = 1.2
"""The distance of lines, in sizes of the font; it is set exactly, so no foreign script can stretch a line."""
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
"""Thousandths of the size, from the space to the tilde."""
_PUNCTUATION = {"“": 500, "”": 500, "„": 500, "‘": 278, "’": 278, "–": 556, "—": 1000, "…": 1000, "•": 350, "·": 333}
_TOKENS = re.compile(r"\S+\s*|\s+")


class Run(NamedTuple):
    """A piece of text in one style, on one line and fit for XML; made by `run`."""

    text: str
    bold: bool = False
    italic: bool = False


def run(text: str, *, bold: bool = False, italic: bool = False) -> Run:
    """A run of any text, foreign or not."""
    return Run(clean(text), bold, italic)


@lru_cache(maxsize=1024)
def clean(text: str) -> str:
    """The text on one line, without what disturbs a page or cannot stand in XML; spaces at its ends stay."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    line = one_line(text)
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{before}{line}{after}" if line else ""


@dataclass(frozen=True)
class Measure:
    """Breaks text into lines.

    Attributes:
        factor: How much wider than Arial the font is taken to be.
    """

    factor: float = 1.03

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Points that a text takes on one line."""
        return _thousandths(text, bold) * self.factor * size / 1000

    def lines(self, runs: Iterable[Run], size: float, width: float) -> tuple[tuple[Run, ...], ...]:
        """The lines of a paragraph, each with the space that ends it; at least one.

        Args:
            runs: Its text.
            size: Of the font, in points.
            width: Of the lines, in points.
        """
        return _lines(tuple(runs), width / size / self.factor * 1000)

    def height(self, runs: Iterable[Run], size: float, width: float) -> float:
        """Points that a paragraph takes."""
        return len(self.lines(runs, size, width)) * size * LEADING

    def longest(self, runs: Iterable[Run], size: float) -> float:
        """Points that the longest word takes, or what else stays together on a line."""
        return max((takes for _, takes, _ in _pieces(tuple(runs))), default=0) * self.factor * size / 1000

    def shortened(self, text: str, size: float, width: float, most: int, *, bold: bool = False) -> str:
        """The text, or as much of it as fits in so many lines, with an ellipsis."""
        lines = self.lines([run(text, bold=bold)], size, width)
        if len(lines) <= most:
            return text
        kept = "".join(r.text for line in lines[:most] for r in line).rstrip()
        while kept and len(self.lines([run(f"{kept} …", bold=bold)], size, width)) > most:
            kept = kept.rpartition(" ")[0].rstrip() or kept[:-1]
        return f"{kept} …" if kept else "…"


@lru_cache(maxsize=512)  # the same paragraph is measured again and again until it stands
def _lines(runs: tuple[Run, ...], room: float) -> tuple[tuple[Run, ...], ...]:
    found: list[list[Run]] = [[]]
    used = 0
    for piece, takes, wide in _pieces(runs):
        if used and used + takes > room:
            found.append([])
            used = 0
        if takes <= room:
            found[-1].append(piece)
            used += wide
            continue
        for part in _broken(piece, room):
            wide = _thousandths(part.text, part.bold)
            if used and used + wide > room:
                found.append([])
                used = 0
            found[-1].append(part)
            used += wide
    return tuple(map(tuple, found))


def joined(lines: Sequence[Sequence[Run]]) -> tuple[Run, ...]:
    """The runs of some lines as one paragraph, neighbours of one style made one."""
    found: list[Run] = []
    for piece in (r for line in lines for r in line):
        if found and found[-1][1:] == piece[1:]:
            found[-1] = found[-1]._replace(text=found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


@lru_cache(maxsize=512)
def _pieces(runs: tuple[Run, ...]) -> tuple[tuple[Run, int, int], ...]:
    """What stays together on a line: words with the space after them, and single letters of scripts without words.

    Each with the thousandths that it takes, without and with the space.
    """
    tokens = ((token, bold, italic) for text, bold, italic in runs for token in _tokens(text))
    return tuple((Run(t, b, i), _thousandths(t.rstrip(), b), _thousandths(t, b)) for t, b, i in tokens)


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for token in _TOKENS.findall(text):
        if token.isascii() or not any(_breaks(c) for c in token):
            found.append(token)
        else:
            found += _single(token)
    return tuple(found)


def _single(token: str) -> Iterator[str]:
    word = ""
    for character in token:
        if _breaks(character):
            if word:
                yield word
            yield character
            word = ""
        else:
            word += character
    if word:
        yield word


def _broken(piece: Run, room: float) -> Iterator[Run]:
    """A word longer than a line, in parts that fit."""
    part, used = "", 0
    for character in piece.text:
        takes = _one(character, piece.bold)
        if part and used + takes > room:
            yield piece._replace(text=part)
            part, used = "", 0
        part += character
        used += takes
    yield piece._replace(text=part)


@lru_cache(maxsize=16384)
def _thousandths(text: str, bold: bool) -> int:
    return sum(_one(c, bold) for c in text)


@lru_cache(maxsize=4096)
def _breaks(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


@lru_cache(maxsize=4096)
def _one(character: str, bold: bool) -> int:
    base = unicodedata.normalize("NFD", character)[0]
    if " " <= base <= "~":
        return (_BOLD if bold else _REGULAR)[ord(base) - 32]
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if _breaks(character) or category == "So":
        return 1000 if category.startswith("L") else 1300
    wide = 800 if category.startswith("L") else 1000
    return round(wide * 1.1) if bold else wide
