"""A report that nobody is named in: who said what is left out, and known names are taken out of the words.

It goes through all that the report holds and rewrites every text but those that follow from the framework, so that
what is added to the report later is rewritten too. Names that stand on no record are not known and stay.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel

from app.domain.assessment import Assessment
from app.domain.framework import Criterion, Dimension, Element, Framework, Gate
from app.domain.plan import Gap, PlannedAction
from app.domain.rating import GateResult
from app.domain.records import INTERVIEWER, Action, Attachment, Question, Resolution, Source, Stamp
from app.domain.spending import Spending

T = TypeVar("T")

PARTICIPANT = "a participant"
OWNER = "a named person"
NAME = "[name]"

NOT_NAMES = frozenset({INTERVIEWER, "local", ""})
"""Speakers that are nobody's names: the product, and whoever sits at a machine without a login."""
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "herr", "frau", "the", "and", "von", "van", "der"})
_WORDS_OF_A_NAME = 4
"""A dissent of more words is what somebody said, not who it was."""
_WHOLE = (Enum, type, Framework, Gate, Criterion, Element, Dimension, GateResult, Stamp, Source, Spending)
"""What names nobody."""
_KEPT: dict[type[Any], frozenset[str]] = {
    Gap: frozenset({"fix", "owner", "effort", "done"}),
}
_KEPT_EVERYWHERE = frozenset(
    {
        "id", "kind", "element", "criterion", "gate", "part", "status", "revises", "confirmed_by", "digest", "sha256",
        "citations", "hurdles", "meaning", "robustness", "robustness_words", "why", "word",
    }
)  # fmt: skip
"""Ids, and what follows from the framework and the rules."""


def known_names(assessment: Assessment) -> frozenset[str]:
    """Everybody whose name stands on a record: who spoke, signed, was asked, dissents or owns a gap."""
    roles = {c.owner for c in assessment.framework.criteria}
    found: set[str] = set()
    for record in assessment.records:
        found.add(record.speaker)
        match record:
            case Question():
                found.add(record.participant)
            case Action():
                found |= {record.owner} - roles
            case Resolution():
                found |= {d for d in record.dissent if len(d.split()) <= _WORDS_OF_A_NAME}
    return frozenset(found - NOT_NAMES)


class Veil:
    """Rewrites what names people."""

    def __init__(self, names: Iterable[str]) -> None:
        whole = {n.strip() for n in names if len(n.strip()) > 1}
        parts = {p for name in whole for p in _parts(name)}
        patterns = [f"(?i:{_bounded(n)})" for n in sorted(whole, key=lambda n: (-len(n), n)) if len(n) > 2]
        patterns += [_bounded(n) for n in sorted(parts | {n for n in whole if len(n) == 2}, key=lambda n: (-len(n), n))]
        self._pattern = re.compile("|".join(patterns)) if patterns else None
        self._seen: dict[int, tuple[Any, Any]] = {}

    def text(self, words: str) -> str:
        """The words without the names."""
        return self._pattern.sub(NAME, words) if self._pattern else words

    def over(self, thing: T, skipping: frozenset[str] = frozenset()) -> T:
        """A copy of a frozen thing in which nobody is named.

        Args:
            thing: A dataclass, a record, or a tuple of such.
            skipping: Names of its own fields that stay as they are.
        """
        return self._over(thing, skipping)  # type: ignore[no-any-return]

    def _over(self, thing: Any, skipping: frozenset[str] = frozenset()) -> Any:
        if isinstance(thing, _WHOLE):
            return thing
        if isinstance(thing, str):
            return self.text(thing)
        if isinstance(thing, tuple):
            items = [self._over(item) for item in thing]
            return type(thing)(*items) if hasattr(thing, "_fields") else tuple(items)
        if not (isinstance(thing, BaseModel) or dataclasses.is_dataclass(thing)):
            return thing
        if id(thing) not in self._seen:
            self._seen[id(thing)] = (thing, self._copy(thing, skipping))  # the thing too, so that its id stays its own
        return self._seen[id(thing)][1]

    def _copy(self, thing: Any, skipping: frozenset[str]) -> Any:
        model = isinstance(thing, BaseModel)
        names = type(thing).model_fields if model else [f.name for f in dataclasses.fields(thing)]
        kept = _KEPT_EVERYWHERE | _KEPT.get(type(thing), frozenset()) | skipping
        changed = {n: self._field(thing, n, getattr(thing, n)) for n in names if n not in kept}
        return thing.model_copy(update=changed) if model else dataclasses.replace(thing, **changed)

    def _field(self, thing: Any, name: str, value: Any) -> Any:
        if name == "speaker":
            return value if value == INTERVIEWER else PARTICIPANT
        if name == "owner" and isinstance(thing, PlannedAction):
            return OWNER if thing.named else value
        if name == "dissent" and isinstance(thing, Resolution):
            return tuple(PARTICIPANT if len(d.split()) <= _WORDS_OF_A_NAME else self.text(d) for d in value)
        if name == "text" and isinstance(thing, Attachment):
            return ""  # no report shows it, and it may be long
        return self._over(value)


def _parts(name: str) -> set[str]:
    """What people may call somebody of this name: each of its words, as written or with a capital."""
    words = [w for w in re.split(r"[\W\d_]+", name.partition("@")[0]) if len(w) > 2 and w.casefold() not in _TITLES]
    return {form for w in words for form in (w if w[0].isupper() else w.capitalize(), w.capitalize())}


def _bounded(name: str) -> str:
    """The name as a word of its own; scripts that put no space between words have no such bounds."""
    before = r"(?<!\w)" if _spaced(name[0]) else ""
    after = r"(?!\w)" if _spaced(name[-1]) else ""
    return before + r"\s+".join(re.escape(w) for w in name.split()) + after


def _spaced(character: str) -> bool:
    return (character.isalnum() or character == "_") and ord(character) < 0x2E80
