"""What a question is after, and whether it is about the matter at hand; files/questions.txt lists the phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.assessors.local.cues import plain
from app.assessors.local.phrases import phrases

_PHRASES = {name: re.compile(any_of) for name, any_of in phrases("questions").items()}
WANTS = ("evidence", "example", "long", "who", "why", "figure", "fix", "meaning")
"""What can be wanted; where a question has phrases of several, the first counts."""

_NAME = re.compile(r"\b[A-Z][\w&./-]*(?: [\dIVX]+\b)?")
_FOR_AN_EXAMPLE = re.compile(r"^.{0,30}\bexamples? (?:of|for)\s+(?:an? )?", re.IGNORECASE)
_INITIAL = re.compile(r"(?:^|[.?!:\"“]\s+)[\"“]?$")
_DAYS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|christmas|easter|black|i|i'\w+|ok|okay|we|the|a|excel|friday",
    re.IGNORECASE,
)
_LONG_FORM = {
    "DPIA": "impact assessment",
    "FRIA": "impact assessment",
    "GDPR": "data protection",
    "RGPD": "data protection",
    "SLA": "service level",
    "SLO": "service level",
    "KPI": "target",
    "LLM": "language model",
    "ROI": "return",
    "POC": "proof of concept",
    "SSO": "sign-on",
    "API": "connection",
    "AI": "AI",
    "IT": "IT",
    "CRM": "CRM",
    "HR": "staff",
    "CEO": "sponsor",
    "CFO": "finance",
    "CIO": "sponsor",
    "MD": "sponsor",
}
SHORT = 14
"""Up to how many words a question is about the one thing that it names."""


@dataclass(frozen=True)
class Asked:
    """A question, understood as far as its words say.

    Attributes:
        wants: One of WANTS, or "" where the words do not say.
        at_hand: Whether it names no subject of its own, so that it is about what is being talked about.
        errand: Whether it wants something done or somebody judged, for which guidance is not there.
        rule: Whether it asks about a law, a standard or a certificate.
        short: Whether it is about one thing.
    """

    text: str
    wants: str
    at_hand: bool
    errand: bool
    rule: bool
    short: bool

    def unknown(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The names in the question that none of the texts has, as they are written there."""
        known = " ".join(texts).lower()
        return tuple(name for name in self.names if not _stands(name, known))

    @property
    def names(self) -> tuple[str, ...]:
        """Acronyms, words with a capital inside a sentence, and words with one inside themselves."""
        return _names(self.text)

    @property
    def subject(self) -> str:
        """The question without the words that only ask for an example."""
        return _FOR_AN_EXAMPLE.sub("", self.text) or self.text


def asked(text: str) -> Asked:
    """Takes a question apart."""
    low = plain(text).strip()
    question = next((s for s in reversed(re.split(r"(?<=[.?!])\s+", low)) if s.endswith("?")), low)
    content = [w for w in re.findall(r"[a-z][\w'-]*", low) if not _PHRASES["small"].fullmatch(w.split("'")[0])]
    return Asked(
        text=text,
        wants=next((want for want in WANTS if _PHRASES[want].search(question)), ""),
        at_hand=all(_PHRASES["at_hand"].fullmatch(w) for w in content) and bool(low),
        errand=bool(_PHRASES["errand"].search(low)),
        rule=bool(_PHRASES["rule"].search(low)),
        short=len(low.split()) <= SHORT,
    )


def _names(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        name = match[0].rstrip(".-/&")
        initial = _INITIAL.search(text[: match.start()]) is not None
        acronym = len(name) > 1 and sum(c.isupper() for c in name) > 1
        if (acronym or not initial) and not _DAYS.fullmatch(name):
            found[name] = None
    return tuple(found)


def _stands(name: str, known: str) -> bool:
    forms = (name, name.removesuffix("s"), _LONG_FORM.get(name.rstrip("s"), name))
    return any(
        all(re.search(rf"(?<!\w){re.escape(part)}", known) for part in re.split(r"[\s/]+", form.lower()))
        for form in forms
    )
