"""Which criteria a query is about, learnt from questions whose criteria are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.knowledge.questions import Question
from app.knowledge.words import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEAREST = 8
"""How many questions of a criterion speak for it; a single one would let chance decide."""
_BY_NEAREST, _BY_DIRECTION = 18.0, 0.11
_BY_WORDS = 0.4
"""What the evidence of each kind weighs, set so that the beliefs come true about as often as they say."""
_PASSAGE_BY_MEANING, _PASSAGE_BY_WORDS = 0.5, 0.25
"""What the same evidence weighs where it comes of a passage, which has more words than a question and more subjects."""
_LIKELY, _NEAR = 0.25, 0.3
"""From what belief and what likeness to the questions on it on a passage is taken to be about a criterion: of the
criteria of our own pieces 61 of 100 are found so and 86 of 100 that are found are right."""
_SMOOTHING = 300.0
"""How many occurrences, spread as the words are overall, each criterion is given beforehand."""
_SHRINKAGE = 0.5
"""How far the spread of the questions around their criteria is taken for equal in all directions."""


class SubjectsByWords:
    """What the words of a query say of its criteria (naive Bayes).

    Attributes:
        criteria: The criteria that there are questions on; evidence comes in their order.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self.criteria, places = _places(questions)
        self._ratios = _ratios(questions, places, len(self.criteria))

    def evidence(self, query: str) -> NDArray[np.float64]:
        """For each criterion, in log-odds but for what all share, shape (criteria,); zeros where no word is known."""
        known = [self._ratios[word] for word in set(words(query)) if word in self._ratios]
        return _BY_WORDS * np.sum(known, axis=0) if known else np.zeros(len(self.criteria))


class SubjectsByMeaning:
    """What the meaning of a query says of its criteria: the nearest questions, and linear discriminants.

    Args:
        questions: The questions.
        vectors: Theirs, unit vectors, shape (questions, dimensions); what comes after them is left alone.

    Attributes:
        vectors: As they were given.
    """

    def __init__(self, questions: Sequence[Question], vectors: NDArray[np.float32]) -> None:
        self.vectors = vectors
        criteria, self._of = _places(questions)
        vectors = vectors[: len(questions)]
        means = np.stack([vectors[self._of == n].mean(axis=0) for n in range(len(criteria))]).astype(np.float64)
        off = vectors - means[self._of]
        spread = off.T @ off / len(off)
        even = max(float(np.trace(spread)), 0.1) / len(spread)  # more than none, also where there are few questions
        spread = (1 - _SHRINKAGE) * spread + _SHRINKAGE * even * np.eye(len(spread))
        self._directions = np.linalg.solve(spread, means.T)
        self._offsets = -0.5 * np.einsum("cd,dc->c", means, self._directions)

    def evidence(self, query: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each criterion, in log-odds but for what all share, shape (criteria,); the query is a unit vector."""
        directed = np.einsum("d,dc->c", query, self._directions) + self._offsets
        return np.asarray(_BY_NEAREST * self.likeness(query) + _BY_DIRECTION * directed)

    def likeness(self, query: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each criterion the mean cosine of the questions on it that are nearest, shape (criteria,)."""
        # Not by BLAS, which wakes every core for it and so takes longer where they have other work.
        cosines = np.einsum("qd,d->q", self.vectors[: len(self._of)], query)
        return np.array([np.sort(cosines[self._of == n])[-_NEAREST:].mean() for n in range(len(self._offsets))])


def subjects_of_passage(
    text: str, vector: NDArray[np.float32], by_words: SubjectsByWords, by_meaning: SubjectsByMeaning
) -> dict[str, float]:
    """The criteria that a passage is likely about, with how likely, the likeliest first; mostly one or none."""
    likely = beliefs(_PASSAGE_BY_WORDS * by_words.evidence(text) + _PASSAGE_BY_MEANING * by_meaning.evidence(vector))
    near = by_meaning.likeness(vector)
    found = [n for n in np.argsort(-likely, kind="stable") if likely[n] >= _LIKELY and near[n] >= _NEAR]
    return {by_words.criteria[n]: round(float(likely[n]), 3) for n in found}


def beliefs(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each criterion is the one that is meant; they sum to 1."""
    if not len(evidence):
        return evidence
    odds: NDArray[np.float64] = np.exp(evidence - evidence.max())
    return np.asarray(odds / odds.sum())


def _places(questions: Sequence[Question]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The criteria in order, and for each question the place of its own."""
    criteria = tuple(sorted({question.criterion for question in questions}))
    place = {criterion: n for n, criterion in enumerate(criteria)}
    return criteria, np.array([place[question.criterion] for question in questions], dtype=np.intp)


def _ratios(questions: Sequence[Question], places: NDArray[np.intp], criteria: int) -> dict[str, NDArray[np.float64]]:
    """By word: the logarithms of how much more often it occurs in a criterion's questions than overall."""
    counts = [Counter[str]() for _ in range(criteria)]
    for question, place in zip(questions, places, strict=True):
        counts[place].update(set(words(question.text)))
    overall = sum(counts, Counter[str]())
    total, totals = overall.total(), np.array([count.total() for count in counts], dtype=np.float64)
    ratios = {}
    for word, occurrences in overall.items():
        share = occurrences / total
        here = np.array([count[word] for count in counts], dtype=np.float64)
        ratios[word] = np.log((here + _SMOOTHING * share) / (totals + _SMOOTHING) / share)
    return ratios
