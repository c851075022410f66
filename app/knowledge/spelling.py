"""Mends misspelt words of a query: a word that nobody knows becomes the word of ours that is one slip away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORTEST = 4
"""Shorter words have too many neighbours."""


class Spelling:
    """The words that may be meant, and those that are known and so are left alone.

    Args:
        texts: Whose words may be meant; the more often one occurs, the sooner it is.
        known: More words that are words, in small letters.
    """

    def __init__(self, texts: Iterable[str], known: Iterable[str] = ()) -> None:
        self._counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
        self._known = {word.replace("'", "") for word in (*self._counts, *known)}
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._counts:
            if len(word) >= _SHORTEST - 1:
                for form in _less_one(word):
                    self._near[form].append(word)

    def mended(self, text: str) -> str:
        """The text with misspelt words mended; words in capitals stay, which are mostly abbreviations."""
        return _WORD.sub(lambda found: self._mended(found[0]), text)

    def _mended(self, word: str) -> str:
        small = word.lower()
        if len(small) < _SHORTEST or word.isupper() or self._is_known(small):
            return word
        # Two words are one slip apart (a letter too many, too few, another, or two swapped) where they become the
        # same by losing a letter at most.
        near = {other for form in _less_one(small) for other in self._near.get(form, ())}
        swapped = {other for other in near if sorted(other) == sorted(small)}
        alike = swapped or {other for other in near if other[0] == small[0]}
        return min(alike, key=lambda other: (-self._counts[other], other), default=word)

    def _is_known(self, word: str) -> bool:
        bare = word.replace("’", "'")
        return any(
            form.replace("'", "") in self._known for form in (bare, bare.removesuffix("'s"), bare.removesuffix("s"))
        )


def _less_one(word: str) -> set[str]:
    """The word, and all that it becomes by losing a letter."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}
