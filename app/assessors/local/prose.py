"""Explanations and answers, put together from what the framework and the guidance say; nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.assessors.local.cues import plain
from app.assessors.local.phrases import phrases
from app.assessors.local.sentences import sentences
from app.domain.framework import Criterion
from app.ports import Embedder, Gap, Piece, Prose, ToAnswer

WORDS = 140
"""How long the explanation of a gap may be."""
FITS = 0.42
"""Likeness of a piece to a question from which on it answers it."""
AS_GOOD = 0.08
"""How much less like the question a second piece may be, and still be given."""
QUOTED = 3
"""How many sentences of a piece make an answer."""
NO_GUIDANCE = "No guidance in the library stands behind this; it is what the framework itself says."
NOTHING_ON_IT = "The guidance has nothing on that. You can ask in other words, or go on with the question at hand."

_ABOUT = {name: re.compile(rf"\b{any_of}") for name, any_of in phrases("questions").items()}
_BESIDES = re.compile(r"(?:who|done when|source|note|see)\b[^:]{0,20}:|.*[:?]$", re.IGNORECASE)


def explain_gap(embedder: Embedder, gap: Gap) -> Iterator[Prose]:
    """Why a gap matters, how to close it, and the sentence of the guidance that says most on it.

    Who usually does it, how long it takes and when it is done stand in the framework, for whoever shows the gap.
    """
    yield Prose(gap.criterion.why + "\n\n")
    yield Prose(gap.criterion.fix + "\n\n")
    room = WORDS - _words(gap.criterion.why) - _words(gap.criterion.fix)
    yield Prose(*_key_sentence(embedder, gap, room))


def answer_question(embedder: Embedder, question: ToAnswer) -> Iterator[Prose]:
    """An answer from the criterion at hand or from the pieces that were found; or that there is none."""
    asked, criterion = plain(question.text), question.criterion
    if criterion and _ABOUT["why"].search(asked):
        yield Prose(criterion.why)
    elif criterion and _ABOUT["example"].search(asked):
        yield from _example(question, criterion)
    elif criterion and _ABOUT["fix"].search(asked):
        yield Prose(criterion.fix + " ")
        yield Prose(f"{_usually(criterion)} Done when: {_inside(criterion.done)}")
    else:
        yield from _from_pieces(embedder, question)


def _example(question: ToAnswer, criterion: Criterion) -> Iterator[Prose]:
    """What counts as evidence, and how a yes and a no sound."""
    own = [e for e in criterion.elements if e.id in question.elements] or list(criterion.elements)
    examples = own[0].examples
    yield Prose(f"What would count: {criterion.evidence} ")
    yield Prose(f"On “{own[0].label}”, a yes can sound like this: “{examples.evidenced[0]}” ")
    yield Prose(f"And a no like this: “{examples.refuted[0]}”")


def _from_pieces(embedder: Embedder, question: ToAnswer) -> Iterator[Prose]:
    """The beginning of the piece that fits best, and of a second one that fits about as well."""
    pieces = [found.piece for found in question.found]
    if not pieces:
        yield Prose(NOTHING_ON_IT)
        return
    asked = embedder.embed([question.text])[0]
    fit = [float((embedder.embed([p.title, *_sentences(p.text)[:QUOTED]]) @ asked).max()) for p in pieces]
    best = max(fit)
    if best < FITS:
        yield Prose(NOTHING_ON_IT)
        return
    ranked = sorted(range(len(pieces)), key=lambda i: -fit[i])
    chosen = [pieces[i] for i in ranked if fit[i] >= max(FITS, best - AS_GOOD)][:2]
    for piece in chosen[:-1]:
        yield Prose(_beginning(piece) + "\n\n")
    yield Prose(_beginning(chosen[-1]), tuple(p.id for p in chosen))


def _beginning(piece: Piece) -> str:
    return f"{' '.join(_sentences(piece.text)[:QUOTED])} ({piece.source})"


def _key_sentence(embedder: Embedder, gap: Gap, room: int) -> tuple[str, tuple[str, ...]]:
    """The sentence of the guidance that says most on the gap, and the ids of what it cites.

    The pieces come best first: the first one that has a sentence which fits is quoted.
    """
    if not gap.pieces:
        return NO_GUIDANCE, ()
    missing = [gap.framework.element(e).statement for e in gap.missing] or [gap.criterion.met_when]
    subject = embedder.embed([" ".join(missing)])[0]
    for piece in gap.pieces[:4]:
        candidates = [
            s for s in _sentences(piece.text) if _words(s) >= 8 and not s.endswith("?") and not _BESIDES.match(s)
        ]
        nearness = embedder.embed(candidates) @ subject
        for i in sorted(range(len(candidates)), key=lambda i: -float(nearness[i])):
            quote = f"From the guidance: {candidates[i].rstrip('.;, ')}."
            if _words(quote) <= room:
                return quote, (piece.id,)
    first = gap.pieces[0]
    return f"The guidance on it: “{first.title}”.", (first.id,)


def _sentences(text: str) -> list[str]:
    """The sentences of a text of ours; an item of a list is a sentence, unless the list is one."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and lines[-1].endswith((":", ",", ";")):
            lines[-1] += " " + line.strip().removeprefix("- ")
        else:
            lines.append(line.strip())
    return [" ".join(s.text.split()) for line in lines for s in sentences(line)]


def _words(text: str) -> int:
    return len(text.split())


def _usually(criterion: Criterion) -> str:
    return f"Who usually does it: {_inside(criterion.owner)}. How long it usually takes: {criterion.effort}."


def _inside(text: str) -> str:
    """A text as it stands inside a sentence; one that begins with an abbreviation stays as it is."""
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
