"""What databases raise, in terms of Gatewise."""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.errors import GatewiseError, InputRefused, StorageCorrupt, StorageError, StorageFull

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_MAYBE_FULL = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def translated(place: Path, task: str) -> Iterator[None]:
    """Raises what a database or the file system raises as one of our errors.

    Args:
        place: The database file.
        task: What is being done, as "saving ..."; every message names it.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeEncodeError) as error:
        raise _ours(error, place, task) from error


def is_damage(error: BaseException) -> bool:
    """Whether a database file is damaged, or is none."""
    return _code(error) in _DAMAGED


def damaged(place: Path, how: str) -> StorageCorrupt:
    """The error for a database file that cannot be read."""
    return StorageCorrupt(
        f"{place}: {how}. Nothing was changed in it."
        " Restore a copy of the file, or move it away to start anew without what it holds."
    )


def _ours(error: Exception, place: Path, task: str) -> GatewiseError:
    code = _code(error)
    reason = str(getattr(error, "orig", None) or error)
    if code in _DAMAGED:
        return damaged(place, f"this is no readable database ({reason}), found while {task}")
    if code == sqlite3.SQLITE_FULL or _is_no_room(error) or (code in _MAYBE_FULL and _no_room_at(place.parent)):
        return StorageFull(
            f"{place}: there is no room left, so {task} failed and nothing of it was kept."
            " What was saved before is intact. Free some space and try again."
        )
    if code in _BUSY:
        return StorageError(f"{place}: another program keeps the database busy, so {task} failed. Try again.")
    if code == sqlite3.SQLITE_READONLY:
        return StorageError(f"{place}: the file or its folder may not be written, so {task} failed.")
    if isinstance(error, UnicodeEncodeError):
        return InputRefused(f"{task}: {error.object[error.start : error.end]!r} is no text that can be kept ({reason})")
    return StorageError(f"{place}: {task} failed: {reason}")


def _code(error: BaseException) -> int | None:
    """SQLite's primary result code, where the error is SQLite's."""
    original = getattr(error, "orig", None) or error
    extended = getattr(original, "sqlite_errorcode", None)
    return None if extended is None else extended & 0xFF


def _is_no_room(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def _no_room_at(folder: Path) -> bool:
    """Whether writing there fails for want of room; SQLite's "disk I/O error" does not say why."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(1 << 16))
    except OSError as error:
        return _is_no_room(error)
    return False
