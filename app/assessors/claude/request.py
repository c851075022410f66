"""A request to a model, before it takes the shape of any SDK."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.records import Stamp
from app.prompts import Rendered

TTL: Literal["5m", "1h"] = "1h"
"""How long the service keeps what it has cached.

People take five to twenty minutes over an answer that they have to look up. A cache of five minutes would be gone
after each such pause and be written again (1.25 times the input price); one of an hour costs twice the input price
once, and every read (a tenth) keeps it for another hour. It is cheaper from the second pause on.
"""

VERSION = "1"
"""Of what is made of the model's answers, whatever the prompt."""


@dataclass(frozen=True)
class Request:
    """A prompt that was filled in, for a model.

    Attributes:
        most: How many tokens the answer may have.
        exchange: An answer that was no use and what is said to it: a last chance to put it right.
    """

    model: str
    rendered: Rendered
    most: int
    exchange: tuple[str, str] | None = None

    @property
    def stamp(self) -> Stamp:
        """Who answers it."""
        prompt = self.rendered.prompt
        return Stamp(
            assessor="claude",
            version=VERSION,
            model=self.model,
            prompt=prompt.id,
            prompt_version=prompt.version,
            prompt_hash=prompt.hash,
        )

    @property
    def system(self) -> list[dict[str, object]]:
        """The system part, as the Messages API has it: every block ends a prefix that is cached."""
        return [_cached(text) for text in self.rendered.system]

    @property
    def messages(self) -> list[dict[str, object]]:
        """The user's part: what stays for a while, cached, then what changes."""
        context = [_cached(self.rendered.context)] if self.rendered.context else []
        turn: dict[str, object] = {"type": "text", "text": self.rendered.turn}
        messages: list[dict[str, object]] = [{"role": "user", "content": [*context, turn]}]
        if self.exchange:
            answer, objection = self.exchange
            messages += [{"role": "assistant", "content": answer}, {"role": "user", "content": objection}]
        return messages


def _cached(text: str) -> dict[str, object]:
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": TTL}}
