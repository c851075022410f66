"""Whether a sentence says that something holds: a linear reading of its vector and its cues.

The weights were fitted once by `python -m evals.polarity` to labelled sentences on many subjects, so they
know how people say yes and no, and nothing of any one framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.assessors.local.cues import Cues
from app.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "files" / "polarity.npz"


@dataclass(frozen=True)
class Polarity:
    """The fitted weights.

    Attributes:
        embedder: The id of the embedder that they were fitted to.
        sentence: Weights of a sentence by itself: of its vector, of its cues, and the constant; shape (d + cues + 1,).
        element: Weights of what it comes to for an element, shape (5,): the sentence's own log-odds; how much nearer
            the nearest evidencing example is than the nearest other one; the same for the means of the evidencing
            and the refuting ones; likeness to the statement; the constant.
    """

    embedder: str
    sentence: NDArray[np.float64]
    element: NDArray[np.float64]

    def of_sentences(self, vectors: NDArray[np.float32], cues: Sequence[Cues]) -> NDArray[np.float64]:
        """Log-odds that each sentence says that something holds, whatever it is; shape (n,)."""
        return np.asarray(features(vectors, cues) @ self.sentence[:-1] + self.sentence[-1])

    def of_element(self, sentences: NDArray[np.float64], likeness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds that each sentence evidences one element.

        Args:
            sentences: The sentences' own log-odds, shape (n,).
            likeness: Nearest, mean and statement as described at `element`, shape (n, 3).
        """
        return np.asarray(np.column_stack([sentences, likeness]) @ self.element[:-1] + self.element[-1])


def features(vectors: NDArray[np.float32], cues: Sequence[Cues]) -> NDArray[np.float64]:
    """What the sentence's weights apply to, shape (n, d + cues)."""
    flags = np.array([astuple(c) for c in cues], np.float64).reshape(len(cues), len(fields(Cues)))
    return np.hstack([np.asarray(vectors, np.float64), flags])


@cache
def load(embedder: str, path: Path = WEIGHTS) -> Polarity:
    """The weights for an embedder.

    Raises:
        ModelError: They are missing, or were fitted to another embedder or to other cues.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            fitted = Polarity(str(stored["embedder"]), stored["sentence"], stored["element"])
            cues = tuple(stored["cues"].tolist())
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read as the local reader's weights: {error}") from error
    expected = tuple(f.name for f in fields(Cues))
    if fitted.embedder != embedder or cues != expected:
        raise ModelError(
            f"{path}: fitted to the embedder {fitted.embedder} and the cues {', '.join(cues)};"
            f" expected {embedder} and {', '.join(expected)}; run python -m evals.polarity"
        )
    return fitted
