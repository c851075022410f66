"""Finding a quote in its source: compared after NFKC and white-space folding, offsets kept."""

from __future__ import annotations

import unicodedata

from pydantic import BaseModel, ConfigDict


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
        The first place whose NFKC form with white space folded equals that of `quote`; None for an
        empty quote or one that stands nowhere.
    """
    wanted, _ = _folded(quote)
    wanted = wanted.strip()
    if not wanted:
        return None
    text, origins = _folded(source)
    at = text.find(wanted)
    if at < 0:
        return None
    start, end = origins[at][0], origins[at + len(wanted) - 1][1]
    return Quote(text=source[start:end], start=start, end=end)


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text and, for each of its characters, the span of the original that it came from."""
    characters: list[str] = []
    origins: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        end = position + 1
        while end < len(text) and _joins(text[position:end], text[end]):
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
    fold = unicodedata.normalize
    return fold("NFKC", cluster + following) != fold("NFKC", cluster) + fold("NFKC", following) or bool(
        unicodedata.combining(following)
    )
