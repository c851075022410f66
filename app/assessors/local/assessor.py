"""The embedded assessor: reads and explains with a small embedding model and rules, on this machine alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from app.assessors.local.intents import IntentReader, Wish, command
from app.assessors.local.language import is_english
from app.assessors.local.prose import explain_gap
from app.assessors.local.thresholds import load as load_thresholds
from app.domain.records import Intent, Stamp
from app.inference.judging import ReadingModel
from app.ports import Embedder, Gap, Perusal, Prose, ReplyReading, ToAnswer, ToRead, ToReadDocument, no_progress

if TYPE_CHECKING:
    from app.assessors.local.documents import DocumentReader
    from app.assessors.local.reader import Reader

P = ParamSpec("P")
T = TypeVar("T")

ENGLISH_ONLY = (
    "The embedded reader reads English only: your words are kept as they are, and each line of the card can be set"
    " by hand."
)


ENGLISH_DOCUMENTS_ONLY = "The embedded reader reads English only, so nothing was taken from this document."


class LocalAssessor:
    """Implements the Assessor port without a key and without a network.

    Args:
        embedder: Finds what a text comes near to.
        model: Judges what it says; the one that ships if not given.
    """

    def __init__(self, embedder: Embedder, model: ReadingModel | None = None) -> None:
        self._embedder = embedder
        self._model = model or ReadingModel()
        # Threads of its own: what is read takes long, and nobody's turn is to be kept from the database by it.
        self._threads = ThreadPoolExecutor(os.cpu_count(), "reader")
        self.stamp = Stamp(assessor="local", version="2", model=self._model.id)

    @cached_property
    def _reader(self) -> Reader:
        # Imported with the first reply, for with it comes numpy: the first question need not wait for it.
        from app.assessors.local.reader import Reader

        return Reader(self._embedder, self._model, load_thresholds())

    @cached_property
    def _intents(self) -> IntentReader:
        return IntentReader(self._model, load_thresholds().intent)

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """What a reply says and wants; on another language than English it says so and settles nothing."""
        return await self._aside(self._read, reply)

    def _read(self, reply: ToRead) -> ReplyReading:
        from app.assessors.local.reader import unread

        english = is_english(reply.reply)
        if reply.intent:
            wanted = Wish(reply.intent)
        elif english:
            wanted = self._intents.read(reply)
        else:
            wanted = command(reply.reply, reply.framework) or Wish(Intent.ANSWER)
        if wanted.intent not in (Intent.ANSWER, Intent.REVISE):
            return ReplyReading(wanted.intent, wanted.clear, (), self.stamp, wanted.target)
        if not english:
            return ReplyReading(wanted.intent, wanted.clear, unread(reply), self.stamp, remark=ENGLISH_ONLY)
        readings = self._reader.read(reply, revises=wanted.intent is Intent.REVISE)
        return ReplyReading(wanted.intent, wanted.clear, readings, self.stamp)

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        """What a document says, wherever in it; of one in another language than English nothing, and it says so."""
        return await asyncio.to_thread(self._peruse, document, progress)

    def _peruse(self, document: ToReadDocument, progress: Callable[[float], None]) -> Perusal:
        if not is_english(document.text):
            return Perusal((), self.stamp, ENGLISH_DOCUMENTS_ONLY)
        return Perusal(self._document_reader.read(document, progress), self.stamp)

    @cached_property
    def _document_reader(self) -> DocumentReader:
        from app.assessors.local.documents import DocumentReader

        return DocumentReader(self._embedder, self._model)

    async def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        """Why a gap matters and how to close it, in the words of the framework and of the guidance."""
        for number, gap in enumerate(gaps):
            for prose in await self._aside(self._explained, gap):
                yield replace(prose, gap=number)

    def _explained(self, gap: Gap) -> list[Prose]:
        return list(explain_gap(self._embedder, gap))

    async def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        """An answer made of what the framework and the guidance say, and of nothing else."""
        # Imported with the first question, for with it comes numpy: whoever starts need not wait for it.
        from app.assessors.local.answering import answer_question

        for prose in await self._aside(lambda: list(answer_question(self._embedder, question))):
            yield prose

    async def _aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
