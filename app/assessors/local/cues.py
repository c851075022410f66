"""The turns of phrase that decide how a sentence is to be read, whatever it speaks of; files/cues.txt lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.assessors.local.phrases import phrases

_SAID = {name: re.compile(rf"(?<!\w){any_of}(?!\w)") for name, any_of in phrases("cues").items()}
_TAG = re.compile(r"</?\s*(?:system|assistant|instructions?|user|tool|admin)\b|\[/?inst\]|```|\{\s*\"")


@dataclass(frozen=True)
class Cues:
    """How a sentence speaks, whatever it speaks of.

    Attributes:
        plan: It lies ahead, or is under way.
        other_system: About another system.
        unsure: The speaker does not know.
        manipulation: Instructions to the reader, claims of authority, or praise.
    """

    plan: bool
    other_system: bool
    unsure: bool
    manipulation: bool


def plain(text: str) -> str:
    """Lower case, with straight quotes: what the phrases are written for."""
    return text.replace("’", "'").replace("‘", "'").replace("`", "'").lower()


def retells(sentence: str) -> bool:
    """Whether a sentence says again what was said before, to correct it."""
    return bool(_SAID["retold"].search(plain(sentence)))


def cues(sentence: str) -> Cues:
    """The cues of one sentence."""
    low = plain(sentence)
    said = {name: bool(_SAID[name].search(low)) for name in ("plan", "other_system", "unsure", "manipulation")}
    return Cues(**said | {"manipulation": said["manipulation"] or bool(_TAG.search(low))})
