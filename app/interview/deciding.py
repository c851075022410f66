"""The node for what people decide with a button or a plain yes: cards, doubts, conflicts, sign-offs."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from app.domain.assessment import Assessment
from app.domain.records import (
    Choice,
    Click,
    Intent,
    Purpose,
    Reading,
    Record,
    Reply,
    SignOff,
    Track,
    record_id,
)
from app.errors import RecordRefused
from app.interview.absence import absence_records
from app.interview.affirmation import begins_with_no, plain_answer
from app.interview.context import Context
from app.interview.events import GateSigned, Noticed
from app.interview.navigating import announce, navigation_records
from app.interview.reading import answer_records, profile, read_as_answer, say_reopened, say_understood
from app.interview.recording import Recording, at_hand, everything, question_of
from app.interview.state import State

NOTHING_HERE = "That button belongs to another question; here is the one that is open."


async def record_decision(state: State, runtime: Runtime[Context]) -> State:
    """Records what was decided."""
    recording = at_hand(state, runtime.context)
    click = recording.reply.click or plain_answer(recording.reply.text)
    match recording.question.purpose:
        case _ if click and click.action == "set":
            await _set(runtime, recording, click)
        case Purpose.CONFIRM:
            await _confirm(runtime, recording, click or Click(action="accept"))
        case Purpose.CLARIFY:
            return await _clarify(state, runtime, recording, click)
        case Purpose.RESOLVE:
            await _resolve(runtime, recording, click or Click(action="later"))
        case Purpose.SIGN_OFF:
            await _sign_off(runtime, recording, click or Click(action="later"))
        case Purpose.CLOSING if recording.assessment.track is Track.SCREEN and click and click.action == "continue":
            full = profile(recording, track=Track.FULL)
            await runtime.context.desk.record([recording.reading(Intent.ANSWER, closes=True), full])
        case _:
            await runtime.context.desk.record([recording.reading(Intent.ANSWER, closes=False)])
            runtime.stream_writer(Noticed(NOTHING_HERE))
    return {}


async def _confirm(runtime: Runtime[Context], recording: Recording, click: Click) -> None:
    """The card was accepted, with the changes that the person made to it."""
    if click.action not in ("accept", "change"):
        await runtime.context.desk.record([recording.reading(Intent.ANSWER, closes=False)])
        runtime.stream_writer(Noticed("Please change the lines that are not right; then it can be accepted."))
        return
    changed, refused = recording.changes(click.changes)
    confirmed = recording.confirmations(but=[c.element for c in click.changes])
    reading = recording.reading(Intent.ANSWER, closes=True)
    before = runtime.context.desk.assessment
    await runtime.context.desk.record(everything([reading], confirmed, changed))
    say_reopened(runtime, before)
    for sentence in refused:
        runtime.stream_writer(Noticed(sentence + "."))


async def _set(runtime: Runtime[Context], recording: Recording, click: Click) -> None:
    """Elements were set by hand, whatever was asked; the question stays as far as something of it is open."""
    changed, refused = recording.changes(click.changes)
    before = runtime.context.desk.assessment
    await runtime.context.desk.record([recording.reading(Intent.REVISE, closes=False), *changed])
    say_understood(runtime, list(changed))
    say_reopened(runtime, before)
    for sentence in refused:
        runtime.stream_writer(Noticed(sentence + "."))


async def _clarify(state: State, runtime: Runtime[Context], recording: Recording, click: Click | None) -> State:
    """A doubt about an earlier reply was cleared up."""
    context = runtime.context
    doubted = recording.assessment.by_id[recording.question.about[0]]
    assert isinstance(doubted, Reply)
    question = question_of(recording.assessment, doubted)
    earlier = next(r for r in reversed(recording.assessment.records) if r.kind == "reading" and r.reply == doubted.id)
    understood = state.get("understood")
    reason = ""
    done = recording.reading(Intent.ANSWER, closes=True)
    if click is None and understood is not None:
        if understood.intent is Intent.DONT_KNOW:
            return await _as_meant(runtime, recording, doubted, Intent.DONT_KNOW, None, "")
        if understood.readings or earlier.intent is not Intent.NOT_APPLICABLE:
            reading, *said = answer_records(replace(recording, question=question), understood)
            assert isinstance(reading, Reading)
            records = [recording.reading(Intent.ANSWER, closes=reading.closes, of=doubted), done, *said]
            await context.desk.record(records)
            say_understood(runtime, records)
            return {}
        if begins_with_no(recording.reply.text):
            click = Click(action="reject")
        reason = recording.reply.text
    if click and click.action != "accept":
        records = await read_as_answer(runtime, recording, question, doubted)
        await context.desk.record([done, *records])
        say_understood(runtime, records)
        return {}
    return await _as_meant(runtime, recording, doubted, earlier.intent, earlier.target, reason)


async def _as_meant(
    runtime: Runtime[Context], recording: Recording, doubted: Reply, intent: Intent, target: str | None, reason: str
) -> State:
    """The earlier reply was what it was taken for: do what it wants."""
    context = runtime.context
    done = recording.reading(Intent.ANSWER, closes=True)
    question = question_of(recording.assessment, doubted)
    about = replace(recording, question=question)
    notice = ""
    match intent:
        case Intent.ASK:
            await context.desk.record([done])
            return {"reply": doubted.id, "next": "answer_question"}
        case Intent.DONT_KNOW | Intent.NOT_APPLICABLE:
            records, notice = absence_records(about, intent, question, of=doubted, reason=reason)
            await context.desk.record([done, *records])
            if notice:
                runtime.stream_writer(Noticed(notice))
        case Intent.ANSWER | Intent.REVISE:
            records = await read_as_answer(runtime, recording, question, doubted, intent)
            await context.desk.record([done, *records])
            say_understood(runtime, records)
        case _:
            records, notice = navigation_records(context, about, intent, target, of=doubted)
            await context.desk.record([done, *records])
            announce(runtime, intent, notice)
    return {}


async def _resolve(runtime: Runtime[Context], recording: Recording, click: Click) -> None:
    """A conflict was settled, or left open."""
    element = recording.question.elements[0]
    change = next((c for c in click.changes if c.element == element), None)
    records: list[Record] = []
    problem = None if click.action == "later" else "Please say which of it holds, or leave it open"
    if change is not None:
        reason = change.reason or recording.reply.text
        problem = _why_not(recording.assessment, element, change.choice, reason)
        records = [] if problem else [recording.resolution(element, change.choice, reason)]
    if problem:
        runtime.stream_writer(Noticed(problem + "."))
    await runtime.context.desk.record([recording.reading(Intent.ANSWER, closes=problem is None), *records])


def _why_not(assessment: Assessment, element: str, choice: Choice, reason: str) -> str | None:
    return assessment.why_not_set_aside(element, reason) if choice is Choice.NOT_APPLICABLE else None


async def _sign_off(runtime: Runtime[Context], recording: Recording, click: Click) -> None:
    """A gate was signed, changed, or left for later."""
    desk, gate = runtime.context.desk, str(recording.question.gate)
    if click.changes:
        changed, refused = recording.changes(click.changes)
        for sentence in refused:
            runtime.stream_writer(Noticed(sentence + "."))
        reading = recording.reading(Intent.REVISE, closes=bool(changed))
        await desk.record(everything([reading], changed))
        return
    if click.action == "sign":
        sign_off = SignOff(
            id=record_id(desk.assessment.id, recording.reply.id, "sign_off"),
            at=recording.at,
            speaker=recording.speaker,
            gate=gate,
            digest=recording.question.about[0],
        )
        try:
            await desk.record([sign_off, recording.reading(Intent.ANSWER, closes=True)])
        except RecordRefused as error:
            await desk.record([recording.reading(Intent.ANSWER, closes=False)])
            runtime.stream_writer(Noticed(f"{error}."))
            return
        runtime.stream_writer(GateSigned(desk.assessment, desk.assessment.framework.gate(gate)))
        return
    later = click.action == "later"
    await desk.record([recording.reading(Intent.SKIP if later else Intent.ANSWER, closes=later)])
    if not later:
        runtime.stream_writer(Noticed("To sign the gate, use the key or button for it; or change what is not right."))
