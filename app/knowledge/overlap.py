"""Finds words that were copied: runs that stand in a source as they stand in a text.

A source is compared by its shingles: the 64-bit hashes of all runs of nine words in it. The sources' texts
are not ours to publish; their shingles tell what stands in them and give none of it away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from hashlib import blake2b

RUN = 9
"""How many words in a row count as copied."""

_APOSTROPHES = re.compile("['’ʼ]")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")  # a figure such as 1,200.50 is one word


def shingles(source: str, length: int = RUN) -> frozenset[int]:
    """The hashes of all runs of `length` words of a source."""
    return frozenset(_hashed(_words(source), length))


def copied_runs(text: str, known: Set[int], length: int = RUN) -> list[str]:
    """The longest runs of at least `length` words of a text that stand in a source, in order of the text.

    Case, punctuation and the kind of white space do not count.

    Args:
        text: What may have been copied.
        known: The shingles of the source.
        length: Of how many words the shingles are.
    """
    words = _words(text)
    runs: list[tuple[int, int]] = []
    for start, shingle in enumerate(_hashed(words, length)):
        if shingle not in known:
            continue
        if runs and runs[-1][1] == start + length - 1:  # goes on by one word
            runs[-1] = (runs[-1][0], start + length)
        else:
            runs.append((start, start + length))
    return [" ".join(words[start:end]) for start, end in runs]


def _hashed(words: list[str], length: int) -> list[int]:
    runs = (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))
    return [
        int.from_bytes(blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") for run in runs
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold()))
