"""How much room a text takes in a cell: nobody can ask a spreadsheet before it is opened.

Widths are those of Arial, and of what stands in for it, to a few per cent; what is reckoned is rather too much.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

DIGIT = 5.25
"""Points that a digit takes, by which columns are measured."""
PADDING = 2.5
"""Points that a cell keeps free at its sides."""
LEADING = 1.25
"""From one line to the next, as a multiple of the size of the letters."""

_WIDTHS = {
    0.23: "ijl'|",
    0.29: " tfI.,:;!/·‘’",
    0.34: 'r-()[]“”"`',
    0.51: "ckssvxyzJ",
    0.60: "+=<>~_^",
    0.68: "ABEKPSVXYZ&",
    0.74: "wCDHNRUGOQ",
    0.90: "mM%—…W",
    1.05: "@",
}
_USUAL, _STRANGE, _WIDE = 0.57, 0.72, 1.1
_KNOWN = {character: width for width, characters in _WIDTHS.items() for character in characters}


def lines_of(words: str, width: float, size: float = 9.0) -> int:
    """How many lines a text takes in a column.

    Args:
        words: The text; a line feed begins a new line.
        width: Of the column, in digits.
        size: Of the letters, in points.
    """
    room = _room(width, size)
    return sum(sum(1 for _ in _wrapped(part, room)) for part in words.split("\n"))


def pieces(words: str, width: float, most: int, size: float = 9.0) -> Iterator[str]:
    """A text in stretches of at most so many lines; joined, they hold every word of it."""
    room = _room(width, size)
    kept: list[str] = []
    taken = 0
    for number, part in enumerate(words.split("\n")):
        for place, line in enumerate(_wrapped(part, room)):
            if taken == most:
                yield "".join(kept).strip("\n ")
                kept, taken = [], 0
            kept.append(line if place or not number else f"\n{line}")
            taken += 1
    yield "".join(kept).strip("\n ")


def _room(width: float, size: float) -> float:
    """Of a line, in units of the letters' size."""
    return max((width * DIGIT - PADDING) / size, 2 * _WIDE)


def _wrapped(part: str, room: float) -> Iterator[str]:
    """A paragraph line by line, each with the space that ends it; a word that fits no line is broken."""
    begin = last = 0  # where the line begins, and after the last space in it
    taken = since = 0.0  # what the line takes, and what it takes after that space
    for at, character in enumerate(part):
        breadth = _KNOWN.get(character) or _breadth(character)
        taken += breadth
        since += breadth
        while taken > room and character != " " and at > begin:  # twice, where the word carried over is too long
            cut = last if last > begin else at
            yield part[begin:cut]
            taken = since if cut == last else breadth
            begin, since = cut, taken
        if character == " ":
            last, since = at + 1, 0.0
    yield part[begin:]


def _breadth(character: str) -> float:
    if character < "\x80":
        return _USUAL
    if unicodedata.combining(character):
        return 0.1  # it takes none, but no cell may hold any number of them
    if unicodedata.east_asian_width(character) in "WF" or character >= "\U0001f000":
        return _WIDE
    return _STRANGE
