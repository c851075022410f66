"""Explaining and answering: what the model is given to rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.assessors.claude.redaction import Mask
from app.domain.framework import Criterion
from app.ports import Gap, Piece, ToAnswer
from app.prompts import Block, Rendered, load_prompt

OWN, OTHERS = 2, 2
"""How many pieces a text may rest on at most: the organisation's own, and those for everybody."""
LONGEST = (600, 300)
"""Characters of the first piece and of each of the others, which end with a sentence.

What is most to the point stands first in ours, and what is sent here is paid for at every gap.
"""
NO_GUIDANCE = "No guidance in the library stands behind this; it is what the framework itself says."


def chosen(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that are handed in, in their order; each once."""
    unique = list({p.id: p for p in pieces}.values())
    own = [p for p in unique if p.workspace is not None][:OWN]
    others = [p for p in unique if p.workspace is None][:OTHERS]
    return [p for p in unique if p in own or p in others]


def gap_prompt(gaps: Sequence[Gap], pieces: Sequence[Piece], mask: Mask) -> Rendered:
    """The prompt for the gaps of a turn; each of the pieces serves one of them at least."""
    served = {p.id: [g.criterion.id for g in gaps if p in chosen(g.pieces)] for p in pieces}
    return load_prompt("explain_gap").render(
        gaps="\n\n".join(map(_gap, gaps)), piece=_blocks(pieces, mask, served if len(gaps) > 1 else None)
    )


def pieces_of(gaps: Sequence[Gap]) -> list[Piece]:
    """What the explanations of several gaps may rest on, all together."""
    return list({p.id: p for g in gaps for p in chosen(g.pieces)}.values())


def in_the_frameworks_words(gap: Gap) -> str:
    """A gap, explained as the framework does."""
    return f"{gap.criterion.why}\n\n{gap.criterion.fix}"


def _gap(gap: Gap) -> str:
    missing = "\n".join(f"- {e}: {gap.framework.element(e).statement}" for e in gap.missing)
    return f"{_explained('Criterion', gap.criterion)}\nMissing:\n{missing or f'- {gap.criterion.met_when}'}"


def answer_prompt(question: ToAnswer, pieces: Sequence[Piece], mask: Mask) -> Rendered:
    """The prompt for a person's question."""
    return load_prompt("answer_question").render(
        criterion=_at_hand(question.criterion),
        elements=f"Asked elements: {', '.join(question.elements)}" if question.elements else None,
        piece=_blocks(pieces, mask),
        question=mask.hide(question.text),
    )


def pieces_for(question: ToAnswer) -> list[Piece]:
    """What an answer may rest on: what was found for it, then what serves the criterion at hand."""
    return chosen([*(f.piece for f in question.found), *question.serving])


def _explained(label: str, criterion: Criterion) -> str:
    return f"{label}: {criterion.id} ({criterion.title})\nWhy: {criterion.why}\nFix: {criterion.fix}"


def _at_hand(criterion: Criterion | None) -> str:
    """What an answer may need of the criterion at hand: who does it and how long it takes may be asked as well."""
    if criterion is None:
        return "Criterion at hand: none"
    return (
        f"{_explained('Criterion at hand', criterion)}\nMet when: {criterion.met_when}\n"
        f"What would count: {criterion.evidence}\n"
        f"Usually done by: {criterion.owner}; takes {criterion.effort}; done when: {criterion.done}"
    )


def _beginning(text: str, longest: int) -> str:
    """Whole sentences or lines of a text, as many as there is room for."""
    if len(text) <= longest:
        return text
    ends = [end.end() for end in re.finditer(r"[.!?”\"](?=\s)|\n", text[:longest])]
    return text[: ends[-1] if ends else longest].rstrip()


def _blocks(pieces: Sequence[Piece], mask: Mask, served: Mapping[str, Sequence[str]] | None = None) -> list[Block]:
    """The pieces, numbered; where there are several gaps, with the criteria that each of them was found for."""
    return [
        Block(
            mask.hide(_beginning(piece.text, LONGEST[number > 1])),
            {
                "number": str(number),
                "title": mask.hide(piece.title),
                "source": mask.hide(piece.source),
                **({"criteria": " ".join(served[piece.id])} if served else {}),
                **({"whose": "organisation"} if piece.workspace is not None else {}),
            },
        )
        for number, piece in enumerate(pieces, 1)
    ]
