from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessors.claude.redaction import PLACEHOLDER, Mask, Redaction


def mask(*names: str) -> Mask:
    return Redaction(active=True, names=names).mask()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Write to ada.lovelace@bank.example.org, please.", "Write to [MAIL-1], please."),
        ("IBAN DE89 3704 0044 0532 0130 00 it is.", "IBAN [IBAN-1] it is."),
        ("GB29NWBK60161331926819", "[IBAN-1]"),
        ("The card 4111 1111 1111 1111 was used.", "The card [CARD-1] was used."),
        ("4111111111111111", "[CARD-1]"),
        ("Call +44 20 7946 0958 or 020 7946 0959.", "Call [PHONE-1] or [PHONE-2]."),
        ("account no. 12345678 is closed", "[ACCOUNT-1] is closed"),
        ("Ask Petra Novak, or PETRA  NOVAK's deputy Jim.", "Ask [NAME-1], or PETRA  NOVAK's deputy [NAME-2]."),
    ],
)
def test_what_is_personal_is_hidden(text: str, hidden: str) -> None:
    assert mask("Petra Novak", "Jim").hide(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "Completeness is 98.5 % on 14,000 claims, measured on 4 March 2026 at 07:30.",
        "We pushed 3.2 times the peak, 1200000 records, through it on 2026-09-09.",
        "Version 10.4.2 of the model, ticket 48213, 2024-2025, 99.95 %.",
        "Jimmy and the gym are not Jim's.".replace("Jim's", "his"),
    ],
)
def test_figures_dates_and_other_words_stay(text: str) -> None:
    assert mask("Jim").hide(text) == text


def test_the_same_words_get_the_same_placeholder_and_come_back() -> None:
    one = mask("Jim")
    first, second = one.hide("Jim wrote to jim@x.org."), one.hide("Who is Jim, and who is bob@x.org?")
    assert (first, second) == ("[NAME-1] wrote to [MAIL-1].", "Who is [NAME-1], and who is [MAIL-2]?")
    assert one.show("[NAME-1] and [MAIL-2] and [MAIL-9]") == "Jim and bob@x.org and [MAIL-9]"


def test_nothing_is_hidden_unless_it_is_wanted() -> None:
    assert Redaction().mask().hide("jim@x.org") == "jim@x.org"


@given(st.text() | st.lists(st.sampled_from(["jim@x.org", "Jim", "+44 20 7946 0958", " ", "[NAME-1]"])).map("".join))
def test_whatever_is_hidden_comes_back_as_it_was(text: str) -> None:
    one = mask("Jim")
    hidden = one.hide(text)
    if not PLACEHOLDER.search(text):
        assert one.show(hidden) == text
    assert "jim@x.org" not in hidden
