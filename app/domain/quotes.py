"""Finding a quote in its source: compared after NFKC and white-space folding, offsets kept."""

from __future__ import annotations

import unicodedata

from pydantic import BaseModel, ConfigDict

LONGEST_CLUSTER = 32
"""Unicode's stream-safe form allows 30 marks on a character; a longer pile is folded piece by piece."""


class Quote(BaseModel):
    """A stretch of a source, as it stands there.

    Attributes:
        text: `source[start:end]`, unchanged.
        start: Offset of the first character, in code points.
        end: Offset after the last character.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    start: int
    end: int


def locate(quote: str, source: str) -> Quote | None:
    """Where a quote stands in a source, or None.

    Args:
        quote: The words claimed to be quoted.
        source: The whole text.

    Returns:
        The first place of whole characters whose NFKC form with white space folded equals that of
        `quote`; else where it stands to the letter; None for a blank quote or one that stands nowhere.
    """
    wanted, _ = _folded(quote)
    wanted = wanted.strip()
    if not wanted:
        return None
    text, origins = _folded(source)
    at = text.find(wanted)
    while at >= 0:
        start, end = origins[at][0], origins[at + len(wanted) - 1][1]
        if _folded(source[start:end])[0].strip() == wanted:
            return Quote(text=source[start:end], start=start, end=end)
        at = text.find(wanted, at + 1)  # this one begins or ends inside a character, as 1 does in ½
    exact = quote.strip()  # a stretch that parts a letter from its accent stands only to the letter
    at = source.find(exact)
    return Quote(text=exact, start=at, end=at + len(exact)) if at >= 0 else None


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text and, for each of its characters, the span of the original that it came from."""
    characters: list[str] = []
    origins: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        end = position + 1
        while end < min(len(text), position + LONGEST_CLUSTER) and _joins(text[position:end], text[end]):
            end += 1
        for character in unicodedata.normalize("NFKC", text[position:end]):
            if character.isspace():
                if characters and characters[-1] == " ":
                    origins[-1] = (origins[-1][0], end)
                    continue
                character = " "
            characters.append(character)
            origins.append((position, end))
        position = end
    return "".join(characters), origins


def _joins(cluster: str, following: str) -> bool:
    """Whether the next character changes how the cluster folds (an accent, a conjoining letter)."""
    if following.isascii():
        return False
    if unicodedata.combining(following):
        return True
    fold = unicodedata.normalize
    return fold("NFKC", cluster + following) != fold("NFKC", cluster) + fold("NFKC", following)
