"""One participant's side of an assessment: what was asked, what was answered, what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain.assessment import Assessment
from app.domain.records import Attachment, DocumentReading, Finding, Intent, Purpose, Question, Reading, Reply
from app.domain.standing import from_document


@dataclass(frozen=True)
class Conversation:
    """The questions, replies and readings of one participant, in order."""

    assessment: Assessment
    participant: str

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What this participant was asked."""
        return tuple(
            r for r in self.assessment.records if isinstance(r, Question) and r.participant == self.participant
        )

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """What this participant sent."""
        asked = {q.id for q in self.questions}
        return tuple(r for r in self.assessment.records if isinstance(r, Reply) and r.question in asked)

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """The reading that counts of each reply: the last one, for a reply can be read again."""
        return {r.reply: r for r in self.assessment.records if isinstance(r, Reading)}

    @cached_property
    def closings(self) -> Mapping[str, Reading]:
        """For each question that is answered, the reading that closed it."""
        read = ((reply.question, self.readings.get(reply.id)) for reply in self.replies)
        return {question: reading for question, reading in read if reading and reading.closes}

    @property
    def unread(self) -> tuple[Reply, ...]:
        """Replies that nothing has read yet: what a crash can leave behind."""
        return tuple(r for r in self.replies if r.id not in self.readings)

    @property
    def unread_documents(self) -> tuple[Attachment, ...]:
        """Documents that this participant gave and nothing has read yet: what a crash can leave behind."""
        read = {r.attachment for r in self.assessment.records if isinstance(r, DocumentReading)}
        return tuple(
            r
            for r in self.assessment.records
            if isinstance(r, Attachment) and r.speaker == self.participant and r.id not in read
        )

    def asked(self, purpose: Purpose, criterion: str | None = None) -> Sequence[Question]:
        """The questions of one purpose, on one criterion if it is given."""
        return self._asked.get((purpose, criterion), ())

    @cached_property
    def _asked(self) -> Mapping[tuple[Purpose, str | None], Sequence[Question]]:
        asked: dict[tuple[Purpose, str | None], list[Question]] = defaultdict(list)
        for question in self.questions:
            for criterion in {None, question.criterion}:
                asked[question.purpose, criterion].append(question)
        return asked

    def closed_by(self, question: Question) -> Intent | None:
        """The intent that closed a question; None while it is open or where the person went elsewhere."""
        reading = self.closings.get(question.id)
        elsewhere = reading is not None and reading.intent is Intent.SKIP and reading.target
        return reading.intent if reading and not elsewhere else None

    def since(self, gate: str, questions: Sequence[Question]) -> Sequence[Question]:
        """Those of the questions that were asked after the person last went to a gate; all, if they never did."""
        went = [r.id for r in self.replies if (reading := self.readings.get(r.id)) and reading.target == gate]
        if not went:
            return questions
        order = list(self.assessment.by_id)
        return [q for q in questions if q.id in order[order.index(went[-1]) :]]

    @cached_property
    def open_question(self) -> Question | None:
        """The last question that waits for a reply and still has something to settle."""
        waiting = (q for q in reversed(self.questions) if q.id not in self.closings and not self._moot(q))
        return next(waiting, None)

    def awaited(self, question: str) -> Question | None:
        """The question of that id, if a reply to it is an answer still.

        That is the open one, or the last that was asked for elements: whoever was asked may answer, though
        somebody else has settled them meanwhile.
        """
        last = next((q for q in reversed(self.questions) if q.id not in self.closings), None)
        if last and last.id == question and last.purpose in (Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN):
            return last
        return self.open_question if self.open_question and self.open_question.id == question else None

    def _moot(self, question: Question) -> bool:
        """Whether what a question was to settle has been settled without it."""
        standings = self.assessment.standings
        match question.purpose:
            case Purpose.LEAD | Purpose.PROBE | Purpose.SCREEN:
                return all(standings[e].settled for e in question.elements)
            case Purpose.SIGN_OFF:
                gate = str(question.gate)
                return question.about != (self.assessment.digest(gate),) or self.assessment.signed(gate) is not None
            case Purpose.CONFIRM:
                shown = [self.assessment.by_id[i] for i in question.about]
                proposals = [r for r in shown if isinstance(r, Finding)]
                pending = {p.id for e in question.elements for p in standings[e].pending}
                return bool(proposals) and not any(p.id in pending for p in proposals)
            case Purpose.RESOLVE:
                return all(question.about != opposed(self.assessment, e) for e in question.elements)
            case _:
                return False


def conversation(assessment: Assessment, participant: str) -> Conversation:
    """One participant's side of an assessment; worked out once for each state that the assessment goes through."""
    sides: dict[str, Conversation] = assessment.__dict__.setdefault("_conversations", {})
    if participant not in sides:
        sides[participant] = Conversation(assessment, participant)
    return sides[participant]


def reviews(assessment: Assessment, question: Question) -> bool:
    """Whether a card shows what documents say, for a person to accept, change or drop."""
    shown = (assessment.by_id.get(i) for i in question.about)
    return question.purpose is Purpose.CONFIRM and any(isinstance(r, Finding) and from_document(r) for r in shown)


def opposed(assessment: Assessment, element: str) -> tuple[str, ...]:
    """The ids of the statements on an element that oppose each other; empty where none do."""
    standing = assessment.standings[element]
    return tuple(s.id for s in standing.accepted) if standing.in_conflict else ()
