"""Builds assessments record by record, each with an id of its own and a minute later than the one before.

    build = Build()
    build.says("fit.purpose.stated", Status.EVIDENCED, "We wrote it down in March.")
    build.sign_off("fit")
    build.assessment

Every method adds one record through `Assessment.adding`, so what is built is valid, and returns it;
`says`, `clicks` and `meets` add the whole exchange that leads to their findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Literal, TypeVar

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.quotes import Quote
from app.domain.records import (
    INTERVIEWER,
    Action,
    Attachment,
    Basis,
    Choice,
    Cited,
    Click,
    Dismissal,
    DocumentReading,
    Explanation,
    Finding,
    Grade,
    Intent,
    ModelCall,
    Naming,
    Note,
    Park,
    Profile,
    Purpose,
    Question,
    Reading,
    Record,
    Reply,
    Resolution,
    SetAside,
    SignOff,
    Source,
    SourceKind,
    Stamp,
    Standing,
    Status,
    TextPlace,
    Track,
    Usage,
    record_id,
)
from tests.frameworks import small_framework

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READER = Stamp(assessor="local", version="7", model="reader.onnx")
ADA = "ada"
"""Who speaks where a test does not say who."""

R = TypeVar("R", bound=Record)


class Build:
    """An assessment under construction; `assessment` is what it has come to so far."""

    def __init__(
        self,
        framework: Framework | None = None,
        *,
        id: str = "0123456789abcdef",
        pilot: str = "Invoice reader",
        opened_at: datetime = OPENED,
        stamp: Stamp = READER,
    ) -> None:
        self.assessment = Assessment(id, pilot, framework or small_framework(), opened_at)
        self.stamp = stamp
        self._made = 0

    @classmethod
    def on(cls, assessment: Assessment) -> Build:
        """Goes on from an assessment that was built before."""
        build = cls(assessment.framework, id=assessment.id, pilot=assessment.pilot, opened_at=assessment.opened_at)
        build.assessment = assessment
        last = max((r.at for r in assessment.records), default=assessment.opened_at)
        build._made = (last - assessment.opened_at) // timedelta(minutes=1)
        return build

    # --- one record each ---------------------------------------------------------------------------

    def profile(self, description: str | None = None, track: Track | None = None, *, speaker: str = ADA) -> Profile:
        return self._add(Profile(**self._base("profile", speaker), description=description, track=track))

    def question(
        self,
        purpose: Purpose = Purpose.LEAD,
        elements: Sequence[str] = (),
        *,
        text: str | None = None,
        participant: str = ADA,
        gate: str | None = None,
        criterion: str | None = None,
        about: Sequence[str] = (),
    ) -> Question:
        """Gate and criterion are those of the first element where they are not given and the purpose has them."""
        framework = self.assessment.framework
        if elements and purpose not in (Purpose.SCREEN, Purpose.SIGN_OFF):
            criterion = criterion or framework.criterion_of(elements[0]).id
        if elements and purpose is not Purpose.SCREEN:
            gate = gate or framework.gate_of(elements[0]).id
        return self._add(
            Question(
                **self._base("question", INTERVIEWER),
                purpose=purpose,
                text=f"Question {self._made}?" if text is None else text,
                participant=participant,
                gate=gate,
                criterion=criterion,
                elements=tuple(elements),
                about=tuple(about),
            )
        )

    def usage(self, of: Reply | Attachment, *calls: ModelCall) -> Usage:
        """Without calls, what one reading takes."""
        one = ModelCall(
            model="claude-haiku-5-5", prompt="read_reply", requests=1, input=120, output=60, cache_written=0,
            cache_read=4_600, nanodollars=88_000,
        )  # fmt: skip
        return self._add(Usage(**self._base("usage", of.speaker), of=of.id, calls=calls or (one,)))

    def reply(
        self, question: Question | str, text: str = "", *, click: Click | None = None, speaker: str = ADA
    ) -> Reply:
        asked = question if isinstance(question, str) else question.id
        return self._add(Reply(**self._base("reply", speaker), question=asked, text=text, click=click))

    def reading(
        self,
        reply: Reply | str,
        intent: Intent = Intent.ANSWER,
        *,
        closes: bool = True,
        clear: bool = True,
        target: str | None = None,
    ) -> Reading:
        read = reply if isinstance(reply, str) else reply.id
        return self._add(
            Reading(
                **self._base("reading", INTERVIEWER),
                reply=read,
                intent=intent,
                clear=clear,
                closes=closes,
                target=target,
                stamp=self.stamp,
            )
        )

    def finding(
        self,
        element: str,
        status: Status,
        source: Reply | Attachment,
        *,
        quote: str | None = None,
        kind: SourceKind | None = None,
        grade: Grade | None = None,
        basis: Basis = Basis.TODAY,
        standing: Standing = Standing.ACCEPTED,
        confidence: float = 0.9,
        speaker: str | None = None,
        revises: Sequence[str] = (),
        confirmed_by: str | None = None,
    ) -> Finding:
        """From a text, the quote is the whole of it where none is given; a click or a vote has none.

        The grade is `instance` from a text and `asserted` from a click or a vote where it is not given.
        """
        if kind is None:
            is_click = isinstance(source, Reply) and source.click is not None and not source.text
            kind = SourceKind.DOCUMENT if isinstance(source, Attachment) else SourceKind.REPLY
            kind = SourceKind.CLICK if is_click else kind
        from_text = kind in (SourceKind.REPLY, SourceKind.DOCUMENT)
        words = None
        if from_text and source.text.strip():
            quote = source.text if quote is None else quote
            start = source.text.index(quote)
            words = Quote(text=quote, start=start, end=start + len(quote))
        return self._add(
            Finding(
                **self._base("finding", speaker or source.speaker, element),
                element=element,
                status=status,
                source=Source(kind=kind, id=source.id),
                quote=words,
                grade=grade or (Grade.INSTANCE if from_text else Grade.ASSERTED),
                basis=basis,
                standing=standing,
                confidence=confidence,
                stamp=self.stamp,
                revises=tuple(revises),
                confirmed_by=confirmed_by,
            )
        )

    def set_aside(
        self, part: str, reason: str, *, source: Reply | None = None, speaker: str = ADA, revises: Sequence[str] = ()
    ) -> SetAside:
        said = source or self.reply(self.question(Purpose.LEAD, (self._first(part),)), reason, speaker=speaker)
        return self._add(
            SetAside(
                **self._base("set_aside", speaker, part),
                part=part,
                reason=reason,
                source=Source(kind=SourceKind.REPLY, id=said.id),
                revises=tuple(revises),
            )
        )

    def resolution(
        self,
        element: str,
        choice: Choice,
        *,
        reason: str = "",
        dissent: Sequence[str] = (),
        speaker: str = ADA,
        revises: Sequence[str] | None = None,
    ) -> Resolution:
        """Settles whatever is accepted of the element, unless `revises` names less."""
        if revises is None:
            revises = [s.id for s in self.assessment.standings[element].accepted]
        return self._add(
            Resolution(
                **self._base("resolution", speaker, element),
                element=element,
                choice=choice,
                reason=reason,
                dissent=tuple(dissent),
                revises=tuple(revises),
            )
        )

    def explanation(
        self, text: str, *, criterion: str | None = None, of: Literal["gap", "answer"] = "gap"
    ) -> Explanation:
        """What was explained after the last reply."""
        reply = next(r.id for r in reversed(self.assessment.records) if isinstance(r, Reply))
        cites = (Cited(piece="watching", title="Watching", source="Somebody, 2026"),)
        base = self._base("explanation", INTERVIEWER, criterion or "")
        return self._add(Explanation(**base, reply=reply, of=of, criterion=criterion, text=text, cites=cites))

    def naming(self, pilot: str, *, speaker: str = ADA) -> Naming:
        return self._add(Naming(**self._base("naming", speaker), pilot=pilot))

    def sign_off(self, gate: str, *, speaker: str = ADA) -> SignOff:
        return self._add(SignOff(**self._base("sign_off", speaker), gate=gate, digest=self.assessment.digest(gate)))

    def action(
        self,
        criterion: str,
        *,
        owner: str = "",
        due: date | None = None,
        status: Literal["open", "doing", "done", "dropped"] = "open",
        note: str = "",
        speaker: str = ADA,
    ) -> Action:
        base = self._base("action", speaker, criterion)
        return self._add(Action(**base, criterion=criterion, owner=owner, due=due, status=status, note=note))

    def note(self, text: str, part: str | None = None, *, speaker: str = ADA) -> Note:
        return self._add(Note(**self._base("note", speaker), text=text, part=part))

    def park(self, part: str, text: str = "", *, speaker: str = ADA) -> Park:
        return self._add(Park(**self._base("park", speaker), part=part, text=text))

    def attachment(
        self,
        text: str,
        name: str = "charter.pdf",
        media_type: str = "application/pdf",
        *,
        speaker: str = ADA,
        places: Sequence[TextPlace] = (),
    ) -> Attachment:
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        base = self._base("attachment", speaker)
        return self._add(
            Attachment(**base, name=name, media_type=media_type, sha256=digest, text=text, places=tuple(places))
        )

    def document_reading(self, attachment: Attachment) -> DocumentReading:
        base = self._base("document_reading", attachment.speaker)
        return self._add(DocumentReading(**base, attachment=attachment.id, stamp=self.stamp))

    def dismissal(self, element: str, reply: Reply, revises: Sequence[str], *, speaker: str = ADA) -> Dismissal:
        source = Source(kind=SourceKind.CLICK, id=reply.id)
        base = self._base("dismissal", speaker, element)
        return self._add(Dismissal(**base, element=element, source=source, revises=tuple(revises)))

    # --- whole exchanges ---------------------------------------------------------------------------

    def says(
        self,
        element: str,
        status: Status,
        text: str,
        *,
        quote: str | None = None,
        purpose: Purpose = Purpose.LEAD,
        speaker: str = ADA,
        grade: Grade | None = None,
        basis: Basis = Basis.TODAY,
        standing: Standing = Standing.ACCEPTED,
        confidence: float = 0.9,
        revises: Sequence[str] = (),
    ) -> Finding:
        """Asked for an element, somebody says something that is read as a finding on it."""
        reply = self.reply(self.question(purpose, (element,), participant=speaker), text, speaker=speaker)
        self.reading(reply, Intent.REVISE if revises else Intent.ANSWER)
        return self.finding(
            element,
            status,
            reply,
            quote=quote,
            grade=grade,
            basis=basis,
            standing=standing,
            confidence=confidence,
            revises=revises,
        )

    def clicks(self, element: str, status: Status, *, speaker: str = ADA, revises: Sequence[str] = ()) -> Finding:
        """Somebody sets an element on a card, without a word."""
        card = self.question(Purpose.CONFIRM, (element,), participant=speaker)
        reply = self.reply(card, click=Click(action="accept"), speaker=speaker)
        self.reading(reply)
        return self.finding(element, status, reply, confidence=1.0, revises=revises)

    def meets(self, *parts: str, grade: Grade = Grade.INSTANCE, speaker: str = ADA) -> tuple[Finding, ...]:
        """Evidences every element of the parts (all, if none is named), one after the other."""
        framework = self.assessment.framework
        elements = [e for p in parts for e in framework.elements_of(p)] if parts else list(framework.elements)
        return tuple(
            self.says(
                e.id, Status.EVIDENCED, f"{e.label}: in place since May, see ticket 12.", grade=grade, speaker=speaker
            )
            for e in elements
        )

    def sign_all(self, *, speaker: str = ADA) -> tuple[SignOff, ...]:
        """Signs every gate as it stands."""
        return tuple(self.sign_off(g.id, speaker=speaker) for g in self.assessment.framework.gates)

    # -----------------------------------------------------------------------------------------------

    def _base(self, kind: str, speaker: str, element: str = "") -> dict[str, object]:
        self._made += 1
        name = record_id(self.assessment.id, f"event-{self._made}", kind, element)
        at = self.assessment.opened_at + timedelta(minutes=self._made)
        return {"id": name, "at": at, "speaker": speaker}

    def _first(self, part: str) -> str:
        return self.assessment.framework.elements_of(part)[0].id

    def _add(self, record: R) -> R:
        self.assessment = self.assessment.adding([record])
        return record
