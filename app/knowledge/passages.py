"""Cuts a document into passages that can each be read alone, along its headings and places.

A passage has about 80 to 250 words. Lines that a page or a width has broken are put together again, and what a
document repeats at the top and foot of its pages is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.errors import DocumentRefused
from app.knowledge.documents import Document, Place

FEWEST_WORDS, MOST_WORDS = 80, 250
"""How long a passage should be; one is shorter only where its document is."""
MOST_PASSAGES = 2_000
"""Of one document: what 500 full pages make."""

_PLENTY = 170
"""From how many words on a passage takes no further paragraph."""
_CHARACTERS = 9
"""How many count for a word where there are fewer spaces than that, as in some scripts and in what is no text."""
_RUNNING = 120
"""How many characters the head or foot of a page has at most."""
_FLOWING = ("page", "line")
"""Kinds of places whose lines end where the paper does, and not where a thought does."""

_NUMBERED = re.compile(
    r"(?:(?:section|chapter|part|annex|appendix|article)\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[A-Z][.)])\s+"
)
_HEADING = re.compile(_NUMBERED.pattern + r"[^\W\d_].{1,70}(?<![.;,:!?])", re.IGNORECASE)
_ITEM = re.compile(r"[-–—•‣▪◦*·]\s*|[(]?(?:\d{1,2}|[a-zA-Z])[.)]\s")
_ENDED = re.compile(r"[.!?:;|]['\"’”)]?$")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"’”)]?\s+(?=[\"“‘(]?[^\W_a-z])")


@dataclass(frozen=True)
class Passage:
    """A stretch of a document.

    Attributes:
        heading: What it stands under, or "".
        place: What a person calls the place where it stands, such as `page 3`; "" where it has no name.
        text: A line a paragraph.
    """

    heading: str
    place: str
    text: str


@dataclass(frozen=True)
class _Line:
    text: str
    heading: str
    place: Place

    @property
    def words(self) -> int:
        return _size(self.text)


def cut(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in its order.

    Raises:
        DocumentRefused: It has more text than a document of guidance may have, or none but in its margins.
    """
    passages: list[list[_Line]] = []
    for lines in _sections(list(_lines(document))):
        if passages and _count(passages[-1]) < FEWEST_WORDS and _fit(passages[-1], lines):
            passages[-1] += lines
        else:
            passages.append(lines)
    if len(passages) > 1 and _count(passages[-1]) < FEWEST_WORDS and _fit(passages[-2], passages[-1]):
        last = passages.pop()
        passages[-1] += last
    if not passages:
        raise DocumentRefused(f"{document.name}: holds no text beside headers and footers")
    if len(passages) > MOST_PASSAGES:
        words = sum(map(_count, passages))
        raise DocumentRefused(
            f"{document.name}: has {words:,} words, and about {MOST_PASSAGES * _PLENTY:,} are taken of one document;"
            " give the part that matters"
        )
    return tuple(map(_passage, passages))


def _passage(lines: Sequence[_Line]) -> Passage:
    weights = Counter[str]()
    for line in lines:
        weights[line.heading] += line.words
    heading = weights.most_common(1)[0][0]
    shown = lines[1:] if lines[0].text == heading and len(lines) > 1 else lines
    first = next((line for line in lines if line.text != line.heading), lines[0])
    return Passage(heading, _where(first.place, lines[-1].place), "\n".join(line.text for line in shown))


def _where(first: Place, last: Place) -> str:
    if last.kind == "section" and not last.title:
        return ""
    if first == last or (first.kind == "section" and not first.title):
        return last.label
    if first.kind == "section":
        return f'sections "{first.title}" to "{last.title}"'
    if first.number is None or last.number is None:
        return first.label
    between = "and" if last.number == first.number + 1 else "to"
    sheet = f'sheet "{first.title}", ' if first.kind == "row" and first.title else ""
    return f"{sheet}{first.kind}s {first.number} {between} {last.number}"


def _fit(one: Sequence[_Line], other: Sequence[_Line]) -> bool:
    """Whether two stretches can share a passage: rows of two sheets do not, nor does a note with what it is not of."""
    last, first = one[-1].place, other[0].place
    alike = last.kind == first.kind and (last.kind != "row" or last.title == first.title)
    return alike and _count(one) + _count(other) <= MOST_WORDS


def _sections(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Stretches under one heading, none longer than a passage may be, of about equal lengths."""
    for _, group in groupby(lines, key=lambda line: (line.place.kind, line.heading)):
        section = list(group)
        parts = max(1, round(_count(section) / _PLENTY))
        aim = max(FEWEST_WORDS, _count(section) / parts)
        stretch: list[_Line] = []
        for line in section:
            turned = bool(stretch) and line.place.number != stretch[-1].place.number and line.place.kind == "page"
            enough = _count(stretch) >= (FEWEST_WORDS if turned else aim)
            if stretch and (enough or _count(stretch) + line.words > MOST_WORDS):
                yield stretch
                stretch = []
            stretch.append(line)
        if stretch:
            yield stretch


def _size(text: str) -> int:
    return max(len(text.split()), len(text) // _CHARACTERS)


def _count(lines: Sequence[_Line]) -> int:
    return sum(line.words for line in lines)


def _lines(document: Document) -> Iterator[_Line]:
    """The lines of a document, each as a person would write it, with the heading that it stands under."""
    heading, running = "", _running(document)
    pending: _Line | None = None
    for place in document.places:
        if place.kind == "margin":
            continue
        heading = "" if place.kind == "note" else place.title or (heading if place.kind in _FLOWING else "")
        for number, text in enumerate(document.text[place.start : place.end].split("\n")):
            if not text.strip() or _bare(text) in running:
                continue
            if place.kind == "slide" and number == 0:
                heading = text
            flowing = place.kind in _FLOWING
            titled = flowing and _HEADING.fullmatch(text) is not None
            if pending and flowing and not titled and _goes_on(pending, text):
                pending = _Line(f"{pending.text} {text}", pending.heading, pending.place)
                continue
            if pending:
                yield from _short(pending)
            heading = text if titled else heading
            pending = _Line(text, heading, place)
    if pending:
        yield from _short(pending)


def _goes_on(line: _Line, text: str) -> bool:
    return not (_ENDED.search(line.text) or line.text == line.heading or _ITEM.match(text)) and line.words < MOST_WORDS


def _short(line: _Line) -> Iterator[_Line]:
    """The line, or where it is too long for a passage, parts of it that end with sentences where they can."""
    if line.words <= _PLENTY:
        yield line
        return
    part = ""
    for sentence in _SENTENCE_END.split(line.text):
        for piece in _pieces(sentence):
            if part and _size(part) + _size(piece) > _PLENTY:
                yield _Line(part, line.heading, line.place)
                part = ""
            part = f"{part} {piece}".strip()
    yield _Line(part, line.heading, line.place)


def _pieces(sentence: str) -> Iterator[str]:
    """The sentence, in parts that are no longer than a passage may be."""
    if _size(sentence) <= _PLENTY:
        yield sentence
        return
    most = _PLENTY * _CHARACTERS
    short = [word[at : at + most] for word in sentence.split() for at in range(0, len(word), most)]
    piece: list[str] = []
    for word in short:
        if piece and _size(" ".join((*piece, word))) > _PLENTY:
            yield " ".join(piece)
            piece = []
        piece.append(word)
    yield " ".join(piece)


def _running(document: Document) -> frozenset[str]:
    """The first and last lines of pages that most pages have, but for the numbers in them."""
    pages = [document.text[p.start : p.end].split("\n") for p in document.places if p.kind == "page"]
    if len(pages) < 2:
        return frozenset()
    ends = Counter(bare for lines in pages for bare in {_bare(lines[0]), _bare(lines[-1])})
    return frozenset(b for b, count in ends.items() if count > len(pages) / 2 and count > 1 and len(b) <= _RUNNING)


def _bare(line: str) -> str:
    return " ".join(re.sub(r"\d+", "0", line).split())
