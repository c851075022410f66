"""Search by words: BM25 over the texts, held in memory."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.knowledge.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LexicalIndex:
    """BM25 scores of a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # here, because it costs a quarter of a second that only a search needs

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # its import sets the level to DEBUG
        self._bm25 = bm25s.BM25()
        self._bm25.index([words(text) for text in texts], show_progress=False)
        self._size = len(texts)

    def scores(self, query: str) -> NDArray[np.float32]:
        """How well each text answers a query, in the order of the texts; 0 where no word is shared."""
        import numpy as np

        tokens = words(query)
        if not tokens:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(tokens)
        return scores
