"""What comes next in an interview: a pure function of the records.

So an interview can be taken up again from its records alone, wherever it was left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.assessment import Assessment
from app.domain.conversation import Conversation, conversation, opposed
from app.domain.framework import Criterion, Framework, Gate
from app.domain.records import Finding, Intent, Purpose, Question, Reply, Track
from app.domain.standing import from_document

PROBES_A_CRITERION = 2


@dataclass(frozen=True)
class Read:
    """A reply waits to be read."""

    reply: Reply


@dataclass(frozen=True)
class Await:
    """A question waits for its reply."""

    question: Question


@dataclass(frozen=True)
class Ask:
    """A question is to be asked; the fields are those of `Question`."""

    purpose: Purpose
    gate: str | None = None
    criterion: str | None = None
    elements: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


Step: TypeAlias = Read | Await | Ask


def next_step(assessment: Assessment, participant: str) -> Step:
    """What comes next for one participant.

    First what was said and not read, or not understood for sure; then what documents say, a card for each
    gate; then opposition between statements; then what is open of the question at hand; then the plan: the
    quick screen's questions, or gate after gate with its criteria and its sign-off.
    """
    talk = conversation(assessment, participant)
    if talk.unread:
        return Read(talk.unread[0])
    if card := _unclear(talk) or _going_back(talk) or _unconfirmed(talk) or _review(talk) or _conflict(talk):
        return card
    waiting = talk.open_question
    if waiting and waiting.purpose is not Purpose.CLOSING:
        return Await(waiting)
    planned = next(_plan(talk), None)
    if planned is None:
        return Await(waiting) if waiting and waiting is talk.questions[-1] else Ask(Purpose.CLOSING)
    return planned


def settled(assessment: Assessment, participant: str) -> frozenset[str]:
    """The ids of the criteria on which nothing more is asked for now; worked out once for each state.

    What is known counts until a proposal to the contrary is confirmed.
    """
    found: dict[str, frozenset[str]] = assessment.__dict__.setdefault("_settled", {})
    if participant not in found:
        talk = conversation(assessment, participant)
        found[participant] = frozenset(
            c.id
            for c in assessment.framework.criteria
            if not any(assessment.standings[e].pending for e in _open_elements(talk, c))
            and _criterion_step(talk, c, again=True) is None
        )
    return found[participant]


def _unclear(talk: Conversation) -> Step | None:
    """A reply whose intent was not sure: ask which it was."""
    about = {i for q in talk.asked(Purpose.CLARIFY) for i in q.about}
    for reply in talk.replies:
        reading = talk.readings[reply.id]
        if not reading.clear and reply.id not in about:
            question = talk.assessment.by_id[reply.question]
            assert isinstance(question, Question)
            return Ask(Purpose.CLARIFY, question.gate, question.criterion, question.elements, (reply.id,))
    return None


def _unconfirmed(talk: Conversation) -> Step | None:
    """Proposals that wait for this participant: show what was understood."""
    mine = [p for p in _pending(talk) if not from_document(p)]
    if not mine:
        return None
    waiting = talk.open_question
    if (
        waiting
        and waiting.purpose in (Purpose.CONFIRM, Purpose.CLARIFY)
        and (
            waiting.purpose is Purpose.CLARIFY
            or any(isinstance(talk.assessment.by_id[i], Reply) for i in waiting.about)  # it looks back
            or {p.id for p in mine} <= set(waiting.about)
        )
    ):
        return Await(waiting)
    framework = talk.assessment.framework
    criterion = _criterion_at_hand(talk)
    if criterion is None or all(framework.criterion_of(p.element) is not criterion for p in mine):
        criterion = framework.criterion_of(mine[0].element)
    last = talk.questions[-1] if talk.questions else None
    asked = last.elements if last and last.purpose is Purpose.SCREEN else ()
    beside = {e for e in asked or (e.id for e in criterion.elements) if not talk.assessment.standings[e].settled}
    elements = _in_order(framework, beside | {p.element for p in mine})
    gate = framework.gate_of(criterion.id).id
    return Ask(Purpose.CONFIRM, gate, criterion.id, tuple(elements), tuple(p.id for p in mine))


def _pending(talk: Conversation) -> list[Finding]:
    """The proposals that wait for this participant, in the order of the elements."""
    return [
        p for standing in talk.assessment.standings.values() for p in standing.pending if p.speaker == talk.participant
    ]


def _review(talk: Conversation) -> Step | None:
    """What the participant's documents say: one card for each gate, as soon as they have been read."""
    found = [p for p in _pending(talk) if from_document(p)]
    if not found:
        return None
    framework = talk.assessment.framework
    gate = framework.gate_of(found[0].element)
    here = [p for p in found if framework.gate_of(p.element) is gate]
    waiting = talk.open_question
    if waiting and waiting.purpose is Purpose.CLARIFY:
        return Await(waiting)
    if waiting and waiting.purpose is Purpose.CONFIRM:
        looks_back = any(isinstance(talk.assessment.by_id[i], Reply) for i in waiting.about)
        if looks_back or {p.id for p in here} <= set(waiting.about):
            return Await(waiting)
    elements = tuple(dict.fromkeys(p.element for p in here))
    return Ask(Purpose.CONFIRM, gate.id, None, elements, tuple(p.id for p in here))


def _criterion_at_hand(talk: Conversation) -> Criterion | None:
    """The criterion of the last lead or probe, which a card shows whole."""
    last = talk.questions[-1] if talk.questions else None
    if last is None or last.criterion is None or last.purpose is Purpose.SIGN_OFF:
        return None
    return talk.assessment.framework.criterion(last.criterion)


def _going_back(talk: Conversation) -> Step | None:
    """A criterion is to be seen again, as it was asked for or because a reply on it could not be read: show it."""
    shown = {i for q in talk.asked(Purpose.CONFIRM) for i in q.about}
    framework = talk.assessment.framework
    for reply in talk.replies:
        reading = talk.readings[reply.id]
        criterion = next((c for c in framework.criteria if c.id == reading.target), None)  # it can be a gate
        if reading.clear and reading.intent in (Intent.BACK, Intent.ANSWER) and criterion and reply.id not in shown:
            elements = tuple(e.id for e in criterion.elements)
            pending = (p for e in elements for p in talk.assessment.standings[e].pending)
            own = (p for p in pending if p.speaker == talk.participant and not from_document(p))
            about = (reply.id, *(p.id for p in own))
            return Ask(Purpose.CONFIRM, framework.gate_of(criterion.id).id, criterion.id, elements, about)
    return None


def _conflict(talk: Conversation) -> Step | None:
    """Accepted statements that oppose each other and were not put to this person yet."""
    waiting = talk.open_question
    if waiting and waiting.purpose in (Purpose.RESOLVE, Purpose.CONFIRM, Purpose.CLARIFY):
        return Await(waiting)
    put = {q.about for q in talk.asked(Purpose.RESOLVE)}
    framework = talk.assessment.framework
    for element in framework.elements:
        statements = opposed(talk.assessment, element.id)
        if statements and statements not in put:
            criterion = framework.criterion_of(element.id)
            return Ask(Purpose.RESOLVE, framework.gate_of(criterion.id).id, criterion.id, (element.id,), statements)
    return None


def _plan(talk: Conversation) -> Iterator[Step]:
    """The questions that are left, in order."""
    if not talk.assessment.description and not any(q.id in talk.closings for q in talk.asked(Purpose.OPENING)):
        yield Ask(Purpose.OPENING)
    if talk.assessment.track is Track.SCREEN:
        yield from _screen(talk)
        return
    for gate in _gates_in_turn(talk):
        yield from _gate_steps(talk, gate)


def _screen(talk: Conversation) -> Iterator[Step]:
    asked = {i for q in talk.asked(Purpose.SCREEN) if talk.closed_by(q) for i in q.about}
    for item in talk.assessment.framework.quick_screen:
        open_elements = tuple(e for e in item.elements if not talk.assessment.standings[e].settled)
        if open_elements and item.title not in asked:
            yield Ask(Purpose.SCREEN, elements=open_elements, about=(item.title,))


def _gates_in_turn(talk: Conversation) -> tuple[Gate, ...]:
    """All gates: first the one that the person went to or is in, then the others in order."""
    framework = talk.assessment.framework
    gates = {g.id: g for g in framework.gates}
    at_hand = None
    for reply in reversed(talk.replies):
        reading = talk.readings.get(reply.id)
        question = talk.assessment.by_id[reply.question]
        if reading and reading.target in gates:
            at_hand = gates[reading.target]
            break
        if isinstance(question, Question) and question.purpose in (Purpose.LEAD, Purpose.PROBE) and question.gate:
            at_hand = gates[question.gate]
            break
    others = tuple(g for g in framework.gates if g is not at_hand)
    return (at_hand, *others) if at_hand else others


def _gate_steps(talk: Conversation, gate: Gate) -> Iterator[Step]:
    for again in (False, True):
        for criterion in gate.criteria:
            if step := _criterion_step(talk, criterion, again=again):
                yield step
    digest = talk.assessment.digest(gate.id)
    put = any(q.about == (digest,) and talk.closed_by(q) for q in talk.since(gate.id, talk.asked(Purpose.SIGN_OFF)))
    if not put and not talk.assessment.signed(gate.id):
        elements = tuple(e.id for c in gate.criteria for e in c.elements)
        yield Ask(Purpose.SIGN_OFF, gate.id, elements=elements, about=(digest,))


def _criterion_step(talk: Conversation, criterion: Criterion, *, again: bool) -> Step | None:
    """What is still to be asked on a criterion: its lead question, then probes for what stayed open.

    A criterion that was skipped comes back once, after the others of its gate (`again`). One that is
    partly known from elsewhere is not asked whole where probes suffice.
    """
    open_elements = _open_elements(talk, criterion)
    if not open_elements:
        return None
    gate = talk.assessment.framework.gate_of(criterion.id).id
    probed = [q for q in talk.asked(Purpose.PROBE, criterion.id) if talk.closed_by(q) or _overtaken(talk, q)]
    probes_left = PROBES_A_CRITERION - len(probed)
    leads = [talk.closed_by(q) for q in talk.asked(Purpose.LEAD, criterion.id)]
    answered = any(intent not in (None, Intent.SKIP) for intent in leads)
    partly_known = len(open_elements) < len(criterion.elements) and len(open_elements) <= probes_left
    if not answered and not partly_known and not probed:
        skips = _skips(talk, criterion)
        if skips == 0 or (again and skips == 1):
            return Ask(Purpose.LEAD, gate, criterion.id, open_elements)
        return None
    done = {e for q in probed for e in q.elements}
    element = next((e for e in open_elements if e not in done), None)
    if element is None or probes_left <= 0:
        return None
    return Ask(Purpose.PROBE, gate, criterion.id, (element,))


def _overtaken(talk: Conversation, probe: Question) -> bool:
    """Whether a probe needs no answer any more: a correction, say, has settled it."""
    return probe.id not in talk.closings and all(talk.assessment.standings[e].settled for e in probe.elements)


def _skips(talk: Conversation, criterion: Criterion) -> int:
    return sum(talk.closed_by(q) is Intent.SKIP for q in talk.asked(Purpose.LEAD, criterion.id))


def _open_elements(talk: Conversation, criterion: Criterion) -> tuple[str, ...]:
    return tuple(e.id for e in criterion.elements if not talk.assessment.standings[e.id].settled)


def _in_order(framework: Framework, elements: set[str]) -> list[str]:
    return [e.id for e in framework.elements if e.id in elements]
