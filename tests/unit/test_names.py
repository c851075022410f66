from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports import FORMATS
from app.reports.names import file_name, slug
from tests.pilots import EMOJI, RIGHT_TO_LEFT, report_of


@pytest.mark.parametrize(
    ("pilot", "name"),
    [
        ('Invoice reader / Lyon "2"', "invoice-reader-lyon-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("Prüfung Größe", "prüfung-grösse"),
        (RIGHT_TO_LEFT, "evil-שלום-עולם-مرحبا-isolate"),
        (EMOJI, "e"),
        ("👩🏽‍🚀", "pilot"),
        ("質問は三つ。", "質問は三つ"),
        ("", "pilot"),
        ("_-_", "pilot"),
        ("CON", "con"),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_pilot_s_name_becomes_a_part_of_a_file_name(pilot: str, name: str) -> None:
    assert slug(pilot).replace("é", "e") == name


@given(st.text(st.characters()))
def test_no_name_means_anything_to_a_file_system(pilot: str) -> None:
    name = slug(pilot)

    assert name
    assert all(c.isalnum() or c == "-" for c in name.replace("\u0307", ""))
    assert len(name.encode()) <= 240
    assert slug(name) == name


def test_names_sort_by_date_and_say_what_is_in_the_file() -> None:
    exporter = FORMATS["md"]

    assert file_name(report_of("ready"), exporter) == "2026-03-02-invoice-reader-for-the-lyon-office-readiness.md"
    assert file_name(report_of("ready", anonymous=True), exporter).endswith("-readiness-anonymous.md")
    assert file_name(report_of("half"), FORMATS["jira"]).endswith("-plan-jira.csv")
