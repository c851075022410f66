from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnowledgeError
from app.prices import load_prices
from app.settings import Settings


def test_a_call_costs_what_the_list_says_to_the_billionth() -> None:
    prices = load_prices()
    assert prices.nanodollars("claude-haiku-5-5", input_=1, output=0) == 100
    price = prices.nanodollars("claude-haiku-5-5", input_=123, output=45, cache_written=1000, cache_read=4000)
    assert price == 123 * 100 + 45 * 500 + 1000 * 200 + 4000 * 10
    assert prices.nanodollars("claude-sonnet-5-5", input_=10, output=1) == 10 * 2000 + 10_000


def test_a_long_prompt_costs_what_long_prompts_cost() -> None:
    prices = load_prices()
    below = prices.nanodollars("claude-haiku-5-5", input_=50_000, cache_read=50_000, output=0)
    above = prices.nanodollars("claude-haiku-5-5", input_=50_001, cache_read=50_000, output=0)
    assert below == 50_000 * 100 + 50_000 * 10
    assert above == 50_001 * 500 + 50_000 * 50


def test_a_dated_model_costs_what_the_one_without_a_date_does_and_an_unknown_one_is_not_guessed_at() -> None:
    prices = load_prices()
    assert prices.nanodollars("claude-haiku-4-5-20251001", input_=1, output=1) == 6000
    assert prices.nanodollars("qwen3", input_=1, output=1) is None
    assert prices.nanodollars("claude-haiku-5-5-turbo", input_=1, output=1) is None


def test_the_models_that_are_set_by_default_have_prices() -> None:
    fields = Settings.model_fields
    for name in ("reading_model", "prose_model"):
        assert load_prices().nanodollars(str(fields[name].default), input_=1, output=1)


def test_a_price_is_never_read_as_a_float() -> None:
    text = Path("knowledge/prices.yaml").read_text("utf-8")
    assert all('"' in line for line in text.splitlines() if line.strip().startswith(("input:", "output:", "cache_")))


def test_a_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text("date: soon\nmodels: []\n")
    with pytest.raises(KnowledgeError, match=r"prices\.yaml"):
        load_prices(file)
