"""What a document says of the elements of a framework, passage by passage.

Rather nothing than something wrong: whoever gave the document is asked for what was not found in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from app.assessors.local.cues import Cues, cues, plain
from app.assessors.local.likeness import to_statements
from app.assessors.local.opinions import Opinions, basis
from app.assessors.local.passages import Passage, passages
from app.assessors.local.phrases import phrases
from app.assessors.local.polarity import Polarity, load
from app.assessors.local.sentences import Span, clauses
from app.assessors.local.units import Unit
from app.domain.framework import Element, Framework, Proof
from app.domain.records import Basis, Grade, Status
from app.ports import DocumentFinding, Embedder, ToReadDocument

BUDGET = 600
"""Passages of a document that are embedded: those that share most rare words with the framework; the rest is sifted."""
NEAR = 0.32
"""Likeness to some element's statement from which on a passage is read closely."""
TOGETHER = 60
"""Passages that are read between two reports on how far it has come."""
RELEVANT = 0.82
"""From here on a passage speaks of an element, if it is so much nearer to it than to any other one:"""
MARGIN = 0.1
UNRIVALLED = 1.05
"""From here on it does in any case."""
ASSERTED = 0.8
"""Log-odds from which on it says that the element holds, where nothing in it denies anything."""
DENIED = 0.8
"""The same, below zero, for what says that it does not, where something does."""
AGAINST_CUES = 3.0
"""The same where its turns of phrase say otherwise, or none of them denies what is read as denied."""
CONTESTED = 0.2
"""How much nearer a passage has to be than one that says the contrary in the same document."""
SUBJECT_OF_ITS_OWN = 0.85
"""How near a sentence is to some element that has a subject of its own, and takes back nothing of the one before."""
NEXT = 2
"""Passages; of what stands so near together, the plainest counts."""
TERSE_HEADING = 110
"""Characters; what is longer needs no heading to be understood."""

_SAID = {name: re.compile(rf"(?<!\w){any_of}(?!\w)") for name, any_of in phrases("documents").items()}
_BLANK = re.compile(r"\[[A-Z][^\]]{8,}(?:\]|$)|<[a-z][a-z ]*>|_{4,}|\.{5,}|…{2,}")
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class _Candidate:
    """A passage that speaks of an element.

    Attributes:
        logodds: That the element is evidenced; below zero it is refuted.
    """

    number: int
    passage: Passage
    relevance: float
    logodds: float
    basis: Basis

    @property
    def status(self) -> Status:
        """What it says of the element."""
        return Status.EVIDENCED if self.logodds > 0 else Status.REFUTED

    @property
    def confidence(self) -> float:
        """How sure that is, 0 to 1."""
        return round(1 / (1 + exp(-6 * (self.relevance - 0.6))) / (1 + exp(-abs(self.logodds))), 3)


class DocumentReader:
    """Reads English documents."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._weights: Polarity | None = None

    def read(self, document: ToReadDocument, progress: Callable[[float], None]) -> tuple[DocumentFinding, ...]:
        """At most one finding for each element, in the order of the framework.

        Raises:
            ModelError: The model or the weights cannot be used.
        """
        if self._weights is None:
            self._weights = load(self._embedder.id)
        framework = document.framework
        every = passages(document.text, document.places)
        numbers = _sifted(every, framework)
        self._embedder.embed(_texts(framework))  # all at once, those of one length together
        candidates: dict[str, list[_Candidate]] = {}
        near = []  # the passages that come near any element at all; only these are read closely
        for start in range(0, len(numbers), TOGETHER):
            progress(0.5 * start / len(numbers))
            some = numbers[start : start + TOGETHER]
            vectors = self._embedder.embed([every[n].text for n in some])
            best = to_statements(self._embedder, framework.elements, vectors).max(axis=1)
            near += [n for n, likeness in zip(some, best, strict=True) if likeness >= NEAR]
        for start in range(0, len(near), TOGETHER):
            progress(0.5 + 0.5 * start / len(near))
            for name, candidate in self._read(framework, every, near[start : start + TOGETHER]):
                candidates.setdefault(name, []).append(candidate)
        progress(1.0)
        findings = []
        for element in framework.elements:
            best = _agreed(candidates.get(element.id, []))
            if best:
                findings.append(_finding(document.text, element, best))
        return tuple(findings)

    def _read(
        self, framework: Framework, every: Sequence[Passage], numbers: Sequence[int]
    ) -> list[tuple[str, _Candidate]]:
        """The elements that some of the passages speak of."""
        units: list[Unit] = []
        owners: list[int] = []
        for number in numbers:
            for text, own in _variants(every, number):
                units.append(Unit(Span(text, 0, len(text)), Span(text, 0, len(text)), own, withdrawn=False))
                owners.append(number)
        if not units:
            return []
        assert self._weights is not None
        opinions = Opinions(self._embedder, self._weights, framework, units)
        relevance = np.empty((len(units), len(framework.elements)))
        logodds = np.empty_like(relevance)
        for column, element in enumerate(framework.elements):
            said = opinions.on(element)
            relevance[:, column] = [o.relevance for o in said]
            logodds[:, column] = [o.logodds for o in said]
        found: list[tuple[str, _Candidate]] = []
        before: int | None = None
        for number in numbers:
            rows = [row for row, owner in enumerate(owners) if owner == number]
            if candidate := _candidate(framework, every, number, relevance[rows], logodds[rows], before):
                found.append(candidate)
            elif found and _takes_back(found[-1][1], number, every[number], float(relevance[rows].max())):
                found.pop()
            before = int(relevance[rows].max(axis=0).argmax())
        return found


def _variants(every: Sequence[Passage], number: int) -> list[tuple[str, Cues]]:
    """A passage as it can be understood: by itself first, under its heading, after what it leans on, in clauses."""
    passage = every[number]
    variants = [(passage.text, passage.cues)]
    if leaning := _leaning(every, number):
        variants.append((leaning, passage.cues))
    if passage.heading and (passage.terse or len(passage.text) < TERSE_HEADING):
        variants.append((passage.spoken, passage.cues))
    parts = [c.text for part in passage.text.split("; ") for c in clauses(Span(part, 0, len(part)))]
    if len(parts) > 1:
        variants += [(part, cues(part)) for part in dict.fromkeys(parts) if len(part.split()) > 3]
    return variants


def _leaning(every: Sequence[Passage], number: int) -> str:
    """A passage after the one that it leans on, if it does; else ""."""
    before = every[number - 1] if number else None
    passage = every[number]
    leans = before and before.heading == passage.heading and _SAID["leaning"].match(plain(passage.text))
    return f"{before.text} {passage.text}" if before and leans else ""


def _candidate(
    framework: Framework,
    every: Sequence[Passage],
    number: int,
    relevance: NDArray[np.float64],
    logodds: NDArray[np.float64],
    before: int | None,
) -> tuple[str, _Candidate] | None:
    """The element that a passage speaks of and what it says; None where either is not plain enough."""
    passage = every[number]
    best = relevance.max(axis=0)
    if _leaning(every, number) and before is not None:
        best[before] = relevance[0, before]  # that is what the sentence before it says
    order = np.argsort(-best, kind="stable")
    column = int(order[0])
    margin = best[column] - best[int(order[1])]
    if best[column] < (RELEVANT if margin >= MARGIN else UNRIVALLED):
        return None
    element = framework.elements[column]
    nearest = int(relevance[:, column].argmax())
    said = float(logodds[nearest, column] + logodds[0, column]) / 2
    settled = _settled(element, passage, said)
    if settled is None:
        return None
    evidenced = settled > 0
    unit = Unit(Span(passage.text, 0, 1), Span(passage.text, 0, 1), passage.cues, withdrawn=False)
    rests_on = basis(element, unit, evidenced=evidenced)
    if _is_to_do(passage):
        rests_on = Basis.PLANNED
    return element.id, _Candidate(number, passage, float(best[column]), settled, rests_on)


def _settled(element: Element, passage: Passage, said: float) -> float | None:
    """The log-odds by the rules for documents; None where nothing is settled."""
    own = passage.cues
    if _is_to_do(passage):
        return -max(abs(said), 2.0)
    if (state := _state(passage)) is not None:
        return state * max(abs(said), 2.0)
    low = plain(passage.text)
    if element.proof is not Proof.AGREED and _SAID["to_come"].search(low):
        return -max(abs(said), 2.0)
    if element.proof is not Proof.AGREED and _SAID["demand"].search(low):
        return None
    against = own.negation or own.bad or own.plan or own.partial or own.given_up
    if own.pilot and element.proof is Proof.OPERATING:
        against = True
    if (said > 0) == against:
        return said if abs(said) >= AGAINST_CUES else None
    return said if abs(said) >= (ASSERTED if said > 0 else DENIED) else None


def _is_to_do(passage: Passage) -> bool:
    """Whether a passage tells somebody to do something."""
    low = plain(passage.text)
    return bool(_SAID["imperative"].match(low)) or (
        bool(_SAID["to_do_heading"].fullmatch(plain(passage.heading))) and passage.cues.plan
    )


def _state(passage: Passage) -> int | None:
    """What the state cell of a row says: 1 that it holds, -1 that it does not; None where there is none, or two."""
    if not passage.row:
        return None
    cells = [plain(c).strip() for c in passage.text.split(": ")][1:]
    no = any(_SAID["state_no"].match(c) for c in cells)
    yes = any(_SAID["state_yes"].match(c) for c in cells)
    return None if no == yes else 1 if yes else -1


def _takes_back(last: _Candidate, number: int, passage: Passage, relevance: float) -> bool:
    """Whether a sentence without a subject of its own restricts the one right before it."""
    own = passage.cues
    against = own.negation or own.bad or own.partial or own.given_up or own.plan
    follows = last.number == number - 1 and passage.heading == last.passage.heading and not passage.row
    return against and follows and last.status is Status.EVIDENCED and relevance < SUBJECT_OF_ITS_OWN


def _agreed(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The passage that says it most plainly; None where another one says the contrary as plainly."""
    ranked = sorted(candidates, key=lambda c: (-c.relevance, c.number))
    if not ranked:
        return None
    best = ranked[0]
    contrary = (c for c in ranked if c.status is not best.status and abs(c.number - best.number) > NEXT)
    return None if any(best.relevance - c.relevance < CONTESTED for c in contrary) else best


def _finding(text: str, element: Element, best: _Candidate) -> DocumentFinding:
    passage = best.passage
    instance = passage.cues.instance and not passage.cues.hedge and best.status is Status.EVIDENCED
    return DocumentFinding(
        element=element.id,
        status=best.status,
        quote=text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        confidence=best.confidence,
        grade=Grade.INSTANCE if instance else Grade.ASSERTED,
        basis=best.basis,
    )


def _empty(passage: Passage) -> bool:
    """Whether a passage asks, explains words, or is a form that nobody has filled in."""
    explains = _SAID["no_news_heading"].fullmatch(plain(passage.heading))
    return bool(explains or _BLANK.search(passage.text) or passage.text.endswith("?"))


def _sifted(every: Sequence[Passage], framework: Framework) -> list[int]:
    """The numbers of the passages to read, in order: what is about this system, and not said to the reader."""
    numbers = [n for n, p in enumerate(every) if not (p.elsewhere or p.cues.manipulation or p.cues.unsure or _empty(p))]
    if len(numbers) <= BUDGET:
        return numbers
    vocabulary = {w for text in _texts(framework) for w in _WORD.findall(text.lower())}
    words = {n: set(_WORD.findall(every[n].spoken.lower())) & vocabulary for n in numbers}
    common = Counter(w for found in words.values() for w in found)
    weight = {n: sum(1 / (1 + common[w]) ** 0.5 for w in found) for n, found in words.items()}
    return sorted(sorted(numbers, key=lambda n: (-weight[n], n))[:BUDGET])


def _texts(framework: Framework) -> list[str]:
    """Everything that the framework says of its elements."""
    return [
        text
        for e in framework.elements
        for text in (
            e.statement, e.label, e.probe, *e.examples.evidenced, *e.examples.refuted, *e.examples.planned
        )
    ]  # fmt: skip
