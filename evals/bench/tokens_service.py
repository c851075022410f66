"""The fake service for a baseline: the same socket, rules, cache and prices as for the product."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import anthropic

from app.assessors.claude.request import TTL
from evals.bench.tokens_product import Charge
from tests.fake_claude import FakeClaude
from tests.fake_claude.asked import Asked

READING, PROSE = "claude-haiku-5-5", "claude-sonnet-5-5"
"""The models, the same as the product's."""


class Saying:
    """Answers what it is told to answer: what a model would have said is known from the product's interview."""

    def __init__(self) -> None:
        self.next = ""

    def answer(self, asked: Asked) -> str:
        """The answer to whatever was asked."""
        return self.next


class Service:
    """A service to ask; it runs while the context is open."""

    def __enter__(self) -> Service:
        self._brain = Saying()
        self._fake = FakeClaude(self._brain).__enter__()
        self._sdk = anthropic.Anthropic(api_key=self._fake.key, base_url=self._fake.url, max_retries=0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._sdk.close()
        self._fake.__exit__(kind, error, at)

    def wait(self, seconds: int) -> None:
        """Somebody takes that long over an answer."""
        self._fake.cache.now += seconds

    def ask(self, model: str, system: list[Any], messages: list[Any], answer: str) -> Charge:
        """One call, which is answered with this; what it was charged for."""
        self._brain.next = answer
        self._sdk.messages.create(model=model, max_tokens=4000, system=system, messages=messages)
        usage = self._fake.requests[-1].usage
        assert usage is not None
        return Charge(model, usage)


def block(text: str, *, cached: bool = False) -> dict[str, Any]:
    """A block of text; the prefix that ends with it is kept for as long as the product has its own kept."""
    control = {"cache_control": {"type": "ephemeral", "ttl": TTL}} if cached else {}
    return {"type": "text", "text": text, **control}
