"""The kinds of record. Records are facts: they are added, never changed, and everything else is derived.

To add a kind: write its class here, put it into `Record`, and say in `admission.admit` what it must
satisfy. Storage, export and import carry it from then on.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    model_serializer,
)

from app.domain.quotes import Quote

INTERVIEWER = "gatewise"
"""The speaker of what the interviewer itself puts on record."""


class Status(StrEnum):
    """What is known of an element."""

    EVIDENCED = "evidenced"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class Choice(StrEnum):
    """What a person can say of an element with a click."""

    EVIDENCED = "evidenced"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Grade(StrEnum):
    """How well an evidenced element is backed: by an instance, or only claimed."""

    INSTANCE = "instance"
    ASSERTED = "asserted"


class Basis(StrEnum):
    """What a statement rests on."""

    TODAY = "today"
    PLANNED = "planned"
    PILOT = "pilot"
    OTHER_SYSTEM = "other_system"
    HEARSAY = "hearsay"


class Standing(StrEnum):
    """Whether a finding counts, or waits for a person to confirm it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"


class Intent(StrEnum):
    """What a person wants with a reply."""

    ANSWER = "answer"
    ASK = "ask"
    REVISE = "revise"
    BACK = "back"
    SKIP = "skip"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    STATUS = "status"
    EXPORT = "export"
    PAUSE = "pause"


class Purpose(StrEnum):
    """Why the interviewer asks something."""

    OPENING = "opening"
    LEAD = "lead"
    PROBE = "probe"
    SCREEN = "screen"
    CONFIRM = "confirm"
    CLARIFY = "clarify"
    RESOLVE = "resolve"
    SIGN_OFF = "sign_off"
    CLOSING = "closing"


class Track(StrEnum):
    """Which interview is under way."""

    SCREEN = "screen"
    FULL = "full"


class SourceKind(StrEnum):
    """Where a finding comes from."""

    REPLY = "reply"
    DOCUMENT = "document"
    CLICK = "click"
    VOTE = "vote"


class Part(BaseModel):
    """Something that a record is made of; frozen and closed like the records themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Change(Part):
    """One element as a person set it by hand; `reason` is needed where it does not apply."""

    element: str
    choice: Choice
    reason: str = ""


class Click(Part):
    """What a button sent.

    Attributes:
        action: `accept` and `reject` answer a card; `sign`, `later` and `change` a sign-off; `continue`
            leads from the quick screen to the full interview; `set` sets elements by hand, whatever is asked;
            the rest are intents.
        changes: The elements that the person set, if any.
        target: A gate, where the action leads to one.
    """

    action: Literal[
        "accept", "reject", "sign", "later", "change", "continue", "set",
        "dont_know", "not_applicable", "skip", "back", "status", "export", "pause", "why", "example",
    ]  # fmt: skip
    changes: tuple[Change, ...] = ()
    target: str | None = None


class Source(Part):
    """What a finding rests on: the id of a reply or of an attachment."""

    kind: SourceKind
    id: str


class Stamp(Part):
    """Who read or wrote: an assessor, its version, its model, and the prompt if there was one.

    Attributes:
        prompt: The prompt's id.
        prompt_version: Its version, as its file says.
        prompt_hash: The first digits of the SHA-256 of its file.
        instead_of: The assessor that should have done it and could not.
    """

    assessor: str
    version: str
    model: str = ""
    prompt: str = ""
    prompt_version: str = ""
    prompt_hash: str = ""
    instead_of: str = ""

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the keys that came later and say nothing: exports of before hash the same."""
        content: dict[str, Any] = handler(self)
        later = ("prompt_version", "prompt_hash", "instead_of")
        return {key: value for key, value in content.items() if value or key not in later}


class RecordBase(Part):
    """What every record has.

    Attributes:
        id: A hash of where it comes from (see `record_id`), so that the same event writes once.
        at: When it was made, UTC.
        speaker: The participant whose doing it is; `gatewise` for the interviewer's own.
    """

    id: str
    at: AwareDatetime
    speaker: str


class Profile(RecordBase):
    """What the pilot is, and which interview is under way; the latest of each counts."""

    kind: Literal["profile"] = "profile"
    description: str | None = None
    track: Track | None = None


class Naming(RecordBase):
    """What the pilot is called from now on."""

    kind: Literal["naming"] = "naming"
    pilot: str = Field(min_length=1, max_length=200)


class Question(RecordBase):
    """Something that the interviewer asked.

    Attributes:
        elements: The elements that it asks for, all open when it was posed; of a card, those it shows.
        about: Ids of the records that it is about: proposals, statements in conflict, a reply; of a
            sign-off, the digest of the gate as it was shown.
    """

    kind: Literal["question"] = "question"
    purpose: Purpose
    text: str
    participant: str
    gate: str | None = None
    criterion: str | None = None
    elements: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


class Reply(RecordBase):
    """What somebody sent, kept before anything reads it: their words, or a click, or both."""

    kind: Literal["reply"] = "reply"
    question: str
    text: str = ""
    click: Click | None = None


class Reading(RecordBase):
    """What the interview took a reply for.

    Attributes:
        clear: False where the intent was not sure and the person is asked about it.
        closes: Whether the question that was replied to is answered by this.
        target: The criterion or gate that the person wants to go to, if any.
    """

    kind: Literal["reading"] = "reading"
    reply: str
    intent: Intent
    clear: bool = True
    closes: bool
    target: str | None = None
    stamp: Stamp


class Statement(RecordBase):
    """A record that says something of elements; `revises` names the earlier ones that it takes the place of."""

    revises: tuple[str, ...] = ()


class Finding(Statement):
    """An element is evidenced, refuted or unknown, by these words of this source.

    Attributes:
        confirmed_by: The click by which a person confirmed a proposal, where one did.
    """

    kind: Literal["finding"] = "finding"
    element: str
    status: Status
    source: Source
    quote: Quote | None = None
    grade: Grade
    basis: Basis
    standing: Standing
    confidence: float = Field(ge=0.0, le=1.0)
    stamp: Stamp
    confirmed_by: str | None = None


class SetAside(Statement):
    """An element or a criterion does not apply, and why."""

    kind: Literal["set_aside"] = "set_aside"
    part: str
    reason: str = Field(min_length=1)
    source: Source


class Resolution(Statement):
    """How statements that disagree were settled, by whom (the speaker), and who dissents."""

    kind: Literal["resolution"] = "resolution"
    element: str
    choice: Choice
    reason: str = ""
    dissent: tuple[str, ...] = ()


class Dismissal(Statement):
    """A person dropped what a document was read to say (`revises`): it says nothing of the element now.

    The element is as open as it was before; what has been accepted of it stays.
    """

    kind: Literal["dismissal"] = "dismissal"
    element: str
    source: Source


class Cited(Part):
    """Guidance that was cited: the id of the piece, and its title and source as they were then."""

    piece: str
    title: str
    source: str


class Explanation(RecordBase):
    """What the interviewer explained or answered, in the words in which it was said.

    Attributes:
        reply: The reply that led to it.
        of: Whether it explains a gap, or answers a person's question.
        criterion: What it is on, if it is on a criterion.
        stamp: Who wrote it, where that is told.
    """

    kind: Literal["explanation"] = "explanation"
    reply: str
    of: Literal["gap", "answer"]
    criterion: str | None = None
    text: str
    cites: tuple[Cited, ...] = ()
    stamp: Stamp | None = None

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without a stamp where there is none: exports of before there were any hash the same."""
        content: dict[str, Any] = handler(self)
        return {key: value for key, value in content.items() if value or key != "stamp"}


class SignOff(RecordBase):
    """A gate as a person confirmed it; holds for as long as the gate's digest is this one."""

    kind: Literal["sign_off"] = "sign_off"
    gate: str
    digest: str


class Action(RecordBase):
    """Who closes a gap, until when; the latest for a criterion counts."""

    kind: Literal["action"] = "action"
    criterion: str
    owner: str = ""
    due: date | None = None
    status: Literal["open", "doing", "done", "dropped"] = "open"
    note: str = ""


class Note(RecordBase):
    """A remark, on a part of the framework or on the whole."""

    kind: Literal["note"] = "note"
    text: str
    part: str | None = None


class Park(RecordBase):
    """A question put aside for later, with a remark."""

    kind: Literal["park"] = "park"
    part: str
    text: str = ""


class TextPlace(Part):
    """A stretch of a document's text, and what a person calls it: `page 3`, `section "Rollback"`.

    Attributes:
        start: Offset of its first character, in code points.
        end: Offset after its last one.
    """

    start: int
    end: int
    label: str


class Attachment(RecordBase):
    """A document that findings rest on: its text, so that every quote can be checked.

    Attributes:
        places: In the order of the text, without overlaps; white space may stand between them.
        notes: A sentence each on what was left out of the document and what was done to read it.
        covering: What the person wrote with it.
    """

    kind: Literal["attachment"] = "attachment"
    name: str
    media_type: str
    sha256: str
    text: str
    places: tuple[TextPlace, ...] = ()
    notes: tuple[str, ...] = ()
    covering: str = ""

    def place(self, offset: int) -> str:
        """What the place of a character is called; "" where it has no name."""
        at = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[at].label if at >= 0 and offset < self.places[at].end else ""

    @model_serializer(mode="wrap")
    def _as_ever(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the keys that say nothing: exports of before there were places hash the same."""
        content: dict[str, Any] = handler(self)
        return {key: value for key, value in content.items() if value or key not in ("places", "notes", "covering")}


class DocumentReading(RecordBase):
    """An assessor has read a document; what it found are the findings that rest on the attachment."""

    kind: Literal["document_reading"] = "document_reading"
    attachment: str
    stamp: Stamp


class ModelCall(Part):
    """What one piece of work at a model's service took, in tokens; a second try is counted in.

    Attributes:
        prompt: The id of the prompt.
        requests: How many requests were answered, and so paid for.
        input: Tokens that were neither read from the cache nor written to it.
        output: Tokens of the answer.
        cache_written: Tokens that were written to the cache.
        cache_read: Tokens that were read from it.
        nanodollars: The price, in billionths of a US dollar; None where the model's prices are not known.
    """

    model: str
    prompt: str
    requests: int = Field(ge=0)
    input: int = Field(ge=0)
    output: int = Field(ge=0)
    cache_written: int = Field(ge=0)
    cache_read: int = Field(ge=0)
    nanodollars: int | None = Field(default=None, ge=0)


class Usage(RecordBase):
    """What was used of a model's service on account of a reply or a document, whether or not it helped.

    Attributes:
        of: The id of the reply or the attachment.
    """

    kind: Literal["usage"] = "usage"
    of: str
    calls: tuple[ModelCall, ...] = Field(min_length=1)


Record = Annotated[
    Profile
    | Naming
    | Question
    | Reply
    | Reading
    | Finding
    | SetAside
    | Resolution
    | Dismissal
    | Explanation
    | SignOff
    | Action
    | Note
    | Park
    | Attachment
    | DocumentReading
    | Usage,
    Field(discriminator="kind"),
]
RECORD: TypeAdapter[Record] = TypeAdapter(Record)
"""Parses one record from JSON or a dict."""


def record_id(assessment: str, event: str, kind: str, element: str = "", ordinal: int = 0) -> str:
    """The id of a record: the same event gives the same id, so what runs twice writes once.

    Args:
        assessment: The assessment's id.
        event: What caused the record: the client's event id, or the id of the record that led to it.
        kind: The record's kind.
        element: The element that it is about, if one.
        ordinal: Counts where one event makes several of a kind for one element.
    """
    key = "\x1f".join((assessment, event, kind, element, str(ordinal)))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
