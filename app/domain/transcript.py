"""The conversation as it happened: every question with the replies to it and how they were read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.records import Purpose, Question, Reading, Reply

ASKING = frozenset({Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN})
"""The purposes of questions that ask for elements; cards and sign-offs only show them."""


@dataclass(frozen=True)
class Answer:
    """A reply and the reading of it that counts.

    Attributes:
        reading: The last one, for a reply can be read again; None while nothing has read it.
    """

    reply: Reply
    reading: Reading | None


@dataclass(frozen=True)
class Exchange:
    """A question and what came back, in order of arrival."""

    question: Question
    answers: tuple[Answer, ...]


def transcript(assessment: Assessment) -> tuple[Exchange, ...]:
    """The exchanges with all participants, in the order in which the questions were asked."""
    readings = {r.reply: r for r in assessment.records if isinstance(r, Reading)}
    answers: dict[str, list[Answer]] = defaultdict(list)
    for record in assessment.records:
        if isinstance(record, Reply):
            answers[record.question].append(Answer(record, readings.get(record.id)))
    return tuple(Exchange(q, tuple(answers[q.id])) for q in assessment.records if isinstance(q, Question))


def asked(assessment: Assessment) -> frozenset[str]:
    """The ids of the elements that some question has asked for."""
    return frozenset(
        e for r in assessment.records if isinstance(r, Question) and r.purpose in ASKING for e in r.elements
    )
