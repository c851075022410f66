"""The seams: what the interview needs from outside, as Protocols in domain types only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

from app.domain.assessment import Assessment
from app.domain.brand import DEFAULT, Brand
from app.domain.framework import Criterion, Framework
from app.domain.records import Basis, Grade, Intent, ModelCall, Purpose, Record, Stamp, Status, TextPlace
from app.domain.report import Report

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# --- time ---------------------------------------------------------------------------------------------


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, UTC, with its zone."""
        ...


# --- knowledge ----------------------------------------------------------------------------------------


class PieceKind(StrEnum):
    """What a guidance piece is for; a policy is what an organisation itself asks, in a document of its own."""

    WHY = "why"
    FIX = "fix"
    EXAMPLE = "example"
    BENCHMARK = "benchmark"
    DEFINITION = "definition"
    POLICY = "policy"


@dataclass(frozen=True)
class Piece:
    """A short text of guidance.

    Attributes:
        source: Who says so, in words fit for a citation: publisher and year, and who they took it from.
        platforms: Names of the platforms that it is about; none where it is for every pilot.
        workspace: Whose own guidance it is; None where it is for everybody.
    """

    id: str
    title: str
    kind: PieceKind
    criteria: tuple[str, ...]
    elements: tuple[str, ...]
    source: str
    text: str
    platforms: tuple[str, ...] = ()
    workspace: str | None = None


@dataclass(frozen=True)
class Found:
    """A piece that a search found; the higher the score the better, comparable within one search only."""

    piece: Piece
    score: float


SearchMode = Literal["hybrid", "dense", "lexical"]


class Knowledge(Protocol):
    """The guidance for everybody and that of one workspace; of another's it knows nothing."""

    def for_criterion(
        self,
        criterion: str,
        elements: Sequence[str] = (),
        *,
        description: str | None = None,
    ) -> tuple[Piece, ...]:
        """The pieces that serve a criterion.

        Those on one of the elements come first, then the organisation's own, then the rest; in each `fix` and `why`
        come before other kinds.

        Args:
            criterion: Its id.
            elements: The ids of elements.
            description: What the pilot is; pieces on platforms that it does not name are left out. None for all.
        """
        ...

    def of_kind(self, kind: PieceKind) -> tuple[Piece, ...]:
        """All pieces of a kind, those that serve no criterion too, by their ids."""
        ...

    def search(
        self,
        query: str,
        *,
        k: int = 5,
        mode: SearchMode = "hybrid",
        criterion: str | None = None,
        kind: PieceKind | None = None,
    ) -> tuple[Found, ...]:
        """The `k` best pieces for a query, best first; of one criterion or one kind if it is given.

        Args:
            query: What is looked for.
            k: How many pieces at most.
            mode: By meaning, by words, or both.
            criterion: The id of the one that all pieces have to serve.
            kind: The one that all pieces have to be of.
        """
        ...


class Embedder(Protocol):
    """Turns sentences into vectors whose dot product is their likeness."""

    id: str
    """Names the weights and how they are used; vectors of different ids do not compare."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions)."""
        ...


# --- documents ----------------------------------------------------------------------------------------


class Placed(Protocol):
    """A stretch of a document's text (offsets in code points) and what a person calls it: `page 3`."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """Offset after its last one."""
        ...

    @property
    def label(self) -> str:
        """Its name."""
        ...


class Document(Protocol):
    """A file as a person would read it."""

    @property
    def name(self) -> str:
        """Of the file, without its folder."""
        ...

    @property
    def media_type(self) -> str:
        """What the content is."""
        ...

    @property
    def sha256(self) -> str:
        """Of the file's content, in hexadecimal."""
        ...

    @property
    def text(self) -> str:
        """Everything in it that a person would see."""
        ...

    @property
    def places(self) -> Sequence[Placed]:
        """In the order of the text, without overlaps."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """A sentence each on what was left out and on what was done to read the rest."""
        ...


# --- reading ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToRead:
    """A reply and what it is to be read for.

    Attributes:
        framework: The framework of the assessment.
        purpose: Of the question that was replied to.
        question: Its text.
        reply: What the person sent.
        elements: The ids of the elements that the question asks for (of a card or sign-off: shows).
        known: What is accepted of any element so far.
        criterion: The criterion that the question is on, if one.
        intent: Given where the person has said what the reply is; the assessor then takes it for that.
    """

    framework: Framework
    purpose: Purpose
    question: str
    reply: str
    elements: tuple[str, ...]
    known: dict[str, Status] = field(default_factory=dict)
    criterion: Criterion | None = None
    intent: Intent | None = None


@dataclass(frozen=True)
class ElementReading:
    """What a reply says of one element.

    Attributes:
        quote: The words that it rests on, as they stand in the reply.
        needs_confirmation: Whether a person has to look before it counts.
    """

    element: str
    status: Status
    quote: str
    confidence: float
    grade: Grade
    basis: Basis
    needs_confirmation: bool


@dataclass(frozen=True)
class ReplyReading:
    """What an assessor made of a reply.

    Attributes:
        clear: False where the intent is not sure; the person is then asked which it was.
        readings: At most one for each element; elements that the reply says nothing of are left out, or
            given as unknown with `needs_confirmation` where the assessor is not sure of that.
        target: The id of the gate that the person wants to go to, if any.
        remark: A sentence for the person on how it was read (another language, say), or "".
        notice: A sentence on who read it, where that is not who should have, or ""; the person is told once.
        calls: What was used of a model's service.
    """

    intent: Intent
    clear: bool
    readings: tuple[ElementReading, ...]
    stamp: Stamp
    target: str | None = None
    remark: str = ""
    notice: str = ""
    calls: tuple[ModelCall, ...] = ()


@dataclass(frozen=True)
class ToReadDocument:
    """A document and what it is to be read for: every element of the framework.

    Attributes:
        name: Of the file.
        text: The whole text.
        places: What its stretches are called; a section's heading says what its sentences are about.
    """

    framework: Framework
    name: str
    text: str
    places: tuple[TextPlace, ...] = ()


@dataclass(frozen=True)
class DocumentFinding:
    """What a document says of one element.

    Attributes:
        quote: The words that it rests on, `text[start:end]`.
        start: Offset of the first of them, in code points.
        end: Offset after the last.
    """

    element: str
    status: Status
    quote: str
    start: int
    end: int
    confidence: float
    grade: Grade
    basis: Basis


@dataclass(frozen=True)
class Perusal:
    """What an assessor made of a document.

    Attributes:
        findings: At most one of each status for an element; nothing in them counts before a person has looked.
        remark: A sentence for the person on how it was read, or "".
        notice: As for a reply.
        calls: What was used of a model's service.
    """

    findings: tuple[DocumentFinding, ...]
    stamp: Stamp
    remark: str = ""
    notice: str = ""
    calls: tuple[ModelCall, ...] = ()


def no_progress(share: float) -> None:
    """Tells nobody how far the work has come."""


@dataclass(frozen=True)
class Gap:
    """A criterion that is not met, to be explained.

    Attributes:
        missing: The ids of its elements that do not hold.
        pieces: Guidance that serves it.
        at_no_cost: Whether it is to be explained without a call that has to be paid for, by whoever has another way.
    """

    framework: Framework
    criterion: Criterion
    missing: tuple[str, ...]
    pieces: tuple[Piece, ...]
    at_no_cost: bool = False


@dataclass(frozen=True)
class ToAnswer:
    """A question that a person asked.

    Attributes:
        criterion: The criterion under discussion, if one.
        found: Guidance that a search found for it, best first.
        serving: Guidance that serves the criterion under discussion.
    """

    framework: Framework
    text: str
    criterion: Criterion | None
    elements: tuple[str, ...]
    found: tuple[Found, ...]
    serving: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Prose:
    """A stretch of streamed text; the last one carries the ids of the pieces that the whole cites.

    Attributes:
        stamp: Who wrote it, on the last stretch, from an assessor that tells.
        notice: A sentence on who writes, where that is not who should have, or ""; the person is told once.
        calls: What was used of a model's service, on the last stretch.
        gap: Of several gaps that are explained, which one it is on, from 0; the last stretch of each is its own.
    """

    text: str
    cites: tuple[str, ...] = ()
    stamp: Stamp | None = None
    notice: str = ""
    calls: tuple[ModelCall, ...] = ()
    gap: int = 0


class Assessor(Protocol):
    """Reads what people say and explains what is missing. It decides no rating."""

    stamp: Stamp

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """What a reply says and wants."""
        ...

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        """What a document says, wherever in it.

        Args:
            document: What to read.
            progress: Is told, from whatever thread, which share is done, 0 to 1.
        """
        ...

    def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        """Why a gap matters and how to close it, streamed: a paragraph each, then whatever else there is to say.

        Of several, which came up in one turn, one is explained after the other, each whole.
        """
        ...

    def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        """The answer to a person's question, from the guidance, streamed."""
        ...


# --- storage ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AssessmentLine:
    """An assessment in a list."""

    id: str
    pilot: str
    framework: str
    opened_at: datetime
    changed_at: datetime
    records: int


class AssessmentStore(Protocol):
    """Keeps assessments. Records are added and never changed; what `append` returned from is durable.

    Every method raises StorageCorrupt or StorageFull where the database is damaged or has no room.
    """

    async def create(self, assessment: Assessment, owner: str = "local") -> None:
        """Keeps a new assessment, its framework and its records; StorageError if the id is taken."""
        ...

    async def append(self, assessment_id: str, records: Sequence[Record], *, derived: bool = False) -> None:
        """Adds records, all or none; those whose id is there already are left as they are.

        They survive the end of the process, and a power failure too unless they are `derived`: following from
        others that are kept, so that they would be made again.
        """
        ...

    async def load(self, assessment_id: str) -> Assessment:
        """An assessment with its framework as it was pinned; NotFound if there is none of that id."""
        ...

    async def refresh(self, assessment: Assessment) -> Assessment:
        """The assessment with the records that others have added since it was loaded."""
        ...

    async def delete(self, assessment_id: str) -> None:
        """Deletes an assessment with all its records, for good; NotFound if there is none of that id."""
        ...

    async def owner(self, assessment_id: str) -> str:
        """Who an assessment belongs to; NotFound if there is none of that id."""
        ...

    async def list(self, owner: str | None = None) -> tuple[AssessmentLine, ...]:
        """All assessments of the workspace, or those of one owner, the one changed last first."""
        ...

    def turn(self, thread: str) -> AbstractAsyncContextManager[None]:
        """Held while a turn of a thread is under way: one at a time, across processes."""
        ...


# --- export -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportOptions:
    """How a report is wanted.

    Attributes:
        brand: Whose it is.
        anonymous: Whether nobody is to be named.
        start: The day from which the plan is reckoned; that of the last change if not given.
    """

    brand: Brand = DEFAULT
    anonymous: bool = False
    start: date | None = None


class Exporter(Protocol):
    """Renders a report to a file's content.

    Attributes:
        suffix: How the file's name ends, with its dot.
        media_type: What the content is.
        about: What the file holds, in a word for its name: `readiness`, `plan`.
        label: What a person calls it.
    """

    suffix: str
    media_type: str
    about: str
    label: str

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The content; the same report and options give the same bytes.

        Raises:
            InputRefused: The format cannot be had with these options.
        """
        ...
