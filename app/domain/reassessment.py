"""Assessing a pilot again: what still holds is carried over, and only the rest is asked.

The new assessment has one document, the earlier assessment, which lists what is carried over and who said it when.
The findings rest on it as on any document, with the day on which it was said and by whom, so that they grow old from
that day on, and their speakers can correct them.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.quotes import Quote
from app.domain.records import (
    INTERVIEWER,
    Attachment,
    Basis,
    DocumentReading,
    Finding,
    Grade,
    Profile,
    Record,
    Resolution,
    SetAside,
    Source,
    SourceKind,
    Stamp,
    Standing,
    Statement,
    Status,
    TextPlace,
    record_id,
)
from app.domain.standing import parts_of, said
from app.domain.wording import CHOICE

STAMP = Stamp(assessor=INTERVIEWER, version="1")
"""Who carries over: a program, which reads nothing."""


def outdated(assessment: Assessment, on: date) -> tuple[str, ...]:
    """The ids of the settled elements of which everything was said too long ago, in order.

    Args:
        assessment: As it stands.
        on: The day on which it is looked at.
    """
    return tuple(
        e.id
        for e in assessment.framework.elements
        if (s := assessment.standings[e.id]).settled
        and all(_age(statement, on) > _valid_days(assessment.framework, e.id) for statement in s.accepted)
    )


def to_ask_again(assessment: Assessment, on: date) -> tuple[str, ...]:
    """The ids of the elements to ask about, in order: those that do not hold, or may no more.

    That is what was refuted, for it is what was worked on since; what is open or in conflict; and what was said
    longer ago than it is valid.
    """
    old = set(outdated(assessment, on))
    return tuple(
        e.id
        for e in assessment.framework.elements
        if not ((s := assessment.standings[e.id]).status is Status.EVIDENCED or s.set_aside) or e.id in old
    )


def again(assessment: Assessment, new_id: str, opened_at: datetime) -> Assessment:
    """A new assessment of the same pilot in which all that still holds is settled already, and the plan goes on.

    Args:
        assessment: The earlier one.
        new_id: The id of the new one.
        opened_at: When it is opened, UTC.

    Raises:
        RecordRefused: A record cannot be carried over.
    """
    asking = set(to_ask_again(assessment, opened_at.date()))
    kept = [s for s in _carried(assessment) if not asking.issuperset(parts_of(assessment.framework, s))]
    new = Assessment(new_id, assessment.name, assessment.framework, opened_at)
    records: list[Record] = []
    if assessment.description:
        name = record_id(new_id, assessment.id, "profile")
        records.append(Profile(id=name, at=opened_at, speaker=INTERVIEWER, description=assessment.description))
    if kept:
        lines = [_line(assessment, s) for s in kept]
        document = _document(assessment, new_id, opened_at, lines)
        records += [document, _reading(document, new_id)]
        for statement, place, line in zip(kept, document.places, lines, strict=True):
            records += _copies(assessment.framework, statement, document, place, line, new_id, asking)
    for action in assessment.actions.values():
        if action.status in ("open", "doing"):
            records.append(action.model_copy(update={"id": record_id(new_id, action.id, "carried")}))
    return new.adding(records)


def _carried(assessment: Assessment) -> list[Statement]:
    """The accepted statements, each once, in order of time; what somebody avowed not to know is asked again."""
    accepted = {s.id: s for standing in assessment.standings.values() for s in standing.accepted}
    known = (s for s in accepted.values() if not (isinstance(s, Finding) and s.status is Status.UNKNOWN))
    return sorted(known, key=lambda s: (s.at, s.id))


def _line(assessment: Assessment, statement: Statement) -> str:
    """What is quoted of a statement in the new assessment: its own words, or what was done without any."""
    if isinstance(statement, Finding) and statement.quote and statement.quote.text.strip():
        return statement.quote.text
    labels = ", ".join(assessment.framework.element(e).label for e in parts_of(assessment.framework, statement))
    return f"{labels}: {CHOICE[said(statement)]}, set by hand."


def _document(assessment: Assessment, new_id: str, opened_at: datetime, lines: list[str]) -> Attachment:
    text, places = "", []
    for number, line in enumerate(lines, 1):
        places.append(TextPlace(start=len(text), end=len(text) + len(line), label=f"statement {number}"))
        text += f"{line}\n\n"
    day = max((r.at for r in assessment.records), default=assessment.opened_at)
    return Attachment(
        id=record_id(new_id, assessment.id, "attachment"),
        at=opened_at,
        speaker=INTERVIEWER,
        name=f"Earlier assessment of {day:%Y-%m-%d}",
        media_type="text/plain",
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        text=text,
        places=tuple(places),
    )


def _reading(document: Attachment, new_id: str) -> DocumentReading:
    name = record_id(new_id, document.id, "document_reading")
    return DocumentReading(id=name, at=document.at, speaker=INTERVIEWER, attachment=document.id, stamp=STAMP)


def _copies(
    framework: Framework,
    statement: Statement,
    document: Attachment,
    place: TextPlace,
    line: str,
    new_id: str,
    asking: set[str],
) -> list[Record]:
    """A statement as it stands in the new assessment: one record for each element that is not asked again."""
    made: list[Record] = []
    for element in parts_of(framework, statement):
        if element in asking:
            continue
        base = {
            "id": record_id(new_id, statement.id, "carried", element),
            "at": statement.at,
            "speaker": statement.speaker,
        }
        if isinstance(statement, SetAside):
            source = Source(kind=SourceKind.DOCUMENT, id=document.id)
            made.append(SetAside(**base, part=element, reason=statement.reason, source=source))
        elif isinstance(statement, Resolution):
            made.append(
                Resolution(
                    **base, element=element, choice=statement.choice, reason=statement.reason, dissent=statement.dissent
                )
            )
        elif isinstance(statement, Finding):
            by_hand = statement.source.kind in (SourceKind.CLICK, SourceKind.VOTE)
            made.append(
                Finding(
                    **base,
                    element=element,
                    status=statement.status,
                    source=Source(kind=SourceKind.DOCUMENT, id=document.id),
                    quote=Quote(text=line, start=place.start, end=place.end),
                    grade=Grade.ASSERTED if by_hand else statement.grade,
                    basis=Basis.TODAY if by_hand else statement.basis,
                    standing=Standing.ACCEPTED,
                    confidence=statement.confidence,
                    stamp=statement.stamp,
                )
            )
    return made


def _age(statement: Statement, on: date) -> int:
    return (on - statement.at.date()) // timedelta(days=1)


def _valid_days(framework: Framework, element: str) -> int:
    valid: int = getattr(framework.valid_for, framework.element(element).proof.value)
    return valid
