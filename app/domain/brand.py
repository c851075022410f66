"""Whose report it is: a name, a logo, two colours, and templates of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, AA)."""
VISIBLE = 3.0
"""The contrast that a line or an area needs to be seen."""
BLACK, WHITE = "#000000", "#ffffff"


@dataclass(frozen=True)
class Colour:
    """A colour as `#rrggbb`; ValueError for anything else."""

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.code):
            raise ValueError(f"{self.code!r}: expected # and six hexadecimal digits, such as #0c5580")

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, 0 to 255."""
        return int(self.code[1:3], 16), int(self.code[3:5], 16), int(self.code[5:7], 16)

    @property
    def luminance(self) -> float:
        """How bright it is, from 0 (black) to 1 (white), after WCAG."""
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in self.rgb)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(self, other: Colour) -> float:
        """The contrast with another colour, from 1 to 21, after WCAG."""
        darker, brighter = sorted((self.luminance, other.luminance))
        return (brighter + 0.05) / (darker + 0.05)

    @property
    def text(self) -> Colour:
        """Black or white, whichever is the better read on it; the contrast is 4.58 at the least."""
        return max(Colour(WHITE), Colour(BLACK), key=self.contrast)


@dataclass(frozen=True)
class Logo:
    """A picture that was checked."""

    content: bytes
    media_type: Literal["image/png", "image/jpeg", "image/svg+xml"]


@dataclass(frozen=True)
class Brand:
    """What a report looks like beside its content; ValueError for colours that cannot be seen on paper.

    Attributes:
        name: Stands in headers and footers.
        primary: For headings and areas; it can be read on white paper.
        accent: For lines and charts; it can be seen on white paper.
        docx_template: A Word file whose styles are used; None for the built-in ones.
        pptx_template: A PowerPoint file whose layouts are used; None for the built-in ones.
    """

    name: str = "Gatewise"
    primary: Colour = Colour("#0c5580")
    accent: Colour = Colour("#b3541e")
    logo: Logo | None = None
    docx_template: bytes | None = None
    pptx_template: bytes | None = None

    def __post_init__(self) -> None:
        for name, colour, needed in (("primary", self.primary, READABLE), ("accent", self.accent, VISIBLE)):
            if (found := colour.contrast(Colour(WHITE))) < needed:
                raise ValueError(
                    f"{name}: {colour.code!r} has a contrast of {found:.1f} on white paper, expected {needed} or more"
                )


DEFAULT = Brand()
