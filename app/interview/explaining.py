"""The nodes that explain: a gap when its criterion settles, and whatever a person asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
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
from app.interview.context import Context
from app.interview.events import GapFound, Noticed, Said
from app.interview.playbook import guidance_on
from app.interview.recording import at_hand
from app.interview.standing_in import told_of_stand_in, usage
from app.interview.state import State
from app.ports import Found, Gap, Piece, Prose, ToAnswer

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
    prose = context.assessor.answer_question(ToAnswer(framework, text, criterion, elements, found, serving))
    await _say(runtime, str(state["reply"]), "answer", criterion, prose, [*serving, *(f.piece for f in found)])
    return {}


async def explain_gaps(state: State, runtime: Runtime[Context]) -> State:
    """Explains what is missing of every criterion that has come to be a gap with this reply."""
    context = runtime.context
    assessment = context.desk.assessment
    now = _gaps(assessment, context.participant)
    before = _gaps(assessment.before(str(state["reply"])), context.participant) if now else []
    for criterion in (c for c in now if c not in before):
        rating = assessment.now.rating(criterion.id)
        elements = missing(assessment, criterion)
        runtime.stream_writer(GapFound(criterion, rating, rows(assessment, elements)))
        pieces = context.knowledge.for_criterion(criterion.id, elements, description=assessment.description)
        prose = context.assessor.explain_gap(Gap(assessment.framework, criterion, elements, pieces))
        await _say(runtime, str(state["reply"]), "gap", criterion, prose, pieces)
    return {}


async def _say(
    runtime: Runtime[Context],
    reply: str,
    of: Literal["gap", "answer"],
    criterion: Criterion | None,
    prose: AsyncIterator[Prose],
    pieces: Sequence[Piece],
) -> None:
    """Streams what an assessor says, and puts it on record as it was said."""
    desk, by_id = runtime.context.desk, {p.id: p for p in pieces}
    text, cited = "", dict[str, Piece]()
    stamp: Stamp | None = None
    calls: list[ModelCall] = []
    async for stretch in prose:
        if stretch.notice and not told_of_stand_in(runtime.context):
            runtime.stream_writer(Noticed(stretch.notice))
        stamp, calls = stretch.stamp or stamp, [*calls, *stretch.calls]
        cites = tuple(by_id[i] for i in stretch.cites if i in by_id)
        text, cited = text + stretch.text, cited | {p.id: p for p in cites}
        runtime.stream_writer(Said(stretch.text, of, cites))
    explanation = Explanation(
        id=record_id(desk.assessment.id, reply, "explanation", criterion.id if criterion else ""),
        at=runtime.context.clock.now(),
        speaker=INTERVIEWER,
        reply=reply,
        of=of,
        criterion=criterion.id if criterion else None,
        text=text,
        cites=tuple(Cited(piece=p.id, title=p.title, source=p.source) for p in cited.values()),
        stamp=stamp,
    )
    caused_by = desk.assessment.by_id[reply]
    assert isinstance(caused_by, Reply)
    took = usage(runtime.context, caused_by, f"{of} {explanation.criterion or ''}", calls)
    await desk.record([explanation, *took])
    runtime.stream_writer(Said("", of, last=True))


def _gaps(assessment: Assessment, participant: str) -> list[Criterion]:
    """The criteria that have settled and are not met; none in the quick screen, which explains nothing."""
    if assessment.track is Track.SCREEN:
        return []
    done = settled(assessment, participant)
    fine = (Rating.MET, Rating.NOT_APPLICABLE)
    return [c for c in assessment.framework.criteria if c.id in done and assessment.now.rating(c.id) not in fine]
