"""Finds guidance: by criterion, by meaning, by words, or by both of these fused."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from app.errors import KnowledgeError
from app.knowledge.index import DenseIndex, chunk
from app.knowledge.lexical import LexicalIndex
from app.ports import Embedder, Found, Piece, PieceKind, SearchMode

logger = logging.getLogger(__name__)

_FIRST = {PieceKind.FIX: 0, PieceKind.WHY: 1}
_DEPTH = 50
"""How far down each ranking is fused."""
_RRF = 60
"""The constant of reciprocal rank fusion: how little the first ranks stand out."""


class GuidanceKnowledge:
    """The guidance behind the Knowledge port. Threads may share one; nothing is opened before the first search.

    Args:
        data_dir: Where everything lives; the index comes under `index/`.
    """

    def __init__(self, pieces: Iterable[Piece], embedder: Embedder, data_dir: Path) -> None:
        self._pieces = {piece.id: piece for piece in sorted(pieces, key=lambda piece: piece.id)}
        self._dense = DenseIndex(tuple(self._pieces.values()), embedder, data_dir / "index")
        self._lexical: LexicalIndex | None = None
        self._lock = threading.Lock()

    def for_criterion(self, criterion: str, elements: Sequence[str] = ()) -> tuple[Piece, ...]:
        """The pieces that serve a criterion; those on one of the elements first, `fix` and `why` before the rest."""
        wanted = set(elements)
        serving = [piece for piece in self._pieces.values() if criterion in piece.criteria]
        return tuple(sorted(serving, key=lambda p: (wanted.isdisjoint(p.elements), _FIRST.get(p.kind, 2), p.id)))

    def search(
        self, query: str, *, k: int = 5, mode: SearchMode = "hybrid", criterion: str | None = None
    ) -> tuple[Found, ...]:
        """The `k` best pieces for a query, best first; of one criterion if it is given.

        Dense scores are cosine similarities, lexical ones BM25, hybrid ones sums of reciprocal ranks. Where
        the dense half fails, hybrid goes on with the lexical half and logs a warning.

        Raises:
            KnowledgeError: The mode is dense, and the embedder or the index fails.
        """
        if not query.strip() or not self._pieces:
            return ()
        depth = max(k, _DEPTH)
        if mode == "dense":
            scores = self._by_meaning(query, depth, criterion)
        elif mode == "lexical":
            scores = self._by_words(query, criterion)
        else:
            scores = self._by_both(query, depth, criterion)
        return tuple(Found(self._pieces[piece], scores[piece]) for piece in _ranked(scores)[:k])

    def close(self) -> None:
        """Lets go of the files of the index; the next search opens them again."""
        self._dense.close()

    def _by_both(self, query: str, depth: int, criterion: str | None) -> Mapping[str, float]:
        words = self._by_words(query, criterion)
        try:
            meaning = self._by_meaning(query, depth, criterion)
        except KnowledgeError as error:
            logger.warning("Searching by words alone: %s", error)
            return words
        fused: dict[str, float] = {}
        for scores in (words, meaning):
            for rank, piece in enumerate(_ranked(scores)[:depth], start=1):
                fused[piece] = fused.get(piece, 0.0) + 1.0 / (_RRF + rank)
        return fused

    def _by_meaning(self, query: str, depth: int, criterion: str | None) -> Mapping[str, float]:
        try:
            return self._dense.nearest(query, depth, criterion)
        except KnowledgeError:
            raise
        except Exception as error:  # embedders and Chroma raise what they like; a search must not end a turn
            raise KnowledgeError(f"the search by meaning fails ({type(error).__name__}: {error})") from error

    def _by_words(self, query: str, criterion: str | None) -> Mapping[str, float]:
        with self._lock:
            if self._lexical is None:
                self._lexical = LexicalIndex([chunk(piece) for piece in self._pieces.values()])
        scores = zip(self._pieces.values(), self._lexical.scores(query), strict=True)
        return {
            piece.id: float(score)
            for piece, score in scores
            if score > 0 and (criterion is None or criterion in piece.criteria)
        }


def _ranked(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda piece: (-scores[piece], piece))
