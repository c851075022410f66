"""Which of many pieces to show: the best first, but not the same thing again.

The piece that comes next is the one that likely helps most whoever was not helped by those before it: where it is
unsure what a query is about, pieces on the second and third subject come before more on the first, and where it is
sure, they do not (Agrawal and others, Diversifying search results, 2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from app.ports import Piece

_STILL_OPEN = 0.15
"""How likely a piece on the right subject leaves a person looking for another."""
_SAME_KIND = 0.85
"""What one more piece of a kind is worth beside one of another kind."""
_ALIKE = 0.9
"""From what share of common words two pieces say the same."""


@dataclass(frozen=True)
class Candidate:
    """A piece that may be shown.

    Attributes:
        words: Of its title and text.
        fit: How well it answers the query as it is put; in proportion.
        subjects: How likely the query is about each of its criteria; under "" where it has none that tell.
    """

    piece: Piece
    words: Set[str]
    fit: float
    subjects: Mapping[str, float]


def spread(candidates: Sequence[Candidate], k: int) -> list[tuple[Piece, float]]:
    """The `k` pieces to show, best first, each with what it adds; what is left out says what another one says."""
    left = sorted(candidates, key=lambda candidate: candidate.piece.id)
    shown: list[tuple[Candidate, float]] = []
    still_open: dict[str, float] = {}
    kinds: dict[str, int] = {}

    def adds(candidate: Candidate) -> float:
        likely = sum(share * still_open.get(subject, 1.0) for subject, share in candidate.subjects.items())
        # Rounded, so that equals come in the order of their ids.
        return float(f"{candidate.fit * likely * _SAME_KIND ** kinds.get(candidate.piece.kind, 0):.9g}")

    while left and len(shown) < k:
        best = max(left, key=adds)
        left.remove(best)
        if any(_alike(best, other) for other, _ in shown):
            continue
        shown.append((best, adds(best)))
        kinds[best.piece.kind] = kinds.get(best.piece.kind, 0) + 1
        for subject in best.subjects:
            if subject:
                still_open[subject] = still_open.get(subject, 1.0) * _STILL_OPEN
    return [(candidate.piece, gain) for candidate, gain in shown]


def _alike(one: Candidate, other: Candidate) -> bool:
    either = len(one.words | other.words)
    return either > 0 and len(one.words & other.words) >= _ALIKE * either
