from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.spelling import Spelling

SPELLING = Spelling(
    ["Who is on call should the alarm go off? We don't know whether patients, about thirty, missed it.", "about it"],
    ["lorry", "about", "whither"],
)


@pytest.mark.parametrize(
    ("misspelt", "mended"),
    [
        ("abuot", "about"),
        ("alrm", "alarm"),
        ("alaarm", "alarm"),
        ("alarn", "alarm"),
        ("Pstients,", "patients,"),
        ("wheter we shoud", "whether we should"),
    ],
)
def test_a_word_one_slip_away_is_mended(misspelt: str, mended: str) -> None:
    assert SPELLING.mended(misspelt) == mended


@pytest.mark.parametrize(
    "text", ["alarm", "Alarms", "lorry's", "dont", "ALRM", "zebra", "onn", "", "Größe 42 %", "whither", "数据"]
)
def test_what_is_known_short_abbreviated_or_far_from_everything_stays(text: str) -> None:
    assert SPELLING.mended(text) == text


def test_letters_swapped_come_before_other_slips_and_frequent_words_before_rare_ones() -> None:
    assert Spelling(["tents tents test"]).mended("tets") == "test"
    assert Spelling(["cared carer carer"]).mended("carex") == "carer"


@given(st.text())
def test_whatever_comes_in_something_comes_out(text: str) -> None:
    assert SPELLING.mended(SPELLING.mended(text)) is not None
    assert bool(SPELLING.mended(text)) == bool(text)
