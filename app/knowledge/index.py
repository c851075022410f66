"""Search by meaning: the vectors of the pieces in Chroma, kept on disk so that they are computed once.

Two processes must not write one Chroma database, and merely opening one writes: it takes a write lock
in SQLite, and saves what vectors are not saved yet. So a database is built aside and saved in full, it is
opened under a lock across processes, and its vectors are never written again; a seal tells if they were.
A new version takes over the vectors of the texts that those before it have embedded.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.errors import KnowledgeError
from app.knowledge.vectors import Progress, embedded, keys_of, read_vectors, write_vectors
from app.knowledge.versions import Versions
from app.ports import Embedder, Piece, PieceKind

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_LAYOUT = 3
"""To be raised when what is stored changes, so that every index is built anew."""

_COLLECTION = "guidance"
_SEAL = "seal"
_VECTORS = "vectors.npz"
_BATCH = 32
_EXACT = 512
"""Up to so many pieces the search misses nothing: each is linked to every other. Beyond it approximates."""


def chunk(piece: Piece) -> str:
    """The text that a piece is found by; pieces are short, so each is one chunk."""
    return f"{piece.title}\n{piece.text}"


@dataclass(frozen=True)
class Near:
    """What is near to a query.

    Attributes:
        pieces: The cosine similarities of the nearest pieces by their ids, the nearest first.
        query: Its vector, shape (dimensions,).
        questions: Those of all questions in their order, shape (questions, dimensions); the same array every time.
    """

    pieces: dict[str, float]
    query: NDArray[np.float32]
    questions: NDArray[np.float32]


@dataclass(frozen=True)
class Only:
    """Which pieces may be found."""

    criterion: str | None = None
    kind: PieceKind | None = None

    def admits(self, piece: Piece) -> bool:
        """Whether a piece is among them."""
        return (self.criterion is None or self.criterion in piece.criteria) and (
            self.kind is None or self.kind is piece.kind
        )


class DenseIndex:
    """The pieces nearest to a query in meaning; opened, or built, at the first query. Threads may share one.

    Args:
        root: The directory of the indexes of all versions.
        questions: Texts that each query is compared with as well.
        progress: Called while an index is built.
        given: Vectors of texts by these, which need not be made.
        shipped: A file of vectors that came with the texts; what is not in it is made.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        embedder: Embedder,
        root: Path,
        questions: Sequence[str] = (),
        progress: Progress | None = None,
        given: Mapping[str, NDArray[np.float32]] | None = None,
        shipped: Path | None = None,
    ) -> None:
        self._pieces = sorted(pieces, key=lambda piece: piece.id)
        self._asked = tuple(questions)
        self._progress = progress or (lambda done, total: None)
        self._given = given or {}
        self._shipped = [shipped] if shipped and shipped.is_file() else []
        self._hashes = {p.id: _hash(p.id, p.kind, p.criteria, p.workspace, chunk(p)) for p in self._pieces}
        content = _hash(_LAYOUT, self._hashes, self._asked)
        self._metadata = {"content": content, "embedder": embedder.id}
        self._version = f"{content[:16]}-{_hash(embedder.id)[:16]}"
        self._embedder = embedder
        self._versions = Versions(root)
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._collection: Collection | None = None
        self._questions: NDArray[np.float32] | None = None

    def nearest(self, query: str, k: int, criterion: str | None = None) -> dict[str, float]:
        """The `k` nearest pieces, of one criterion if it is given: their cosine similarities by their ids."""
        return self.near(query, k, Only(criterion)).pieces

    def near(self, query: str, k: int, only: Only) -> Near:
        """The `k` nearest pieces of those that may be found, with what the questions are compared by.

        Raises:
            KnowledgeError: The index can be neither opened nor built.
            Exception: Whatever the embedder, Chroma and the file system raise.
        """
        return self.near_to(self._embedder.embed([query]), k, only)

    def near_to(self, vectors: NDArray[np.float32], k: int, only: Only) -> Near:
        """The same for a query that is embedded already, shape (1, dimensions)."""
        with self._lock:
            if self._collection is not None:
                try:
                    return self._query(vectors, k, only)
                except Exception as error:  # whoever builds newer versions may have removed this one meanwhile
                    logger.warning("The index has to be opened again (%s: %s)", type(error).__name__, error)
                    self._release()
            self._collection = self._open()
            return self._query(vectors, k, only)

    def is_built(self) -> bool:
        """Whether it has been built, by whatever process, so that the next query need not."""
        return self._versions.find(self._version) is not None

    def open(self) -> None:
        """Opens or builds it, if that is not done; raises what `near` does."""
        with self._lock:
            if self._collection is None:
                self._collection = self._open()

    def close(self) -> None:
        """Lets go of the files; the next query opens them again."""
        with self._lock:
            self._release()

    def _open(self) -> Collection:
        with self._versions.held():
            path = self._versions.find(self._version)
            collection = self._whole(path) if path else None
            if path is None or collection is None:
                path = self._versions.build(self._version, self._fill)
                collection = self._whole(path)
            if collection is None:
                raise KnowledgeError(f"{path}: an index just built does not hold its {len(self._pieces)} pieces")
            self._versions.use(path)
            return collection

    def _whole(self, path: Path) -> Collection | None:
        """The collection in a directory, if it holds what it should; else None, and the directory let go of."""
        try:
            if _seal(path) != (path / _SEAL).read_text(encoding="utf-8"):
                raise KnowledgeError("the vectors are not as they were saved")
            self._client = _client(path)
            collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            # The vectors are read as well, so that none is left to be read when the files may be gone.
            held = collection.get(include=["metadatas", "embeddings"])
            hashes = dict(zip(held["ids"], (m["hash"] for m in held["metadatas"] or ()), strict=True))
            questions = read_vectors(path / _VECTORS)[1][len(self._pieces) :]
            if (
                hashes == self._hashes
                and len(questions) == len(self._asked)
                and self._metadata.items() <= (collection.metadata or {}).items()
            ):
                self._questions = questions
                return collection
            problem = f"holds {len(hashes)} pieces and {len(questions)} questions by {collection.metadata}"
        except Exception as error:  # a damaged database raises nearly anything
            problem = f"{type(error).__name__}: {error}"
        logger.warning("%s: the index is damaged and is built anew (%s)", path, problem)
        self._release()
        return None

    def _fill(self, directory: Path) -> None:
        texts = [*map(chunk, self._pieces), *self._asked]
        vectors = self._embedded(texts)
        client = _client(directory)
        try:
            collection = client.create_collection(
                _COLLECTION,
                embedding_function=None,  # else Chroma would fetch a model of its own
                metadata=dict(self._metadata),
                configuration={"hnsw": self._graph()},
            )
            for start in range(0, len(self._pieces), _BATCH):
                batch = self._pieces[start : start + _BATCH]
                collection.add(
                    ids=[piece.id for piece in batch],
                    embeddings=vectors[start : start + len(batch)],
                    metadatas=[self._describe(piece) for piece in batch],
                )
            collection.count()  # the first read is what makes Chroma save the vectors
        finally:
            client.close()
        write_vectors(directory / _VECTORS, keys_of(texts, self._embedder), vectors)
        (directory / _SEAL).write_text(_seal(directory), encoding="utf-8")

    def _embedded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts, shape (texts, dimensions); those that other versions have are not made again."""
        import numpy as np

        keys = keys_of(texts, self._embedder)
        known = self._known(set(keys))
        known |= {key: self._given[text] for key, text in zip(keys, texts, strict=True) if text in self._given}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        there, total = len(texts) - len(new), len(texts)
        made = embedded(self._embedder, list(new.values()), lambda done, _: self._progress(there + done, total))
        known |= dict(zip(new, made, strict=True))
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)

    def _known(self, wanted: Set[bytes]) -> dict[bytes, NDArray[np.float32]]:
        known: dict[bytes, NDArray[np.float32]] = {}
        for path in (*self._shipped, *(version / _VECTORS for version in self._versions.all())):
            try:
                keys, vectors = read_vectors(path)
            except Exception as error:  # a damaged file raises nearly anything; its texts are embedded again
                logger.warning("%s: its vectors cannot be used (%s: %s)", path, type(error).__name__, error)
                continue
            known.update((key, vector) for key, vector in zip(keys, vectors, strict=True) if key in wanted)
        return known

    def _graph(self) -> CreateHNSWConfiguration:
        links = min(len(self._pieces) + 1, _EXACT)
        return {
            "space": "cosine",
            "max_neighbors": links,
            "ef_construction": links,
            "ef_search": links,
            "batch_size": 1,
            "sync_threshold": 1,  # what is left unsaved, every reader would save anew
        }

    def _describe(self, piece: Piece) -> dict[str, Any]:
        described: dict[str, Any] = {"piece": piece.id, "kind": piece.kind.value, "hash": self._hashes[piece.id]}
        described["workspace"] = piece.workspace or ""
        if piece.criteria:  # Chroma takes no empty list
            described["criteria"] = list(piece.criteria)
        return {**described, **self._metadata}

    def _release(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._collection = self._questions = None

    def _query(self, vectors: NDArray[np.float32], k: int, only: Only) -> Near:
        assert self._collection is not None
        assert self._questions is not None
        # Of pieces that are equally near Chroma gives any, so more are asked for and the order is made here.
        found = self._collection.query(
            query_embeddings=vectors, n_results=max(k, _EXACT), where=self._where(only), include=["distances"]
        )
        assert found["distances"] is not None
        nearest = sorted(zip(found["distances"][0], found["ids"][0], strict=True))[:k]
        return Near({piece: 1.0 - distance for distance, piece in nearest}, vectors[0], self._questions)

    def _where(self, only: Only) -> Any:
        conditions: list[dict[str, Any]] = []
        if only.criterion is not None:
            conditions.append({"criteria": {"$contains": only.criterion}})
        if only.kind is not None:
            conditions.append({"kind": only.kind.value})
        return {"$and": conditions} if len(conditions) > 1 else next(iter(conditions), None)


def _client(path: Path) -> Client:
    import chromadb  # here, because it takes seconds, which who never searches should not wait for
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path, settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)  # its declared type has no close()


def _seal(directory: Path) -> str:
    """A hash of the files with the vectors: Chroma reads damaged ones without a check, and can crash the process."""
    files = sorted([*directory.glob("*/*"), *directory.glob(_VECTORS)])
    return _hash([(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files])


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
