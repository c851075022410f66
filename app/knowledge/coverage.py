"""What the guidance says nothing of."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.domain.framework import Framework
from app.ports import Piece, PieceKind

_FOR_EVERY_ELEMENT = (PieceKind.WHY, PieceKind.FIX, PieceKind.EXAMPLE)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![.,]\d)")


def uncovered(pieces: Collection[Piece], framework: Framework) -> list[str]:
    """The elements without a reason, a fix or an example, and the criteria without a figure.

    Guidance on a platform does not count: most pilots do not run there.
    """
    general = [piece for piece in pieces if not piece.platforms]
    served = {(piece.kind, element) for piece in general for element in piece.elements}
    measured = {
        c for piece in general if piece.kind is PieceKind.BENCHMARK and _has_figure(piece) for c in piece.criteria
    }
    gaps = [
        f"no piece of the kind {kind} serves {element.id}; expected one at least"
        for element in framework.elements
        for kind in _FOR_EVERY_ELEMENT
        if (kind, element.id) not in served
    ]
    return gaps + [
        f"no piece of the kind {PieceKind.BENCHMARK} with a figure serves {criterion.id}; expected one at least"
        for criterion in framework.criteria
        if criterion.id not in measured
    ]


def _has_figure(piece: Piece) -> bool:
    return any(letter.isdigit() for letter in _YEAR.sub("", piece.text))
