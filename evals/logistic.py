"""Logistic regression over several classes, in numpy alone: the whole data at every step, and the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

STEPS = 200


@dataclass(frozen=True)
class Logistic:
    """Fitted weights.

    Attributes:
        classes: In the order of the columns.
        weights: Shape (features + 1, classes); the last row is the constant.
        mean: Of each feature, in what it was fitted to.
        scale: Its standard deviation there.
    """

    classes: tuple[str, ...]
    weights: Matrix
    mean: Matrix
    scale: Matrix

    def chances(self, inputs: Matrix) -> Matrix:
        """The chance of each class, shape (len(inputs), classes)."""
        return _softmax(_with_constant((inputs - self.mean) / self.scale) @ self.weights)


def fit(inputs: Matrix, labels: Sequence[str], ridge: float) -> Logistic:
    """Fits by Nesterov's accelerated descent from zero, on standardised features.

    Args:
        inputs: Shape (examples, features).
        labels: The class of each example.
        ridge: The penalty on the squared weights, per example; the constant is free.
    """
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + np.float32(1e-6)
    table = _with_constant((inputs - mean) / scale)
    classes = tuple(sorted(set(labels)))
    there = np.eye(len(classes), dtype=np.float32)[[classes.index(label) for label in labels]]
    penalty = np.full((table.shape[1], 1), ridge, np.float32)
    penalty[-1] = 0
    step = np.float32(1 / (0.5 * _steepest(table) + ridge))
    weights: Matrix = np.zeros((table.shape[1], len(classes)), np.float32)
    ahead = weights
    for n in range(STEPS):
        slope = table.T @ (_softmax(table @ ahead) - there) / np.float32(len(table)) + penalty * ahead
        before, weights = weights, (ahead - step * slope).astype(np.float32)
        ahead = (weights + np.float32(n / (n + 3)) * (weights - before)).astype(np.float32)
    return Logistic(classes, weights, mean, scale)


def _steepest(table: Matrix) -> float:
    """The largest eigenvalue of the second moments, from above: the power method, with a tenth on top."""
    direction: Matrix = np.ones(table.shape[1], np.float32)
    length = 1.0
    for _ in range(30):
        onward = table.T @ (table @ direction) / np.float32(len(table))
        length = float(np.linalg.norm(onward))
        direction = (onward / np.float32(length)).astype(np.float32)
    return 1.1 * length


def _with_constant(inputs: Matrix) -> Matrix:
    return np.hstack([inputs, np.ones((len(inputs), 1), np.float32)]).astype(np.float32, copy=False)


def _softmax(scores: Matrix) -> Matrix:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Matrix = exponents / exponents.sum(axis=1, keepdims=True)
    return chances
