"""Finds words that were copied: runs that stand in a source as they stand in a text."""

from __future__ import annotations

import re
import unicodedata

RUN = 9
"""How many words in a row count as copied."""

_APOSTROPHES = re.compile("['’ʼ]")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")  # a figure such as 1,200.50 is one word


def copied_runs(text: str, source: str, length: int = RUN) -> list[str]:
    """The longest runs of at least `length` words that a text shares with a source, in order of the text.

    Case, punctuation and the kind of white space do not count.
    """
    words, theirs = _words(text), _words(source)
    known = {tuple(theirs[i : i + length]) for i in range(len(theirs) - length + 1)}
    runs: list[tuple[int, int]] = []
    for start in range(len(words) - length + 1):
        if tuple(words[start : start + length]) not in known:
            continue
        if runs and runs[-1][1] == start + length - 1:  # goes on by one word
            runs[-1] = (runs[-1][0], start + length)
        else:
            runs.append((start, start + length))
    return [" ".join(words[start:end]) for start, end in runs]


def _words(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold()))
