"""Sentence embeddings with logistic regression: what a library's front page would suggest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np

from app.ports import Embedder
from evals.baselines.baseline import Asked, Guess, L
from evals.baselines.nearest import compare
from evals.labelled import Message
from evals.logistic import Logistic, Matrix, fit

T = TypeVar("T")

RIDGE = 0.1
"""About the best on the development part of 0.03, 0.1 and 0.3, which make two points of difference."""


class Embeddings(Generic[T, L]):
    """A logistic regression on features that are made of vectors.

    Args:
        embedder: Makes the vectors.
        features: Of things, a row each.
        labels: The type of the labels.
    """

    name = "embeddings, logistic regression"

    def __init__(
        self, embedder: Embedder, features: Callable[[Embedder, Sequence[T]], Matrix], labels: type[L]
    ) -> None:
        self._embedder = embedder
        self._features = features
        self._labels = labels
        self._model: Logistic | None = None

    def fit(self, things: Sequence[T], labels: Sequence[L], ridge: float = RIDGE) -> None:
        """Fits the weights."""
        self._model = fit(self._features(self._embedder, things), labels, ridge)

    def guess(self, things: Sequence[T]) -> list[Guess[L]]:
        """The likeliest label of each, with its chance."""
        assert self._model, "it has learnt before"
        chances = self._model.chances(self._features(self._embedder, things))
        classes = [self._labels(name) for name in self._model.classes]
        return [Guess(classes[int(row.argmax())], float(row.max())) for row in chances]


def of_elements(embedder: Embedder, things: Sequence[Asked]) -> Matrix:
    """Answer, its nearest sentence, question and statement, what the nearest two share, and how alike all are."""
    compared = compare(embedder, things)
    answer, nearest, statement = compared.answer, compared.nearest, compared.statement
    question = embedder.embed([t.question for t in things])
    shared = nearest * statement
    pairs = ((answer, statement), (nearest, statement), (answer, question), (question, statement))
    alike = np.column_stack([(one * other).sum(axis=1) for one, other in pairs])
    return np.hstack([answer, nearest, question, statement, shared, alike]).astype(np.float32)


def of_messages(embedder: Embedder, things: Sequence[Message]) -> Matrix:
    """The message's vector."""
    return embedder.embed([t.reply.reply for t in things])
