"""What the elements of the page are given: the contract between the views and `public/elements/*.jsx`.

Everything is plain text and plain JSON. A text is shown as it is, never as markup.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict  # the one of `typing` cannot be checked before Python 3.12

State: TypeAlias = Literal["evidenced", "refuted", "unknown", "not_applicable", "conflict"]
RatingState: TypeAlias = Literal["met", "partial", "not_met", "not_applicable", "open"]


class RowSide(TypedDict):
    """One of several statements behind a row; `where` is the document and the place in it, or who said it."""

    state: State
    word: str
    words: str
    where: str


class RowProps(TypedDict):
    """One element on a card; `word` says in words what `state` shows as a shape.

    Attributes:
        words: The person's own words that it rests on, or "".
        criterion: The title of its criterion, where a card shows elements of several.
        note: What else there is to say ("claimed only", "before: does not hold"), or "".
        sides: What documents and people say, where it is several; the words stand there then.
    """

    element: str
    label: str
    statement: str
    criterion: str
    state: State
    word: str
    words: str
    note: str
    sides: list[RowSide]


class ButtonProps(TypedDict):
    """A button; with `reason`, a text has to be given before it is sent."""

    action: str
    label: str
    reason: NotRequired[str]


class PlaceProps(TypedDict):
    """Where a question stands; of a question on no criterion only the counts are there."""

    gate: str
    criterion: str
    number: int | None
    total: int
    settled: int
    met: int


class Asking(TypedDict):
    """What every element that waits for an answer has.

    Attributes:
        question: The id that goes back with every click.
        live: Whether it is the question that is open now; else it is shown as it was, without buttons.
    """

    question: str
    live: bool


class QuestionProps(Asking):
    """Question.jsx: something is asked and answered in words, or with one of the buttons.

    Attributes:
        follow_up: Whether it asks for what an earlier answer on the same criterion left open.
    """

    text: str
    follow_up: bool
    place: PlaceProps | None
    buttons: list[ButtonProps]


class UnderstandingProps(Asking):
    """Understanding.jsx: what was understood, each row to be changed by a click, and accepted as a whole."""

    text: str
    rows: list[RowProps]


class ConflictSide(TypedDict):
    """A statement of a conflict; `where` is the document that it stands in and the place, or ""."""

    state: State
    word: str
    words: str
    speaker: str
    at: str
    where: str


class ConflictProps(Asking):
    """Conflict.jsx: statements that oppose each other; `element` is what they are on."""

    text: str
    element: str
    sides: list[ConflictSide]


class SignOffCriterion(TypedDict):
    """A criterion on a sign-off card."""

    title: str
    rating: RatingState
    word: str
    must_meet: bool
    rows: list[RowProps]


class SignOffProps(Asking):
    """SignOff.jsx: every element of a gate, to be looked through, changed and signed.

    Attributes:
        hurdles: Why the gate does not pass, a sentence each.
    """

    gate: str
    text: str
    passes: bool
    hurdles: list[str]
    criteria: list[SignOffCriterion]


class Cited(TypedDict):
    """Guidance that a text rests on; `piece` is its id, by which its text is to be had (action `piece`)."""

    piece: str
    title: str
    source: str


class GapProps(TypedDict):
    """Gap.jsx: a criterion that has settled and is not met."""

    criterion: str
    rating: RatingState
    word: str
    missing: list[RowProps]
    text: str
    owner: str
    effort: str
    done: str
    cites: list[Cited]


class SaidProps(TypedDict):
    """Said.jsx: something the interviewer says.

    Attributes:
        tone: answer: to a person's question; notice: why something was refused or done instead; recap: where
            things stand on coming back; gate: a gate begins; signed: a gate was signed; example: what the
            example is; documents: what there is to download.
        lines: Short lines below the text.
        asks: Questions that lead on from an answer, to be asked with a click; in the playbook alone.
        cost: What an answer took of a model's service, or ""; in the playbook alone, which keeps no account.
    """

    tone: Literal["answer", "notice", "recap", "gate", "signed", "example", "documents"]
    title: str
    text: str
    lines: list[str]
    cites: list[Cited]
    asks: list[str]
    downloads: list[DownloadGroup]
    cost: str


DocumentState = Literal["reading", "read", "nothing", "refused"]


class DocumentProps(TypedDict):
    """Document.jsx: a document that a person brings.

    Attributes:
        name: Of the file; while several are opened, what is going on.
        state: nothing: it was read, and nothing in it settles an element.
        share: How much of it is read, 0 to 1; None where that is not known.
        lines: What was left out of it, and what was done to read the rest.
    """

    name: str
    state: DocumentState
    share: float | None
    text: str
    lines: list[str]


class LibraryDocument(TypedDict):
    """A document of the organisation's own guidance."""

    id: str
    name: str
    size: str
    added: str
    notes: list[str]


class LibraryProps(TypedDict):
    """Library.jsx: the organisation's own guidance, to be looked at and cleared up.

    Attributes:
        list: Names this list, so that it can be shown anew in its place.
    """

    list: str
    title: str
    text: str
    documents: list[LibraryDocument]


class NotedProps(TypedDict):
    """Noted.jsx: elements that were accepted as they were read, or set by hand."""

    rows: list[RowProps]


class BandProps(TypedDict):
    """How many criteria are met at worst, now and at best; `mark` are needed, `applicable` apply."""

    worst: int
    now: int
    best: int
    mark: int
    applicable: int


class GateResultProps(TypedDict):
    """A gate in numbers; `of` criteria apply.

    Attributes:
        word: Whether it passes, in words; "open" while it is not signed and something of it was not heard.
    """

    title: str
    met: int
    of: int
    passed: bool
    word: str
    signed: bool


class Weak(TypedDict):
    """A finding on which the verdict hangs."""

    element: str
    words: str
    speaker: str


class Todo(TypedDict):
    """What to do first."""

    criterion: str
    fix: str
    owner: str
    effort: str


class Download(TypedDict):
    """A document to be had; `format` is one of `FORMATS`."""

    format: str
    label: str
    href: str


class DownloadGroup(TypedDict):
    """Documents for the same people."""

    title: str
    items: list[Download]


class VerdictProps(Asking):
    """Verdict.jsx: the end of the interview, or where things stand (then `live` is false).

    Attributes:
        final: Whether every gate is signed, so that this is a verdict.
        text: What can still be done, if it waits for that.
    """

    text: str
    verdict: Literal["in_progress", "not_assessable", "close_gaps", "conditional", "proceed"]
    word: str
    final: bool
    meaning: str
    band: BandProps
    robustness: str
    weakest: list[Weak]
    gates: list[GateResultProps]
    todo: list[Todo]
    downloads: list[DownloadGroup]
    buttons: list[ButtonProps]


class ImpressionItem(TypedDict):
    """One question of the quick screen and what it came to."""

    title: str
    rating: RatingState
    words: str


class ImpressionProps(Asking):
    """Impression.jsx: the end of the quick screen, a first impression and never a verdict."""

    text: str
    items: list[ImpressionItem]
    buttons: list[ButtonProps]
    downloads: list[DownloadGroup]


class ChecklistCriterion(TypedDict):
    """A line of the checklist; `elements` are the states of its elements, in order."""

    id: str
    title: str
    rating: RatingState
    word: str
    must_meet: bool
    at_hand: bool
    elements: list[State]


class ChecklistGate(TypedDict):
    """A gate of the checklist; `word` as for `GateResultProps`."""

    id: str
    title: str
    met: int
    of: int
    passed: bool
    word: str
    signed: bool
    criteria: list[ChecklistCriterion]


class CostRow(TypedDict):
    """A figure on what was used of a model's service: of the whole interview, and of its last turn."""

    label: str
    whole: str
    last: str


class CostProps(TypedDict):
    """What an interview has cost so far."""

    price: str
    rows: list[CostRow]
    note: str


class ChecklistProps(TypedDict):
    """Checklist.jsx: the first view of the panel beside the chat, sent anew whenever something changes.

    Attributes:
        cost: None where no model's service is in use.
    """

    assessment: str
    pilot: str
    word: str
    final: bool
    meaning: str
    band: BandProps
    gates: list[ChecklistGate]
    downloads: list[DownloadGroup]
    editable: bool
    cost: CostProps | None


class SaidOfElement(TypedDict):
    """Something that was said of an element."""

    state: State
    word: str
    words: str
    quoted: bool
    speaker: str
    at: str
    source: str
    weight: Literal["counts", "proposed", "superseded", "dropped"]


class ElementProps(TypedDict):
    """An element of an opened criterion, with everything that was said of it, oldest first."""

    element: str
    label: str
    statement: str
    state: State
    word: str
    said: list[SaidOfElement]


class GapDetail(TypedDict):
    """The gap of an opened criterion."""

    reasons: list[str]
    why: str
    fix: str
    owner: str
    effort: str
    done: str
    cites: list[Cited]


class CriterionProps(TypedDict):
    """The answer to the action `criterion`: one line of the checklist, opened."""

    id: str
    title: str
    gate: str
    rating: RatingState
    word: str
    must_meet: bool
    met_when: str
    elements: list[ElementProps]
    gap: GapDetail | None
    editable: bool


class PieceProps(TypedDict):
    """The answer to the action `piece`: a piece of guidance, to be read."""

    title: str
    source: str
    text: str
