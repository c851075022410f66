"""The cursors of conversations: LangGraph's checkpoints, in a file of their own.

A cursor is a convenience. The records say all that an interview knows, so a damaged file of cursors is
moved aside, and the interviews are taken up from their records.

Import this module where a conversation starts and no earlier: langgraph takes a third of a second.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from app.storage.database import BUSY_MS
from app.storage.failures import is_damage, translated
from app.storage.locks import locked

_LOG = logging.getLogger(__name__)


@asynccontextmanager
async def open_checkpointer(path: Path) -> AsyncIterator[AsyncSqliteSaver]:
    """LangGraph's saver on a file of cursors.

    A damaged file is moved aside as `<name>.damaged-N`, and a new one is begun.

    Args:
        path: The file; it and its folder are made where they are not there.

    Raises:
        StorageError: The file cannot be opened; StorageFull where there is no room for it.
    """
    connection = aiosqlite.connect(path, timeout=BUSY_MS / 1000)
    try:
        with translated(path, "opening the cursors of conversations"):
            # Of two processes that find the same damage, the second would move away what the first began.
            async with locked(path.with_name(f"{path.name}.lock")):
                if await asyncio.to_thread(_is_damaged, path):
                    _LOG.warning("%s is damaged; it is kept as %s and a new one is begun", path, _move_aside(path))
                await connection
                # Enough for a cursor: a killed process loses nothing, a power failure the last steps only.
                await connection.execute("PRAGMA synchronous = NORMAL")
                saver = CursorSaver(connection, path)
                await saver.setup()
        yield saver
    finally:
        await connection.close()


async def prune(saver: AsyncSqliteSaver, thread_id: str) -> None:
    """Deletes all but the newest checkpoint of a thread, so that the file does not grow with an interview."""
    await saver.aprune([thread_id])


class CursorSaver(AsyncSqliteSaver):
    """LangGraph's saver, made to fail cleanly: no transaction is left open, and errors are ours.

    Args:
        connection: To the file of cursors, open.
        place: That file, for messages.
    """

    def __init__(self, connection: aiosqlite.Connection, place: Path) -> None:
        super().__init__(connection)
        self._place = place
        # All share one connection, so what one takes back must not be what another has just written.
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def _whole(self) -> AsyncIterator[None]:
        """Takes back what fails or is cancelled half-way; left open, it would lock out every other process."""
        with translated(self._place, "saving the cursor of the conversation"):
            async with self._writing:
                try:
                    yield
                except BaseException:
                    await self.conn.rollback()
                    raise

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The newest checkpoint of a thread, or the one that is named."""
        with translated(self._place, "reading the cursor of the conversation"):
            return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Keeps a checkpoint."""
        async with self._whole():
            return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Keeps what a task has written on top of a checkpoint."""
        async with self._whole():
            await super().aput_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """Deletes all checkpoints of a thread."""
        async with self._whole():
            await super().adelete_thread(thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Deletes all but the newest checkpoint of each thread and namespace, or all of them.

        The newest is the one that the saver resumes from: that with the highest id. What was written on top
        of it, such as a pending interrupt, stays. Not for graphs with a `DeltaChannel`: those need older ones.

        Args:
            thread_ids: The threads.
            strategy: `keep_latest` or `delete`.
        """
        if strategy == "delete":
            for thread_id in thread_ids:
                await self.adelete_thread(thread_id)
            return
        if strategy != "keep_latest":
            raise ValueError(f"strategy {strategy!r}: expected 'keep_latest' or 'delete'")
        async with self._whole(), self.lock:
            for statement in _OLDER:
                await self.conn.executemany(statement, [(thread_id,) for thread_id in thread_ids])
            await self.conn.commit()


_OLDER = (
    """DELETE FROM writes WHERE thread_id = ? AND checkpoint_id < (
        SELECT max(newest.checkpoint_id) FROM checkpoints AS newest
        WHERE newest.thread_id = writes.thread_id AND newest.checkpoint_ns = writes.checkpoint_ns)""",
    """DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id < (
        SELECT max(newest.checkpoint_id) FROM checkpoints AS newest
        WHERE newest.thread_id = checkpoints.thread_id AND newest.checkpoint_ns = checkpoints.checkpoint_ns)""",
)


def _is_damaged(path: Path) -> bool:
    """Whether the file is no sound database; it is small, since every thread keeps one checkpoint only."""
    with closing(sqlite3.connect(path, timeout=BUSY_MS / 1000)) as connection:
        try:
            return connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]
        except sqlite3.Error as error:
            if is_damage(error):
                return True
            raise


def _move_aside(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.damaged-{n}") for n in count(1))
    aside = next(name for name in names if not name.exists())
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside
