"""What a reply wants, by the phrases of files/intents.txt; an answer, wherever they do not fit.

A wrong intent annoys more than a missed one: every rule but the one on corrections wants the whole of a short reply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.assessors.local.cues import plain
from app.assessors.local.phrases import phrases
from app.assessors.local.sentences import sentences
from app.domain.framework import Framework
from app.domain.records import Intent

SHORT = 30
"""Words; a longer reply says something."""


@dataclass(frozen=True)
class Wish:
    """What a reply wants.

    Attributes:
        clear: Whether that is sure.
        target: The id of the gate that the person wants to go to, if any.
    """

    intent: Intent
    clear: bool = True
    target: str | None = None


_PHRASES = phrases("intents")


def _whole(intent: str) -> re.Pattern[str]:
    """Matches a whole reply, with small talk around it."""
    return re.compile(_PHRASES["before"] + _PHRASES[intent] + _PHRASES["after"])


_BACK = _whole("back")
_COMMAND = _whole("command")
_GO_TO = re.compile(_PHRASES["before"] + _PHRASES["go_to"])
_QUESTION = re.compile(_PHRASES["aside"] + _PHRASES["question"] + r"\s*\?+")
_NOT_APPLICABLE = re.compile(_PHRASES["not_applicable"])
_REVISE = re.compile(rf"(?<!\w){_PHRASES['revise']}(?!\w)")
_REVISE_START = re.compile(_PHRASES["revise_start"])
_PLAIN = {
    intent: _whole(intent.value)
    for intent in (Intent.SKIP, Intent.STATUS, Intent.EXPORT, Intent.PAUSE, Intent.DONT_KNOW)
}


def wish(text: str, framework: Framework) -> Wish:
    """What a reply wants; see the module."""
    said = " ".join(plain(text).split())
    if not any(c.isalnum() for c in said):
        return Wish(Intent.ANSWER, clear=False)
    short = len(said) <= 8 * SHORT and len(said.split()) <= SHORT
    if short and _BACK.fullmatch(said):
        return Wish(Intent.BACK)
    if _REVISE.search(said[:2000]) or _REVISE_START.match(said):
        return Wish(Intent.REVISE)
    if not short:
        return Wish(Intent.ANSWER)
    for intent, pattern in _PLAIN.items():
        if pattern.fullmatch(said):
            return Wish(intent, clear=said.strip(" .!") != "later")  # which may say when, as well
    if (place := _GO_TO.fullmatch(said)) and (gate := _gate(place["place"], framework)):
        return Wish(Intent.SKIP, target=gate)
    if _NOT_APPLICABLE.match(said):
        return Wish(Intent.NOT_APPLICABLE, clear=False)
    return _asked(said)


def _asked(said: str) -> Wish:
    """Whether the reply asks something of us, and nothing but that."""
    if _COMMAND.fullmatch(said):
        return Wish(Intent.ASK)
    parts = [s.text for s in sentences(said)]
    asked = [bool(_QUESTION.fullmatch(p)) for p in parts]
    if all(asked):
        return Wish(Intent.ASK)
    if asked[-1]:  # something was said, and then asked
        return Wish(Intent.ASK, clear=all(len(p.split()) <= 3 for p, a in zip(parts, asked, strict=True) if not a))
    return Wish(Intent.ANSWER)


def _gate(place: str, framework: Framework) -> str | None:
    """The gate that a name means: its id, its title, or the title of a criterion of it."""
    name = place.strip().removesuffix(" gate")
    for gate in framework.gates:
        if name in (gate.id.lower(), gate.title.lower()):
            return gate.id
    for gate in framework.gates:
        if any(name in (c.id, c.title.lower()) for c in gate.criteria):
            return gate.id
    return None
