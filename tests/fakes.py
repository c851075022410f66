"""Fakes that implement the ports: an assessor whose readings are scripted, a clock that ticks, guidance in memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from app.domain.framework import Framework
from app.domain.platforms import concerns
from app.domain.records import Basis, Choice, Grade, Intent, Stamp, Status
from app.ports import (
    DocumentFinding,
    ElementReading,
    Found,
    Gap,
    Perusal,
    Piece,
    PieceKind,
    Prose,
    ReplyReading,
    SearchMode,
    ToAnswer,
    ToRead,
    ToReadDocument,
    no_progress,
)

COMMANDS = {
    "skip": Intent.SKIP,
    "back": Intent.BACK,
    "status": Intent.STATUS,
    "export": Intent.EXPORT,
    "pause": Intent.PAUSE,
    "don't know": Intent.DONT_KNOW,
}
"""Replies that the scripted assessor takes for something else than an answer."""


class ScriptedAssessor:
    """Reads every element that is asked for as a script says, quoting the reply's first words.

    A reply that begins with `actually` corrects; one that ends in a question mark asks; one that begins with
    `n/a` says that something does not apply; those of `COMMANDS` are what they say. In a document, every line
    with `some.element.id=evidenced` in it says so.

    Args:
        truth: What every element is read as; those that are left out are not read.
        unsure: Whether a person has to confirm.
    """

    stamp = Stamp(assessor="scripted", version="1")

    def __init__(self, truth: Mapping[str, Choice | Status] | None = None, *, unsure: bool = False) -> None:
        self.truth = {e: Status(s) for e, s in (truth or {}).items() if s != Choice.NOT_APPLICABLE}
        self.unsure = unsure
        self.read: list[ToRead] = []

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        self.read.append(reply)
        text = reply.reply.strip().lower()
        intent, clear = reply.intent or COMMANDS.get(text, Intent.ANSWER), True
        if reply.intent is None and text.startswith("actually"):
            intent = Intent.REVISE
        elif reply.intent is None and text.startswith("n/a"):
            intent, clear = Intent.NOT_APPLICABLE, False
        elif reply.intent is None and text.endswith("?"):
            intent = Intent.ASK
        told = {e: s for e, s in self.truth.items() if e in reply.elements} | told_in(reply)
        readings = () if intent not in (Intent.ANSWER, Intent.REVISE) else self._readings(reply, told)
        return ReplyReading(intent=intent, clear=clear, readings=readings, stamp=self.stamp)

    def _readings(self, reply: ToRead, told: Mapping[str, Status]) -> tuple[ElementReading, ...]:
        quote = reply.reply.strip()[:60]
        return tuple(
            ElementReading(
                element=element,
                status=status,
                quote=quote,
                confidence=0.9,
                grade=Grade.INSTANCE if status is Status.EVIDENCED else Grade.ASSERTED,
                basis=Basis.TODAY,
                needs_confirmation=self.unsure,
            )
            for element, status in told.items()
            if status is not Status.UNKNOWN
        )

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        findings, start = [], 0
        for line in document.text.split("\n"):
            for element, status in told_of(document.framework, line).items():
                grade = Grade.INSTANCE if status is Status.EVIDENCED else Grade.ASSERTED
                end = start + len(line)
                findings.append(DocumentFinding(element, status, line, start, end, 0.8, grade, Basis.TODAY))
            start += len(line) + 1
            progress(min(1.0, start / (len(document.text) + 1)))
        return Perusal(tuple(findings), self.stamp)

    async def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        for number, gap in enumerate(gaps):
            yield Prose(f"{gap.criterion.title} is not met. ", gap=number)
            yield Prose(gap.criterion.fix, tuple(p.id for p in gap.pieces), gap=number)

    async def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        yield Prose("About that: ")
        yield Prose(question.text, tuple(f.piece.id for f in question.found))


def told_in(reply: ToRead) -> dict[str, Status]:
    """Elements that a reply names outright, as `some.element.id=evidenced`."""
    return told_of(reply.framework, reply.reply)


def told_of(framework: Framework, text: str) -> dict[str, Status]:
    """The same for any text."""
    pairs = (word.partition("=") for word in text.split() if "=" in word)
    return {e: Status(s) for e, _, s in pairs if framework.has_element(e)}


class TickingClock:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class ListedKnowledge:
    """Guidance in memory: one piece for every criterion, found by any query."""

    def __init__(self, criteria: Sequence[str] = ()) -> None:
        self.pieces = tuple(
            Piece(f"piece-{c}", f"On {c}", PieceKind.FIX, (c,), (), "Somebody, 2026", f"What helps with {c}.")
            for c in criteria
        )

    def for_criterion(
        self,
        criterion: str,
        elements: Sequence[str] = (),
        *,
        description: str | None = None,
    ) -> tuple[Piece, ...]:
        return tuple(
            p
            for p in self.pieces
            if criterion in p.criteria and (description is None or concerns(p.platforms, description))
        )

    def of_kind(self, kind: PieceKind) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.kind is kind)

    def search(
        self,
        query: str,
        *,
        k: int = 5,
        mode: SearchMode = "hybrid",
        criterion: str | None = None,
        kind: PieceKind | None = None,
    ) -> tuple[Found, ...]:
        found = self.for_criterion(criterion) if criterion else self.pieces
        return tuple(Found(p, 1.0) for p in found[:k])


class HashingEmbedder:
    """Bags of words, hashed to 64 dimensions: texts are alike as far as they share words.

    Args:
        id: What it gives itself out for.
    """

    def __init__(self, id: str = "hashing-64") -> None:
        self.id = id
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        vectors = np.full((len(texts), 64), 1e-6, dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                vector[zlib.crc32(word.encode()) % 64] += 1
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
