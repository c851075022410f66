"""Turns what somebody sent, and what an assessor made of it, into records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.admission import judged
from app.domain.assessment import Assessment
from app.domain.quotes import locate
from app.domain.records import (
    Basis,
    Change,
    Choice,
    Dismissal,
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
from app.domain.standing import from_document, said
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
            status = judged(self.assessment.framework, read.element, read.status, read.basis)
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

    def _replaced(self, element: str, revises: bool, *, by_hand: bool = False) -> tuple[str, ...]:
        """The statements that a new one takes the place of: open proposals, and one's own words if it revises.

        What a document says is nobody's own words. Its proposals give way where they were shown with the question
        at hand, so that none goes unseen; what was accepted of it, to what the same person sets by hand. Anything
        else that opposes it is a conflict.
        """
        standing = self.assessment.standings[element]
        accepted = (s for s in standing.accepted if by_hand or not from_document(s))
        own = [s.id for s in accepted if s.speaker == self.speaker] if revises else []
        open_ = (p for p in standing.proposed if p.id in self.question.about or not from_document(p))
        return (*(p.id for p in open_ if p.speaker == self.speaker), *own)

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
            revises=self._replaced(
                element, revises=otherwise, by_hand=True
            ),  # words that say the same go on carrying it
        )

    def changes(self, changes: Iterable[Change]) -> tuple[list[Record], list[str]]:
        """Elements set by hand.

        Returns:
            The records, and a sentence for each change that was refused.
        """
        statements: list[Record] = []
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
            made: list[Record] = self._reviewed(change) or [s for s in [self._set(change)] if s]
            statements += made
            grown = grown.adding(made)
        return statements, refused

    def _reviewed(self, change: Change) -> list[Record]:
        """What a change to a line that documents fill leads to; nothing for any other line.

        Of what they say, what agrees with the person is accepted with its quote and the rest is dropped. A
        line set to "not known" is dropped whole, and asked about in its turn.
        """
        shown = [p for p in self._shown() if p.element == change.element and from_document(p)]
        if not shown or change.choice is Choice.NOT_APPLICABLE:
            return []
        agreeing = [p for p in shown if Choice(p.status) is change.choice]
        opposing = tuple(p.id for p in shown if p not in agreeing)
        click = Source(kind=SourceKind.CLICK, id=self.reply.id)
        own = [s for s in self.assessment.standings[change.element].accepted if s.speaker == self.speaker]
        opposed = any(said(s) not in (change.choice, Choice.UNKNOWN) for s in own)
        if change.choice is Choice.UNKNOWN:
            return [self._dismissal(change.element, click, opposing)]
        if not agreeing or opposed:
            return [self._by_hand(change.element, Status(change.choice), click), *self._accepted(agreeing, ordinal=1)]
        dropped: list[Record] = [self._dismissal(change.element, click, opposing)] if opposing else []
        return [*dropped, *self._accepted(agreeing, ordinal=1)]

    def _dismissal(self, element: str, source: Source, dropped: tuple[str, ...]) -> Dismissal:
        return Dismissal(
            id=self._id("dismissal", element),
            at=self.at,
            speaker=self.speaker,
            element=element,
            source=source,
            revises=dropped,
        )

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
        replaced = dict.fromkeys(i for e in elements for i in self._replaced(e.id, revises=True, by_hand=True))
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
        shown = [p for p in self._shown() if p.element not in left_out]
        of_documents = [p for p in shown if from_document(p)]
        last = {p.element: p for p in shown if p not in of_documents}
        return [*self._accepted(last.values()), *self._accepted(of_documents)]

    def _shown(self) -> list[Finding]:
        """The proposals of the card at hand that still wait."""
        shown = [r for i in self.question.about if isinstance(r := self.assessment.by_id.get(i), Finding)]
        live = {p.id for s in self.assessment.standings.values() for p in s.proposed}
        return [p for p in shown if p.id in live]

    def _accepted(self, proposals: Iterable[Finding], *, ordinal: int = 0) -> list[Finding]:
        """Proposals as accepted; a document takes the place of nothing that somebody said.

        Args:
            proposals: On an element there are several where documents agree or oppose each other.
            ordinal: That of the first on an element.
        """
        counts = Counter[str]()
        accepted = []
        for proposal in proposals:
            element = proposal.element
            replaced = () if from_document(proposal) else self._replaced(element, revises=True)
            update = {
                "id": self._id("finding", element, ordinal + counts[element]),
                "at": self.at,
                "speaker": self.speaker,
                "standing": Standing.ACCEPTED,
                "confirmed_by": self.reply.id,
                "revises": tuple(dict.fromkeys((proposal.id, *replaced))),
            }
            accepted.append(proposal.model_copy(update=update))
            counts[element] += 1
        return accepted

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
