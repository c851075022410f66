"""What an assessment has used of a model's service, in tokens and money, in all and turn by turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.records import ModelCall, Usage

NANO = 1_000_000_000


@dataclass(frozen=True)
class Spent:
    """What some calls took.

    Attributes:
        requests: How many requests were answered.
        input: Tokens that were neither read from the cache nor written to it.
        output: Tokens of the answers.
        cache_written: Tokens that were written to the cache.
        cache_read: Tokens that were read from it.
        nanodollars: The price in billionths of a US dollar; None where a call's price is not known.
    """

    requests: int
    input: int
    output: int
    cache_written: int
    cache_read: int
    nanodollars: int | None

    @property
    def dollars(self) -> str | None:
        """The price in US dollars, exactly; None where it is not known."""
        if self.nanodollars is None:
            return None
        whole, rest = divmod(self.nanodollars, NANO)
        return f"{whole}.{rest:09d}"


@dataclass(frozen=True)
class Spending:
    """What an assessment took.

    Attributes:
        models: By model.
        turns: By the id of the reply or document on account of which it was, in order.
    """

    total: Spent
    models: Mapping[str, Spent]
    turns: Mapping[str, Spent]


def spent(assessment: Assessment) -> Spending:
    """What is on record of it."""
    by_model: dict[str, list[ModelCall]] = defaultdict(list)
    by_turn: dict[str, list[ModelCall]] = defaultdict(list)
    for record in assessment.records:
        if isinstance(record, Usage):
            by_turn[record.of] += record.calls
            for call in record.calls:
                by_model[call.model].append(call)
    return Spending(
        total=_sum(call for calls in by_turn.values() for call in calls),
        models={model: _sum(calls) for model, calls in sorted(by_model.items())},
        turns={of: _sum(calls) for of, calls in by_turn.items()},
    )


def _sum(calls: Iterable[ModelCall]) -> Spent:
    calls = list(calls)
    prices = [c.nanodollars for c in calls]
    known = [p for p in prices if p is not None]
    return Spent(
        requests=sum(c.requests for c in calls),
        input=sum(c.input for c in calls),
        output=sum(c.output for c in calls),
        cache_written=sum(c.cache_written for c in calls),
        cache_read=sum(c.cache_read for c in calls),
        nanodollars=sum(known) if len(known) == len(prices) else None,
    )
