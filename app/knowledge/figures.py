"""Which pieces state a figure that a query names: who searches for `87 %` wants the piece that says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

RARE = 8
"""In how many pieces a figure may stand and still point to them."""

_FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Figures:
    """The figures of many texts.

    Args:
        texts: Of the pieces, in their order.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for figure in _figures(text):
                self._places.setdefault(figure, []).append(place)

    def stated(self, query: str) -> list[int]:
        """The places of the texts that state all the rare figures of a query; none if it names none."""
        named = [set(self._places[f]) for f in _figures(query) if f in self._places]
        rare = [places for places in named if len(places) <= RARE]
        return sorted(set.intersection(*rare)) if rare else []


def _figures(text: str) -> Iterable[str]:
    """The numbers of a text as they are compared; of a single digit, or a year, there are too many to mean one."""
    found = {match.group().replace(",", "") for match in _FIGURE.finditer(text)}
    return {f for f in found if len(f) > 1 and not _YEAR.fullmatch(f)}
