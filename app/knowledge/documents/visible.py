"""What a person sees, as far as a file's own words tell: characters that show, colours that differ, sizes."""

from __future__ import annotations

import re
from enum import StrEnum

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
TINY_POINTS = 3.0
"""Smaller than this nobody reads; the finest print in use is four to five points."""

SAME_COLOUR = 1.25
"""The contrast (WCAG, 1 to 21) below which text is lost in its background: light grey (#ccc) on white has 1.6."""


class Unseen(StrEnum):
    """Why a stretch of text cannot be seen."""

    HIDDEN = "marked as hidden"
    COLOUR = "in the colour of the background"
    TINY = "too small to read"
    OUTSIDE = "outside the page"
    BLANK = "not to be seen on the page"


# Format characters (zero width, bidi, tags), fillers that are drawn as nothing, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_HARMLESS = frozenset("\u00ad\u200c\u200d\ufe0e\ufe0f\ufeff\ufffe\uffff")
"""Hyphenation, joiners and marks that honest programs write; taken out without a word."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0c\x1c-\x1e\x85\u2028\u2029]")


def shown(text: str) -> tuple[str, int]:
    """The text without what is never drawn, with line feeds alone as line ends.

    Returns:
        The text, and how many characters were taken out that have no honest use in it.
    """
    if text.isascii() and text.isprintable():
        return text, 0
    kept = _LINE_END.sub("\n", text)
    suspicious = sum(found not in _HARMLESS for found in _INVISIBLE.findall(kept))
    return _CONTROL.sub(" ", _INVISIBLE.sub("", kept)), suspicious


def colour_of(digits: str) -> Colour | None:
    """The colour that six or eight hexadecimal digits (alpha first) name, or None."""
    digits = digits[-6:] if len(digits) == 8 else digits
    if not re.fullmatch("[0-9a-fA-F]{6}", digits):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours after WCAG, from 1 (none) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lost(text: Colour | None, background: Colour | None) -> bool:
    """Whether text of a colour cannot be told from its background; never where either is not known."""
    return text is not None and background is not None and contrast(text, background) < SAME_COLOUR


def _luminance(colour: Colour) -> float:
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
