"""Stretches of guidance that can stand by themselves: whole paragraphs, from where nothing before them is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.assessors.local.cues import cues
from app.assessors.local.sentences import sentences
from app.ports import Piece, PieceKind

_LEANS = re.compile(
    r"(?:this|these|those|that|it|its|they|their|them|he|she|his|her|such|both|all|each|either|neither|so|but|and|yet|or"
    r"|then|here|there|also|again|even|otherwise|instead|therefore|hence|together|beyond|below|after|before|better"
    r"|put|beside|later|note|agreement|roughly|ceilings|to|add|no|some|at|since|when|below|every|giving|answering"
    r"|the (?:same|order|finding|figure|article|book|mechanism|condition|team|cause|first|second|third|others?|rest"
    r"|result|reason|dates?|sum|list|table|page|pilot|answer|last|next|test|act|two|three|four|numbers?))\b"
    r"|(?:\S+ ){1,4}(?:it|its|them|they|this|these|those|the figure)\b|[\"“(]|(?-i:[a-z])|[A-Z][\w-]*(?: [\w-]+)?:",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(Who|Done when):\s", re.IGNORECASE)
_ILLUSTRATED = re.compile(r"\s*\((?:Our own illustration|The definition is in our own words)[^)]*\)|"
                          r"\s*The definition is in our own words\.")  # fmt: skip
_FIGURE = re.compile(r"\d")
_DATED = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Text:
    """A piece taken apart.

    Attributes:
        paragraphs: Each as its sentences; a list belongs to the paragraph that it ends.
        who: Who does it, if it says so.
        done: When it is done, if it says so.
    """

    piece: Piece
    paragraphs: tuple[tuple[str, ...], ...]
    who: str
    done: str

    @classmethod
    def of(cls, piece: Piece) -> Text:
        """Takes a piece apart."""
        paragraphs: list[tuple[str, ...]] = []
        labelled: dict[str, str] = {}
        goes_on = False
        for block in re.split(r"\n\s*\n", piece.text.strip()):
            lines = [line.strip() for line in block.splitlines() if line.strip()]
            if label := _LABELLED.match(lines[0]) if lines else None:
                labelled[label[1].lower()] = " ".join(lines)[label.end() :]
            elif lines:
                said = _joined(lines)
                if paragraphs and (goes_on or lines[0].startswith("- ")):
                    said = " ".join([*paragraphs.pop(), said])
                spoken = _split(said)
                if piece.workspace is not None:  # an organisation's document may speak to whoever reads it
                    spoken = tuple(s for s in spoken if not cues(s).manipulation)
                paragraphs += [spoken] if spoken else []
                goes_on = said.endswith(":")
        return cls(piece, tuple(paragraphs), labelled.get("who", ""), labelled.get("done when", ""))

    def stands(self, paragraph: int) -> bool:
        """Whether a paragraph can be understood without those before it."""
        return paragraph == 0 or not _LEANS.match(self.paragraphs[paragraph][0])

    def stretch(self, start: int, words: int, least: int = 0) -> str:
        """What the piece says from a paragraph on: whole sentences, and with `least` words more than a paragraph.

        Args:
            start: The paragraph to begin with.
            words: How many words there may be.
            least: From how many words on it may end with a paragraph.
        """
        said: list[str] = []
        for paragraph in self.paragraphs[start:]:
            for sentence in paragraph:
                if said and count(said) + count([sentence]) > words:
                    return _whole(said)
                said.append(sentence)
            if count(said) >= least:
                break
        return _whole(said)


def sourced(said: str, piece: Piece) -> str:
    """A stretch with its source, where it has a figure that is not made up and does not say whose it is.

    What stands in an organisation's own document is quoted.
    """
    if piece.workspace is not None:
        return f"{piece.source}: “{said}”"
    invented = piece.kind is PieceKind.EXAMPLE
    if invented or not _FIGURE.search(said) or _DATED.search(said):
        return said
    return f"{said.removesuffix('.')} ({piece.source})."


def count(texts: Sequence[str]) -> int:
    """How many words."""
    return sum(len(text.split()) for text in texts)


def _whole(said: list[str]) -> str:
    """Sentences as one text; what announces something that does not follow is left out."""
    while len(said) > 1 and said[-1].endswith((":", "?", ",")):
        said = said[:-1]
    text = _ILLUSTRATED.sub("", " ".join(said)).strip()
    return text if text.endswith((".", "!", "?", "”", '"', ")")) else text.rstrip(",;: ") + "."


def _joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph as running text; the items of a list that have no mark behind them get one."""
    said = ""
    for n, line in enumerate(lines):
        item = line.startswith("- ")
        follows = n + 1 < len(lines) and lines[n + 1].startswith("- ")
        words = line.removeprefix("- ") if item else line
        if item and words[-1:] not in tuple(",.;:!?"):
            words += "," if follows else "."
        said += (" " if said else "") + words
    return said


def _split(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph; one that ends with a colon or a semicolon goes on in the next."""
    found: list[str] = []
    for span in sentences(text):
        if found and found[-1].endswith((":", ";")):
            found[-1] += " " + span.text
        else:
            found.append(span.text)
    return tuple(found)
