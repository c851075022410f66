"""What the interview streams to whoever shows it. Events carry domain objects and no layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.domain.assessment import Assessment
from app.domain.cards import Row
from app.domain.framework import Criterion, Gate
from app.domain.rating import Rating
from app.domain.records import Attachment, ModelCall, Question, Statement, Track
from app.ports import Piece


@dataclass(frozen=True)
class ReplyKept:
    """The reply is durable; nothing that was sent can be lost from here on."""

    reply: str


@dataclass(frozen=True)
class DocumentKept:
    """A document is on record, and will be read."""

    attachment: Attachment


@dataclass(frozen=True)
class DocumentProgress:
    """A document is being read; `share` of it is done, 0 to 1.

    Attributes:
        attachment: The id of its record.
    """

    attachment: str
    name: str
    share: float


@dataclass(frozen=True)
class DocumentRead:
    """A document was read; what it says waits to be reviewed, gate by gate.

    Attributes:
        attachment: The id of its record.
        proposals: On how many elements it says something that is not on record yet.
        notes: A sentence each on what was left out of it and what was done to read it.
    """

    attachment: str
    name: str
    proposals: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class DocumentRefused:
    """A document was not taken; nothing has changed by it. `why` is a sentence without the name."""

    name: str
    why: str


@dataclass(frozen=True)
class Noticed:
    """A sentence for the person: why something was refused, what was done instead."""

    text: str


@dataclass(frozen=True)
class GateOpened:
    """A gate begins."""

    gate: Gate


@dataclass(frozen=True)
class Understood:
    """Elements that were accepted as they were read, or set by hand."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Place:
    """Where in the interview a question stands.

    Attributes:
        number: The criterion's number in the whole framework, from 1; None for questions on no criterion.
        total: How many criteria there are.
        settled: How many of them are settled.
        met: How many are met so far.
        track: Which interview is under way.
    """

    number: int | None
    total: int
    settled: int
    met: int
    gate: Gate | None
    criterion: Criterion | None
    track: Track


@dataclass(frozen=True)
class QuestionPosed:
    """Something is asked, and the interview waits.

    Attributes:
        rows: The elements of a card or of a gate, as they stand.
        sides: Of a conflict, the statements that oppose each other.
        where: For the ids of those sides that stand in a document: which, and where in it.
    """

    question: Question
    place: Place
    rows: tuple[Row, ...] = ()
    sides: tuple[Statement, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GapFound:
    """A criterion has settled and is not met; the explanation follows as prose."""

    criterion: Criterion
    rating: Rating
    missing: tuple[Row, ...]


@dataclass(frozen=True)
class Said:
    """A stretch of prose; the last of an explanation or answer carries what it cites.

    Attributes:
        took: What an answer used of a model's service, on the last stretch, where it is on no record.
    """

    text: str
    of: Literal["gap", "answer"]
    cites: tuple[Piece, ...] = ()
    last: bool = False
    took: tuple[ModelCall, ...] = ()


@dataclass(frozen=True)
class GateSigned:
    """A person has signed a gate off."""

    assessment: Assessment
    gate: Gate


@dataclass(frozen=True)
class StatusShown:
    """The person asked where things stand."""

    assessment: Assessment


@dataclass(frozen=True)
class ExportWanted:
    """The person asked for the document."""

    assessment: Assessment


@dataclass(frozen=True)
class Paused:
    """The person leaves; everything is kept."""

    assessment: Assessment


@dataclass(frozen=True)
class ScreenFinished:
    """The quick screen is through: a first impression, never a verdict."""

    assessment: Assessment


@dataclass(frozen=True)
class Finished:
    """Every gate has been gone through."""

    assessment: Assessment


Event: TypeAlias = (
    ReplyKept | DocumentKept | DocumentProgress | DocumentRead | DocumentRefused | Noticed | GateOpened | Understood
    | QuestionPosed | GapFound | Said | GateSigned | StatusShown | ExportWanted | Paused | ScreenFinished | Finished
)  # fmt: skip
