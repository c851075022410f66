"""The nodes that explain: a gap when its criterion settles, and whatever a person asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from langgraph.runtime import Runtime

from app.domain.agenda import settled
from app.domain.assessment import Assessment
from app.domain.cards import missing, rows
from app.domain.framework import Criterion
from app.domain.rating import Rating
from app.domain.records import (
    INTERVIEWER,
    Cited,
    Explanation,
    Intent,
    ModelCall,
    Reply,
    Stamp,
    Track,
    record_id,
)
from app.domain.spending import affords_another_call
from app.interview.context import Context
from app.interview.events import GapFound, Noticed, Said
from app.interview.playbook import guidance_on
from app.interview.recording import at_hand
from app.interview.standing_in import told_of_stand_in, usage
from app.interview.state import State
from app.ports import Found, Gap, Piece, Prose, ToAnswer

AT_ONCE = 5
"""How many gaps are explained with one call at most: more would not be read, and take longer than a call may."""
ASKED_BY = {"why": "Why do you ask this, why does it matter?", "example": "What would count as evidence?"}
"""What the buttons of these names ask."""


async def answer_question(state: State, runtime: Runtime[Context]) -> State:
    """Answers a question of the person's from the guidance; the open question stays open."""
    context = runtime.context
    recording = at_hand(state, context)
    click = recording.reply.click
    text = ASKED_BY[click.action] if click else recording.reply.text
    await context.desk.record([recording.reading(Intent.ASK, closes=False)])
    framework = context.desk.assessment.framework
    question = recording.question
    criterion = framework.criterion(question.criterion) if question.criterion else None
    pilot = context.desk.assessment.description
    knowledge, elements = context.knowledge, question.elements
    serving = knowledge.for_criterion(criterion.id, elements, description=pilot) if criterion else ()
    found: tuple[Found, ...] = ()
    if not click:
        found = await asyncio.to_thread(guidance_on, knowledge, text, f"{pilot} {text}")
    pieces = [*serving, *(f.piece for f in found)]
    saying, calls = _Saying(runtime, str(state["reply"]), "answer", criterion, pieces), list[ModelCall]()
    async for stretch in context.assessor.answer_question(
        ToAnswer(framework, text, criterion, elements, found, serving)
    ):
        saying.say(stretch)
        calls += stretch.calls
    await saying.end(calls)
    return {}


async def explain_gaps(state: State, runtime: Runtime[Context]) -> State:
    """Explains what is missing of every criterion that has come to be a gap with this reply, at once.

    Where the interview has made its calls already, and beyond a handful of gaps, it costs nothing more.
    """
    context = runtime.context
    assessment = context.desk.assessment
    now = _gaps(assessment, context.participant)
    before = _gaps(assessment.before(str(state["reply"])), context.participant) if now else []
    found = [c for c in now if c not in before]
    paid = AT_ONCE if found and affords_another_call(assessment) else 0
    for criteria, at_no_cost in ((found[:paid], False), (found[paid:], True)):
        if criteria:
            await _explain(runtime, str(state["reply"]), criteria, at_no_cost=at_no_cost)
    return {}


async def _explain(runtime: Runtime[Context], reply: str, criteria: Sequence[Criterion], *, at_no_cost: bool) -> None:
    """Explains several gaps: a card each, and below it what there is to say."""
    context = runtime.context
    assessment = context.desk.assessment
    gaps = []
    for criterion in criteria:
        elements = missing(assessment, criterion)
        pieces = context.knowledge.for_criterion(criterion.id, elements, description=assessment.description)
        gaps.append(Gap(assessment.framework, criterion, elements, pieces, at_no_cost))

    def found(number: int) -> _Saying:
        gap = gaps[number]
        rating = assessment.now.rating(gap.criterion.id)
        runtime.stream_writer(GapFound(gap.criterion, rating, rows(assessment, gap.missing)))
        return _Saying(runtime, reply, "gap", gap.criterion, gap.pieces)

    at, saying, calls = 0, found(0), list[ModelCall]()
    async for stretch in context.assessor.explain_gap(*gaps):
        while at < stretch.gap:
            await saying.end()
            at, saying = at + 1, found(at + 1)
        saying.say(stretch)
        calls += stretch.calls
    await saying.end(calls)


class _Saying:
    """Streams what an assessor says on one thing, and puts it on record as it was said."""

    def __init__(
        self,
        runtime: Runtime[Context],
        reply: str,
        of: Literal["gap", "answer"],
        criterion: Criterion | None,
        pieces: Sequence[Piece],
    ) -> None:
        self._runtime = runtime
        self._reply = reply
        self._of = of
        self._criterion = criterion.id if criterion else None
        self._by_id = {p.id: p for p in pieces}
        self._text = ""
        self._cited: dict[str, Piece] = {}
        self._stamp: Stamp | None = None

    def say(self, stretch: Prose) -> None:
        """Streams a stretch."""
        if stretch.notice and not told_of_stand_in(self._runtime.context):
            self._runtime.stream_writer(Noticed(stretch.notice))
        self._stamp = stretch.stamp or self._stamp
        cites = tuple(self._by_id[i] for i in stretch.cites if i in self._by_id)
        self._text, self._cited = self._text + stretch.text, self._cited | {p.id: p for p in cites}
        self._runtime.stream_writer(Said(stretch.text, self._of, cites))

    async def end(self, calls: Sequence[ModelCall] = ()) -> None:
        """It is said: puts it on record, with what was used of a model's service."""
        context = self._runtime.context
        desk = context.desk
        explanation = Explanation(
            id=record_id(desk.assessment.id, self._reply, "explanation", self._criterion or ""),
            at=context.clock.now(),
            speaker=INTERVIEWER,
            reply=self._reply,
            of=self._of,
            criterion=self._criterion,
            text=self._text,
            cites=tuple(Cited(piece=p.id, title=p.title, source=p.source) for p in self._cited.values()),
            stamp=self._stamp,
        )
        caused_by = desk.assessment.by_id[self._reply]
        assert isinstance(caused_by, Reply)
        await desk.record([explanation, *usage(context, caused_by, f"{self._of} {self._criterion or ''}", calls)])
        self._runtime.stream_writer(Said("", self._of, last=True))


def _gaps(assessment: Assessment, participant: str) -> list[Criterion]:
    """The criteria that have settled and are not met; none in the quick screen, which explains nothing."""
    if assessment.track is Track.SCREEN:
        return []
    done = settled(assessment, participant)
    fine = (Rating.MET, Rating.NOT_APPLICABLE)
    return [c for c in assessment.framework.criteria if c.id in done and assessment.now.rating(c.id) not in fine]
