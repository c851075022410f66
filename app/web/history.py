"""The conversation as its records tell it, so that it looks on coming back as it looked when it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.cards import missing, rows
from app.domain.conversation import conversation
from app.domain.framework import Framework
from app.domain.records import (
    Attachment,
    Change,
    Click,
    DocumentReading,
    Explanation,
    Finding,
    Note,
    Purpose,
    Question,
    Record,
    Reply,
    SignOff,
    SourceKind,
    Standing,
)
from app.web import cards, documents
from app.web.addresses import bubble_id
from app.web.bubbles import Bubble, Card

AWAY = timedelta(minutes=20)
"""After so long, a person who comes back is told where things stand."""

NAME = "What is the pilot called?"
KEPT_AS_NOTE = "That question had been answered meanwhile; your words are kept as a note."

PRESSED = {
    "accept": "That's right",
    "reject": "No",
    "sign": "I sign this gate",
    "later": "Later",
    "continue": "Go on with the full interview",
    "dont_know": "Not sure",
    "not_applicable": "Does not apply",
    "skip": "Skip for now",
    "back": "Back",
    "status": "Where do we stand?",
    "export": "The documents, please",
    "pause": "That is all for today",
    "why": "Why does this matter?",
    "example": "What would count as evidence?",
}
"""What a person says with each button."""


def history(
    assessment: Assessment, participant: str, *, now: datetime | None = None, answering: bool = True
) -> list[Bubble]:
    """All of the conversation with one participant.

    Args:
        assessment: As it stands.
        participant: Whose conversation it is.
        now: The present moment, where somebody comes back and is told where things stand; else None.
        answering: Whether the question that is open waits for an answer here; else it is only looked at.
    """
    bubbles = _Told(assessment, participant, answering=answering).bubbles()
    last = max((r.at for r in assessment.records), default=assessment.opened_at)
    if now is not None and now - last > AWAY and conversation(assessment, participant).replies:
        recap = Bubble(bubble_id(assessment.id, "recap"), now, card=cards.recap_card(assessment, participant))
        bubbles.insert(_before_open(assessment, participant, bubbles), recap)
    return bubbles


def _before_open(assessment: Assessment, participant: str, bubbles: list[Bubble]) -> int:
    """The place of the question that is open: what is told on coming back stands before it."""
    waiting = conversation(assessment, participant).open_question
    ids = [b.id for b in bubbles]
    return ids.index(bubble_id(waiting.id)) if waiting and bubble_id(waiting.id) in ids else len(bubbles)


def beginning(assessment: Assessment, participant: str) -> list[Bubble]:
    """How it began: the pilot was given its name."""
    asked = Bubble(bubble_id(assessment.id, "name?"), assessment.opened_at, card=cards.question_of_name(NAME))
    return [asked, Bubble(bubble_id(assessment.id, "name"), assessment.opened_at, participant, assessment.pilot)]


class _Told:
    """Goes through the records once, and tells of each what it showed."""

    def __init__(self, assessment: Assessment, participant: str, *, answering: bool) -> None:
        self._assessment = assessment
        self._participant = participant
        talk = conversation(assessment, participant)
        self._questions = {q.id for q in talk.questions}
        self._replies = {r.id for r in talk.replies}
        self._open = talk.open_question if answering else None
        self._gates: set[str] = set()

    def bubbles(self) -> list[Bubble]:
        told = {b.id: b for b in beginning(self._assessment, self._participant)}
        for place, record in enumerate(self._assessment.records):
            if self._shows(record):
                if isinstance(record, Reply):
                    _to_the_end(told, record.question)
                # Everything up to the record itself: a card shows what followed from the reply before it.
                grown = replace(self._assessment, records=self._assessment.records[: place + 1])
                told |= {b.id: b for b in self._of(record, grown)}
        if self._open:
            _to_the_end(told, self._open.id)
        return list(told.values())

    def _shows(self, record: Record) -> bool:
        match record:
            case Question():
                return record.id in self._questions
            case Reply():
                return record.id in self._replies
            case Explanation():
                return record.reply in self._replies
            case Finding():
                return record.standing is Standing.ACCEPTED and self._taken_in(record)
            case SignOff() | Note() | Attachment() | DocumentReading():
                return record.speaker == self._participant
        return False

    def _taken_in(self, finding: Finding) -> bool:
        """Whether it was accepted with no card: as it was read, or set by hand in the checklist."""
        source = self._assessment.by_id.get(finding.source.id)
        if finding.confirmed_by or not isinstance(source, Reply) or source.id not in self._replies:
            return False
        by_hand = finding.source.kind is SourceKind.CLICK
        return not by_hand or bool(source.click and source.click.action == "set")

    def _of(self, record: Record, grown: Assessment) -> Iterator[Bubble]:
        match record:
            case Question():
                yield from self._question(record, grown)
            case Reply():
                yield said_by(record, grown)
                if record.click and record.click.action == "status":
                    yield Bubble(bubble_id(record.id, "status"), record.at, card=cards.status_card(grown))
                if record.click and record.click.action == "export":
                    yield Bubble(bubble_id(record.id, "documents"), record.at, card=cards.documents_card(grown))
            case Finding():
                yield from self._noted(record, grown)
            case Explanation():
                yield explained(grown, record)
            case SignOff():
                card = cards.signed_card(grown, grown.framework.gate(record.gate))
                yield Bubble(bubble_id(record.id, "signed"), record.at, card=card)
            case Attachment():
                yield from given(record)
            case DocumentReading():
                yield _document_read(record, grown)
            case Note():
                yield Bubble(bubble_id(record.id), record.at, record.speaker, record.text)
                yield Bubble(bubble_id(record.id, "kept"), record.at, card=cards.notice_card(KEPT_AS_NOTE))

    def _question(self, question: Question, grown: Assessment) -> Iterator[Bubble]:
        gate = question.gate
        if gate and question.purpose in (Purpose.LEAD, Purpose.PROBE) and gate not in self._gates:
            self._gates.add(gate)
            yield gate_opened(question.at, grown, gate)
        live = self._open is not None and self._open.id == question.id
        yield asked(self._assessment if live else grown, question, live=live)

    def _noted(self, finding: Finding, grown: Assessment) -> Iterator[Bubble]:
        """All that one reply led to, in one card, where the last of it stands."""
        beside = [r for r in self._assessment.records if isinstance(r, Finding) and r.source.id == finding.source.id]
        beside = [r for r in beside if r.standing is Standing.ACCEPTED and not r.confirmed_by]
        if beside[-1].id == finding.id:
            shown = rows(grown, [r.element for r in beside])
            yield Bubble(bubble_id(finding.source.id, "noted"), finding.at, card=cards.noted_card(shown))


def given(attachment: Attachment) -> Iterator[Bubble]:
    """A document as somebody brought it, after what they wrote with it."""
    at, speaker = attachment.at, attachment.speaker
    if attachment.covering:
        yield Bubble(bubble_id(attachment.id, "covering"), at, speaker, attachment.covering)
    yield Bubble(bubble_id(attachment.id), at, speaker, documents.GIVEN.format(attachment.name))


def _document_read(reading: DocumentReading, assessment: Assessment) -> Bubble:
    attachment = assessment.by_id[reading.attachment]
    assert isinstance(attachment, Attachment)
    findings = (r for r in assessment.records if isinstance(r, Finding) and r.source.id == attachment.id)
    proposals = len({f.element for f in findings})
    card = documents.read_card(attachment.name, proposals, attachment.notes)
    return Bubble(bubble_id(attachment.id, "read"), reading.at, card=card)


def _to_the_end(told: dict[str, Bubble], question: str) -> None:
    """A question that waits stands below whatever else was said meanwhile."""
    bubble = told.pop(bubble_id(question), None)
    if bubble:
        told[bubble.id] = bubble


def asked(assessment: Assessment, question: Question, *, live: bool) -> Bubble:
    """A question."""
    return Bubble(bubble_id(question.id), question.at, card=cards.question_card(assessment, question, live=live))


def gate_opened(at: datetime, assessment: Assessment, gate: str) -> Bubble:
    """A gate begins."""
    return Bubble(bubble_id(assessment.id, gate, "opened"), at, card=cards.gate_card(assessment.framework.gate(gate)))


def explained(assessment: Assessment, said: Explanation) -> Bubble:
    """What the interviewer explained or answered."""
    what = (said.of, said.criterion) if said.of == "gap" and said.criterion else (said.of,)
    if said.of == "gap" and said.criterion:
        criterion = assessment.framework.criterion(said.criterion)
        rating, lacking = assessment.now.rating(criterion.id), rows(assessment, missing(assessment, criterion))
        card: Card = cards.gap_card(criterion, rating, lacking, said.text, said.cites)
    else:
        card = cards.answer_card(said.text, said.cites)
    return Bubble(bubble_id(said.reply, *what), said.at, card=card)


def said_by(reply: Reply, assessment: Assessment) -> Bubble:
    """What a person sent, in words: their own, or those on the buttons that they pressed."""
    text = reply.text.strip()
    if reply.click:
        pressed = _pressed(reply.click, assessment, reply.question)
        text = f"{pressed}: {text}" if text else pressed
    return Bubble(bubble_id(reply.id), reply.at, reply.speaker, text)


def _pressed(click: Click, assessment: Assessment, question_id: str) -> str:
    """What a person says with a click on a question."""
    framework, question = assessment.framework, assessment.by_id.get(question_id)
    changes = "; ".join(_change(c, framework) for c in click.changes)
    settles = isinstance(question, Question) and question.purpose is Purpose.RESOLVE
    if changes and (click.action in ("set", "change") or settles):
        return changes
    if click.action == "skip" and click.target in {g.id for g in framework.gates}:
        return f"To the {framework.gate(click.target).title} gate"
    words = PRESSED.get(click.action, click.action)
    return f"{words}; {changes}" if changes else words


def _change(change: Change, framework: Framework) -> str:
    label = framework.element(change.element).label if framework.has_element(change.element) else change.element
    reason = f" ({change.reason})" if change.reason else ""
    return f"“{label}” {wording.CHOICE[change.choice]}{reason}"
