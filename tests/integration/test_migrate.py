from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import app.storage.migrations
from app.errors import StorageCorrupt, StorageError
from app.storage.migrate import REVISIONS, upgrade
from app.storage.schema import metadata
from app.storage.store import open_store

ROOT = Path(__file__).parents[2]


def address(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_the_revisions_lead_to_the_schema_that_the_code_uses(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite3"
    upgrade(address(file))
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_list_of_revisions_is_that_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(app.storage.migrations.__file__).parent))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def test_a_database_that_is_up_to_date_costs_no_alembic_and_the_folder_plays_no_part(tmp_path: Path) -> None:
    script = (
        "import sys; from app.storage.migrate import upgrade; upgrade(sys.argv[1]); print('alembic' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    answers = [
        subprocess.run(
            [sys.executable, "-c", script, address(tmp_path / "new.sqlite3")],
            cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [(a.stdout, a.stderr) for a in answers] == [("True\n", ""), ("False\n", "")]


def test_a_schema_from_the_future_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "gatewise.sqlite3"
    upgrade(address(file))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0815'")
    before = file.read_bytes()
    with pytest.raises(StorageCorrupt, match=rf"{file}: made by a newer version of Gatewise \(its schema is 0815"):
        upgrade(address(file))
    assert file.read_bytes() == before


async def test_a_migration_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    file = tmp_path / "gatewise.sqlite3"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE records (not_ours)")
    with pytest.raises(StorageError, match=f"{file}.*table records already exists"):
        async with open_store(tmp_path):
            pass
    assert tables(file) == {"records"}


async def test_stores_that_open_a_new_directory_at_once_all_succeed(tmp_path: Path) -> None:
    async def look() -> int:
        async with open_store(tmp_path) as store:
            return len(await store.list())

    assert await asyncio.gather(*(look() for _ in range(6))) == [0] * 6
