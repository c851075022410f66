"""The nodes that take a reply in: what it wants is found out, and put on record in one transaction."""

from __future__ import annotations

import logging
from dataclasses import replace

from langgraph.runtime import Runtime

from app.domain.assessment import Assessment
from app.domain.cards import rows
from app.domain.records import (
    Finding,
    Intent,
    Profile,
    Purpose,
    Question,
    Reading,
    Record,
    Reply,
    Standing,
    Track,
    record_id,
)
from app.errors import GatewiseError
from app.interview.affirmation import plain_answer
from app.interview.context import Context
from app.interview.events import Noticed, Understood
from app.interview.explaining import ASKED_BY
from app.interview.recording import REVISING, Recording, at_hand, everything
from app.interview.standing_in import told_of_stand_in, usage
from app.interview.state import State
from app.ports import ReplyReading, ToRead

log = logging.getLogger(__name__)

UNREADABLE = "Something went wrong as I read that. Your words are kept; please set the lines by hand."


async def read_reply(state: State, runtime: Runtime[Context]) -> State:
    """Has the assessor read a text; a click needs no reading."""
    recording = at_hand(state, runtime.context)
    if recording.reply.click:
        return {"understood": None}
    purpose = recording.question.purpose
    intent = Intent.ANSWER if purpose is Purpose.OPENING else None
    return {"understood": await _read(runtime, recording.question, recording.reply, intent)}


async def _read(
    runtime: Runtime[Context], question: Question, reply: Reply, intent: Intent | None, caused_by: Reply | None = None
) -> ReplyReading:
    """Has the assessor read a reply, puts on record what that took, and says it if another one stood in.

    Args:
        runtime: Of the turn.
        question: What was replied to.
        reply: What is read.
        intent: What its author says that it is, if they do.
        caused_by: The reply at hand, where it is an earlier one that is read.
    """
    context = runtime.context
    understood = await _by_the_assessor(context, question, reply, intent)
    announced = told_of_stand_in(context)
    await context.desk.record(usage(context, caused_by or reply, "reading", understood.calls))
    if understood.notice and not announced:
        runtime.stream_writer(Noticed(understood.notice))
    return understood


async def _by_the_assessor(context: Context, question: Question, reply: Reply, intent: Intent | None) -> ReplyReading:
    """What the assessor makes of a reply.

    What the machine is to blame for goes up, and the reply is read when it works again. What this very text
    brings about would come again at every try, so the interview goes on without a reading of it.
    """
    assessment = context.desk.assessment
    framework = assessment.framework
    to_read = ToRead(
        framework=framework,
        purpose=question.purpose,
        question=question.text,
        reply=reply.text,
        elements=question.elements,
        known={e: s.status for e, s in assessment.standings.items() if s.settled},
        criterion=framework.criterion(question.criterion) if question.criterion else None,
        intent=intent,
    )
    try:
        return await context.assessor.read_reply(to_read)
    except (GatewiseError, OSError):
        raise
    except Exception:
        log.exception("reply %s could not be read", reply.id)
        return ReplyReading(intent or Intent.ANSWER, True, (), context.assessor.stamp, remark=UNREADABLE)


def what_it_wants(state: State, runtime: Runtime[Context]) -> str:
    """The node that deals with the reply."""
    recording = at_hand(state, runtime.context)
    understood = state.get("understood")
    if recording.reply.click:
        return _wanted_by_click(recording.reply.click.action)
    assert understood is not None
    asked_back = recording.question.purpose is Purpose.CLARIFY
    if _plain_yes(recording) or (asked_back and understood.intent in SAYING):
        return "record_decision"
    if not _clear(understood) and not asked_back:
        return "hold_back"
    return _wanted(understood.intent)


SAYING = frozenset({Intent.ANSWER, Intent.REVISE, Intent.DONT_KNOW, Intent.NOT_APPLICABLE})
"""What settles a doubt about an earlier reply; anything else is a wish of its own, and the doubt stays."""


def _plain_yes(recording: Recording) -> bool:
    """Whether a card or a doubt was answered with a plain yes or no."""
    purpose = recording.question.purpose
    return purpose in (Purpose.CONFIRM, Purpose.CLARIFY) and plain_answer(recording.reply.text) is not None


def _clear(understood: ReplyReading) -> bool:
    """Setting something aside moves the marks, so a text is never taken for that unasked."""
    return understood.clear and understood.intent is not Intent.NOT_APPLICABLE


def _wanted(intent: Intent) -> str:
    match intent:
        case Intent.ANSWER | Intent.REVISE:
            return "record_findings"
        case Intent.ASK:
            return "answer_question"
        case Intent.DONT_KNOW | Intent.NOT_APPLICABLE:
            return "record_absence"
        case _:
            return "navigate"


def _wanted_by_click(action: str) -> str:
    if action in ASKED_BY:
        return "answer_question"
    return _wanted(Intent(action)) if action in {i.value for i in Intent} else "record_decision"


async def hold_back(state: State, runtime: Runtime[Context]) -> State:
    """Records that the intent is not sure; the person is asked which it was."""
    recording = at_hand(state, runtime.context)
    understood = state["understood"]
    assert understood is not None
    gates = {g.id for g in recording.assessment.framework.gates}
    target = understood.target if understood.target in gates else None
    doubt = recording.reading(understood.intent, closes=False, clear=False, stamp=understood.stamp, target=target)
    await runtime.context.desk.record([doubt])
    return {}


async def record_findings(state: State, runtime: Runtime[Context]) -> State:
    """Records what an answer or a correction says."""
    context = runtime.context
    recording = at_hand(state, context)
    understood = state["understood"]
    assert understood is not None
    records = answer_records(recording, understood)
    before = context.desk.assessment
    await context.desk.record(records)
    say_understood(runtime, records)
    say_reopened(runtime, before)
    if recording.question.purpose is Purpose.OPENING:
        runtime.stream_writer(Noticed(THANKS))
    if understood.remark:
        runtime.stream_writer(Noticed(understood.remark))
    if all(isinstance(r, Reading) and not r.closes for r in records):
        runtime.stream_writer(Noticed(_NOTHING_TAKEN.get(recording.question.purpose, NO_CORRECTION)))
    return {}


REOPENED = "The {title} gate was signed. With this change it is open again, and comes back to be signed."
THANKS = "Thank you. That stands at the top of the report, in your words."
NO_CORRECTION = "I found no correction in that, so nothing has changed."
_NOTHING_TAKEN = {
    Purpose.SIGN_OFF: f"{NO_CORRECTION} To sign, use the key or button for it.",
    Purpose.RESOLVE: "That did not settle it for me. Please choose which one holds, or leave it open.",
}


def answer_records(recording: Recording, understood: ReplyReading, of: Reply | None = None) -> list[Record]:
    """The records of an answer: its reading, its findings, and the pilot's profile where it was asked for."""
    question, reply = recording.question, of or recording.reply
    revises = understood.intent is Intent.REVISE or question.purpose in REVISING
    findings = recording.findings(understood.readings, understood.stamp, revises=revises, of=of)
    match question.purpose:
        case Purpose.CLOSING | Purpose.SIGN_OFF | Purpose.RESOLVE:
            answered = False
        case Purpose.CONFIRM:  # a new card takes its place, if there is something new to show
            answered = bool(findings)
        case _:
            answered = understood.intent is Intent.ANSWER
    unread = bool(understood.remark) and not findings and question.purpose in (Purpose.LEAD, Purpose.PROBE)
    card = question.criterion if unread else None  # what could not be read can be set by hand
    reading = recording.reading(understood.intent, closes=answered, stamp=understood.stamp, target=card, of=of)
    told = [profile(recording, description=reply.text)] if question.purpose is Purpose.OPENING else []
    return everything([reading], findings, told)


def profile(recording: Recording, *, description: str | None = None, track: Track | None = None) -> Profile:
    """What the reply says of the pilot, or of the interview that is wanted."""
    return Profile(
        id=record_id(recording.assessment.id, recording.reply.id, "profile"),
        at=recording.at,
        speaker=recording.speaker,
        description=description,
        track=track,
    )


async def read_as_answer(
    runtime: Runtime[Context],
    recording: Recording,
    question: Question,
    reply: Reply,
    intent: Intent = Intent.ANSWER,
) -> list[Record]:
    """Reads a reply again as the answer (or correction) that its author says it was."""
    understood = await _read(runtime, question, reply, intent, recording.reply)
    return answer_records(replace(recording, question=question), understood, of=reply)


def say_reopened(runtime: Runtime[Context], before: Assessment) -> None:
    """Says which signed gates have come open by what was recorded since, so that nobody misses it."""
    now = runtime.context.desk.assessment
    for gate in now.framework.gates:
        if before.signed(gate.id) and not now.signed(gate.id):
            runtime.stream_writer(Noticed(REOPENED.format(title=gate.title)))


def say_understood(runtime: Runtime[Context], records: list[Record]) -> None:
    """Shows what was accepted as it was read."""
    accepted = [r.element for r in records if isinstance(r, Finding) and r.standing is Standing.ACCEPTED]
    if accepted:
        runtime.stream_writer(Understood(rows(runtime.context.desk.assessment, accepted)))
