"""The dense index of pieces that come and go: while a new one is built, the one before goes on serving."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.knowledge.index import DenseIndex, Only, chunk
from app.knowledge.vectors import Progress
from app.ports import Embedder, Piece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


class FollowingIndex:
    """Searches whatever pieces there are; threads may share one.

    Args:
        root: The directory of the indexes of all versions.
        progress: Called while an index is built.
    """

    def __init__(self, embedder: Embedder, root: Path, progress: Progress | None = None) -> None:
        self._embedder = embedder
        self._root = root
        self._progress = progress
        self._lock = threading.Lock()
        self._pieces: Sequence[Piece] = ()
        self._serving: DenseIndex | None = None
        self._coming: DenseIndex | None = None
        self._building: threading.Thread | None = None
        self._given: dict[str, NDArray[np.float32]] = {}

    def give(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Takes vectors of texts that a coming index will hold, which it then need not make."""
        with self._lock:
            self._given |= dict(zip(texts, vectors, strict=True))

    def near_to(self, vectors: NDArray[np.float32], k: int, only: Only, pieces: Sequence[Piece]) -> dict[str, float]:
        """The `k` nearest of the pieces by their ids, the nearest first; of those alone that an index holds by now.

        The first call waits for the index. Later ones, whose pieces are others, do so only where that is built.

        Args:
            vectors: The query's, shape (1, dimensions).
            k: How many at most.
            only: Which of them may be found.
            pieces: All that there are; a sequence that is the same object is taken for unchanged.
        """
        index = self._index(pieces)
        if index is None:
            return {}
        there = {piece.id for piece in pieces}
        return {name: cosine for name, cosine in index.near_to(vectors, k, only).pieces.items() if name in there}

    def open(self, pieces: Sequence[Piece]) -> None:
        """Builds or opens the index of these pieces, and waits for it; raises what `DenseIndex.near` does."""
        self._index(pieces)
        coming = self._coming
        if coming is not None:
            coming.open()
            self._come(coming)
        elif self._serving is not None:
            self._serving.open()

    def close(self) -> None:
        """Lets go of the files; the next query opens them again."""
        building = self._building
        if building is not None:
            building.join()
        for index in (self._serving, self._coming):
            if index is not None:
                index.close()

    def _index(self, pieces: Sequence[Piece]) -> DenseIndex | None:
        with self._lock:
            if pieces is not self._pieces:
                self._pieces = pieces
                self._coming = (
                    DenseIndex(pieces, self._embedder, self._root, progress=self._progress, given=self._given)
                    if pieces
                    else None
                )
                if not pieces:
                    self._serve(None)
            if self._coming is not None:
                if self._serving is None or self._coming.is_built():
                    self._serve(self._coming)
                elif self._building is None:
                    self._building = threading.Thread(target=self._build, args=(self._coming,), daemon=True)
                    self._building.start()
            return self._serving

    def _build(self, coming: DenseIndex) -> None:
        try:
            coming.open()
        except Exception as error:  # whatever it is, the next search tries again, and says so if it is in earnest
            logger.warning("The index of your own guidance is not built (%s: %s)", type(error).__name__, error)
        else:
            self._come(coming)
        finally:
            self._building = None

    def _come(self, coming: DenseIndex) -> None:
        with self._lock:
            if self._coming is coming:
                self._serve(coming)
            elif self._serving is not coming:  # others have come meanwhile
                coming.close()

    def _serve(self, index: DenseIndex | None) -> None:
        before, self._serving, self._coming = self._serving, index, None
        if before is not None and before is not index:
            before.close()
        held = {chunk(piece) for piece in self._pieces}
        self._given = {text: vector for text, vector in self._given.items() if text not in held}
