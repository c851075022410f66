"""A reply as sentences, with their offsets. Linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 600
"""Characters; a longer sentence is cut at a space, because nothing behind the model's window would be read."""

# The end of a sentence, seen from behind it: a mark and white space, a semicolon, or a line's end.
_END = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]?(?=\s)|(?<=;)(?=\s)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|approx|incl|excl|resp|e\.g|i\.e|a\.m|p\.m|cf)|\b[A-Z])\.$", re.I
)
_BEFORE_A_NUMBER = re.compile(r"\b(?:no|nos|ca|sec|fig|max|min|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$", re.I)
_MARKER = re.compile(r"\s*(?:[-*•–>]+|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")


@dataclass(frozen=True)
class Span:
    """A stretch of a reply: `reply[start:end] == text`; offsets in code points."""

    text: str
    start: int
    end: int


def sentences(reply: str) -> tuple[Span, ...]:
    """The sentences of a reply, in order, without bullets and surrounding white space."""
    spans: list[Span] = []
    begin = 0
    for match in _END.finditer(reply):
        end = match.end()
        if reply[end - 1] == "." and _abbreviated(reply, begin, end):
            continue
        spans += _trimmed(reply, begin, end)
        begin = end
    return (*spans, *_trimmed(reply, begin, len(reply)))


def _abbreviated(reply: str, begin: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation, or to the number of a list."""
    tail = reply[max(begin, end - 10) : end]
    if _ABBREVIATION.search(tail):
        return True
    if _BEFORE_A_NUMBER.search(tail) and reply[end : end + 2].strip()[:1].isdigit():
        return True
    return end - begin < 6 and tail.strip(" \t(.").isdigit()


def _trimmed(reply: str, begin: int, end: int) -> Iterator[Span]:
    marker = _MARKER.match(reply, begin, end)
    begin = marker.end() if marker else begin
    while end - begin > LONGEST:
        cut = reply.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
        cut = cut if cut > 0 else begin + LONGEST
        yield from _span(reply, begin, cut)
        begin = cut
    yield from _span(reply, begin, end)


def _span(text: str, begin: int, end: int) -> Iterator[Span]:
    part = text[begin:end]
    stripped = part.strip()
    if stripped:
        start = begin + len(part) - len(part.lstrip())
        yield Span(stripped, start, start + len(stripped))
