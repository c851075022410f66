"""One participant's side of an assessment: what was asked, what was answered, what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.domain.assessment import Assessment
from app.domain.records import Finding, Intent, Purpose, Question, Reading, Reply


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
    def last_reading(self) -> Reading | None:
        """The reading of the last reply that was read."""
        return next((self.readings[r.id] for r in reversed(self.replies) if r.id in self.readings), None)

    def asked(self, purpose: Purpose, criterion: str | None = None) -> tuple[Question, ...]:
        """The questions of one purpose, on one criterion if it is given."""
        return tuple(
            q for q in self.questions if q.purpose is purpose and (criterion is None or q.criterion == criterion)
        )

    def closed_by(self, question: Question) -> Intent | None:
        """The intent that closed a question; None while it is open or where the person went elsewhere."""
        reading = self.closings.get(question.id)
        return reading.intent if reading and not reading.target else None

    @cached_property
    def open_question(self) -> Question | None:
        """The last question that waits for a reply and still has something to settle."""
        waiting = (q for q in reversed(self.questions) if q.id not in self.closings and not self._moot(q))
        return next(waiting, None)

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
                return question.about != opposed(self.assessment, question.elements[0])
            case _:
                return False


def opposed(assessment: Assessment, element: str) -> tuple[str, ...]:
    """The ids of the statements on an element that oppose each other; empty where none do."""
    standing = assessment.standings[element]
    return tuple(s.id for s in standing.accepted) if standing.in_conflict else ()
