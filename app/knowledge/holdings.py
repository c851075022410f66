"""All pieces that a search chooses from at one moment, and what it works with besides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from app.knowledge.figures import Figures
from app.knowledge.index import chunk
from app.knowledge.lexical import LexicalIndex
from app.knowledge.own_documents import Look, OwnDocuments
from app.knowledge.spelling import Spelling
from app.knowledge.words import words
from app.ports import Piece

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Words:
    """What a search by words works with; the sets are those of the pieces, in their order."""

    spelling: Spelling
    index: LexicalIndex
    figures: Figures
    sets: tuple[frozenset[str], ...]


class Holdings:
    """The guidance for everybody and an organisation's own; it never changes.

    Args:
        common: The pieces for everybody.
        own: Those of the organisation, each with how likely it is about its criteria.
        criteria: Those that a search tells apart.
        asked: Questions, whose words are known too.
        vocabulary: Words that are not taken for misspelt ones.

    Attributes:
        pieces: All of them, by id.
        own: The organisation's.
        place: Of each piece among all, by its id.
        likely: For every piece of the organisation how likely it is about its criteria.
        serves: Whether a piece serves a criterion, 0 or 1, shape (pieces, criteria).
    """

    def __init__(
        self,
        common: Sequence[Piece],
        own: Sequence[tuple[Piece, Mapping[str, float]]],
        criteria: Sequence[str],
        asked: Sequence[str],
        vocabulary: Callable[[], Iterable[str]],
    ) -> None:
        self.own = tuple(piece for piece, _ in own)
        self.pieces = tuple(sorted((*common, *self.own), key=lambda piece: piece.id))
        self.place = {piece.id: n for n, piece in enumerate(self.pieces)}
        self.likely = {piece.id: likely for piece, likely in own}
        serves = np.array([[c in piece.criteria for c in criteria] for piece in self.pieces], dtype=float)
        self.serves: NDArray[np.float64] = serves.reshape(len(self.pieces), len(criteria))
        self._asked = asked
        self._vocabulary = vocabulary
        self._lock = threading.Lock()

    @property
    def words(self) -> Words:
        """What a search by words works with; made at the first one."""
        with self._lock:
            return self._words

    @cached_property
    def _words(self) -> Words:
        chunks = [chunk(piece) for piece in self.pieces]
        return Words(
            Spelling((*chunks, *self._asked), self._vocabulary()),
            LexicalIndex(chunks),
            Figures(chunks),
            tuple(frozenset(words(text)) for text in chunks),
        )


class Stock:
    """The holdings as they are now: looked at anew whenever they are asked for. Threads may share one.

    Args:
        documents: The organisation's own; None where there can be none.
        make: Makes the holdings of its pieces.
    """

    def __init__(
        self,
        documents: OwnDocuments | None,
        make: Callable[[Sequence[tuple[Piece, Mapping[str, float]]]], Holdings],
    ) -> None:
        self._documents = documents
        self._make = make
        self._look: Look | None = None
        self._holdings: Holdings | None = None
        self._lock = threading.Lock()

    def now(self) -> Holdings:
        """The same object as before, unless a document has come, changed or gone, in whatever process."""
        with self._lock:
            look = self._documents.look() if self._documents else ()
            if self._holdings is None or look != self._look:
                self._holdings, self._look = self._make(self._pieces(look)), look
            return self._holdings

    def _pieces(self, look: Look) -> list[tuple[Piece, Mapping[str, float]]]:
        if self._documents is None:
            return []
        workspace = self._documents.workspace
        return [entry for document in self._documents.all(look) for entry in document.pieces(workspace)]
