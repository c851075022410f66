"""The assessor that asks Claude, or any model behind the Messages API."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from app.assessors.claude import documents, prose, replies
from app.assessors.claude.client import Client
from app.assessors.claude.marks import Marks
from app.assessors.claude.outputs import ReplyOutput, document_output, reply_output
from app.assessors.claude.redaction import Mask, Redaction
from app.assessors.claude.request import VERSION, Request
from app.assessors.claude.retrying import retried_stream
from app.assessors.claude.sections import Sections
from app.assessors.claude.structured import Structured
from app.assessors.claude.telling import Told
from app.assessors.failure import Failed
from app.domain.records import Intent, ModelCall, Stamp
from app.ports import (
    DocumentFinding,
    Gap,
    Perusal,
    Prose,
    ReplyReading,
    ToAnswer,
    ToRead,
    ToReadDocument,
    no_progress,
)
from app.prompts import Rendered

MOST_FOR_READING = 4_000
MOST_FOR_DOCUMENT = 8_000
MOST_FOR_PROSE = 3_000
"""Tokens that an answer may have; of prose, for each gap that is explained.

Several times what one needs: some models think before they write, and that counts. What is not written is not paid for.
"""
AT_ONCE = 3
"""How many passages of a document are read side by side."""
REMEMBERED = 64
"""Of how many replies the last readings are kept, so that one that is taken for something else is not paid twice."""


@dataclass
class ClaudeAssessor:
    """Implements the Assessor port; raises `Failed` where the service does not do its work.

    Attributes:
        client: Sends the requests.
        reading_model: Reads replies and documents.
        prose_model: Explains and answers.
        redaction: What is hidden from the service.
    """

    client: Client
    reading_model: str
    prose_model: str
    redaction: Redaction = field(default_factory=Redaction)

    def __post_init__(self) -> None:
        self.stamp = Stamp(assessor="claude", version=VERSION, model=self.reading_model)
        self._structured = Structured(self.client)
        self._read: OrderedDict[tuple[str, str, str], tuple[ReplyOutput, Mask, Stamp]] = OrderedDict()

    @property
    def by_prompt(self) -> bool:
        """Whether the endpoint was found not to keep to a schema."""
        return self._structured.by_prompt

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """What a reply says and wants; one call at most, and none for a reply without a word."""
        if not replies.says_something(reply):
            return ReplyReading(reply.intent or Intent.ANSWER, reply.intent is not None, (), self.stamp)
        output, mask, stamp, calls = await self._reading(reply)
        intent, clear, target, readings = replies.settled(reply, output, mask)
        return ReplyReading(intent, clear, tuple(readings), stamp, target, calls=calls)

    async def _reading(self, reply: ToRead) -> tuple[ReplyOutput, Mask, Stamp, tuple[ModelCall, ...]]:
        """What the model made of a reply; of one that it has read and that is now said to be an answer, from memory."""
        key = (reply.framework.id, reply.question, reply.reply)
        if reply.intent and key in self._read:
            return *self._read[key], ()
        mask = self.redaction.mask()
        request = Request(self.reading_model, replies.rendered(reply, mask), MOST_FOR_READING)
        output, calls = await self._structured.ask(request, reply_output(reply.framework))
        self._read[key] = (output, mask, request.stamp)
        while len(self._read) > REMEMBERED:
            self._read.popitem(last=False)
        return output, mask, request.stamp, calls

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        """What a document says, wherever in it, read passage by passage."""
        parts = documents.passages(document.text, document.places)
        room, done, spent = asyncio.Semaphore(AT_ONCE), 0, list[ModelCall]()
        stamp = self.stamp

        async def read(passage: documents.Passage) -> list[DocumentFinding]:
            nonlocal done, stamp
            mask = self.redaction.mask()
            request = Request(self.reading_model, documents.rendered(document, passage, mask), MOST_FOR_DOCUMENT)
            stamp = request.stamp
            async with room:
                try:
                    output, calls = await self._structured.ask(request, document_output(document.framework))
                except Failed as failed:
                    spent.extend(failed.calls)
                    raise
            spent.extend(calls)
            done += 1
            progress(done / len(parts))
            return documents.findings(document, passage, output.findings, mask)

        first = [await read(parts[0])] if parts else []  # the first writes the cache that the others read
        tasks = [asyncio.create_task(read(p)) for p in parts[1:]]
        try:
            found = [*first, *await asyncio.gather(*tasks)]
        except Failed as failed:
            failed.calls = tuple(spent)
            raise
        finally:
            for task in tasks:
                task.cancel()
        return Perusal(documents.strongest(f for of_one in found for f in of_one), stamp, calls=tuple(spent))

    async def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        """Why gaps matter and how to close them, streamed, in one call for all of them.

        It says so where no guidance stands behind one; one that the model left out is told in the framework's words.
        """
        mask, pieces = self.redaction.mask(), prose.pieces_of(gaps)
        serving = [{p.id for p in prose.chosen(gap.pieces)} for gap in gaps]
        told = Told(
            Sections([gap.criterion.id for gap in gaps]),
            [Marks([p.id if p.id in own else "" for p in pieces], mask) for own in serving],
            [prose.in_the_frameworks_words(gap) for gap in gaps],
        )
        async for stretch in self._told(prose.gap_prompt(gaps, pieces, mask), told):
            yield stretch

    async def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        """The answer to a person's question, streamed."""
        mask, pieces = self.redaction.mask(), prose.pieces_for(question)
        told = Told(Sections([""]), [Marks([p.id for p in pieces], mask)])
        async for stretch in self._told(prose.answer_prompt(question, pieces, mask), told):
            yield stretch

    async def _told(self, rendered: Rendered, told: Told) -> AsyncIterator[Prose]:
        request = Request(self.prose_model, rendered, MOST_FOR_PROSE * len(told.marks))
        calls = list[ModelCall]()
        await self.client.connected()  # not counted as waiting for the service
        stream = retried_stream(lambda: self.client.stream(request), self.client.endpoint.patience)
        async with aclosing(stream):  # type: ignore[type-var]  # a generator
            try:
                async for part in stream:
                    if isinstance(part, ModelCall):
                        calls.append(part)
                        continue
                    for stretch in told.feed(part, request.stamp):
                        yield stretch
            except Failed:
                if broken_off := told.cited():  # whoever goes on has to know which numbers are taken
                    yield broken_off
                raise
        *before, last = told.finish(request.stamp)
        for stretch in before:
            yield stretch
        yield replace(last, calls=tuple(calls))

    async def prepare(self) -> None:
        """Loads what the first call needs; `Failed` where there can be no call."""
        await self.client.connected()

    async def aclose(self) -> None:
        """Gives the connections back."""
        await self.client.aclose()
