"""Guidance as a report cites it: for each criterion the titles and sources that serve it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.domain.report import Citation
from app.ports import Piece, PieceKind

_ORDER = (
    PieceKind.POLICY,
    PieceKind.FIX,
    PieceKind.WHY,
    PieceKind.BENCHMARK,
    PieceKind.EXAMPLE,
    PieceKind.DEFINITION,
)


def by_criterion(pieces: Iterable[Piece]) -> Mapping[str, tuple[Citation, ...]]:
    """The citations for each criterion's id: the organisation's own, then fixes, reasons and the rest, by title."""
    serving: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        for criterion in piece.criteria:
            serving[criterion].append(piece)
    return {
        criterion: tuple(
            Citation(p.title, p.source) for p in sorted(found, key=lambda p: (_ORDER.index(p.kind), p.title, p.id))
        )
        for criterion, found in serving.items()
    }
