"""Search by words: BM25 over the texts, held in memory."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LexicalIndex:
    """BM25 scores of a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s  # here, because it costs a quarter of a second that only a search needs

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # its import sets the level to DEBUG
        self._bm25 = bm25s.BM25()
        self._bm25.index(_tokens(texts), show_progress=False)
        self._size = len(texts)

    def scores(self, query: str) -> NDArray[np.float32]:
        """How well each text answers a query, in the order of the texts; 0 where no word is shared."""
        import numpy as np

        (tokens,) = _tokens([query])
        if not tokens:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(tokens)
        return scores


def singular(word: str) -> str:
    """An English word without its plural ending (Harman's S stemmer), so that "alerts" finds "alert"."""
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("us", "ss", "aes", "ees", "oes")):
        return word[:-1]
    return word


def _tokens(texts: Sequence[str]) -> list[list[str]]:
    import bm25s

    tokens: list[list[str]] = bm25s.tokenize(
        list(texts),
        lower=True,
        stopwords="english_plus",
        stemmer=lambda words: [singular(word) for word in words],
        return_ids=False,
        show_progress=False,
    )
    return tokens
