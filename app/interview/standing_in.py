"""Who did the reading and the writing: what it took is put on record, and who stood in for whom is said once."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.records import (
    Attachment,
    DocumentReading,
    Explanation,
    ModelCall,
    Reading,
    Record,
    Reply,
    Stamp,
    Usage,
    record_id,
)
from app.interview.context import Context

BY_A_PERSON = "person"
"""The assessor on the stamp of what nobody had to read."""


def told_of_stand_in(context: Context) -> bool:
    """Whether the participant knows already that another assessor stands in: the last one that they met did."""
    assessment = context.desk.assessment
    for record in reversed(assessment.records):
        stamp = _stamp(record)
        if stamp is None or stamp.assessor == BY_A_PERSON:
            continue
        by_id = assessment.by_id
        speaker = by_id[record.reply].speaker if isinstance(record, Explanation) else record.speaker
        if speaker == context.participant:
            return bool(stamp.instead_of)
    return False


def _stamp(record: Record) -> Stamp | None:
    return record.stamp if isinstance(record, Reading | DocumentReading | Explanation) else None


def usage(context: Context, of: Reply | Attachment, work: str, calls: Sequence[ModelCall]) -> list[Usage]:
    """The record of what some work on a reply or a document took; none where it took nothing.

    Args:
        context: Of the turn.
        of: What it was done on account of.
        work: What it was.
        calls: What it took; work that was done again was paid for again, and gets a record of its own.
    """
    if not calls:
        return []
    before = sum(isinstance(r, Usage) and r.of == of.id for r in context.desk.assessment.records)
    identifier = record_id(context.desk.assessment.id, of.id, "usage", work, before)
    return [Usage(id=identifier, at=context.clock.now(), speaker=of.speaker, of=of.id, calls=tuple(calls))]
