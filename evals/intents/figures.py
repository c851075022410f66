"""The figures of messages that were read for what the person wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.records import Intent
from evals.metrics import accuracy, f1, macro_f1, share


@dataclass(frozen=True)
class MessageRead:
    """A message as it is and as it was read; `clear` is False where the person is asked what was meant."""

    truth: Intent
    read: Intent
    clear: bool


@dataclass(frozen=True)
class OfIntent:
    """How messages with one intent fare.

    Attributes:
        messages: How many there are.
        precision: Share of what was read as this that is; None where nothing was.
        recall: Share of these that were read as such; None where there are none.
        f1: Of the two; None where there is neither.
    """

    messages: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class Figures:
    """Shares of the messages; None where a reader has no such thing.

    Attributes:
        asked_back: The person was asked what was meant.
        silent: Read wrongly, and nobody was asked.
        confusions: What was taken for what and how often, the most frequent first.
    """

    messages: int
    accuracy: float
    macro_f1: float
    asked_back: float | None
    silent: float | None
    by_intent: dict[str, OfIntent]
    confusions: tuple[tuple[str, str, int], ...]


def figures(reads: Sequence[MessageRead], *, asks: bool = True) -> Figures:
    """The figures of some messages; `asks` where the reader asks back, which a baseline does not."""
    truth, read = [r.truth for r in reads], [r.read for r in reads]
    wrong = Counter((r.truth, r.read) for r in reads if r.truth is not r.read)
    return Figures(
        messages=len(reads),
        accuracy=accuracy(truth, read),
        macro_f1=macro_f1(truth, read),
        asked_back=share(not r.clear for r in reads) if asks else None,
        silent=share(r.clear and r.truth is not r.read for r in reads) if asks else None,
        by_intent={str(intent): _of(intent, truth, read) for intent in Intent},
        confusions=tuple(
            (str(t), str(r), n) for (t, r), n in sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
        ),
    )


def _of(intent: Intent, truth: Sequence[Intent], read: Sequence[Intent]) -> OfIntent:
    there, said = truth.count(intent), read.count(intent)
    both = sum(t is r is intent for t, r in zip(truth, read, strict=True))
    return OfIntent(there, both / said if said else None, both / there if there else None, f1(intent, truth, read))
