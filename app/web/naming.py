"""What the pilot is called, in what somebody types before there is an assessment of it."""

from __future__ import annotations

import re

NAME_WORDS = 5
"""So many words at most are taken for a name."""
GREETINGS = frozenset({"hello", "hi", "hey", "hello there", "good morning", "good afternoon", "help", "start", "test"})
_LEADING = re.compile(r"^\s*(it'?s|it is|its name is|we call it|the name is|the pilot is)( called)?\s+", re.IGNORECASE)


def named(text: str) -> str:
    """The name in an answer to the question for it.

    >>> named("It's called FitCheck, our returns helper")
    'FitCheck'
    """
    bare = _LEADING.sub("", text)
    return re.split(r"[,;.:!]\s", bare)[0].strip(" .!") or text


def is_a_name(text: str) -> bool:
    """Whether the first thing that somebody types is what the pilot is called, and not yet what it is."""
    if text.strip(" .!?,").casefold() in GREETINGS:
        return False
    return len(text.split()) <= NAME_WORDS and not text.rstrip().endswith((".", "?", "!"))
