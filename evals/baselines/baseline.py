"""What every baseline can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from app.domain.framework import Element

T_contra = TypeVar("T_contra", contravariant=True)
L = TypeVar("L", bound=str)


@dataclass(frozen=True)
class Asked:
    """An answer and one of the elements that it was asked for."""

    answer: str
    question: str
    element: Element


@dataclass(frozen=True)
class Guess(Generic[L]):
    """What something is read as.

    Attributes:
        confidence: How sure, 0 to 1; None from a reader that cannot say.
        quote: The words that it rests on; "" from a reader that shows none.
    """

    label: L
    confidence: float | None = None
    quote: str = ""


class Baseline(Protocol[T_contra, L]):
    """Learns labels from examples, then guesses those of others. Nothing is guessed before it has learnt."""

    name: str

    def fit(self, things: Sequence[T_contra], labels: Sequence[L]) -> None:
        """Learns from examples."""
        ...

    def guess(self, things: Sequence[T_contra]) -> list[Guess[L]]:
        """A guess for each."""
        ...
