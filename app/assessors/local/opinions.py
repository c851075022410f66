"""What each unit of a reply says of each element, in numbers and under the framework's rules of reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.assessors.local.likeness import ground, to_element, to_statements
from app.assessors.local.polarity import Polarity
from app.assessors.local.units import Unit
from app.domain.framework import Element, Framework, Proof
from app.domain.records import Basis
from app.ports import Embedder

PARTIAL = 3.0
"""How much a part speaks against an element, in log-odds, where all is asked for or the rest is said to lack it."""
PLANNED = 1.3
"""How much a plan speaks against an element that asks for more than a decision."""
DENIED = 2.5
"""How much a unit that opens with a plain no speaks against what was asked, and a plain yes for it."""

_UNIVERSAL = re.compile(r"\b(?:every|all|each|whole|those|no)\b", re.IGNORECASE)
_YES = re.compile(r"(?:yes|yeah|yep|sure|of course|certainly|absolutely|indeed|correct)\b", re.IGNORECASE)
_NO = re.compile(
    r"(?:no|nope|not|none|never|nobody|nothing|neither|nowhere|undecided|unfortunately not|sadly not)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Opinion:
    """What one unit says of one element.

    Attributes:
        relevance: How much it speaks of the element; see `likeness`.
        logodds: That it evidences the element; below zero it refutes.
    """

    unit: Unit
    relevance: float
    logodds: float


class Opinions:
    """The opinions of the units of one reply; the units are embedded once."""

    def __init__(self, embedder: Embedder, weights: Polarity, framework: Framework, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._embedder = embedder
        self._weights = weights
        self._framework = framework
        self._vectors = embedder.embed([u.span.text for u in self.units])
        self._sentences = weights.of_sentences(self._vectors, [u.cues for u in self.units])
        self._ground = ground(embedder, framework, self._vectors)

    def on(self, element: Element) -> tuple[Opinion, ...]:
        """What each unit says of an element."""
        likeness = to_element(self._embedder, element, self._vectors, self._ground)
        logodds = self._weights.of_element(self._sentences, likeness.polarity)
        return tuple(
            Opinion(unit, float(relevance), _ruled(element, unit, float(value)))
            for unit, relevance, value in zip(self.units, likeness.relevance, logodds, strict=True)
        )

    def nearest(self, elements: Sequence[Element]) -> list[tuple[float, Element]]:
        """The elements with how near a unit comes to their statement, the nearest first."""
        if not elements:
            return []
        best = to_statements(self._embedder, elements, self._vectors).max(axis=0)
        return [(float(best[i]), elements[i]) for i in np.argsort(-best, kind="stable")]


def answer_word(text: str) -> float:
    """1 for a text that opens with a plain yes, -1 for a plain no, else 0."""
    return 1.0 if _YES.match(text) else -1.0 if _NO.match(text) else 0.0


def basis(element: Element, unit: Unit, *, evidenced: bool) -> Basis:
    """What a unit rests on; if it evidences, never what the element's proof rules out, but for the pilot."""
    cues = unit.cues
    if cues.plan and not evidenced:
        return Basis.PLANNED
    if cues.pilot and (evidenced or element.proof is Proof.OPERATING):
        return Basis.PILOT
    return Basis.HEARSAY if cues.hedge else Basis.TODAY


def _ruled(element: Element, unit: Unit, logodds: float) -> float:
    """The log-odds under the framework's rules of reading."""
    cues = unit.cues
    if cues.partial and (cues.negation or cues.bad or _UNIVERSAL.search(element.statement)):
        logodds -= PARTIAL
    if cues.plan and element.proof is not Proof.AGREED:
        logodds -= PLANNED
    if cues.pilot and element.proof is Proof.OPERATING:
        logodds = min(logodds, -1.0)
    return logodds
