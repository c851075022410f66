"""What an assessment has used of a model's service, in tokens and money, in all and turn by turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain.assessment import Assessment
from app.domain.records import Attachment, ModelCall, Reply, Stamp, Usage

NANO = 1_000_000_000

CALLS_A_TURN = Fraction(3, 2)
"""How many calls an interview makes at most for each thing that somebody sends, on average, over the whole of it.

That is what makes its price one that can be named. It is in reach of interviews alone in which almost every criterion
is a gap, and there towards their end: what is read is always read, and the last explanations then are not a model's.
"""


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

    @property
    def prompt(self) -> int:
        """Tokens of the prompts, however they were charged."""
        return self.input + self.cache_written + self.cache_read

    @property
    def from_cache(self) -> str:
        """Which share of the prompts was read from the cache: "83%"; "–" where there were none."""
        return f"{round(100 * self.cache_read / self.prompt)}%" if self.prompt else "–"

    @property
    def price(self) -> str:
        """The price as a person reads it: four places below a dollar, two from there on."""
        if self.nanodollars is None:
            return "price not known"
        dollars = Decimal(self.nanodollars) / NANO
        if 0 < dollars < Decimal("0.0001"):
            return "less than $0.0001"
        return f"${dollars:,.2f}" if dollars >= 1 or not dollars else f"${dollars:.4f}"

    @property
    def words(self) -> str:
        """All of it in a line."""
        if not self.requests:
            return "no calls"
        calls = f"{self.requests} {'call' if self.requests == 1 else 'calls'}"
        cached = f" ({self.from_cache} from the cache)" if self.prompt else ""
        return f"{calls}, {self.prompt:,} tokens in{cached}, {self.output:,} out: {self.price}"


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
        total=taken(call for calls in by_turn.values() for call in calls),
        models={model: taken(calls) for model, calls in sorted(by_model.items())},
        turns={of: taken(calls) for of, calls in by_turn.items()},
    )


def last_turn(assessment: Assessment) -> Spent:
    """What the last thing took that somebody sent; nothing, for a click."""
    last = next((r.id for r in reversed(assessment.records) if isinstance(r, Reply | Attachment)), "")
    return spent(assessment).turns.get(last, taken(()))


def asks_a_service(stamp: Stamp) -> bool:
    """Whether who bears this stamp asks a model's service, which costs something."""
    return stamp.assessor == "claude"


def affords_another_call(assessment: Assessment) -> bool:
    """Whether one more call for prose keeps an interview within `CALLS_A_TURN`.

    A gate that is still to be signed is a turn to come, which takes no call. What documents took is not counted:
    that goes by their length.
    """
    replies = {r.id for r in assessment.records if isinstance(r, Reply)}
    made = sum(s.requests for of, s in spent(assessment).turns.items() if of in replies)
    to_sign = sum(assessment.signed(gate.id) is None for gate in assessment.framework.gates)
    return made + 1 <= CALLS_A_TURN * (len(replies) + to_sign)


def taken(calls: Iterable[ModelCall]) -> Spent:
    """What some calls took together."""
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


def answer_took(calls: Collection[ModelCall]) -> str:
    """What an answer took that is on no record, as a sentence; "" where it took nothing."""
    return f"This answer took {taken(calls).words}." if calls else ""


def together(parts: Iterable[Spent]) -> Spent:
    """What several of them come to."""
    parts = list(parts)
    known = [p.nanodollars for p in parts if p.nanodollars is not None]
    return Spent(
        requests=sum(p.requests for p in parts),
        input=sum(p.input for p in parts),
        output=sum(p.output for p in parts),
        cache_written=sum(p.cache_written for p in parts),
        cache_read=sum(p.cache_read for p in parts),
        nanodollars=sum(known) if len(known) == len(parts) else None,
    )
