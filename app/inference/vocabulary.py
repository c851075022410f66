"""The words that the embedding model knows whole; others it takes apart, and misspelt ones it hardly understands."""

from __future__ import annotations

import json

from app.inference.model import ModelFile, tokenizer


def whole_words(vocabulary: ModelFile | None = None) -> tuple[str, ...]:
    """The words in small letters, about the most frequent in English first.

    Raises:
        ModelError: The tokenizer is missing or is not the one that was checked.
    """
    content = json.loads((vocabulary or tokenizer()).read())
    return tuple(token for token in content["model"]["vocab"] if len(token) > 1 and token.isalpha())
