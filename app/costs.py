"""What the interviews of a workspace have cost, and what one is likely to cost where there is none yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.spending import Spending, Spent, spent, together
from app.errors import KnowledgeError
from app.prices import Prices, load_prices
from app.settings import Settings

MEASURED = Path(__file__).resolve().parents[1] / "knowledge" / "interview-tokens.yaml"
"""What an interview was measured to take."""


@dataclass(frozen=True)
class Cost:
    """What one assessment has cost."""

    id: str
    name: str
    spending: Spending


@dataclass(frozen=True)
class Costs:
    """What all of them have cost.

    Attributes:
        assessments: Those in which a model's service was asked, the one changed last first.
        without: How many there are besides, which took nothing.
        models: By model.
    """

    assessments: tuple[Cost, ...]
    without: int
    total: Spent
    models: Mapping[str, Spent]


async def costs(settings: Settings) -> Costs:
    """What is on record in the data directory, of the settings' workspace; a database is not made for it."""
    from app.storage.store import open_store

    found: list[Cost] = []
    without = 0
    if (settings.data_dir / "gatewise.sqlite3").exists():
        async with open_store(settings.data_dir, settings.workspace) as store:
            for line in await store.list():
                spending = spent(await store.load(line.id))
                if spending.total.requests:
                    found.append(Cost(line.id, line.pilot, spending))
                else:
                    without += 1
    by_model: dict[str, list[Spent]] = defaultdict(list)
    for cost in found:
        for model, of_one in cost.spending.models.items():
            by_model[model].append(of_one)
    models = {model: together(of_each) for model, of_each in sorted(by_model.items())}
    return Costs(tuple(found), without, together(models.values()), models)


# --- an estimate ----------------------------------------------------------------------------------------


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Calls(_Part):
    """The calls of one kind in an interview: how many, and the tokens of one of them, on average."""

    calls: float = Field(gt=0)
    input: int = Field(ge=0)
    cache_written: int = Field(ge=0)
    cache_read: int = Field(ge=0)
    output: int = Field(ge=0)


class Measured(_Part):
    """What an interview took when it was measured."""

    date: date
    command: str
    criteria: int
    turns: int
    reading: Calls
    prose: Calls


@cache
def load_measured(path: Path = MEASURED) -> Measured:
    """The figures of a file; KnowledgeError where it cannot be used."""
    try:
        return Measured.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError(f"{path}: the figures cannot be used: {error}") from error


def estimate(settings: Settings, prices: Prices | None = None) -> float | None:
    """What an interview costs with the models that are set, in dollars; None where a price is not known."""
    measured, prices, dollars = load_measured(), prices or load_prices(), 0.0
    for model, of in ((settings.reading_model, measured.reading), (settings.prose_model, measured.prose)):
        one = prices.nanodollars(
            model, input_=of.input, output=of.output, cache_written=of.cache_written, cache_read=of.cache_read
        )
        if one is None:
            return None
        dollars += of.calls * one / 10**9
    return dollars
