"""Whatever is said: the label that is the most frequent one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Generic

from evals.baselines.baseline import Guess, L


class Majority(Generic[L]):
    """Does not look."""

    name = "majority class"

    def fit(self, things: Sequence[object], labels: Sequence[L]) -> None:
        """Counts the labels."""
        label, count = Counter(sorted(labels)).most_common(1)[0]
        self._guess = Guess(label, count / len(labels))

    def guess(self, things: Sequence[object]) -> list[Guess[L]]:
        """The same for each."""
        return [self._guess for _ in things]
