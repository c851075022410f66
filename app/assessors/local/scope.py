"""How likely a question is one that the guidance can answer, by its vector alone.

The weights were fitted by `python -m evals.answers.fit` to questions that people may ask about readiness, and to
others. They see what a question is about where its words have nothing in common with the guidance.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "files" / "scope.npz"


@cache
def load(embedder: str, path: Path = WEIGHTS) -> NDArray[np.float64]:
    """The weights of a vector and, last, the constant; shape (d + 1,).

    Raises:
        ModelError: They are missing, or were fitted to another embedder.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            fitted, weights = str(stored["embedder"]), np.asarray(stored["weights"], np.float64)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read as the weights of a question's scope: {error}") from error
    if fitted != embedder:
        raise ModelError(f"{path}: fitted to {fitted}; expected {embedder}; run python -m evals.answers.fit")
    return weights


def log_odds(embedder: str, question: NDArray[np.float32]) -> float:
    """Log-odds that a question is on readiness, shape of the vector (d,)."""
    weights = load(embedder)
    return float(question @ weights[:-1] + weights[-1])
