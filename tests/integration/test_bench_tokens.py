from __future__ import annotations

import asyncio

import pytest

from evals.bench.tokens import row
from evals.bench.tokens_agenda import agenda
from evals.bench.tokens_product import Interview, framework, interview, personas
from evals.bench.tokens_service import PROSE
from evals.bench.tokens_transcript import transcript

FRAMEWORK = framework()


@pytest.fixture(scope="module")
def made() -> Interview:
    return asyncio.run(interview(personas(FRAMEWORK)[-1], FRAMEWORK, 2))


def test_every_way_is_charged_for_the_same_interview_and_the_same_each_time(made: Interview) -> None:
    typed = [bool(turn.said) for turn in made.turns]
    whole, other = list(transcript(made, PROSE)), list(agenda(made))
    assert [len(charges) for charges in whole] == [int(t) for t in typed]
    assert [len(charges) for charges in other] == [3 * t for t in typed]
    again = asyncio.run(interview(made.persona, FRAMEWORK, 2))
    assert [turn.charges for turn in again.turns] == [turn.charges for turn in made.turns]
    assert list(transcript(again, PROSE)) == whole
    assert list(agenda(again)) == other


def test_the_baselines_cache_what_can_be_cached(made: Interview) -> None:
    """They are there to be beaten at their best."""
    *_, last = [charges for charges in transcript(made, PROSE) if charges]
    assert last[0].usage.cache_read > 0.9 * last[0].prompt
    assert last[0].usage.input == 0
    for charges in [charges for charges in agenda(made) if charges][1:]:
        assert all(charge.usage.cache_read > 0 for charge in charges)


def test_the_product_takes_the_least_for_the_same_words_and_does_not_grow(made: Interview) -> None:
    product = row([turn.charges for turn in made.turns])
    whole, other = row(list(transcript(made, PROSE))), row(list(agenda(made)))
    assert product.nanodollars < other.nanodollars < whole.nanodollars
    assert product.growth
    assert whole.growth
    assert product.growth < 1.2 < whole.growth
