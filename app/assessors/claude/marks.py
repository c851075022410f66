"""Turns streamed prose into what a person reads: numbers of sources that there are, and no placeholder."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.assessors.claude.redaction import Mask

_MARK = re.compile(r"[ \u00a0]?\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_HELD = re.compile(r"[ \u00a0]?(?:\[[^\]\[]{0,40})?$")
"""The end of a stretch that may be the beginning of a mark or of a placeholder."""


class Marks:
    """Numbers what a text cites in the order in which it does; a number that stands for nothing is dropped.

    Args:
        ids: Those of the pieces, by the number under which they were handed in, from 1; "" for one that was handed in
            for something else.
        mask: What was hidden in the request.
    """

    def __init__(self, ids: Sequence[str], mask: Mask) -> None:
        self._ids = ids
        self._mask = mask
        self._held = ""
        self.cites: list[str] = []

    def feed(self, text: str) -> str:
        """What of a text can be shown, with what was held back before."""
        text = self._held + text
        held = _HELD.search(text)
        at = held.start() if held else len(text)
        self._held = text[at:]
        return self._shown(text[:at])

    def finish(self) -> str:
        """What was held back."""
        text, self._held = self._held, ""
        return self._shown(text)

    def _shown(self, text: str) -> str:
        return self._mask.show(_MARK.sub(self._numbered, text))

    def _numbered(self, mark: re.Match[str]) -> str:
        numbers = []
        for digits in re.findall(r"\d+", mark[1]):
            if 1 <= int(digits) <= len(self._ids) and (piece := self._ids[int(digits) - 1]):
                if piece not in self.cites:
                    self.cites.append(piece)
                numbers.append(self.cites.index(piece) + 1)
        before = mark[0][: mark[0].index("[")]
        return before + "".join(f"[{n}]" for n in dict.fromkeys(numbers)) if numbers else ""
