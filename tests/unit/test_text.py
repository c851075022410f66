from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.text import moment, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\ntwo\r\n three\tfour", "one two three four"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c d e"),
        ("\x00a\x07b\x7f", "ab"),
        ("\u202eevil\u202c", "evil"),
        ("half \ud83d", "half \ufffd"),
        ("no\ufffe c\uffffharacter", "no character"),
        ("👩🏽\u200d🚀 שלום e\u0301", "👩🏽\u200d🚀 שלום e\u0301"),
        (" \n ", ""),
        ("\x1b\t=1 \x00 2", "=1 2"),
    ],
)
def test_a_text_is_shown_on_one_line_without_what_would_disturb_the_page(text: str, shown: str) -> None:
    assert one_line(text) == shown


@given(st.text(st.characters()))
def test_what_is_shown_can_be_written_and_has_no_control_characters(text: str) -> None:
    line = one_line(text)

    line.encode()
    assert not [c for c in line if unicodedata.category(c) == "Cc"]
    assert line.splitlines() in ([line], [])


def test_a_moment_carries_its_zone() -> None:
    assert moment(datetime(2026, 3, 2, 9, 5, tzinfo=UTC)) == "2026-03-02 09:05 UTC"
    assert moment(datetime(2026, 3, 2, 9, 5, tzinfo=timezone(timedelta(hours=2)))) == "2026-03-02 09:05 UTC+02:00"
