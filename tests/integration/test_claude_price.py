"""What an interview of twenty criteria takes of the service, for every persona, with pauses as people make them.

Once with answers that settle all that is asked: the shortest interview, with the most calls a turn. And once with
answers that settle two elements of three: more than forty turns.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.costs import load_measured
from app.domain.records import Explanation
from app.prices import load_prices
from evals.bench.tokens import AT_ONCE, average, row
from evals.bench.tokens_product import Charge, Interview, Turn, framework, interview, personas
from evals.bench.tokens_service import PROSE, READING

FRAMEWORK = framework()
PERSONAS = {p.id: p for p in personas(FRAMEWORK)}
LONG: dict[str, Interview] = {}


def calls(turns: Sequence[Turn]) -> list[Charge]:
    return [charge for turn in turns for charge in turn.charges]


def check_the_price(made: Interview) -> None:
    assert len(calls(made.turns)) <= 1.5 * len(made.turns)
    assert max(len(turn.charges) for turn in made.turns) <= 2
    charged = sum(c.usage.input + c.usage.cache_written for c in calls(made.turns))
    said = sum(len(turn.said) for turn in made.turns) // 4
    assert charged - said <= 700 * len(made.turns)


@pytest.mark.parametrize("name", PERSONAS)
async def test_the_shortest_interview_makes_few_calls_with_prompts_from_the_cache(name: str) -> None:
    made = await interview(PERSONAS[name], FRAMEWORK)
    check_the_price(made)
    explained = [r.stamp.assessor for r in made.assessment.records if isinstance(r, Explanation) and r.stamp]
    assert explained.count("local") <= 1  # the ceiling on calls is in reach of the worst pilot alone, at its end


@pytest.mark.parametrize("name", PERSONAS)
async def test_a_long_interview_does_not_grow(name: str) -> None:
    made = LONG[name] = await interview(PERSONAS[name], FRAMEWORK, AT_ONCE)
    check_the_price(made)
    assert len(made.turns) > 40
    for model in (READING, PROSE):
        sizes = [(n, c.prompt) for n, t in enumerate(made.turns, 1) for c in t.charges if c.model == model]
        early = next(size for number, size in sizes if number >= 5)
        assert all(size <= 1.2 * early for number, size in sizes if number > 5)
    growth = row([turn.charges for turn in made.turns]).growth
    assert growth is not None
    assert growth <= 1.2


def test_the_figures_of_the_estimate_are_what_interviews_take() -> None:
    assert len(LONG) == len(PERSONAS), "this one looks at what the interviews before it took"
    measured, prices = load_measured(), load_prices()
    mean = average([row([turn.charges for turn in made.turns]) for made in LONG.values()])
    by_file = 0.0
    for model, of in ((READING, measured.reading), (PROSE, measured.prose)):
        one = prices.nanodollars(
            model, input_=of.input, output=of.output, cache_written=of.cache_written, cache_read=of.cache_read
        )
        assert one
        by_file += of.calls * one
    assert by_file == pytest.approx(mean.nanodollars, rel=0.05)
    assert measured.turns == pytest.approx(mean.turns, rel=0.05)
    assert measured.criteria == len(FRAMEWORK.criteria)
