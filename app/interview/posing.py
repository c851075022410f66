"""The nodes that ask: each puts its question on record, shows it, and leaves the waiting to `await_reply`."""

from __future__ import annotations

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from app.domain.agenda import Ask, Await, Read, next_step, settled
from app.domain.cards import rows, side_of
from app.domain.conversation import conversation
from app.domain.records import INTERVIEWER, Purpose, Question, Statement, Track, record_id
from app.interview.asking import wording
from app.interview.context import Context
from app.interview.events import Event, Finished, GateOpened, Place, QuestionPosed, ScreenFinished
from app.interview.state import State

POSED_BY = {
    Purpose.OPENING: "pose_question",
    Purpose.LEAD: "pose_question",
    Purpose.PROBE: "pose_question",
    Purpose.SCREEN: "pose_question",
    Purpose.CONFIRM: "show_understanding",
    Purpose.CLARIFY: "clarify_intent",
    Purpose.RESOLVE: "settle_conflict",
    Purpose.SIGN_OFF: "close_gate",
    Purpose.CLOSING: "finish",
}
"""The node that poses a question of each purpose."""


async def orient(state: State, runtime: Runtime[Context]) -> State:
    """Finds out from the records what comes next."""
    context = runtime.context
    step = next_step(context.desk.assessment, context.participant)
    match step:
        case Read(reply):
            return {"next": "read_reply", "reply": reply.id, "question": reply.question}
        case Await(question):
            return {"next": POSED_BY[question.purpose], "reply": None, "question": question.id}
        case Ask(purpose, gate):
            node = POSED_BY[purpose]
            if node == "pose_question" and gate and not _asked_in(context, gate):
                node = "open_gate"
            return {"next": node, "reply": None, "question": None}


def _asked_in(context: Context, gate: str) -> bool:
    talk = conversation(context.desk.assessment, context.participant)
    return any(q.gate == gate for q in (*talk.asked(Purpose.LEAD), *talk.asked(Purpose.PROBE)))


async def open_gate(state: State, runtime: Runtime[Context]) -> State:
    """Says which gate begins."""
    step = next_step(runtime.context.desk.assessment, runtime.context.participant)
    if isinstance(step, Ask) and step.gate:
        _emit(runtime, GateOpened(runtime.context.desk.assessment.framework.gate(step.gate)))
    return {}


async def pose(state: State, runtime: Runtime[Context]) -> State:
    """Asks the next question, or the one that waits already once more."""
    context = runtime.context
    question = await _question(state, context)
    assessment = context.desk.assessment
    if state.get("question") is None and question.purpose is Purpose.CLOSING:
        screen = assessment.track is Track.SCREEN
        _emit(runtime, ScreenFinished(assessment) if screen else Finished(assessment))
    shown = question.elements if question.purpose in (Purpose.CONFIRM, Purpose.SIGN_OFF, Purpose.RESOLVE) else ()
    sides = tuple(
        r
        for i in question.about
        if question.purpose is Purpose.RESOLVE and isinstance(r := assessment.by_id[i], Statement)
    )
    about = question.about if question.purpose is Purpose.CONFIRM else None
    where = {s.id: where for s in sides if (where := side_of(assessment, s).where)}
    _emit(runtime, QuestionPosed(question, _place(context, question), rows(assessment, shown, about), sides, where))
    return {"question": question.id}


async def _question(state: State, context: Context) -> Question:
    """The question that waits, or a new one as the agenda has it, put on record."""
    waiting = context.desk.assessment.by_id.get(state.get("question") or "")
    if isinstance(waiting, Question):
        return waiting
    assessment = context.desk.assessment
    step = next_step(assessment, context.participant)
    if not isinstance(step, Ask):
        raise RuntimeError(f"nothing is to be asked, but {step!r} comes next")
    last = assessment.records[-1].id if assessment.records else "start"
    question = Question(
        id=record_id(assessment.id, f"{context.participant}\x1f{last}", "question"),
        at=context.clock.now(),
        speaker=INTERVIEWER,
        participant=context.participant,
        purpose=step.purpose,
        text=wording(assessment, step, context.participant),
        gate=step.gate,
        criterion=step.criterion,
        elements=step.elements,
        about=step.about,
    )
    await context.desk.record([question])
    return question


def _place(context: Context, question: Question) -> Place:
    assessment = context.desk.assessment
    framework = assessment.framework
    criterion = framework.criterion(question.criterion) if question.criterion else None
    return Place(
        number=framework.criteria.index(criterion) + 1 if criterion else None,
        total=len(framework.criteria),
        settled=len(settled(assessment, context.participant)),
        met=assessment.now.met,
        gate=framework.gate(question.gate) if question.gate else None,
        criterion=criterion,
        track=assessment.track,
    )


def await_reply(state: State) -> State:
    """Waits, and does nothing else: a node runs again from its start when the interview goes on."""
    return {"reply": interrupt(state["question"])}


def _emit(runtime: Runtime[Context], event: Event) -> None:
    runtime.stream_writer(event)
