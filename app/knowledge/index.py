"""Search by meaning: the vectors of the pieces in Chroma, kept on disk so that they are computed once.

Two processes must not write one Chroma database, and merely opening one writes: it takes a write lock
in SQLite, and saves what vectors are not saved yet. So a database is built aside and saved in full, it is
opened under a lock across processes, and its vectors are never written again; a seal tells if they were.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.errors import KnowledgeError
from app.knowledge.versions import Versions
from app.ports import Embedder, Piece

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_LAYOUT = 1
"""To be raised when what is stored changes, so that every index is built anew."""

_COLLECTION = "guidance"
_SEAL = "seal"
_BATCH = 64
_EXACT = 512
"""Up to so many pieces the search misses nothing: each is linked to every other. Beyond it approximates."""


def chunk(piece: Piece) -> str:
    """The text that a piece is found by; pieces are short, so each is one chunk."""
    return f"{piece.title}\n{piece.text}"


class DenseIndex:
    """The pieces nearest to a query in meaning; opened, or built, at the first query. Threads may share one.

    Args:
        root: The directory of the indexes of all versions.
    """

    def __init__(self, pieces: Sequence[Piece], embedder: Embedder, root: Path) -> None:
        self._pieces = sorted(pieces, key=lambda piece: piece.id)
        self._hashes = {p.id: _hash(p.id, p.kind, p.criteria, chunk(p)) for p in self._pieces}
        content = _hash(_LAYOUT, self._hashes)
        self._metadata = {"content": content, "embedder": embedder.id}
        self._version = f"{content[:16]}-{_hash(embedder.id)[:16]}"
        self._embedder = embedder
        self._versions = Versions(root)
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._collection: Collection | None = None

    def nearest(self, query: str, k: int, criterion: str | None = None) -> dict[str, float]:
        """The `k` nearest pieces, of one criterion if it is given: their cosine similarities by their ids.

        Raises:
            KnowledgeError: The index can be neither opened nor built.
            Exception: Whatever the embedder, Chroma and the file system raise.
        """
        vectors = self._embedder.embed([query])
        with self._lock:
            if self._collection is not None:
                try:
                    return _query(self._collection, vectors, k, criterion)
                except Exception as error:  # whoever builds newer versions may have removed this one meanwhile
                    logger.warning("The index has to be opened again (%s: %s)", type(error).__name__, error)
                    self._release()
            self._collection = self._open()
            return _query(self._collection, vectors, k, criterion)

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
            if hashes == self._hashes and self._metadata.items() <= (collection.metadata or {}).items():
                return collection
            problem = f"holds {len(hashes)} pieces by {collection.metadata}"
        except Exception as error:  # a damaged database raises nearly anything
            problem = f"{type(error).__name__}: {error}"
        logger.warning("%s: the index is damaged and is built anew (%s)", path, problem)
        self._release()
        return None

    def _fill(self, directory: Path) -> None:
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
                    embeddings=self._embedder.embed([chunk(piece) for piece in batch]),
                    metadatas=[self._describe(piece) for piece in batch],
                )
            collection.count()  # the first read is what makes Chroma save the vectors
        finally:
            client.close()
        (directory / _SEAL).write_text(_seal(directory), encoding="utf-8")

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
        if piece.criteria:  # Chroma takes no empty list
            described["criteria"] = list(piece.criteria)
        return {**described, **self._metadata}

    def _release(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None


def _query(collection: Collection, vectors: NDArray[np.float32], k: int, criterion: str | None) -> dict[str, float]:
    where: Any = {"criteria": {"$contains": criterion}} if criterion else None
    # Of pieces that are equally near Chroma gives any, so more are asked for and the order is made here.
    found = collection.query(query_embeddings=vectors, n_results=max(k, _EXACT), where=where, include=["distances"])
    assert found["distances"] is not None
    nearest = sorted(zip(found["distances"][0], found["ids"][0], strict=True))[:k]
    return {piece: 1.0 - distance for distance, piece in nearest}


def _client(path: Path) -> Client:
    import chromadb  # here, because it takes seconds, which who never searches should not wait for
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path, settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)  # its declared type has no close()


def _seal(directory: Path) -> str:
    """A hash of the files with the vectors: Chroma reads damaged ones without a check, and can crash the process."""
    files = sorted(directory.glob("*/*"))
    return _hash([(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files])


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
