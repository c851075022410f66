"""What it costs to have replies read, roughly and ahead, and what it did cost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.assessors.claude import ClaudeAssessor, replies
from app.assessors.claude.outputs import reply_output
from app.domain.records import ModelCall, Status
from evals.labelled import Answer, Item

CHARACTERS = 3.5
"""Of a token, about: English prose has four, identifiers and JSON have fewer."""
NANO = 10**9


@dataclass(frozen=True)
class Cost:
    """What some calls take.

    Attributes:
        calls: How many requests.
        tokens: Of all prompts, whether cached or not.
        written: Of these, written to the cache.
        cached: Of these, read from the cache.
        output: Tokens of the answers.
        nanodollars: The price in billionths of a US dollar; None where it is not known.
    """

    calls: int
    tokens: int
    written: int
    cached: int
    output: int
    nanodollars: int | None

    @property
    def dollars(self) -> float | None:
        """The price in US dollars."""
        return None if self.nanodollars is None else self.nanodollars / NANO

    def __str__(self) -> str:
        money = "of a model whose price is not known" if self.dollars is None else f"{self.dollars:.4f} dollars"
        return (
            f"{self.calls:,} calls, {self.tokens:,} prompt tokens ({self.cached:,} from the cache), "
            f"{self.output:,} tokens of answers: {money}"
        )


def spent(calls: Iterable[ModelCall]) -> Cost:
    """What calls took."""
    calls = list(calls)
    prices = [c.nanodollars for c in calls]
    known = [p for p in prices if p is not None]
    return Cost(
        calls=sum(c.requests for c in calls),
        tokens=sum(c.input + c.cache_written + c.cache_read for c in calls),
        written=sum(c.cache_written for c in calls),
        cached=sum(c.cache_read for c in calls),
        output=sum(c.output for c in calls),
        nanodollars=sum(known) if len(known) == len(prices) else None,
    )


def estimate(assessor: ClaudeAssessor, items: Sequence[Item]) -> Cost:
    """What reading them will take: their prompts measured, their answers taken to be those of a perfect reader.

    Each prefix is written to the cache once and read from then on, as it is where the service keeps one.
    """
    return spent(_calls(assessor, items))


def _calls(assessor: ClaudeAssessor, items: Sequence[Item]) -> Iterable[ModelCall]:
    written: set[tuple[str, ...]] = set()
    schemas: dict[str, int] = {}
    prices = assessor.client.prices
    for item in items:
        framework = item.reply.framework
        if framework.hash not in schemas:
            schemas[framework.hash] = _tokens(json.dumps(reply_output(framework).model_json_schema()))
        sent = replies.rendered(item.reply, assessor.redaction.mask())
        blocks = [block for block in (*sent.system, sent.context) if block]
        sizes = {True: 0, False: 0}
        for n, block in enumerate(blocks):
            prefix = tuple(blocks[: n + 1])
            sizes[prefix in written] += _tokens(block) + (schemas[framework.hash] if n == 0 else 0)
            written.add(prefix)
        input_, output = _tokens(sent.turn), _tokens(_perfect(item))
        yield ModelCall(
            model=assessor.reading_model,
            prompt=sent.prompt.id,
            requests=1,
            input=input_,
            output=output,
            cache_written=sizes[False],
            cache_read=sizes[True],
            nanodollars=prices.nanodollars(
                assessor.reading_model,
                input_=input_,
                output=output,
                cache_written=sizes[False],
                cache_read=sizes[True],
            ),
        )


def _tokens(text: str) -> int:
    return round(len(text) / CHARACTERS)


def _perfect(item: Item) -> str:
    """The answer of a model that reads an item as it is labelled."""
    labels = item.labels if isinstance(item, Answer) else {}
    findings = [
        {
            "element": element,
            "status": label.status,
            "quote": label.span,
            "grade": label.grade or "asserted",
            "basis": label.basis or "today",
            "sure": "sure",
        }
        for element, label in labels.items()
        if label.status is not Status.UNKNOWN
    ]
    around = {"intent": "answer", "intent_clear": True, "gate": "none", "pressure": False}
    return json.dumps({**around, "findings": findings})
