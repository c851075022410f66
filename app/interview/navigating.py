"""The node that navigates: back, skip, to a gate, status, export, pause."""

from __future__ import annotations

from langgraph.runtime import Runtime

from app.domain.conversation import conversation
from app.domain.records import Intent, Purpose, Question, Record, Reply, Track
from app.interview.context import Context
from app.interview.events import ExportWanted, Noticed, Paused, StatusShown
from app.interview.recording import Recording, at_hand
from app.interview.state import State


async def navigate(state: State, runtime: Runtime[Context]) -> State:
    """Goes back, skips, goes to a gate, shows where things stand, exports, pauses."""
    context = runtime.context
    recording = at_hand(state, context)
    click, understood = recording.reply.click, state.get("understood")
    intent = Intent(click.action) if click else understood.intent if understood else Intent.STATUS
    target = click.target if click else understood.target if understood else None
    records, notice = navigation_records(context, recording, intent, target)
    await context.desk.record(records)
    announce(runtime, intent, notice)
    return {}


def announce(runtime: Runtime[Context], intent: Intent, notice: str) -> None:
    """Tells whoever shows the interview what a navigation asks of them."""
    assessment = runtime.context.desk.assessment
    match intent:
        case Intent.STATUS:
            runtime.stream_writer(StatusShown(assessment))
        case Intent.EXPORT:
            runtime.stream_writer(ExportWanted(assessment))
        case Intent.PAUSE:
            runtime.stream_writer(Paused(assessment))
    if notice:
        runtime.stream_writer(Noticed(notice))


def navigation_records(
    context: Context, recording: Recording, intent: Intent, target: str | None, of: Reply | None = None
) -> tuple[list[Record], str]:
    """The reading of a navigation, and a sentence where it leads nowhere; `of` as for `Recording.reading`."""
    purpose = recording.question.purpose
    if intent is Intent.SKIP:
        if target and context.desk.assessment.track is Track.SCREEN:
            return [recording.reading(intent, closes=False, of=of)], "The quick screen has no gates to go to."
        if target and target not in {g.id for g in context.desk.assessment.framework.gates}:
            return [recording.reading(intent, closes=False, of=of)], f"There is no gate {target!r} here."
        if target and context.desk.assessment.signed(target):
            title = context.desk.assessment.framework.gate(target).title
            return [recording.reading(intent, closes=False, of=of)], (
                f"The {title} gate is signed. Say what has changed, and it opens again."
            )
        if purpose in (Purpose.CONFIRM, Purpose.CLARIFY, Purpose.CLOSING) and not target:
            return [recording.reading(intent, closes=False, of=of)], "There is nothing to skip here."
        return [recording.reading(intent, closes=purpose is not Purpose.CONFIRM, target=target, of=of)], ""
    if intent is Intent.BACK:
        criterion = _criterion_before(context, recording.question)
        notice = "" if criterion else "There is nothing before this."
        return [recording.reading(intent, closes=False, target=criterion, of=of)], notice
    return [recording.reading(intent, closes=False, of=of)], ""


def _criterion_before(context: Context, question: Question) -> str | None:
    """The criterion that was last dealt with before the one at hand."""
    talk = conversation(context.desk.assessment, context.participant)
    earlier = (q.criterion for q in reversed(talk.questions) if q.id in talk.closings and q.criterion)
    return next((c for c in earlier if c != question.criterion), None)
