"""Explanations of gaps, put together from what the framework and the guidance say; nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.assessors.local.cues import cues
from app.assessors.local.sentences import sentences
from app.ports import Embedder, Gap, Piece, Prose

WORDS = 140
"""How long the explanation of a gap may be."""
FITS_GAP = 0.36
"""Likeness of a sentence of an organisation's own document to what is missing from which on it is quoted."""
LEFT_FOR_GUIDANCE = 12
"""How many words an organisation's own sentence leaves for that of the guidance for everybody, at least."""
NO_GUIDANCE = "No guidance in the library stands behind this; it is what the framework itself says."

_BESIDES = re.compile(r"(?:who|done when|source|note|see)\b[^:]{0,20}:|.*[:?]$", re.IGNORECASE)


def explain_gap(embedder: Embedder, gap: Gap) -> Iterator[Prose]:
    """Why a gap matters, how to close it, and the sentence of the guidance that says most on it.

    Beside it stands what the organisation itself asks on what is missing, in the words of its own document.
    Who usually does it, how long it takes and when it is done stand in the framework, for whoever shows the gap.
    """
    yield Prose(gap.criterion.why + "\n\n")
    yield Prose(gap.criterion.fix + "\n\n")
    room = WORDS - _words(gap.criterion.why) - _words(gap.criterion.fix)
    own, own_cites = _own_sentence(embedder, gap, room - LEFT_FOR_GUIDANCE)
    text, cites = _key_sentence(embedder, gap, room - _words(own))
    if own:
        yield Prose(text + "\n\n")
        text = own
    yield Prose(text, cites + own_cites)


def _key_sentence(embedder: Embedder, gap: Gap, room: int) -> tuple[str, tuple[str, ...]]:
    """The sentence of the guidance for everybody that says most on the gap, and the ids of what it cites.

    The pieces come best first: the first one that has a sentence which fits is quoted.
    """
    pieces = [piece for piece in gap.pieces if piece.workspace is None]
    if not pieces:
        return NO_GUIDANCE, ()
    subject = embedder.embed([" ".join(_missing(gap))])[0]
    for piece in pieces[:4]:
        candidates = _quotable(piece)
        nearness = embedder.embed(candidates) @ subject
        for i in sorted(range(len(candidates)), key=lambda i: -float(nearness[i])):
            quote = f"From the guidance: {candidates[i].rstrip('.;, ')}."
            if _words(quote) <= room:
                return quote, (piece.id,)
    first = pieces[0]
    return f"The guidance on it: “{first.title}”.", (first.id,)


def _own_sentence(embedder: Embedder, gap: Gap, room: int) -> tuple[str, tuple[str, ...]]:
    """The sentence of the organisation's own documents that fits what is missing best, and what it cites; or none.

    It is quoted as it stands, whatever it says; one that speaks to who reads it is left out.
    """
    quotes = [
        (f"From {piece.source}: “{sentence}”", sentence, piece.id)
        for piece in gap.pieces
        if piece.workspace is not None
        for sentence in _quotable(piece)
        if " | " not in sentence and not cues(sentence).manipulation
    ]
    quotes = [quote for quote in quotes if _words(quote[0]) <= room]
    if not quotes:
        return "", ()
    missing = _missing(gap)
    near = embedder.embed([sentence for _, sentence, _ in quotes]) @ embedder.embed([*missing, " ".join(missing)]).T
    fit = (near[:, :-1].max(axis=1) + near[:, -1]) / 2
    best = int(fit.argmax())
    return (quotes[best][0], (quotes[best][2],)) if fit[best] >= FITS_GAP else ("", ())


def _missing(gap: Gap) -> list[str]:
    """What would have to hold, in sentences."""
    return [gap.framework.element(e).statement for e in gap.missing] or [gap.criterion.met_when]


def _quotable(piece: Piece) -> list[str]:
    return [s for s in _sentences(piece.text) if _words(s) >= 8 and not s.endswith("?") and not _BESIDES.match(s)]


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
