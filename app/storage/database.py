"""How SQLite is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_MS = 10_000
"""How long a writer waits for another one."""

SETTINGS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # a commit that has returned survives a power failure
    "PRAGMA foreign_keys = ON",
)


def survives(connection: Connection, *, power_failure: bool) -> None:
    """Sets what a commit on this connection survives: a process that dies, always; a power failure, if asked for.

    Waiting for the disk is most of what a commit costs.
    """
    connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if power_failure else 'NORMAL'}")


def set_up(engine: Engine) -> None:
    """Makes every connection of an engine one with our settings."""

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for setting in SETTINGS:
            cursor.execute(setting)
        cursor.close()
