"""The node for what is not there: the person does not know, or something does not apply."""

from __future__ import annotations

from langgraph.runtime import Runtime

from app.domain.records import Intent, Purpose, Question, Record, Reply, Source, SourceKind
from app.interview.context import Context
from app.interview.events import Noticed
from app.interview.recording import Recording, at_hand, everything
from app.interview.state import State


async def record_absence(state: State, runtime: Runtime[Context]) -> State:
    """Records that the person does not know, or that something does not apply."""
    recording = at_hand(state, runtime.context)
    click, understood = recording.reply.click, state.get("understood")
    intent = Intent(click.action) if click else understood.intent if understood else Intent.DONT_KNOW
    records, notice = absence_records(recording, intent, recording.question)
    await runtime.context.desk.record(records)
    if notice:
        runtime.stream_writer(Noticed(notice))
    return {}


def absence_records(
    recording: Recording, intent: Intent, question: Question, of: Reply | None = None, reason: str = ""
) -> tuple[list[Record], str]:
    """The records of a "don't know" or "does not apply", and a sentence where that was not possible.

    Args:
        recording: Of the reply at hand.
        intent: Which of the two.
        question: The question that it is about.
        of: The reply that said so, where the one at hand only confirms it.
        reason: Why it does not apply; the reply's own words if not given.
    """
    stay = [recording.reading(intent, closes=False, of=of)]
    close = [recording.reading(intent, closes=True, of=of)]
    if question.purpose not in (Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN, Purpose.OPENING):
        return everything(stay), "Each line can be set by hand here, to “not known” or “does not apply” as well."
    if question.purpose in (Purpose.SCREEN, Purpose.OPENING):
        return everything(close), ""
    if intent is Intent.DONT_KNOW:
        return everything(close, recording.unknown(question.elements, of)), ""
    reply = of or recording.reply
    part = question.elements[0] if question.purpose is Purpose.PROBE else str(question.criterion)
    because = reason.strip() or reply.text.strip()
    if not because:
        return everything(stay), "To set it aside, a reason is needed: one sentence is enough."
    if problem := recording.assessment.why_not_set_aside(part, because):
        card = recording.reading(Intent.BACK, closes=False, target=question.criterion, of=of)
        return [card], problem + "."
    source = Source(kind=SourceKind.CLICK if reply.click else SourceKind.REPLY, id=reply.id)
    return everything(close, [recording.set_aside(part, because, source)]), ""
