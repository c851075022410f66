"""What a model's service charges, from knowledge/prices.yaml; whole billionths of a dollar, so that nothing drifts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from math import ceil
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import KnowledgeError

PRICES = Path(__file__).resolve().parents[1] / "knowledge" / "prices.yaml"
"""The prices that come with the project."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rates(_Part):
    """Dollars for a million tokens."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    cache_write: Decimal = Field(ge=0)
    cache_read: Decimal = Field(ge=0)


class Above(Rates):
    """What a request costs that has more prompt tokens than so many."""

    tokens: int = Field(gt=0)


class Model(Rates):
    """A model's prices, and who says so.

    Attributes:
        caches_from: How many tokens a prompt's beginning has to have to be cached at all; None where nobody says.
    """

    id: str
    source: str
    caches_from: int | None = None
    above: Above | None = None


class Prices(_Part):
    """The prices of some models, as they were on a day."""

    date: date
    models: tuple[Model, ...]

    def nanodollars(
        self, model: str, *, input_: int, output: int, cache_written: int = 0, cache_read: int = 0
    ) -> int | None:
        """What one request costs, in billionths of a US dollar, rounded up; None for a model that is not listed.

        A dated model (`claude-haiku-4-5-20251001`) costs what the one without a date does.

        Args:
            model: As the service names it.
            input_: Prompt tokens that have nothing to do with the cache.
            output: Tokens of the answer.
            cache_written: Prompt tokens that were written to the cache.
            cache_read: Prompt tokens that were read from it.
        """
        listed = self._listed(model)
        if listed is None:
            return None
        rates: Rates = listed
        if listed.above and input_ + cache_written + cache_read > listed.above.tokens:
            rates = listed.above
        dollars = (
            input_ * rates.input
            + output * rates.output
            + cache_written * rates.cache_write
            + cache_read * rates.cache_read
        )
        return ceil(dollars * 1000)

    def caches_from(self, model: str) -> int | None:
        """How many tokens a prompt's beginning has to have for a model to cache it; None where that is not known."""
        listed = self._listed(model)
        return listed.caches_from if listed else None

    def _listed(self, model: str) -> Model | None:
        return next((m for m in self.models if model == m.id or model.removeprefix(f"{m.id}-").isdigit()), None)


@cache
def load_prices(path: Path = PRICES) -> Prices:
    """The prices of a file; KnowledgeError where it cannot be used."""
    try:
        return Prices.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError(f"{path}: the prices cannot be used: {error}") from error
