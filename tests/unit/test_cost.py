from __future__ import annotations

from pathlib import Path

import pytest

from app.assessors.claude.prefix import CHARACTERS, of_prose, of_readings
from app.assessors.claude.prose import answer_prompt, gap_prompt
from app.assessors.claude.redaction import Mask
from app.costs import estimate, load_measured
from app.doctor import examine
from app.domain.assessment import Assessment
from app.domain.records import ModelCall, Usage
from app.domain.spending import affords_another_call, answer_took, last_turn, taken
from app.errors import KnowledgeError
from app.ports import Gap, ToAnswer
from app.prices import load_prices
from app.settings import Settings
from tests.builders import Build
from tests.frameworks import five_gates


def call(nanodollars: int | None = 1_000, requests: int = 1, **counts: int) -> ModelCall:
    numbers = {"input": 10, "output": 5, "cache_written": 0, "cache_read": 90} | counts
    return ModelCall(model="m", prompt="read_reply", nanodollars=nanodollars, requests=requests, **numbers)


@pytest.mark.parametrize(
    ("nanodollars", "words"),
    [
        (None, "price not known"),
        (0, "$0.00"),
        (1, "less than $0.0001"),
        (99_999, "less than $0.0001"),
        (100_000, "$0.0001"),
        (12_345_678, "$0.0123"),
        (999_900_000, "$0.9999"),
        (1_234_567_890, "$1.23"),
        (1_234_567_890_000, "$1,234.57"),
    ],
)
def test_a_price_is_said_as_a_person_reads_it(nanodollars: int | None, words: str) -> None:
    assert taken([call(nanodollars)]).price == words


def test_what_was_used_is_said_in_a_line() -> None:
    assert taken([]).words == "no calls"
    assert taken([call()]).words == "1 call, 100 tokens in (90% from the cache), 5 out: less than $0.0001"
    assert taken([call(None), call()]).words == "2 calls, 200 tokens in (90% from the cache), 10 out: price not known"
    assert answer_took([]) == ""


def interview(*calls_of_each_turn: int) -> Assessment:
    build = Build()
    for number, calls in enumerate(calls_of_each_turn):
        reply = build.reply(build.question(elements=["fit.purpose.stated"]), f"Reply {number}.")
        if calls:
            usage = Usage(id=f"u{number}", at=reply.at, speaker="ada", of=reply.id, calls=(call(requests=calls),))
            build.assessment = build.assessment.adding([usage])
    return build.assessment


def test_the_last_turn_is_that_of_the_last_thing_sent_and_a_click_takes_nothing() -> None:
    assert last_turn(interview()).requests == 0
    assert last_turn(interview(1, 2)).requests == 2
    assert last_turn(interview(1, 2, 0)).requests == 0


def test_another_call_is_afforded_up_to_three_for_two_turns_and_each_gate_to_sign_is_a_turn_to_come() -> None:
    gates = len(Build().assessment.framework.gates)
    assert affords_another_call(interview(1))
    turns = 20
    most = (turns + gates) * 3 // 2
    assert affords_another_call(interview(*[1] * (turns - 1), most - turns))
    assert not affords_another_call(interview(*[1] * (turns - 1), most - turns + 1))


# --- the beginnings that are to be cached -------------------------------------------------------------------


def test_what_is_told_before_prose_is_as_long_as_it_is_said_to_be() -> None:
    framework = five_gates()
    criterion = framework.criteria[0]
    prompts = (
        gap_prompt([Gap(framework, criterion, (), ())], (), Mask(None)),
        answer_prompt(ToAnswer(framework, "Why?", criterion, (), ()), (), Mask(None)),
    )
    assert of_prose() == min(sum(map(len, p.system)) for p in prompts) // CHARACTERS


def test_the_models_that_are_set_by_default_cache_what_they_are_told() -> None:
    prices, settings = load_prices(), Settings()
    reading, prose = prices.caches_from(settings.reading_model), prices.caches_from(settings.prose_model)
    assert reading
    assert prose
    assert of_readings(five_gates()) > 2 * reading
    assert of_prose() > 2 * prose
    assert prices.caches_from("qwen3") is None


def said_of_the_assessor(prose: str, reading: str, folder: Path) -> str:
    settings = Settings(data_dir=folder, base_url="http://127.0.0.1:1", prose_model=prose, reading_model=reading)
    return next(c.finding for c in examine(settings) if c.name == "Assessor")


def test_the_doctor_warns_of_a_model_that_would_cache_nothing_of_it(tmp_path: Path) -> None:
    told = said_of_the_assessor("claude-haiku-4-5-20251001", "claude-haiku-5-5", tmp_path)
    assert "claude-haiku-4-5-20251001 caches nothing shorter than 4,096 tokens" in told
    assert "every explanation" in told
    assert "every reply" not in told
    assert "caches nothing" not in said_of_the_assessor("claude-sonnet-5-5", "claude-haiku-5-5", tmp_path)


# --- the estimate -------------------------------------------------------------------------------------------


def test_an_estimate_goes_by_the_models_that_are_set() -> None:
    usual = estimate(Settings())
    dear = estimate(Settings(prose_model="claude-opus-5-5"))
    assert usual
    assert dear
    assert 0.01 < usual < dear < 1
    assert estimate(Settings(reading_model="qwen3")) is None


def test_a_file_of_figures_that_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "interview-tokens.yaml"
    file.write_text("date: 2026-11-22\ncriteria: many\n")
    with pytest.raises(KnowledgeError, match=r"interview-tokens\.yaml"):
        load_measured(file)
