"""The words of a text, as a search by words compares them."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "is",
        "are",
        "be",
        "it",
        "that",
        "this",
        "and",
        "or",
        "with",
        "as",
        "at",
        "by",
        "we",
        "i",
        "you",
        "they",
        "he",
        "she",
        "my",
        "our",
        "your",
        "their",
        "its",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "was",
        "were",
        "will",
        "would",
        "can",
        "could",
        "should",
        "if",
        "no",
        "but",
        "from",
        "there",
        "me",
        "us",
        "them",
        "then",
        "about",
    ]
)
"""Words that tell no subject from another. Those that ask (who, when, how) and deny do, and stay."""


def words(text: str) -> list[str]:
    """The words in the order of the text, in small letters and the singular, without those that tell nothing."""
    found = (word.replace("’", "'") for word in _WORD.findall(text.lower()))
    return [singular(word) for word in found if word not in _EMPTY]


def singular(word: str) -> str:
    """An English word without its plural ending (Harman's S stemmer), so that "alerts" finds "alert"."""
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("us", "ss", "aes", "ees", "oes")):
        return word[:-1]
    return word
