"""What is fitted after training, on the development part: temperatures and thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.inference.judging import STATUSES

WRONG = 0.014
"""Of all elements may be wrong and not shown; the limit is 0.02, and strangers are a little harder."""
RAISED = 0.004
"""Of all elements may be wrongly evidenced and not shown, for that is what makes a pilot look better than it is."""
GRID = np.linspace(0.34, 0.995, 132)


@dataclass(frozen=True)
class Scored:
    """Elements, or messages, with what the model makes of them.

    Attributes:
        logits: Shape (n, classes).
        truth: Shape (n,), numbers into the classes.
    """

    logits: NDArray[np.float64]
    truth: NDArray[np.int64]

    def probabilities(self, temperature: float) -> NDArray[np.float64]:
        """Shape (n, classes)."""
        scaled = self.logits / temperature
        powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def temperature(scored: Scored) -> float:
    """What the logits have to be divided by for the truth to be most probable."""

    def loss(t: float) -> float:
        own = scored.probabilities(t)[np.arange(len(scored.truth)), scored.truth]
        return float(-np.log(own + 1e-12).mean())

    tried: list[float] = np.geomspace(0.4, 4, 120).tolist()
    return min(tried, key=loss)


def thresholds(scored: Scored, t: float) -> dict[str, float]:
    """By status, from which probability on it counts unasked: as little as possible is asked within the limits."""
    p = scored.probabilities(t)
    best, sure = p.argmax(axis=1), p.max(axis=1)
    n = len(best)
    silent, asked = [], []
    for status in range(len(STATUSES)):
        own = best == status
        wrong = own & (scored.truth != status)
        silent.append(np.array([(wrong & (sure >= mark)).sum() for mark in GRID]) / n)
        asked.append(np.array([(own & (sure < mark)).sum() for mark in GRID]) / n)
    cost = asked[0][:, None, None] + asked[1][None, :, None] + asked[2][None, None, :]
    wrongly = silent[0][:, None, None] + silent[1][None, :, None] + silent[2][None, None, :]
    cost[wrongly > WRONG] = np.inf
    cost[:, :, silent[STATUSES.index("evidenced")] > RAISED] = np.inf
    chosen = np.unravel_index(int(cost.argmin()), cost.shape)
    return {name: round(float(GRID[i]), 4) for name, i in zip(STATUSES, chosen, strict=True)}


def intent_threshold(scored: Scored, t: float, wrong: float = 0.02) -> float:
    """From which probability on an intent is taken as it is, with at most so many of all wrong."""
    p = scored.probabilities(t)
    best, sure = p.argmax(axis=1), p.max(axis=1)
    for mark in GRID:
        if ((best != scored.truth) & (sure >= mark)).mean() <= wrong:
            return round(float(mark), 4)
    return 1.0
