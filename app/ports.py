"""The seams: what the interview needs from outside, as Protocols in domain types only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Protocol

from app.domain.assessment import Assessment
from app.domain.framework import Criterion, Framework
from app.domain.records import Basis, Grade, Intent, Purpose, Record, Stamp, Status

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
    """What a guidance piece is for."""

    WHY = "why"
    FIX = "fix"
    EXAMPLE = "example"
    BENCHMARK = "benchmark"
    DEFINITION = "definition"


@dataclass(frozen=True)
class Piece:
    """A short text of guidance.

    Attributes:
        source: Who says so, in words fit for a citation: publisher and year, and who they took it from.
        platforms: Names of the platforms that it is about; none where it is for every pilot.
    """

    id: str
    title: str
    kind: PieceKind
    criteria: tuple[str, ...]
    elements: tuple[str, ...]
    source: str
    text: str
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A piece that a search found; the higher the score the better, comparable within one search only."""

    piece: Piece
    score: float


SearchMode = Literal["hybrid", "dense", "lexical"]


class Knowledge(Protocol):
    """The guidance."""

    def for_criterion(self, criterion: str, elements: Sequence[str] = ()) -> tuple[Piece, ...]:
        """The pieces that serve a criterion; those on one of the elements first, `fix` and `why` before the rest."""
        ...

    def search(
        self, query: str, *, k: int = 5, mode: SearchMode = "hybrid", criterion: str | None = None
    ) -> tuple[Found, ...]:
        """The `k` best pieces for a query, best first; of one criterion if it is given."""
        ...


class Embedder(Protocol):
    """Turns sentences into vectors whose dot product is their likeness."""

    id: str
    """Names the weights and how they are used; vectors of different ids do not compare."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions)."""
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
    """

    intent: Intent
    clear: bool
    readings: tuple[ElementReading, ...]
    stamp: Stamp
    target: str | None = None
    remark: str = ""


@dataclass(frozen=True)
class Gap:
    """A criterion that is not met, to be explained.

    Attributes:
        missing: The ids of its elements that do not hold.
        pieces: Guidance that serves it.
    """

    framework: Framework
    criterion: Criterion
    missing: tuple[str, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ToAnswer:
    """A question that a person asked.

    Attributes:
        criterion: The criterion under discussion, if one.
        found: Guidance that a search found for it, best first.
    """

    framework: Framework
    text: str
    criterion: Criterion | None
    elements: tuple[str, ...]
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Prose:
    """A stretch of streamed text; the last one carries the ids of the pieces that the whole cites."""

    text: str
    cites: tuple[str, ...] = ()


class Assessor(Protocol):
    """Reads what people say and explains what is missing. It decides no rating."""

    stamp: Stamp

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """What a reply says and wants."""
        ...

    def explain_gap(self, gap: Gap) -> AsyncIterator[Prose]:
        """Why a gap matters and how to close it, streamed: a paragraph each, then whatever else there is to say."""
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


class Exporter(Protocol):
    """Renders an assessment to a file's content."""

    suffix: str
    media_type: str

    def render(self, assessment: Assessment, pieces: Iterable[Piece]) -> bytes:
        """The content; the same assessment gives the same bytes."""
        ...
