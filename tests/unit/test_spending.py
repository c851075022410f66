from __future__ import annotations

import json

import pytest

from app.domain.assessment import Assessment
from app.domain.records import ModelCall, Stamp, Usage
from app.domain.spending import spent
from app.errors import RecordRefused
from app.reports.imports import read_export
from app.reports.json import write
from tests.builders import Build


def call(model: str = "m", nanodollars: int | None = 1_000, **counts: int) -> ModelCall:
    numbers = {"requests": 1, "input": 10, "output": 5, "cache_written": 0, "cache_read": 100} | counts
    return ModelCall(model=model, prompt="read_reply", nanodollars=nanodollars, **numbers)


def used(*of_each_turn: tuple[ModelCall, ...]) -> Assessment:
    build = Build()
    assessment = build.assessment
    for number, calls in enumerate(of_each_turn):
        reply = build.reply(build.question(elements=["fit.purpose.stated"]), f"Reply {number}.")
        usage = Usage(id=f"usage-{number}", at=reply.at, speaker=reply.speaker, of=reply.id, calls=calls)
        assessment = build.assessment = build.assessment.adding([usage])
    return assessment


def test_what_was_used_is_summed_by_turn_by_model_and_in_all() -> None:
    assessment = used((call(), call("n", 2_000_000_000)), (call(input=1),))
    spending = spent(assessment)
    assert (spending.total.requests, spending.total.input, spending.total.cache_read) == (3, 21, 300)
    assert spending.total.dollars == "2.000002000"
    assert {m: s.requests for m, s in spending.models.items()} == {"m": 2, "n": 1}
    assert [s.nanodollars for s in spending.turns.values()] == [2_000_001_000, 1_000]


def test_one_price_that_is_not_known_leaves_the_sum_unknown() -> None:
    spending = spent(used((call(),), (call("n", None),)))
    assert spending.total.dollars is None
    assert spending.models["m"].dollars == "0.000001000"


def test_usage_comes_back_from_an_export_and_an_export_without_any_says_nothing_of_it() -> None:
    assessment = used((call(),))
    content = write(assessment)
    assert read_export(content).records == assessment.records
    assert json.loads(content)["usage"]["turns"][0]["dollars"] == "0.000001000"
    assert "usage" not in json.loads(write(Build().assessment))


def test_usage_on_account_of_nothing_is_refused() -> None:
    build = Build()
    question = build.question(elements=["fit.purpose.stated"])
    usage = Usage(id="u", at=question.at, speaker="ada", of=question.id, calls=(call(),))
    with pytest.raises(RecordRefused, match="usage"):
        build.assessment.adding([usage])


def test_a_stamp_of_before_there_were_fingerprints_is_written_as_it_was() -> None:
    assert Stamp(assessor="local", version="1").model_dump() == {
        "assessor": "local", "version": "1", "model": "", "prompt": "",
    }  # fmt: skip
