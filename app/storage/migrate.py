"""Brings a database up to the schema of this version, from any working directory and without an ini file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from app.errors import StorageCorrupt
from app.storage.database import set_up

REVISIONS = ("0001", "0002")
"""The revisions in `migrations/versions`, oldest first, so that an up-to-date database needs no alembic."""


def upgrade(url: str | URL) -> None:
    """Creates the schema, or brings it up to date; all of it or nothing.

    Args:
        url: Of the database, as SQLAlchemy writes it; an async SQLite driver is replaced by the plain one.

    Raises:
        StorageCorrupt: The database was made by a newer version of Gatewise.
        SQLAlchemyError, sqlite3.Error: As the database raises them.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        address = address.set(drivername="sqlite")
    # Transactions are opened by hand: Python's sqlite3 opens none for CREATE TABLE.
    engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    set_up(engine)
    with engine.connect() as connection:
        revision = _revision(connection)
        if revision == REVISIONS[-1]:
            return
        if revision is not None and revision not in REVISIONS:
            raise StorageCorrupt(
                f"{address.database}: made by a newer version of Gatewise (its schema is {revision}, this version"
                f" knows {REVISIONS[0]} to {REVISIONS[-1]}). Nothing was changed in it. Update Gatewise, or move the"
                " file away to start anew without what it holds."
            )
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _run(connection)
        connection.exec_driver_sql("COMMIT")


def _revision(connection: Connection) -> str | None:
    """The revision that a database is at; None if it has no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _run(connection: Connection) -> None:
    # Imported here: it takes a third of a second, and is needed once in the life of a database.
    from alembic.command import upgrade as run
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    run(config, "head")
