"""The nodes that explain: a gap when its criterion settles, and whatever a person asks."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from app.domain.agenda import settled
from app.domain.assessment import Assessment
from app.domain.cards import rows
from app.domain.framework import Criterion
from app.domain.rating import Rating
from app.domain.records import Intent, Track
from app.interview.context import Context
from app.interview.events import GapFound, Said
from app.interview.recording import at_hand
from app.interview.state import State
from app.ports import Found, Gap, ToAnswer

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
    found: tuple[Found, ...] = () if click else await asyncio.to_thread(context.knowledge.search, text, k=3)
    pieces = {f.piece.id: f.piece for f in found}
    async for prose in context.assessor.answer_question(ToAnswer(framework, text, criterion, question.elements, found)):
        runtime.stream_writer(Said(prose.text, "answer", tuple(pieces[i] for i in prose.cites if i in pieces)))
    runtime.stream_writer(Said("", "answer", last=True))
    return {}


async def explain_gaps(state: State, runtime: Runtime[Context]) -> State:
    """Explains what is missing of every criterion that has come to be a gap with this reply."""
    context = runtime.context
    assessment = context.desk.assessment
    before = _gaps(assessment.before(str(state["reply"])), context.participant)
    for criterion in (c for c in _gaps(assessment, context.participant) if c not in before):
        rating = assessment.now.rating(criterion.id)
        missing = tuple(
            e.id
            for e in criterion.elements
            if assessment.standings[e.id].grade is None and not assessment.standings[e.id].set_aside
        )
        runtime.stream_writer(GapFound(criterion, rating, rows(assessment, missing)))
        pieces = context.knowledge.for_criterion(criterion.id, missing)
        cited = {p.id: p for p in pieces}
        async for prose in context.assessor.explain_gap(Gap(assessment.framework, criterion, missing, pieces)):
            runtime.stream_writer(Said(prose.text, "gap", tuple(cited[i] for i in prose.cites if i in cited)))
        runtime.stream_writer(Said("", "gap", last=True))
    return {}


def _gaps(assessment: Assessment, participant: str) -> list[Criterion]:
    """The criteria that have settled and are not met; none in the quick screen, which explains nothing."""
    if assessment.track is Track.SCREEN:
        return []
    done = settled(assessment, participant)
    fine = (Rating.MET, Rating.NOT_APPLICABLE)
    return [c for c in assessment.framework.criteria if c.id in done and assessment.now.rating(c.id) not in fine]
