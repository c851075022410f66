"""The figures that readers are judged by; plain counting, so that each can be checked by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil, comb, fsum
from typing import TypeVar

L = TypeVar("L", bound=str)


def share(of: Iterable[bool]) -> float:
    """The share of what holds; 0 of nothing."""
    values = list(of)
    return sum(values) / max(1, len(values))


def accuracy(truth: Sequence[str], read: Sequence[str]) -> float:
    """The share that was read as it is."""
    return share(t == r for t, r in zip(truth, read, strict=True))


def f1(label: L, truth: Sequence[L], read: Sequence[L]) -> float | None:
    """Twice what was rightly read as a label over what is one and what was read as one; None where nothing is."""
    both = sum(t == r == label for t, r in zip(truth, read, strict=True))
    either = sum(t == label for t in truth) + sum(r == label for r in read)
    return 2 * both / either if either else None


def macro_f1(truth: Sequence[L], read: Sequence[L]) -> float:
    """The mean F1 of the labels that stand on either side, each counting the same; 0 of nothing."""
    scores = [f1(label, truth, read) for label in sorted({*truth, *read})]
    return fsum(s or 0.0 for s in scores) / max(1, len(scores))


def kappa(truth: Sequence[str], read: Sequence[str]) -> float:
    """Cohen's kappa: how much of the agreement that chance does not give was reached; 1 where all agree."""
    agreed = accuracy(truth, read)
    if agreed == 1 or not truth:
        return agreed
    there, said = Counter(truth), Counter(read)
    chance = sum(there[label] * said[label] for label in there) / len(truth) ** 2
    return (agreed - chance) / (1 - chance)


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float | None:
    """The expected calibration error: how far confidence is from what share is right, mean over bins of equal mass.

    Equal confidences stand in one bin, so that the order of the data plays no part. None for nothing.
    """
    if not confidence:
        return None
    ranked = sorted(zip(confidence, right, strict=True))
    count, off, start = len(ranked), list[float](), 0
    while start < count:
        number = start * bins // count + 1
        end = -(-number * count // bins)
        while end < count and ranked[end][0] == ranked[end - 1][0]:
            end += 1
        part = ranked[start:end]
        off.append(abs(fsum(c for c, _ in part) - sum(r for _, r in part)))
        start = end
    return fsum(off) / count


def mcnemar(better: int, worse: int) -> float:
    """The exact two-sided p of McNemar's test: how likely such a difference is if neither reader is the better one.

    Args:
        better: How many the new one alone got right.
        worse: How many the old one alone got right.
    """
    changed = better + worse
    tail: int = sum(comb(changed, k) for k in range(min(better, worse) + 1))
    ways: int = 2**changed
    return min(1.0, 2 * tail / ways)


def quantile(values: Sequence[float], q: float) -> float:
    """The smallest value that a share `q` of the values is not above; 0 of nothing."""
    ranked = sorted(values)
    return ranked[max(0, ceil(q * len(ranked)) - 1)] if ranked else 0.0
