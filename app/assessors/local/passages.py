"""A document as passages: sentences, list items and table rows, each with the heading that it stands under.

Linear in the length of the text; `document.text[p.start:p.end]` is what a passage quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.assessors.local.cues import Cues, cues, retells
from app.assessors.local.sentences import Span, sentences
from app.domain.records import TextPlace

LONGEST_HEADING = 80
"""Characters; a longer line is no heading."""
LONGEST_SENTENCE = 350
"""Characters; of a longer sentence, what semicolons part is read by itself."""
WRAPPED = 45
"""A line of so many characters that ends without a mark may go on in the next one."""

_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(r"\s*(?:[-*•–▪◦·>]+|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_NUMBER = r"(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[IVX]{1,4}[.):])\s+"
_NUMBERED = re.compile(rf"\s*(?:(?:section|part|chapter|annex|appendix)\s+)?{_NUMBER}\S", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?:;…]['\"”’)\]]*\s*$")
_BAR = " | "
_SECTION = re.compile(r'section "(.*)"$', re.DOTALL)
_ELSEWHERE = re.compile(
    r"\b(?:(?:earlier|previous|prior|former|predecessor|legacy|old|older|other|another|second|sister|unrelated|separate|parallel)"
    r"\s+(?:\w+\s+){0,2}(?:project|programme|program|pilot|system|tool|bot|chatbot|assistant|model|product|initiative"
    r"|platform|application|app|solution|use cases?)s?|predecessors?|out of scope|for comparison)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:predecessor|earlier|previous|former|old|other|sister)\s+(?:\w+\s+){0,2}?(?:project|system|tool|pilot|product|bot|model)"
    r"\s*[,(–-]?\s*(?:called |named |the |our )?[\"“']?([A-Z][\w-]+(?: [A-Z][\w-]+)*|(?<=the )[a-z]{4,})"
)
_EACH = re.compile(r"\b(?:every|each)(?: single)?(?: one)? of\b", re.IGNORECASE)
_BACK_HERE = re.compile(
    r"\b(?:this|our|the) (?:pilot|assistant|system|solution|project|tool)\b|\bwe\b|\bhere\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Passage:
    """A stretch of a document that is read by itself.

    Attributes:
        start: Offset of its first character in the document, in code points.
        end: Offset after its last one.
        text: What is read: white space folded, the cells of a row in a line.
        heading: The heading that it stands under, or "".
        terse: Whether it is no full sentence (a list item, a row), so that it needs the heading.
        elsewhere: Whether it is about another system.
        row: Whether it is a table's row; its cells stand apart by colons.
    """

    start: int
    end: int
    text: str
    heading: str
    terse: bool
    elsewhere: bool
    cues: Cues
    row: bool = False

    @property
    def spoken(self) -> str:
        """The passage with its heading, as one would say it."""
        return f"{self.heading}: {self.text}" if self.heading else self.text


@dataclass(frozen=True)
class _Block:
    """A paragraph, a list item or a row."""

    start: int
    end: int
    heading: str
    terse: bool


def passages(text: str, places: Sequence[TextPlace]) -> tuple[Passage, ...]:
    """The passages of a document, in order."""
    others = {name for name in _NAMED.findall(text) if len(name) > 3}
    other = re.compile("|".join(rf"\b{re.escape(n)}\b" for n in sorted(others))) if others else None
    found: list[Passage] = []
    for block in _blocks(text, places):
        about_other = bool(_ELSEWHERE.search(block.heading) or (other and other.search(block.heading)))
        away = about_other
        for span in _spans(text, block):
            said = " ".join(span.text.replace(_BAR, ": ").split())
            if not any(c.isalpha() for c in said):
                continue
            own = cues(_EACH.sub("all", said))
            if own.other_system or _ELSEWHERE.search(said) or (other and other.search(said)):
                away = True
            elif away and not about_other and _BACK_HERE.search(said):
                away = False
            found.append(Passage(span.start, span.end, said, block.heading, block.terse, away, own, _BAR in span.text))
    return tuple(p for p in found if not retells(p.text))


def _spans(text: str, block: _Block) -> Iterator[Span]:
    """The sentences of a block, with their offsets in the document; a row stays whole."""
    flat = text[block.start : block.end].replace("\n", " ")
    if _BAR in flat:
        yield Span(flat, block.start, block.end)
        return
    whole: Span | None = None
    for span in sentences(flat):
        if whole and whole.text.endswith(";") and span.end - whole.start <= LONGEST_SENTENCE:
            whole = Span(flat[whole.start : span.end], whole.start, span.end)
            continue
        if whole:
            yield Span(whole.text, whole.start + block.start, whole.end + block.start)
        whole = span
    if whole:
        yield Span(whole.text, whole.start + block.start, whole.end + block.start)


def _blocks(text: str, places: Sequence[TextPlace]) -> Iterator[_Block]:
    sections = {p.start: match[1] for p in places if (match := _SECTION.match(p.label))}
    heading = ""
    open_: _Block | None = None
    lines = list(_LINE.finditer(text))
    for number, line in enumerate(lines):
        start, end = line.span()
        said = line[0].strip()
        if not said:
            continue
        apart = text[max(0, start - 2) : start] == "\n\n" or start == 0
        if start in sections:
            heading = " ".join(sections[start].split())
            if said == heading:
                if open_:
                    yield open_
                open_ = None
                continue
        following = lines[number + 1] if number + 1 < len(lines) else None
        if _is_heading(line[0], following[0] if following else "", apart=apart) and start not in sections:
            if open_:
                yield open_
            open_, heading = None, _without_number(said)
            continue
        if open_ and not apart and _goes_on(lines[number - 1][0], line[0]):
            open_ = _Block(open_.start, end, open_.heading, open_.terse)
            continue
        if open_:
            yield open_
        marker = _MARKER.match(line[0])
        begin = start + (marker.end() if marker else len(line[0]) - len(line[0].lstrip()))
        terse = bool(marker) or _BAR in line[0] or not _CLOSED.search(line[0])
        open_ = _Block(begin, end, _without_number(heading), terse)
    if open_:
        yield open_


def _is_heading(line: str, following: str, *, apart: bool) -> bool:
    """Whether a line is a heading: short, without a mark at its end, with a sentence or a list below it."""
    said = line.strip()
    if len(said) > LONGEST_HEADING or _BAR in said or not following.strip() or following.lstrip()[:1].islower():
        return False
    if said.endswith(":") and len(said.split()) <= 8 and _MARKER.match(following):
        return True
    if _CLOSED.search(said) or len(said.split()) > 10 or any(c in said for c in "•|"):
        return False
    if _NUMBERED.match(said):
        return not _MARKER.match(following) or bool(apart)
    first = said.lstrip("#* ")[:1]
    if _MARKER.match(line) or not (first.isupper() or first.isdigit()):
        return False
    return (apart or said.isupper()) and len(following.strip()) > len(said) / 2


def _goes_on(last: str, line: str) -> bool:
    """Whether a line goes on with the paragraph that the line before it belongs to, as in a text that was wrapped."""
    if _BAR in line or _BAR in last or _MARKER.match(line):
        return False
    if _CLOSED.search(last):
        return False
    return len(last) >= WRAPPED or line.lstrip()[:1].islower()


def _without_number(heading: str) -> str:
    return re.sub(rf"^(?:{_NUMBER}|#+\s+)", "", heading).strip(" *:")
