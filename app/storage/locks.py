"""Locks across processes; the operating system frees those of a process that ends, however it ends."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from filelock import FileLock, Timeout

from app.errors import StorageError
from app.storage.failures import translated

_POLL = 0.05
"""Seconds between two looks at a lock that another process holds."""


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Holds the lock file, waiting for it without blocking the event loop and for as long as it takes."""
    lock = FileLock(path, thread_local=False)
    while True:
        try:
            lock.acquire(blocking=False)
            break
        except Timeout:
            await asyncio.sleep(_POLL)
    try:
        yield
    finally:
        lock.release()


class Turns:
    """One turn of a thread at a time, in this process and in all that use the same folder.

    Args:
        folder: Where the lock files are, one for each thread; they are empty and stay.
        timeout: Seconds to wait for one's turn.
    """

    def __init__(self, folder: Path, timeout: float) -> None:
        self._folder = folder
        self._timeout = timeout
        # The tasks of this process queue here and take their turns in order; only the first polls the file.
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, thread: str) -> AsyncIterator[None]:
        """Holds the turn of a thread; StorageError if its time to wait runs out."""
        name = hashlib.sha256(thread.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        file = self._folder / f"{name}.lock"
        queue = self._queues.setdefault(name, asyncio.Lock())
        async with AsyncExitStack() as held:
            with translated(file, "waiting for the turn"):
                try:
                    async with asyncio.timeout(self._timeout):
                        await held.enter_async_context(queue)
                        await held.enter_async_context(locked(file))
                except TimeoutError as error:
                    raise StorageError(
                        f"another client is busy with this conversation and was not done after {self._timeout:g} s."
                        " Nothing of yours was saved; try again in a moment."
                    ) from error
            yield
