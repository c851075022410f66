"""The vectors of many texts: made a batch at a time, and kept in a file by what they are the vectors of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from app.ports import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 32
_THREADS = 2
"""How many embed at once: the smallest machine that Gatewise is meant for has two cores."""

Progress = Callable[[int, int], None]
"""Told how many texts of how many are embedded."""


def embedded(embedder: Embedder, texts: Sequence[str], progress: Progress) -> list[NDArray[np.float32]]:
    """The vectors of many texts, in their order."""
    vectors: list[NDArray[np.float32]] = []
    progress(0, len(texts))
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    with ThreadPoolExecutor(_THREADS) as threads:
        for batch in threads.map(embedder.embed, batches):
            vectors.extend(batch)
            progress(len(vectors), len(texts))
    return vectors


def keys_of(texts: Sequence[str], embedder: Embedder) -> list[bytes]:
    """What the vectors of texts are kept under, 32 bytes each: two embedders have none in common."""
    named = (f"{embedder.id}\n{text}".encode("utf-8", "surrogatepass") for text in texts)
    return [hashlib.sha256(name).digest() for name in named]


def write_vectors(file: Path, keys: Sequence[bytes], vectors: NDArray[np.float32], *, half: bool = False) -> None:
    """Keeps vectors, shape (keys, dimensions); with `half` in half precision, for half the size."""
    import numpy as np

    kept = vectors.astype(np.float16) if half else vectors
    np.savez(file, keys=np.frombuffer(b"".join(keys), np.uint8).reshape(-1, 32), vectors=kept)


def read_vectors(file: Path) -> tuple[list[bytes], NDArray[np.float32]]:
    """The keys and vectors, in their order.

    Raises:
        Exception: Nearly any, where the file is damaged; it has checksums.
    """
    import numpy as np

    with np.load(file, allow_pickle=False) as kept:
        return [key.tobytes() for key in kept["keys"]], kept["vectors"].astype(np.float32, copy=False)
