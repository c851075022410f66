"""What one builds first: is the element mentioned in a sentence, and is there a "not" or a "will" in it?"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from app.domain.records import Status
from app.ports import Embedder
from evals.baselines.baseline import Asked, Guess
from evals.baselines.nearest import compare

NEGATION = "no not never none nobody nothing nor neither without cannot lack lacks lacking missing hardly"
PLAN = (
    "will plan plans planned planning intend intends intended going should would soon next later until scheduled"
    " upcoming roadmap pending yet draft"
)
_AGAINST = re.compile(rf"\b(?:{'|'.join((NEGATION + ' ' + PLAN).split())})\b|n['’]t\b|['’]ll\b", re.IGNORECASE)


class Naive:
    """The sentence that is most like an element's statement decides on it.

    Below a likeness that is fitted the element is unknown; with a word of denial or of a plan in the sentence it is
    refuted, and else evidenced.
    """

    name = "naive: likeness, negation and plan words"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.mentioned = 0.0

    def fit(self, things: Sequence[Asked], labels: Sequence[Status]) -> None:
        """Looks for the likeness with which most examples come out right."""
        compared = compare(self._embedder, things)
        right = np.array([_polarity(s) is label for s, label in zip(compared.sentences, labels, strict=True)])
        unknown = np.array([label is Status.UNKNOWN for label in labels])
        candidates = np.linspace(0, 1, 101)
        scores = [np.where(compared.likeness >= at, right, unknown).mean() for at in candidates]
        self.mentioned = float(candidates[int(np.argmax(scores))])

    def guess(self, things: Sequence[Asked]) -> list[Guess[Status]]:
        """A guess for each, with the sentence that decided."""
        compared = compare(self._embedder, things)
        return [
            Guess(_polarity(sentence), quote=sentence) if alike >= self.mentioned else Guess(Status.UNKNOWN)
            for alike, sentence in zip(compared.likeness, compared.sentences, strict=True)
        ]


def _polarity(sentence: str) -> Status:
    return Status.REFUTED if _AGAINST.search(sentence) else Status.EVIDENCED
