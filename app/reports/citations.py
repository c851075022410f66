"""Guidance as a report shows it: what serves a criterion, what it costs to stand still, what words mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.domain.glossary import Term
from app.domain.report import Benchmark, Citation
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


def benchmarks(pieces: Iterable[Piece]) -> tuple[Benchmark, ...]:
    """The figures among the guidance, by title."""
    found = [Benchmark(p.title, p.source, p.text, p.criteria) for p in pieces if p.kind is PieceKind.BENCHMARK]
    return tuple(sorted(found))


def terms(pieces: Iterable[Piece]) -> tuple[Term, ...]:
    """The definitions among the guidance, each its first paragraph, by the word; a colon in a title ends the word."""
    found = [p for p in pieces if p.kind is PieceKind.DEFINITION]
    return tuple(sorted(Term(p.title.partition(": ")[0], p.text.split("\n\n")[0], p.source) for p in found))
