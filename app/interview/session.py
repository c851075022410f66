"""The one place that starts and resumes runs of the graph."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command

from app.domain.assessment import Assessment
from app.domain.conversation import conversation
from app.domain.edits import Edit, records_of
from app.domain.framework import Framework
from app.domain.reassessment import again
from app.domain.records import (
    INTERVIEWER,
    Action,
    Change,
    Click,
    Naming,
    Note,
    Profile,
    Question,
    Reply,
    Track,
    record_id,
)
from app.errors import InputRefused, ReplyTooLong
from app.interview.context import Context, Desk
from app.interview.events import Event, Noticed, QuestionPosed, ReplyKept
from app.interview.graph import build_machine
from app.interview.prefilling import keep, read_kept
from app.interview.state import FLOW, State
from app.ports import AssessmentStore, Assessor, Clock, Document, Knowledge

LONGEST_REPLY = 100_000
"""In characters; beyond this a document is the better way."""

ANSWERED = "That question has been answered meanwhile, so this was not taken as an answer to it."
KEPT_AS_NOTE = " Your words are kept as a note; here is the question that is open now."
NOTHING_SENT = "Nothing was sent. Answer in a sentence, or say “skip” or “I don't know”."
SENT_BEFORE = "That has arrived already."
FRAMEWORK_CHANGED = (
    "The framework has changed since this assessment was opened."
    " It goes on with the one that it was opened with, so that its results stay comparable."
)


@dataclass(frozen=True)
class Sent:
    """What a client sends.

    Attributes:
        event: The client's own id of this event; the same id is taken once, however often it is sent.
        question: The id of the question that it answers.
        text: What the person wrote.
        click: What the person pressed.
    """

    event: str
    question: str
    text: str = ""
    click: Click | None = None


@dataclass
class Interview:
    """Interviews on assessments of one store: opens them, takes what is sent, streams what happens."""

    store: AssessmentStore
    assessor: Assessor
    knowledge: Knowledge
    clock: Clock
    checkpointer: BaseCheckpointSaver[str]
    framework: Framework
    _desks: dict[tuple[str, str | None], Desk] = field(default_factory=dict)
    """One for each participant, whose turns take turns, and one to look at: a desk is never shared by two runs."""
    _waiting: dict[str, str] = field(default_factory=dict)
    """The question at which each thread was last seen to wait by this process."""

    def __post_init__(self) -> None:
        self._machine = build_machine(self.checkpointer)

    async def begin(self, pilot: str, track: Track = Track.FULL, owner: str = "local") -> Assessment:
        """Opens a new assessment of a pilot, which belongs to `owner`.

        Raises:
            InputRefused: The pilot has no name, or one longer than 200 characters.
        """
        name = _named(pilot)
        now = self.clock.now()
        identifier = uuid.uuid4().hex[:12]
        profile = Profile(id=record_id(identifier, "begin", "profile"), at=now, speaker=INTERVIEWER, track=track)
        assessment = Assessment(identifier, name, self.framework, now).adding([profile])
        await self.store.create(assessment, owner)
        return assessment

    async def begin_again(self, assessment_id: str, owner: str = "local") -> Assessment:
        """Opens a new assessment of the same pilot, in which what still holds is settled already.

        Raises:
            NotFound: There is no assessment of that id.
        """
        earlier = await self.store.load(assessment_id)
        assessment = again(earlier, uuid.uuid4().hex[:12], self.clock.now())
        await self.store.create(assessment, owner)
        return assessment

    async def rename(self, assessment_id: str, participant: str, pilot: str) -> None:
        """Gives the pilot another name; InputRefused as for `begin`."""
        name = _named(pilot)
        desk = await self._desk(assessment_id, None)
        last = desk.assessment.records[-1].id if desk.assessment.records else "start"
        identifier = record_id(assessment_id, f"{participant}\x1f{last}", "naming")
        await desk.record([Naming(id=identifier, at=self.clock.now(), speaker=participant, pilot=name)], derived=False)

    async def edit_plan(self, assessment_id: str, speaker: str, rows: Iterable[Edit], event: str) -> tuple[Action, ...]:
        """Takes an edited plan in, and says what changed in it; the same event counts once.

        Raises:
            PlanRefused: A row is wrong; nothing was recorded.
        """
        desk = await self._desk(assessment_id, None)
        records = records_of(desk.assessment, rows, at=self.clock.now(), speaker=speaker, event=event)
        await desk.record(records, derived=False)
        return records

    async def delete(self, assessment_id: str) -> None:
        """Deletes an assessment for good, with all that was said in it."""
        await self.store.delete(assessment_id)
        for key in [k for k in self._desks if k[0] == assessment_id]:
            del self._desks[key]
            if key[1] is not None:
                await self.checkpointer.adelete_thread(_thread(assessment_id, key[1]))

    async def open(self, assessment_id: str, participant: str) -> AsyncIterator[Event]:
        """Takes an interview up where its records say that it stands, and streams up to the next question.

        A reply or a document that was kept and not read (the process died, say) is read first.
        """
        async with self.store.turn(_thread(assessment_id, participant)):
            desk = await self._desk(assessment_id, participant)
            if desk.assessment.framework.id == self.framework.id and desk.assessment.framework != self.framework:
                yield Noticed(FRAMEWORK_CHANGED)
            async for read in read_kept(self._context(desk, participant)):
                yield read
            async for event in self._run(desk, participant, _fresh()):
                yield event

    async def attach(
        self, assessment_id: str, participant: str, documents: Sequence[Document], covering: str = ""
    ) -> AsyncIterator[Event]:
        """Takes in documents, and streams what follows, up to the next question: the first card to review.

        Each is kept first; then each is read, and what it says is proposed. One that is here already, byte for
        byte, changes nothing and is said to be here. If the process dies on the way, `open` goes on with it.

        Raises:
            StorageError: A document could not be kept; it can be sent again.
        """
        async with self.store.turn(_thread(assessment_id, participant)):
            desk = await self._desk(assessment_id, participant)
            context = self._context(desk, participant)
            async for kept in keep(context, documents, covering):
                yield kept
            async for read in read_kept(context):
                yield read
            async for event in self._run(desk, participant, _fresh()):
                yield event

    async def send(self, assessment_id: str, participant: str, sent: Sent) -> AsyncIterator[Event]:
        """Takes one thing that a person sent and streams what follows from it, up to the next question.

        `ReplyKept` is streamed once the reply is durable, before anything reads it.

        Raises:
            ReplyTooLong: The text is longer than `LONGEST_REPLY`; nothing was recorded.
            StorageError: It could not be stored; nothing was recorded, and it can be sent again.
        """
        text, click = cleaned(sent.text), sent.click and _cleaned_click(sent.click)
        length = len(text) + sum(len(c.reason) for c in (click.changes if click else ()))
        if length > LONGEST_REPLY:
            raise ReplyTooLong(f"the reply has {length:,} characters; at most {LONGEST_REPLY:,} are taken at once")
        async with self.store.turn(_thread(assessment_id, participant)):
            desk = await self._desk(assessment_id, participant)
            if not text.strip() and click is None:
                yield Noticed(NOTHING_SENT)
                return
            reply = Reply(
                id=record_id(assessment_id, f"{participant}\x1f{sent.event}", "reply"),
                at=self.clock.now(),
                speaker=participant,
                question=sent.question,
                text=text,
                click=click,
            )
            awaited = conversation(desk.assessment, participant).awaited(sent.question)
            run: State | Command[Any] = _fresh()
            if reply.id in desk.assessment.by_id:
                yield Noticed(SENT_BEFORE)
            elif awaited is None:
                yield Noticed(await self._too_late(desk, reply))
            else:
                await desk.record([reply], derived=False)
                yield ReplyKept(reply.id)
                if await self._waits_for(desk.assessment.id, participant, awaited):
                    run = Command(resume=reply.id)
            async for event in self._run(desk, participant, run):
                yield event

    async def assessment(self, assessment_id: str) -> Assessment:
        """The assessment as it stands, with what others recorded meanwhile."""
        desk = self._desks.get((assessment_id, None))
        if desk:  # what a participant's desk has worked out already need not be worked out again to be looked at
            own = (d.assessment for (of, _), d in self._desks.items() if of == assessment_id)
            desk.assessment = max(own, key=lambda a: len(a.records))
        return (await self._desk(assessment_id, None)).assessment

    def _context(self, desk: Desk, participant: str) -> Context:
        return Context(participant, desk, self.assessor, self.knowledge, self.clock)

    async def _desk(self, assessment_id: str, participant: str | None) -> Desk:
        desk = self._desks.get((assessment_id, participant))
        if desk is None:
            desk = Desk(await self.store.load(assessment_id), self.store)
            self._desks[assessment_id, participant] = desk
        else:
            await desk.refresh()
        return desk

    async def _too_late(self, desk: Desk, reply: Reply) -> str:
        """Refuses a reply to a question that is no longer open; words are never thrown away."""
        if not reply.text.strip():
            return ANSWERED
        note = Note(
            id=record_id(desk.assessment.id, reply.id, "note"), at=reply.at, speaker=reply.speaker, text=reply.text
        )
        await desk.record([note], derived=False)
        return ANSWERED + KEPT_AS_NOTE

    async def _waits_for(self, assessment_id: str, participant: str, question: Question) -> bool:
        """Whether the thread stands at this question; else it is started again from the records."""
        if self._waiting.get(_thread(assessment_id, participant)) == question.id:
            return True
        snapshot = await self._machine.aget_state(_config(assessment_id, participant))
        waiting = [i.value for i in snapshot.interrupts]
        return waiting == [question.id] and snapshot.values.get("flow") == FLOW

    async def _run(self, desk: Desk, participant: str, run: State | Command[Any]) -> AsyncIterator[Event]:
        """One run of the graph.

        The checkpoint is written once, where the run ends at its interrupt: what matters is durable in the
        records by then, and a run that dies on the way is repeated from them. A resume that finds no such
        thread does nothing at all, so it is followed by a fresh start.
        """
        context = self._context(desk, participant)
        config, thread = _config(desk.assessment.id, participant), _thread(desk.assessment.id, participant)
        stream = self._machine.astream(run, config, context=context, stream_mode="custom", durability="exit")
        self._waiting.pop(thread, None)
        async for event in stream:
            if isinstance(event, QuestionPosed):
                self._waiting[thread] = event.question.id
            yield cast("Event", event)
        if isinstance(run, Command) and thread not in self._waiting:
            async for event in self._run(desk, participant, _fresh()):
                yield event


def _named(pilot: str) -> str:
    name = " ".join(cleaned(pilot).split())
    if not name or len(name) > 200:
        raise InputRefused(f"pilot name {name[:40]!r}: expected 1 to 200 characters, got {len(name)}")
    return name


NOT_TYPED = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # a terminal's sequences, whole
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def cleaned(text: str) -> str:
    """A text without what no person types: control characters, lone surrogates; line ends made one kind."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return NOT_TYPED.sub("", text)


def _cleaned_click(click: Click) -> Click:
    changes = tuple(
        Change(element=cleaned(c.element), choice=c.choice, reason=cleaned(c.reason)) for c in click.changes
    )
    return Click(action=click.action, changes=changes, target=click.target and cleaned(click.target))


def _thread(assessment_id: str, participant: str) -> str:
    return f"{assessment_id}:{participant}"


def _config(assessment_id: str, participant: str) -> RunnableConfig:
    return {"configurable": {"thread_id": _thread(assessment_id, participant)}, "recursion_limit": 100}


def _fresh() -> State:
    return {"flow": FLOW, "next": "orient", "question": None, "reply": None}
