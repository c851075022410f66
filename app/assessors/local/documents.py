"""What a document says of the elements of a framework, passage by passage.

Rather nothing than something wrong: whoever gave the document is asked for what was not found in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.assessors.local.cues import plain
from app.assessors.local.judgements import basis, ruled_out, settled, to_judge
from app.assessors.local.nearby import nearby
from app.assessors.local.passages import Passage, passages
from app.assessors.local.phrases import phrases
from app.domain.framework import Criterion, Element, Framework
from app.domain.records import Basis, Grade, Status
from app.inference.judging import GRADES, Judged, ReadingModel
from app.ports import DocumentFinding, Embedder, ToReadDocument

BUDGET = 600
"""Passages of a document that are read: those that share most rare words with the framework; the rest is sifted."""
NEAR = 0.2
"""Likeness to some element's statement from which on a passage is read closely."""
LOOKED_AT = 4
"""How many criteria a passage is read for, the nearest ones."""
TOGETHER = 24
"""Passages that are read between two reports on how far it has come."""
SURE = 0.93
"""How sure it has to be what a passage says."""
CONTESTED = 0.05
"""How much surer a passage has to be than one that says the contrary in the same document."""
NEXT = 2
"""Passages; of what stands so near together, the surest counts."""

_SAID = {name: re.compile(rf"(?<!\w){any_of}(?!\w)") for name, any_of in phrases("documents").items()}
_BLANK = re.compile(r"\[[A-Z][^\]]{8,}(?:\]|$)|<[a-z][a-z ]*>|_{4,}|\.{5,}|…{2,}")
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class _Candidate:
    """A passage that settles an element."""

    number: int
    passage: Passage
    status: Status
    confidence: float
    judged: Judged


class DocumentReader:
    """Reads English documents."""

    def __init__(self, embedder: Embedder, model: ReadingModel) -> None:
        self._embedder = embedder
        self._model = model

    def read(self, document: ToReadDocument, progress: Callable[[float], None]) -> tuple[DocumentFinding, ...]:
        """At most one finding for each element, in the order of the framework.

        Raises:
            ModelError: The model cannot be used.
        """
        framework = document.framework
        every = passages(document.text, document.places)
        numbers = _sifted(every, framework)
        candidates: dict[str, list[_Candidate]] = {}
        for start in range(0, len(numbers), TOGETHER):
            progress(start / len(numbers))
            for element, candidate in self._read(framework, every, numbers[start : start + TOGETHER]):
                candidates.setdefault(element.id, []).append(candidate)
        progress(1.0)
        found = ((e, _agreed(candidates.get(e.id, []))) for e in framework.elements)
        return tuple(_finding(document.text, element, best) for element, best in found if best)

    def _read(
        self, framework: Framework, every: Sequence[Passage], numbers: Sequence[int]
    ) -> list[tuple[Element, _Candidate]]:
        """What some of the passages settle: each of them elements of one criterion, which it settles most surely."""
        wanted: list[tuple[int, Criterion]] = []
        for number in numbers:
            near = nearby(self._embedder, framework, [every[number].text, every[number].spoken])
            wanted += [(number, n.criterion) for n in near[:LOOKED_AT] if n.likeness >= NEAR]
        packs = [to_judge(every[n].heading, _in_context(every, n), criterion) for n, criterion in wanted]
        best: dict[int, list[tuple[Element, _Candidate]]] = {}
        for (number, criterion), judgement in zip(wanted, self._model.judge(packs), strict=True):
            judged = zip(criterion.elements, judgement.statements, strict=True)
            found = [(e, c) for e, j in judged if (c := _candidate(number, every[number], e, j))]
            if _surest(found) > _surest(best.get(number, [])):
                best[number] = found
        return [one for found in best.values() for one in found]


def _surest(found: Sequence[tuple[Element, _Candidate]]) -> float:
    return max((candidate.confidence for _, candidate in found), default=0.0)


def _in_context(every: Sequence[Passage], number: int) -> str:
    """A passage, after the one that it leans on, if it does."""
    before = every[number - 1] if number else None
    passage = every[number]
    leans = before and before.heading == passage.heading and _SAID["leaning"].match(plain(passage.text))
    return f"{before.text} {passage.text}" if before and leans else passage.text


def _candidate(number: int, passage: Passage, element: Element, judged: Judged) -> _Candidate | None:
    """What a passage says of an element; None where that is not plain enough, or nothing."""
    status, confidence = settled(judged)
    if status is Status.UNKNOWN or confidence < SURE:
        return None
    if status is Status.EVIDENCED and (_is_to_do(passage) or ruled_out(basis(judged), element)):
        return None
    return _Candidate(number, passage, status, confidence, judged)


def _is_to_do(passage: Passage) -> bool:
    """Whether a passage tells somebody to do something."""
    low = plain(passage.text)
    return bool(_SAID["imperative"].match(low)) or (
        bool(_SAID["to_do_heading"].fullmatch(plain(passage.heading))) and passage.cues.plan
    )


def _agreed(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The passage that says it most surely; None where another one says the contrary as surely."""
    ranked = sorted(candidates, key=lambda c: (-c.confidence, c.number))
    if not ranked:
        return None
    best = ranked[0]
    contrary = (c for c in ranked if c.status is not best.status and abs(c.number - best.number) > NEXT)
    return None if any(best.confidence - c.confidence < CONTESTED for c in contrary) else best


def _finding(text: str, element: Element, best: _Candidate) -> DocumentFinding:
    passage, judged = best.passage, best.judged
    instance = best.status is Status.EVIDENCED and judged.grade[GRADES.index(Grade.INSTANCE)] > 0.5
    rests_on = basis(judged)
    return DocumentFinding(
        element=element.id,
        status=best.status,
        quote=text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        confidence=round(best.confidence, 3),
        grade=Grade.INSTANCE if instance else Grade.ASSERTED,
        basis=Basis.PLANNED if _is_to_do(passage) else rests_on,
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
