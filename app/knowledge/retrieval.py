"""Finds guidance: by criterion, by meaning, by words, or by both of these fused.

A query is mended first where it is misspelt. Then two things are asked, of its meaning and of its words: how near it
comes to each piece, and, by the questions that people may ask, which criteria it is about. Both make the score. What
asks, nearly word by word, for what one piece says finds that piece, whatever it seems to be about.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from app.domain.platforms import concerns
from app.errors import KnowledgeError
from app.knowledge.following import FollowingIndex
from app.knowledge.holdings import Holdings, Stock
from app.knowledge.index import DenseIndex, Near, Only
from app.knowledge.own_documents import OwnDocuments
from app.knowledge.questions import Question
from app.knowledge.spreading import Candidate, spread
from app.knowledge.subjects import SubjectsByMeaning, SubjectsByWords, beliefs, subjects_of_passage
from app.knowledge.vectors import Progress, embedded
from app.ports import Embedder, Found, Piece, PieceKind, SearchMode

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

OWN = 6
"""How many passages of an organisation's own serve a criterion at most: those that are likeliest about it."""
_FIRST = {PieceKind.FIX: 0, PieceKind.WHY: 1}
_DEPTH = 512
"""How many pieces are looked up by meaning: all of ours, and enough of a large organisation's."""
_CANDIDATES = 60
"""Among how many of the best those to show are chosen, at least."""
_BY_MEANING = 6.0
_BY_WORDS = 0.25
"""What a cosine and a BM25 score weigh in the logarithm of a score."""
_ASKED_FOR, _PLAINLY = 0.55, 0.8
"""From what likeness to what a piece is asked by on, a query asks for it; and from where on for nothing else."""
_STATED = 0.3
"""How plainly a query asks for the piece that fits best of those that state a figure that it names."""
_BRIEF = 10
"""Words; the figures of a longer query are mostly those of somebody's own situation."""
_NO_SUBJECT = 0.05
"""How likely a query is about what no criterion is about: as likely as about any of twenty."""


class GuidanceKnowledge:
    """The guidance behind the Knowledge port. Threads may share one; nothing is opened before the first search.

    An organisation's own documents are looked at in every call, so that a change counts at once in every process.

    Args:
        pieces: The guidance for everybody.
        data_dir: Where everything lives; the index comes under `index/`.
        questions: By which a query's criteria are told; without any, every criterion is as likely.
        asks: By piece, what people ask who want just that piece.
        vocabulary: Words that are not taken for misspelt ones; called at the first search.
        progress: Called while an index is built, with how many texts of how many are done.
        own: The documents of the one workspace whose guidance is found as well; their index lies beside them.
        vectors: A file of vectors that came with the guidance and its questions, so that they need not be made.
    """

    def __init__(
        self,
        pieces: Iterable[Piece],
        embedder: Embedder,
        data_dir: Path,
        questions: Sequence[Question] = (),
        vocabulary: Callable[[], Iterable[str]] = tuple,
        progress: Progress | None = None,
        own: OwnDocuments | None = None,
        vectors: Path | None = None,
        asks: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        common = tuple(pieces)
        self._embedder = embedder
        self._questions = tuple(questions)
        self._asks = tuple((piece, text) for piece, texts in asks.items() for text in texts)
        self._asked = tuple(text for _, text in (*questions, *self._asks))
        self._subjects = SubjectsByWords(questions)
        self._meaning: SubjectsByMeaning | None = None

        def holdings(own: Sequence[tuple[Piece, Mapping[str, float]]]) -> Holdings:
            return Holdings(common, own, self._subjects.criteria, self._asked, vocabulary)

        self._stock = Stock(own, holdings)
        self._dense = DenseIndex(common, embedder, data_dir / "index", self._asked, progress, shipped=vectors)
        self._own = FollowingIndex(embedder, own.home / "index", progress) if own else None

    def for_criterion(
        self, criterion: str, elements: Sequence[str] = (), *, description: str | None = None
    ) -> tuple[Piece, ...]:
        """The pieces that serve a criterion: those on the elements, then the organisation's own, then the rest."""
        wanted = set(elements)
        holdings = self._stock.now()
        serving = [
            piece
            for piece in holdings.pieces
            if criterion in piece.criteria and (description is None or concerns(piece.platforms, description))
        ]
        own = sorted(
            (piece for piece in serving if piece.id in holdings.likely),
            key=lambda piece: -holdings.likely[piece.id][criterion],
        )[:OWN]
        general = sorted(
            (piece for piece in serving if piece.id not in holdings.likely),
            key=lambda p: (wanted.isdisjoint(p.elements), _FIRST.get(p.kind, 2), p.id),
        )
        on_it = sum(not wanted.isdisjoint(piece.elements) for piece in general)
        return (*general[:on_it], *own, *general[on_it:])

    def of_kind(self, kind: PieceKind) -> tuple[Piece, ...]:
        """All pieces of a kind, by their ids."""
        return tuple(sorted((p for p in self._stock.now().pieces if p.kind is kind), key=lambda p: p.id))

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

        A score is what a piece adds to those before it, as a share of what all together could. Where the half by
        meaning fails, hybrid goes on with the half by words and logs a warning.

        Raises:
            KnowledgeError: The mode is dense, and the embedder or the index fails.
        """
        only, holdings = Only(criterion, kind), self._stock.now()
        pieces = holdings.pieces
        admitted = np.array([only.admits(piece) for piece in pieces], dtype=bool)
        if not query.strip() or not admitted.any():
            return ()
        by_words = holdings.words
        stated = by_words.figures.stated(query) if mode != "dense" and len(query.split()) <= _BRIEF else []
        query = by_words.spelling.mended(query)
        near = None
        if mode != "lexical":
            try:
                near = self._by_meaning(query, max(k, _DEPTH), only, holdings)
            except KnowledgeError as error:
                if mode == "dense":
                    raise
                logger.warning("Searching by words alone: %s", error)
        fits, subjects = np.zeros(len(pieces)), np.zeros(len(self._subjects.criteria))
        reached = np.zeros(len(pieces), dtype=bool)
        if near is not None:
            cosines, reached = _cosines(near, holdings)
            fits += _BY_MEANING * cosines
            if self._questions:
                subjects += self._by_questions(near).evidence(near.query)
        if mode != "dense":
            scores, told = by_words.index.scores(query), self._subjects.evidence(query)
            fits += _BY_WORDS * scores
            subjects += told
            reached |= (scores > 0) | (holdings.serves @ (told > 0) > 0)
        asked = self._asked_for(near, holdings) if near is not None else np.zeros(len(pieces))
        asked[stated] = np.maximum(asked[stated], _STATED * np.exp(fits[stated] - fits[stated].max(initial=-np.inf)))
        return self._best(k, np.flatnonzero(admitted & reached), fits, beliefs(subjects), asked, holdings)

    def subjects_of(
        self, texts: Sequence[str], progress: Progress = lambda done, total: None
    ) -> tuple[dict[str, float], ...]:
        """For each passage the criteria that it is likely about, with how likely, the likeliest first.

        The vectors of the passages are kept for the index that is to hold them.

        Raises:
            KnowledgeError: The embedder or the index fails.
        """
        if not texts:
            return ()
        with _failing():
            vectors = embedded(self._embedder, texts, progress)
            if self._own:
                self._own.give(texts, np.stack(vectors))
            if not self._asked:
                return tuple({} for _ in texts)
            meaning = self._by_questions(self._dense.near_to(vectors[0][np.newaxis], 1, Only()))
        return tuple(
            subjects_of_passage(text, vector, self._subjects, meaning)
            for text, vector in zip(texts, vectors, strict=True)
        )

    def refresh(self) -> None:
        """Builds the index of the organisation's own guidance as it is now, and waits for it.

        Raises:
            KnowledgeError: The embedder or the index fails.
        """
        if self._own:
            with _failing():
                self._own.open(self._stock.now().own)

    def close(self) -> None:
        """Lets go of the files of the index; the next search opens them again."""
        self._dense.close()
        if self._own:
            self._own.close()

    def _by_meaning(self, query: str, depth: int, only: Only, holdings: Holdings) -> Near:
        with _failing():
            near = self._dense.near(query, depth, only)
            if not self._own:
                return near
            own = self._own.near_to(near.query[np.newaxis], depth, only, holdings.own)
            return replace(near, pieces=near.pieces | own)

    def _by_questions(self, near: Near) -> SubjectsByMeaning:
        meaning = self._meaning
        if meaning is None or meaning.vectors is not near.questions:  # at the first search, and when the index is new
            self._meaning = meaning = SubjectsByMeaning(self._questions, near.questions)
        return meaning

    def _asked_for(self, near: Near, holdings: Holdings) -> NDArray[np.float64]:
        """How plainly a query asks for each piece, 0 to 1, shape (pieces,)."""
        asked = np.zeros(len(holdings.pieces))
        cosines = np.einsum("qd,d->q", near.questions[len(self._questions) :], near.query)
        for (piece, _), cosine in zip(self._asks, cosines, strict=True):
            if piece in holdings.place:
                asked[holdings.place[piece]] = max(asked[holdings.place[piece]], cosine)
        return np.clip((asked - _ASKED_FOR) / (_PLAINLY - _ASKED_FOR), 0.0, 1.0)

    def _best(
        self,
        k: int,
        places: NDArray[np.intp],
        fits: NDArray[np.float64],
        shares: NDArray[np.float64],
        asked: NDArray[np.float64],
        holdings: Holdings,
    ) -> tuple[Found, ...]:
        if not len(places):
            return ()
        fit, serves = np.exp(fits[places] - fits[places].max()), holdings.serves[places]
        likely = serves @ shares
        likely[~serves.any(axis=1)] = _NO_SUBJECT if len(shares) else 1.0
        scores = np.maximum(fit * likely, asked[places])
        first = np.argsort(-scores, kind="stable")[: max(_CANDIDATES, 4 * k)]
        share = dict(zip(self._subjects.criteria, shares.tolist(), strict=True))
        candidates = []
        for n in first:
            piece = holdings.pieces[places[n]]
            subjects = {c: share[c] for c in piece.criteria if c in share} or {"": float(likely[n])}
            own, plainly = float(fit[n]), float(asked[places[n]])
            if plainly > own * likely[n]:
                own, subjects = 1.0, {piece.id: plainly}
            candidates.append(Candidate(piece, holdings.words.sets[places[n]], own, subjects))
        return tuple(Found(piece, gain / float(scores.sum())) for piece, gain in spread(candidates, k))


def _cosines(near: Near, holdings: Holdings) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The cosine of every piece, at worst that of the last one that was looked up; and which those were."""
    cosines = np.full(len(holdings.pieces), min(near.pieces.values(), default=0.0))
    reached = np.zeros(len(holdings.pieces), dtype=bool)
    for piece, cosine in near.pieces.items():
        cosines[holdings.place[piece]] = cosine
        reached[holdings.place[piece]] = True
    return cosines, reached


@contextmanager
def _failing() -> Iterator[None]:
    """Embedders and Chroma raise what they like; a search must not end a turn."""
    try:
        yield
    except KnowledgeError:
        raise
    except Exception as error:
        raise KnowledgeError(f"the search by meaning fails ({type(error).__name__}: {error})") from error
