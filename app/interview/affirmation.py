"""A plain yes or no, typed where a card could have been clicked."""

from __future__ import annotations

import re

from app.domain.records import Click

YES = frozenset({
    "yes", "y", "yep", "yeah", "right", "correct", "ok", "okay", "exactly", "sure",
    "yes please", "that's right", "that is right", "all right",
})  # fmt: skip
NO = frozenset({"no", "n", "nope", "wrong", "not quite", "not really", "it applies", "no it applies", "it does"})


def plain_answer(text: str) -> Click | None:
    """The click that a text stands for, if it is a plain yes or no and nothing more."""
    words = " ".join(text.casefold().replace(",", " ").strip(" .!\n").split())
    if words in YES:
        return Click(action="accept")
    return Click(action="reject") if words in NO else None


def begins_with_no(text: str) -> bool:
    """Whether a text begins by saying no; "no person uses it" does not."""
    return bool(
        re.match(r"\s*(no|nope|nah|wrong)\b(\s*[,.;:!–—-]|\s+(it|that|this|i|we|they|not)\b)", text, re.IGNORECASE)
    )
