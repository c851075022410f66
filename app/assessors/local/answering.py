"""Answers to what a person asks, made of what the guidance and the framework say; nothing is made up.

First it is decided what the question is about: the matter at hand, something else, or nothing that the guidance has.
Then whole stretches of one to three pieces are chosen, by what is asked for and by how near they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.assessors.local import scope
from app.assessors.local.asked import Asked, asked
from app.assessors.local.stretches import Text, count, sourced
from app.domain.framework import Criterion
from app.ports import Embedder, Piece, PieceKind, Prose, ToAnswer

WORDS = 140
"""How long an answer may be."""
FEWEST = 60
"""How long one should be, where there is so much to say."""
FIRST = 95
"""How much of an answer the first piece may take."""
ANSWERABLE = 1.0
"""Log-odds from which on a question is answered."""
NEARNESS = 10.0
NEAR = 0.5
"""What the likeness of the nearest stretch beyond NEAR adds to the log-odds that a question is on readiness."""
ON_CRITERION = 0.45
"""Likeness to a criterion from which on a question may be answered with what the framework has on it."""
GENERAL = 4
"""From how many criteria on a piece is an overview."""
SAME = 0.85
"""Likeness from which on two stretches say the same."""
BEHIND = 0.12
"""How much worse than the first a second piece may be."""

NOTHING = "The guidance has nothing on that."
NOTHING_ON = "The guidance has nothing on {}."
TRY = "You can ask in other words{}."
GO_ON = ", or go on with the question at hand"

_OF_KIND = {
    "why": (PieceKind.WHY, PieceKind.BENCHMARK),
    "fix": (PieceKind.FIX,),
    "example": (PieceKind.EXAMPLE,),
    "evidence": (PieceKind.EXAMPLE,),
    "figure": (PieceKind.BENCHMARK,),
    "meaning": (PieceKind.DEFINITION,),
    "who": (PieceKind.FIX,),
    "long": (PieceKind.FIX,),
}
_FITS = 0.2
"""What it is worth that a piece is of the kind that is asked for, beside likeness."""
_INDIRECT = 0.1
"""What is taken off a piece that answers beside the point: an example that nobody asked for, or an overview."""
_NAMED = 0.4
"""What it is worth that a piece has a name in its title that the question has."""
_FOUND = 0.25
"""What it is worth that the search puts a piece first."""
_LATER = 0.1
"""How much nearer a later paragraph has to come, so that an answer begins with it."""


@dataclass(frozen=True)
class _Choice:
    """A stretch of a piece that may be part of an answer: where it begins, and how well it fits."""

    text: Text
    start: int
    near: float
    score: float


def answer_question(embedder: Embedder, question: ToAnswer) -> Iterator[Prose]:
    """An answer of one to three pieces, with their numbers in it; or that the guidance has nothing on it."""
    what = asked(question.text)
    if what.at_hand and question.criterion:
        yield from _at_hand(question, question.criterion, what.wants)
        return
    choices = [] if what.at_hand else _choices(embedder, question, what)
    if not choices or not _answerable(embedder, what, choices):
        yield Prose(f"{NOTHING} {TRY.format(GO_ON if question.elements else '')}")
        return
    unknown = what.unknown(_known(question))
    if unknown and what.short and what.rule:
        yield Prose(f"{NOTHING_ON.format(_listed(unknown))} {TRY.format(GO_ON if question.elements else '')}")
        return
    lead = _lead(embedder, question, what)
    tail = f"What stands here does not mention {_listed(unknown)}." if unknown and what.short and what.wants else ""
    yield from _composed(embedder, lead, choices, tail, done=what.wants == "fix")


# --- on the matter at hand --------------------------------------------------------------------------------


def _at_hand(question: ToAnswer, criterion: Criterion, wants: str) -> Iterator[Prose]:
    """What the framework says of the criterion that is being talked about, and a piece that bears it out."""
    kinds: tuple[PieceKind, ...] = ()
    match wants:
        case "why":
            own, kinds = criterion.why, (PieceKind.WHY, PieceKind.BENCHMARK)
        case "example" | "evidence":
            own, kinds = _example(question, criterion), (PieceKind.EXAMPLE,)
        case "who" | "long":
            own, kinds = _fields(criterion, wants), (PieceKind.FIX,)
        case "fix":
            own, kinds = f"{criterion.fix} {_fields(criterion, 'who')}", (PieceKind.FIX,)
        case _:
            own = f"It is met when this holds: {criterion.met_when} What would count: {criterion.evidence}"
    yield Prose(own)
    room = WORDS - count([own])
    serving = [p for p in question.serving if p.kind in kinds]
    serving.sort(key=lambda p: kinds.index(p.kind))
    for piece in serving[:1]:
        text = Text.of(piece)
        said = text.stretch(0, room - 8)
        if room >= 30 and count([said]) <= room - 1:
            yield Prose("\n\n" + _marked(sourced(said, piece), 1), (piece.id,))


def _example(question: ToAnswer, criterion: Criterion) -> str:
    """What counts as evidence, and how a yes and a no sound."""
    own = [e for e in criterion.elements if e.id in question.elements] or list(criterion.elements)
    examples = own[0].examples
    return (
        f"What would count: {criterion.evidence} On “{own[0].label}”, a yes can sound like this:"
        f" “{examples.evidenced[0]}” And a no like this: “{examples.refuted[0]}”"
    )


def _fields(criterion: Criterion, wants: str) -> str:
    """What the framework has on a criterion for those who ask who does it, how long it takes, what shows it."""
    if wants in ("who", "long"):
        return (
            f"“{criterion.title}” is usually the work of the {_inside(criterion.owner)} and takes {criterion.effort}."
            f" Done when: {_inside(criterion.done)}"
        )
    return f"What would count for “{criterion.title}”: {_inside(criterion.evidence)}" if wants == "evidence" else ""


# --- on anything ------------------------------------------------------------------------------------------


def _choices(embedder: Embedder, question: ToAnswer, what: Asked) -> list[_Choice]:
    """Where in each piece that was found an answer could begin, the best piece first."""
    if not question.found:
        return []
    vector = embedder.embed([question.text])[0]
    best = max(found.score for found in question.found) or 1.0
    kinds = _OF_KIND.get(what.wants, ())
    choices = []
    for found in question.found:
        text = Text.of(found.piece)
        if not text.paragraphs:
            continue
        nearness = [float((embedder.embed([" ".join(p), *p]) @ vector).max()) for p in text.paragraphs]
        title = float((embedder.embed([found.piece.title]) @ vector)[0])
        start = max(range(len(nearness)), key=lambda n: nearness[n] + (_LATER if n == 0 else 0.0))
        if found.piece.kind is PieceKind.EXAMPLE or not text.stands(start):
            start = 0
        near = max(title, *nearness)
        score = near + _FOUND * found.score / best + (_FITS if found.piece.kind in kinds else 0.0)
        if found.piece.kind is PieceKind.EXAMPLE and not kinds:
            score -= _INDIRECT
        if len(found.piece.criteria) >= GENERAL and near < NEAR + _LATER:
            score -= _INDIRECT
        if what.names and what.names != what.unknown([found.piece.title]):
            score += _NAMED
        choices.append(_Choice(text, start, near, score))
    first = _subject(question)
    if first:  # what is asked for may change which piece comes first, and not what it is about
        choices = [
            replace(c, score=c.score - _FITS) if _elsewhere(c.text.piece, first, question) else c for c in choices
        ]
    return sorted(choices, key=lambda c: -c.score)


def _elsewhere(piece: Piece, subject: Criterion, question: ToAnswer) -> bool:
    """Whether a piece serves other criteria only, and the search did not put it first."""
    return bool(piece.criteria) and subject.id not in piece.criteria and piece is not question.found[0].piece


def _lead(embedder: Embedder, question: ToAnswer, what: Asked) -> str:
    """What the framework has to say first, where it is asked for and the question is on one of its criteria."""
    criterion = _subject(question)
    if criterion is None or what.wants not in ("who", "long", "evidence"):
        return ""
    about = [criterion.title, criterion.met_when, *(e.statement for e in criterion.elements)]
    near = float((embedder.embed(about) @ embedder.embed([question.text])[0]).max())
    return _fields(criterion, what.wants) if near >= ON_CRITERION else ""


def _answerable(embedder: Embedder, what: Asked, choices: Sequence[_Choice]) -> bool:
    if what.errand:
        return False
    if any(c.text.piece.workspace is not None and c.near >= NEAR for c in choices):
        return True  # what an organisation asks for itself may be on anything
    near = max(c.near for c in choices)
    odds = scope.log_odds(embedder.id, embedder.embed([what.subject])[0])
    return odds + NEARNESS * max(0.0, near - NEAR) >= ANSWERABLE


def _composed(embedder: Embedder, lead: str, choices: Sequence[_Choice], tail: str, *, done: bool) -> Iterator[Prose]:
    """Stretches of the best pieces, each with its number, up to as many words as an answer may have."""
    room = WORDS - count([lead, tail])
    cites: list[str] = []
    said: list[str] = []
    first = choices[0]
    for choice in choices:
        if said and not _beside(choice.text.piece, first.text.piece):
            continue
        enough = count([lead, *said]) >= FEWEST
        left = room if said else min(room, FIRST)
        if (
            len(said) == 3
            or left < FEWEST // 3
            or (said and choice.score < first.score - BEHIND * (1 if enough else 3))
        ):
            break
        stretch = choice.text.stretch(choice.start, left, 0 if said else FEWEST - 10)
        if not said and done and choice.text.done and count([stretch, choice.text.done]) < left:
            stretch += f" Done when: {choice.text.done}"
        stretch = sourced(stretch, choice.text.piece)
        if count([stretch]) >= room or (said and (enough and count([*said, stretch]) > FIRST + 25)):
            continue
        if said and (count([stretch]) < FEWEST // 3 or _repeats(embedder, stretch, said)):
            continue
        before = "\n\n" if said else f"{lead}\n\n" if lead else ""
        said.append(stretch)
        cites.append(choice.text.piece.id)
        room -= count([stretch]) + 1
        yield Prose(before + _marked(stretch, len(said)))
    yield Prose(f"\n\n{tail}" if tail else "", tuple(cites))


def _beside(piece: Piece, first: Piece) -> bool:
    """Whether a piece adds to another one: on the same criterion, and not on everything."""
    return len(piece.criteria) < GENERAL and not set(piece.criteria).isdisjoint(first.criteria)


def _repeats(embedder: Embedder, stretch: str, said: Sequence[str]) -> bool:
    return bool((embedder.embed(list(said)) @ embedder.embed([stretch])[0]).max() > SAME)


def _subject(question: ToAnswer) -> Criterion | None:
    """The criterion that a question is most likely about: the one that the best pieces have in common."""
    votes: dict[str, float] = {}
    for found in question.found:
        for criterion in found.piece.criteria:
            votes[criterion] = votes.get(criterion, 0.0) + found.score / len(found.piece.criteria)
    known = {c.id: c for c in question.framework.criteria}
    first = next((c for c in sorted(votes, key=lambda c: -votes[c]) if c in known), None)
    return known[first] if first else None


def _known(question: ToAnswer) -> Iterator[str]:
    """Everything in which a name that the question has may stand."""
    for found in question.found:
        yield from (found.piece.title, found.piece.text, found.piece.source, *found.piece.platforms)


def _marked(stretch: str, number: int) -> str:
    return f"{stretch} [{number}]"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _inside(text: str) -> str:
    """A text as it stands inside a sentence; one that begins with an abbreviation stays as it is."""
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
