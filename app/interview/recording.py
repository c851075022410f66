"""Turns what somebody sent, and what an assessor made of it, into records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.assessment import Assessment
from app.domain.framework import Proof
from app.domain.quotes import locate
from app.domain.records import (
    Basis,
    Change,
    Choice,
    Finding,
    Grade,
    Intent,
    Purpose,
    Question,
    Reading,
    Record,
    Reply,
    Resolution,
    SetAside,
    Source,
    SourceKind,
    Stamp,
    Standing,
    Status,
    record_id,
)
from app.interview.context import Context
from app.interview.state import State
from app.ports import ElementReading

BY_HAND = Stamp(assessor="person", version="1")
"""The stamp of what nobody had to read."""

REVISING = frozenset({Purpose.CONFIRM, Purpose.RESOLVE, Purpose.SIGN_OFF, Purpose.CLOSING})
"""Where a text is about what was said before, so that it takes the place of it."""


@dataclass(frozen=True)
class Recording:
    """Makes the records that one reply leads to; equal input makes equal records.

    Attributes:
        question: What was replied to.
        at: The time that the records bear.
    """

    assessment: Assessment
    question: Question
    reply: Reply
    at: datetime

    @property
    def speaker(self) -> str:
        """Who replied."""
        return self.reply.speaker

    def _id(self, kind: str, element: str = "", ordinal: int = 0) -> str:
        return record_id(self.assessment.id, self.reply.id, kind, element, ordinal)

    def reading(
        self,
        intent: Intent,
        *,
        closes: bool,
        stamp: Stamp = BY_HAND,
        clear: bool = True,
        target: str | None = None,
        of: Reply | None = None,
    ) -> Reading:
        """What the reply, or an earlier one that it decides on (`of`), was taken for."""
        return Reading(
            id=self._id("reading", ordinal=1 if of else 0),
            at=self.at,
            speaker=self.speaker,
            reply=(of or self.reply).id,
            intent=intent,
            clear=clear,
            closes=closes,
            target=target,
            stamp=stamp,
        )

    def findings(
        self, readings: Iterable[ElementReading], stamp: Stamp, *, revises: bool, of: Reply | None = None
    ) -> list[Finding]:
        """What was read, as findings.

        A reading is left out if its quote does not stand in the reply, if its element is not in the
        framework, if it speaks of another system, or if it says nothing new. A plan, or what holds in the
        pilot alone where operation is asked for, is no evidence, whatever the assessor made of it.

        Args:
            readings: What the assessor read.
            stamp: Who read it.
            revises: Whether the reply is meant to correct what the speaker said before.
            of: The reply that was read, if it is not the one at hand.
        """
        text = (of or self.reply).text
        source = Source(kind=SourceKind.REPLY, id=(of or self.reply).id)
        findings = []
        for read in readings:
            if not self.assessment.framework.has_element(read.element) or read.status is Status.UNKNOWN:
                continue
            quote = locate(read.quote, text)
            status = self._judged(read)
            if quote is None or status is None or self._nothing_new(read, status, revises=revises):
                continue
            findings.append(
                Finding(
                    id=self._id("finding", read.element),
                    at=self.at,
                    speaker=self.speaker,
                    element=read.element,
                    status=status,
                    source=source,
                    quote=quote,
                    grade=read.grade if status is Status.EVIDENCED else Grade.ASSERTED,
                    basis=read.basis,
                    standing=Standing.PROPOSED if read.needs_confirmation else Standing.ACCEPTED,
                    confidence=read.confidence,
                    stamp=stamp,
                    revises=self._replaced(read.element, revises and not read.needs_confirmation),
                )
            )
        return findings

    def _judged(self, read: ElementReading) -> Status | None:
        """The status under the rules that need no reading; None for what is about another system."""
        if read.basis is Basis.OTHER_SYSTEM:
            return None
        operating = self.assessment.framework.element(read.element).proof is Proof.OPERATING
        if read.basis is Basis.PLANNED or (read.basis is Basis.PILOT and operating):
            return Status.REFUTED
        return read.status

    def _nothing_new(self, read: ElementReading, status: Status, *, revises: bool) -> bool:
        """Whether an element that was not asked for stands like this already, no worse backed.

        Nobody would be shown a proposal of what is accepted already, so there is none.
        """
        standing = self.assessment.standings[read.element]
        if read.needs_confirmation and standing.choices == {Choice(status)}:
            return True
        if revises or (read.element in self.question.elements and not standing.settled):
            return False
        return standing.choices == {Choice(status)} and not (
            read.grade is Grade.INSTANCE and standing.grade is Grade.ASSERTED
        )

    def _replaced(self, element: str, revises: bool) -> tuple[str, ...]:
        """The statements that a new one takes the place of: open proposals, and one's own words if it revises."""
        standing = self.assessment.standings[element]
        own = [s.id for s in standing.accepted if s.speaker == self.speaker] if revises else []
        return (*(p.id for p in standing.proposed if p.speaker == self.speaker), *own)

    def unknown(self, elements: Sequence[str], of: Reply | None = None) -> list[Finding]:
        """The speaker does not know."""
        reply = of or self.reply
        kind = SourceKind.CLICK if reply.click else SourceKind.REPLY
        return [self._by_hand(e, Status.UNKNOWN, Source(kind=kind, id=reply.id)) for e in elements]

    def _by_hand(self, element: str, status: Status, source: Source) -> Finding:
        otherwise = self.assessment.standings[element].choices != {Choice(status)}
        return Finding(
            id=self._id("finding", element),
            at=self.at,
            speaker=self.speaker,
            element=element,
            status=status,
            source=source,
            grade=Grade.ASSERTED,
            basis=Basis.TODAY,
            standing=Standing.ACCEPTED,
            confidence=1.0,
            stamp=BY_HAND,
            revises=self._replaced(element, revises=otherwise),  # words that say the same go on carrying it
        )

    def changes(self, changes: Iterable[Change]) -> tuple[list[Finding | SetAside], list[str]]:
        """Elements set by hand.

        Returns:
            The records, and a sentence for each change that was refused.
        """
        statements: list[Finding | SetAside] = []
        refused = []
        grown = self.assessment
        for change in {c.element: c for c in changes}.values():
            if not grown.framework.has_element(change.element):
                refused.append(f"There is no element {change.element!r} in this framework.")
                continue
            aside = change.choice is Choice.NOT_APPLICABLE
            if aside and (problem := grown.why_not_set_aside(change.element, change.reason)):
                refused.append(problem)
                continue
            statement = self._set(change)
            if statement:
                statements.append(statement)
                grown = grown.adding([statement])
        return statements, refused

    def _set(self, change: Change) -> Finding | SetAside | None:
        """The record of one change; None where everything stands like this already."""
        standing = self.assessment.standings[change.element]
        if standing.choices == {change.choice} and not standing.pending and not standing.in_conflict:
            return None
        click = Source(kind=SourceKind.CLICK, id=self.reply.id)
        if change.choice is Choice.NOT_APPLICABLE:
            return self.set_aside(change.element, change.reason, click)
        if change.choice is Choice.UNKNOWN and not standing.accepted and not standing.proposed:
            return None
        return self._by_hand(change.element, Status(change.choice), click)

    def set_aside(self, part: str, reason: str, source: Source) -> SetAside:
        """An element or a whole criterion does not apply."""
        elements = self.assessment.framework.elements_of(part)
        replaced = dict.fromkeys(i for e in elements for i in self._replaced(e.id, revises=True))
        return SetAside(
            id=self._id("set_aside", part),
            at=self.at,
            speaker=self.speaker,
            part=part,
            reason=reason.strip(),
            source=source,
            revises=tuple(replaced),
        )

    def confirmations(self, but: Iterable[str]) -> list[Finding]:
        """The proposals of the card at hand, accepted as they were shown, but for those on some elements."""
        left_out = set(but)
        shown = [r for i in self.question.about if isinstance(r := self.assessment.by_id[i], Finding)]
        live = {p.id for s in self.assessment.standings.values() for p in s.proposed}
        last = {p.element: p for p in shown if p.id in live and p.element not in left_out}
        return [
            proposal.model_copy(
                update={
                    "id": self._id("finding", proposal.element),
                    "at": self.at,
                    "speaker": self.speaker,
                    "standing": Standing.ACCEPTED,
                    "confirmed_by": self.reply.id,
                    "revises": tuple(dict.fromkeys((proposal.id, *self._replaced(proposal.element, revises=True)))),
                }
            )
            for proposal in last.values()
        ]

    def resolution(self, element: str, choice: Choice, reason: str) -> Resolution:
        """How a conflict was settled."""
        return Resolution(
            id=self._id("resolution", element),
            at=self.at,
            speaker=self.speaker,
            element=element,
            choice=choice,
            reason=reason,
            revises=self.question.about,
        )


def everything(*parts: Iterable[Record]) -> list[Record]:
    """The records of several parts in one list."""
    return [record for part in parts for record in part]


def at_hand(state: State, context: Context) -> Recording:
    """The reply at hand with its question, ready to be put on record."""
    assessment = context.desk.assessment
    reply = assessment.by_id[str(state["reply"])]
    assert isinstance(reply, Reply)
    return Recording(assessment, question_of(assessment, reply), reply, context.clock.now())


def question_of(assessment: Assessment, reply: Reply) -> Question:
    """The question that a reply was sent to."""
    question = assessment.by_id[reply.question]
    assert isinstance(question, Question)
    return question
