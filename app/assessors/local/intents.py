"""What a reply wants: by the phrases of files/intents.txt where they fit, else by the reading model.

Every phrase but those of corrections wants the whole of a short reply: what fits is sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.assessors.local.bare import bare
from app.assessors.local.cues import plain
from app.assessors.local.judgements import to_judge
from app.assessors.local.phrases import phrases
from app.domain.framework import Framework
from app.domain.records import Intent
from app.inference.judging import INTENTS, ReadingModel
from app.inference.packing import ToJudge
from app.ports import ToRead

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
_REVISES = re.compile(_PHRASES["before"] + _PHRASES["revise"])
_GO_TO = re.compile(_PHRASES["before"] + _PHRASES["go_to"])
_PLAIN = {
    intent: _whole(intent.value)
    for intent in (Intent.ASK, Intent.SKIP, Intent.STATUS, Intent.EXPORT, Intent.PAUSE, Intent.DONT_KNOW)
}


def command(text: str, framework: Framework) -> Wish | None:
    """What a short reply wants that is nothing but a phrase for it; None for any other."""
    said = " ".join(plain(text).split())
    if len(said) > 8 * SHORT or len(said.split()) > SHORT:
        return None
    if _BACK.fullmatch(said):
        return Wish(Intent.BACK)
    for intent, pattern in _PLAIN.items():
        if pattern.fullmatch(said):
            return Wish(intent, clear=said.strip(" .!") != "later")  # which may say when, as well
    if (place := _GO_TO.fullmatch(said)) and (gate := _gate(place["place"], framework)):
        return Wish(Intent.SKIP, target=gate)
    return None


class IntentReader:
    """Finds out what replies want.

    Args:
        model: Judges what the phrases leave open.
        threshold: How sure it has to be for nobody to be asked.
    """

    def __init__(self, model: ReadingModel, threshold: float) -> None:
        self._model = model
        self._threshold = threshold

    def read(self, reply: ToRead) -> Wish:
        """What a reply wants.

        Raises:
            ModelError: The model cannot be used.
        """
        if not any(c.isalnum() for c in reply.reply):
            return Wish(Intent.ANSWER, clear=False)
        if bare(reply.reply):
            return Wish(Intent.ANSWER)
        if wish := command(reply.reply, reply.framework):
            return wish
        if _REVISES.match(plain(reply.reply)):
            return Wish(Intent.REVISE)
        text = reply.reply.strip()
        asked = (
            to_judge(reply.question, text, reply.criterion) if reply.criterion else ToJudge(reply.question, text, ())
        )
        chances = self._model.judge([asked])[0].intent
        best = max(range(len(INTENTS)), key=lambda n: chances[n])
        intent = Intent(INTENTS[best])
        # What is set aside no longer counts against the pilot: a person says so twice.
        return Wish(intent, clear=chances[best] >= self._threshold and intent is not Intent.NOT_APPLICABLE)


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
