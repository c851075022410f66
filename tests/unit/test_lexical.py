from __future__ import annotations

import logging

import pytest

from app.knowledge.lexical import LexicalIndex
from app.knowledge.words import singular

TEXTS = ["Alerts wake whoever is on call.", "A policy says who may read the data.", "Costs are counted by the month."]


@pytest.mark.parametrize(
    ("query", "text"), [("an ALERT", 0), ("policies", 1), ("cost", 2), ("Who gets woken by alerts?", 0)]
)
def test_a_text_is_found_by_its_words_in_singular_plural_and_any_case(query: str, text: int) -> None:
    assert LexicalIndex(TEXTS).scores(query).argmax() == text


@pytest.mark.parametrize("query", ["", "?!", "what is the", "zebra", "\ud800", "数据"])
def test_a_query_that_shares_no_word_scores_nothing(query: str) -> None:
    assert LexicalIndex(TEXTS).scores(query).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("word", "stem"),
    [("policies", "policy"), ("alerts", "alert"), ("bias", "bia"), ("access", "access"), ("status", "status")],
)
def test_only_the_plural_ending_goes(word: str, stem: str) -> None:
    assert singular(word) == stem


def test_nothing_is_printed_or_logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    LexicalIndex(TEXTS).scores("alerts")
    assert capsys.readouterr() == ("", "")
    assert not caplog.records
