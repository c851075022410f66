"""What a document is once it has been read: its text, where each part of it stands, and what was left out."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

PlaceKind = Literal["page", "slide", "row", "section", "line", "note", "margin"]


@dataclass(frozen=True)
class Place:
    """A stretch of a document's text and where a person finds it.

    Attributes:
        start: Offset of its first character in the text, in code points.
        end: Offset after its last one.
        kind: A `margin` is a header or footer, a `note` a footnote or endnote.
        number: Of the page, slide, row, line or note, counted from 1; None where the kind has no numbers.
        title: Of the section ("" before the first heading), or the sheet that a row stands in.
    """

    start: int
    end: int
    kind: PlaceKind
    number: int | None = None
    title: str = ""

    @property
    def label(self) -> str:
        """The place in words: `page 3`, `sheet "Risks", row 12`, `section "Rollback"`."""
        if self.kind == "section":
            return f'section "{self.title}"' if self.title else "the beginning"
        if self.kind == "margin":
            return self.title
        sheet = f'sheet "{self.title}", ' if self.kind == "row" and self.title else ""
        return f"{sheet}{self.kind} {self.number}"


@dataclass(frozen=True)
class Document:
    """A document as a person would read it.

    Attributes:
        name: Of the file, without its folder.
        media_type: What the content is, whatever the name says.
        sha256: Of the file's content, in hexadecimal.
        text: Everything that can be read; what a person would not see is not in it.
        places: In the order of the text, without overlaps; what stands between two is white space.
        notes: A sentence each on what was left out and on what was done to read the rest.
    """

    name: str
    media_type: str
    sha256: str
    text: str
    places: tuple[Place, ...]
    notes: tuple[str, ...]

    def place(self, offset: int) -> Place | None:
        """The place that a character of the text stands in, or None in the white space between two."""
        at = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[at] if at >= 0 and offset < self.places[at].end else None


@dataclass(frozen=True)
class Limits:
    """What reading one document may take. What goes beyond is refused, never cut.

    Attributes:
        size: Of the file, in bytes.
        pages: Of a PDF; slides of a presentation.
        unpacked: Of all parts of a packed document (DOCX, PPTX, XLSX) that are read, in bytes.
        ratio: How many times larger than packed a part may be, once it is over a megabyte.
        characters: Of the text that comes out.
        seconds: Of work; where a platform cannot hold a process to that, and on the clock, twice as many.
        memory: Of the process that reads, in bytes of address space; where the platform can hold it to that.
    """

    size: int = 25 * 2**20
    pages: int = 500
    unpacked: int = 150 * 2**20
    ratio: int = 250
    characters: int = 3_000_000
    seconds: float = 30.0
    memory: int = 2**30
