"""Asking the playbook: a person's question, answered from the guidance, with no assessment behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import chain

from app.domain.framework import Criterion, Framework
from app.domain.platforms import concerns
from app.domain.records import ModelCall
from app.interview.events import Said
from app.ports import Assessor, Found, Knowledge, Piece, PieceKind, ToAnswer

FOUND = 8
"""How many pieces an answer may choose from."""

FOLLOW_UPS = 3
"""How many questions are offered after an answer."""

BESIDE = 0.7
"""What guidance on the likely criterion counts beside the first piece that was found."""

_NEXT = {
    PieceKind.WHY: "Why is “{title}” important?",
    PieceKind.FIX: "How do we get “{title}” right?",
    PieceKind.EXAMPLE: "Can you give an example of “{title}”?",
    PieceKind.BENCHMARK: "Which figures are there on “{title}”?",
}


class Playbook:
    """Answers questions on readiness.

    Args:
        framework: Whose criteria the guidance serves.
        knowledge: The guidance.
        assessor: Who answers from it.
    """

    def __init__(self, framework: Framework, knowledge: Knowledge, assessor: Assessor) -> None:
        self._framework = framework
        self._knowledge = knowledge
        self._assessor = assessor

    async def ask(self, text: str, before: Criterion | None = None) -> AsyncIterator[Said]:
        """The answer, streamed; the last of it is marked as such, and says what it took.

        There is no assessment to put that on record in, and the playbook keeps nothing: it is only shown.

        Args:
            text: What the person asks.
            before: What the answer before this one was about: what "this" means.
        """
        serving = self._knowledge.for_criterion(before.id, description=text) if before else ()
        found = await asyncio.to_thread(guidance_on, self._knowledge, text, text)
        by_id = {p.id: p for p in (*serving, *(f.piece for f in found))}
        took = list[ModelCall]()
        async for prose in self._assessor.answer_question(
            ToAnswer(self._framework, text, before, (), found, tuple(serving))
        ):
            took += prose.calls
            yield Said(prose.text, "answer", tuple(by_id[i] for i in prose.cites if i in by_id))
        yield Said("", "answer", last=True, took=tuple(took))

    def about(self, cites: Sequence[Piece]) -> Criterion | None:
        """The criterion that an answer was about, by what it cites first."""
        known = {c.id: c for c in self._framework.criteria}
        return next((known[i] for piece in cites[:1] for i in piece.criteria if i in known), None)

    def piece(self, identifier: str, title: str) -> Piece | None:
        """A piece that was cited, by its id and title; None if it is not in the guidance any more."""
        serving = (p for c in self._framework.criteria for p in self._knowledge.for_criterion(c.id))
        on_none = (f.piece for f in self._knowledge.search(title, k=20))
        return next((p for p in chain(serving, on_none) if p.id == identifier), None)

    def follow_ups(self, cites: Sequence[Piece]) -> tuple[str, ...]:
        """Questions that lead on from an answer; of each the guidance has a piece that the answer did not give."""
        criterion = self.about(cites)
        if criterion is None:
            return ()
        given = {piece.kind for piece in cites}
        general = [p for p in self._knowledge.for_criterion(criterion.id, description="") if p not in cites]
        kinds = _in_order(p.kind for p in general if p.kind in _NEXT)
        kinds.sort(key=lambda kind: (kind in given, list(_NEXT).index(kind)))
        return tuple(_NEXT[kind].format(title=criterion.title) for kind in kinds[:FOLLOW_UPS])


def guidance_on(knowledge: Knowledge, text: str, described: str) -> tuple[Found, ...]:
    """What a search finds for a question, and what else there is on the criterion that it is most likely about.

    Guidance on a platform is left out unless what is described runs there.
    """
    found = knowledge.search(text, k=FOUND)
    likely = _likely(found)
    if likely is not None:
        first, known = found[0], {f.piece.id for f in found}
        beside = [
            f for f in knowledge.search(text, k=2 * FOUND, criterion=likely) if concerns(f.piece.platforms, described)
        ]
        top = max((f.score for f in beside), default=0.0) or 1.0
        # Where the best piece is on another platform, the next best on the same criterion takes its place.
        share = BESIDE if concerns(first.piece.platforms, described) else 1.0
        found += tuple(Found(f.piece, first.score * share * f.score / top) for f in beside if f.piece.id not in known)
    return tuple(f for f in found if concerns(f.piece.platforms, described))


def _likely(found: Sequence[Found]) -> str | None:
    """The criterion that what was found has most in common."""
    votes: dict[str, float] = {}
    for f in found:
        for criterion in f.piece.criteria:
            votes[criterion] = votes.get(criterion, 0.0) + f.score / len(f.piece.criteria)
    return max(votes, key=lambda c: votes[c]) if votes else None


def _in_order(kinds: Iterable[PieceKind]) -> list[PieceKind]:
    return list(dict.fromkeys(kinds))
