"""The turns of phrase that decide how a sentence is to be read, whatever it speaks of; files/cues.txt lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.assessors.local.phrases import phrases

_SAID = {name: re.compile(rf"(?<!\w){any_of}(?!\w)") for name, any_of in phrases("cues").items()}
_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"(?<=[a-z,:;] )[A-Z][a-zà-ÿ]+(?: (?:van |de |von )?[A-Z][a-zà-ÿ]+)*")
_TAG = re.compile(r"</?\s*(?:system|assistant|instructions?|user|tool|admin)\b|\[/?inst\]|```|\{\s*\"")


@dataclass(frozen=True)
class Cues:
    """How a sentence speaks, whatever it speaks of.

    Attributes:
        negation: Something is denied, and not in a harmless way.
        harmless: A negation that says something good ("nothing was lost").
        bad: Words of a lack without a negation ("by hand", "unclear").
        plan: It lies ahead, or is under way.
        partial: It holds for a part.
        pilot: True of the pilot or a test environment, with no word of production.
        other_system: About another system.
        given_up: It was so, and no longer is.
        hedge: Hearsay, or said with a hedge.
        unsure: The speaker does not know.
        instance: Who, when, how much or which document is said.
        manipulation: Instructions to the reader, claims of authority, or praise.
    """

    negation: bool
    harmless: bool
    bad: bool
    plan: bool
    partial: bool
    pilot: bool
    other_system: bool
    given_up: bool
    hedge: bool
    unsure: bool
    instance: bool
    manipulation: bool


def plain(text: str) -> str:
    """Lower case, with straight quotes: what the phrases are written for."""
    return text.replace("’", "'").replace("‘", "'").replace("`", "'").lower()


def retracts(sentence: str) -> bool:
    """Whether a sentence takes back what was said before it."""
    return bool(_SAID["retraction"].search(plain(sentence)))


def retells(sentence: str) -> bool:
    """Whether a sentence says again what was said before, to correct it."""
    return bool(_SAID["retold"].search(plain(sentence)))


def cues(sentence: str) -> Cues:
    """The cues of one sentence or clause."""
    low = plain(sentence)
    rest = _SAID["harmless"].sub(" ", low)

    def says(name: str) -> bool:
        return bool(_SAID[name].search(low))

    return Cues(
        negation=bool(_SAID["negation"].search(rest)),
        harmless=rest != low,
        bad=bool(_SAID["bad"].search(rest)),
        plan=says("plan"),
        partial=says("partial"),
        pilot=says("pilot") and not says("production"),
        other_system=says("other_system"),
        given_up=says("given_up"),
        hedge=says("hedge"),
        unsure=says("unsure"),
        instance=says("instance") or says("document") or bool(_FIGURE.search(low) or _NAME.search(sentence)),
        manipulation=says("manipulation") or bool(_TAG.search(low)),
    )
