"""Assessments in a database: records in the order in which they came, and nothing derived from them."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, Row, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import RECORD, Naming, Record
from app.errors import NotFound, StorageCorrupt, StorageError
from app.ports import AssessmentLine
from app.storage.database import set_up, survives
from app.storage.failures import damaged, translated
from app.storage.locks import Turns, locked
from app.storage.migrate import upgrade
from app.storage.schema import NEW_FRAMEWORK, NEW_RECORD, assessments, frameworks, records
from app.storage.threads import in_a_thread

_LOGS = 256
"""Assessments whose log is kept at hand; another one is read in full once, in a few milliseconds."""


@dataclass
class _Log:
    """The records of an assessment in the order of the database, as far as this process has read them."""

    seq: int = 0
    records: dict[str, Record] = field(default_factory=dict)


@asynccontextmanager
async def open_store(
    data_dir: Path, workspace: str = "default", *, turn_timeout: float = 30.0
) -> AsyncIterator[SqlAssessmentStore]:
    """The store of a data directory, which is made, and its schema brought up to date, where needed.

    Args:
        data_dir: Holds `gatewise.sqlite3` and `locks/`.
        workspace: Whose assessments are seen; there is one until accounts come.
        turn_timeout: Seconds that a turn waits for another client's.

    Raises:
        StorageError: The directory cannot be made or written, or the database cannot be opened.
    """
    file = data_dir / "gatewise.sqlite3"
    locks = data_dir / "locks"
    with translated(file, "opening the data directory"):
        _make(data_dir, locks)
        url = URL.create("sqlite", database=str(file))
        # Two processes that start at once on an empty directory: the second finds the schema made.
        async with locked(locks / "database.lock"):
            await asyncio.to_thread(upgrade, url)
    engine = create_engine(url)
    set_up(engine)
    try:
        yield SqlAssessmentStore(engine, file, Turns(locks, turn_timeout), workspace)
    finally:
        engine.dispose()


class SqlAssessmentStore:
    """Keeps assessments in SQL tables (see `app.ports.AssessmentStore`).

    Each call is one piece of work for a thread: awaiting statement by statement costs more than the statements.

    Args:
        engine: Of a database that is up to date.
        place: The database's file, for messages.
        turns: Hands out the turns of threads.
        workspace: Whose assessments are seen.
    """

    def __init__(self, engine: Engine, place: Path, turns: Turns, workspace: str = "default") -> None:
        self.engine = engine
        self._place = place
        self._turns = turns
        self._workspace = workspace
        self._frameworks: dict[str, Framework] = {}
        self._logs: OrderedDict[str, _Log] = OrderedDict()
        self._reading = threading.Lock()  # of the logs: two participants of one assessment may read at once
        # One writes at a time anyway; who waits for the database instead sleeps and looks again and again.
        self._writing = threading.Lock()

    @in_a_thread
    def create(self, assessment: Assessment, owner: str = "local") -> None:
        """Keeps a new assessment, its framework and its records; StorageError if the id is taken."""
        framework = assessment.framework
        with (
            translated(self._place, f"saving the new assessment {assessment.id}"),
            self._writing,
            self.engine.begin() as connection,
        ):
            connection.execute(
                NEW_FRAMEWORK,
                {
                    "hash": framework.hash,
                    "id": framework.id,
                    "version": framework.version,
                    "body": framework.model_dump_json(),
                },
            )
            try:
                connection.execute(
                    insert(assessments).values(
                        id=assessment.id,
                        workspace=self._workspace,
                        pilot=assessment.pilot,
                        name=assessment.name,
                        framework_hash=framework.hash,
                        opened_at=assessment.opened_at,
                        owner=owner,
                    )
                )
            except IntegrityError as error:
                raise StorageError(
                    f"there is an assessment {assessment.id!r} already; a new one needs a new id"
                ) from error
            _add(connection, assessment.id, assessment.records)

    @in_a_thread
    def append(self, assessment_id: str, records: Sequence[Record], *, derived: bool = False) -> None:
        """Adds records, all or none; those whose id is there already are left as they are.

        Args:
            assessment_id: Whose records they are.
            records: In the order in which they came.
            derived: Whether they follow from others that are kept, so that a power failure may take them.

        Raises:
            NotFound: There is no assessment of that id.
            StorageFull: There is no room; none of the records is kept.
        """
        kinds = ", ".join(dict.fromkeys(r.kind.replace("_", " ") for r in records))
        with (
            translated(self._place, f"saving records ({kinds}) of assessment {assessment_id}"),
            self._writing,
            self.engine.begin() as connection,
        ):
            survives(connection, power_failure=not derived)
            # On PostgreSQL this makes the writers of one assessment wait for each other, so that there,
            # too, records become visible in the order of their seq. SQLite has one writer at a time anyway.
            self._row(connection, assessment_id, for_update=True)
            _add(connection, assessment_id, records)
            for naming in (r for r in records if isinstance(r, Naming)):  # so that the list shows the name of today
                here = assessments.c.id == assessment_id
                connection.execute(update(assessments).where(here).values(name=naming.pilot))

    @in_a_thread
    def delete(self, assessment_id: str) -> None:
        """Deletes an assessment with all its records, for good; NotFound if there is none of that id."""
        here = assessments.c.id == assessment_id
        with (
            translated(self._place, f"deleting assessment {assessment_id}"),
            self._writing,
            self.engine.begin() as connection,
        ):
            self._row(connection, assessment_id, for_update=True)
            connection.execute(update(assessments).where(here).values(deleting=True))
            connection.execute(delete(records).where(records.c.assessment_id == assessment_id))
            connection.execute(delete(assessments).where(here))
        with self._reading:
            self._logs.pop(assessment_id, None)

    @in_a_thread
    def owner(self, assessment_id: str) -> str:
        """Who an assessment belongs to; NotFound if there is none of that id."""
        with translated(self._place, f"reading assessment {assessment_id}"), self.engine.connect() as connection:
            return str(self._row(connection, assessment_id).owner)

    @in_a_thread
    def load(self, assessment_id: str) -> Assessment:
        """An assessment with its framework as it was pinned; NotFound if there is none of that id."""
        with translated(self._place, f"reading assessment {assessment_id}"), self.engine.connect() as connection:
            row = self._row(connection, assessment_id)
            framework = self._framework(connection, row.framework_hash)
            log = self._read(connection, assessment_id)
        return Assessment(assessment_id, row.pilot, framework, row.opened_at, tuple(log.records.values()))

    @in_a_thread
    def refresh(self, assessment: Assessment) -> Assessment:
        """The assessment with the records that others have added since it was loaded, in the order of the database.

        Records that it has and the database does not have yet come last. The very same object is returned
        where nothing is new.
        """
        with translated(self._place, f"reading assessment {assessment.id}"), self.engine.connect() as connection:
            log = self._read(connection, assessment.id, known=assessment.by_id)
        unsaved = (r for r in assessment.records if r.id not in log.records)
        merged = (*log.records.values(), *unsaved)
        if [r.id for r in merged] == [r.id for r in assessment.records]:
            return assessment
        return replace(assessment, records=merged)

    @in_a_thread
    def list(self, owner: str | None = None) -> tuple[AssessmentLine, ...]:
        """All assessments of the workspace, or those of one owner, the one changed last first."""
        last = (
            select(records.c.assessment_id, func.max(records.c.seq).label("seq"), func.count().label("total"))
            .group_by(records.c.assessment_id)
            .subquery()
        )
        query = (
            select(assessments, frameworks.c.id.label("framework"), records.c.at, last.c.total)
            .join(frameworks)
            .outerjoin(last, last.c.assessment_id == assessments.c.id)
            .outerjoin(records, records.c.seq == last.c.seq)
            .where(assessments.c.workspace == self._workspace)
        )
        if owner is not None:
            query = query.where(assessments.c.owner == owner)
        with translated(self._place, "listing the assessments"), self.engine.connect() as connection:
            rows = connection.execute(query).all()
        lines = [
            AssessmentLine(r.id, r.name, r.framework, r.opened_at, r.at or r.opened_at, r.total or 0) for r in rows
        ]
        return tuple(sorted(lines, key=lambda line: (line.changed_at, line.id), reverse=True))

    def turn(self, thread: str) -> AbstractAsyncContextManager[None]:
        """Held while a turn of a thread is under way: one at a time, across processes.

        Raises:
            StorageError: On entering, where another client is busy with the thread for too long.
        """
        return self._turns.turn(thread)

    def _row(self, connection: Connection, assessment_id: str, *, for_update: bool = False) -> Row[Any]:
        query = select(assessments).where(assessments.c.id == assessment_id, assessments.c.workspace == self._workspace)
        row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
        if row is None:
            raise NotFound(f"there is no assessment {assessment_id!r}")
        return row

    def _framework(self, connection: Connection, digest: str) -> Framework:
        if digest not in self._frameworks:
            body = connection.scalar(select(frameworks.c.body).where(frameworks.c.hash == digest))
            try:
                self._frameworks[digest] = Framework.model_validate_json(body or "")
            except ValidationError as error:
                raise self._unreadable(f"framework {digest}") from error
        return self._frameworks[digest]

    def _read(
        self, connection: Connection, assessment_id: str, known: Mapping[str, Record] = MappingProxyType({})
    ) -> _Log:
        """The log of an assessment, read on from where it ended; what is `known` already is not parsed again."""
        with self._reading:
            return self._read_on(connection, assessment_id, known)

    def _read_on(self, connection: Connection, assessment_id: str, known: Mapping[str, Record]) -> _Log:
        log = self._logs.setdefault(assessment_id, _Log())
        self._logs.move_to_end(assessment_id)
        while len(self._logs) > _LOGS:
            self._logs.popitem(last=False)
        query = (
            select(records.c.seq, records.c.id, records.c.kind, records.c.body)
            .where(records.c.assessment_id == assessment_id, records.c.seq > log.seq)
            .order_by(records.c.seq)
        )
        for seq, name, kind, body in connection.execute(query):
            try:
                log.records[name] = known.get(name) or RECORD.validate_json(body)
            except ValidationError as error:
                raise self._unreadable(f"record {name} ({kind}) of assessment {assessment_id}") from error
            log.seq = seq
        return log

    def _unreadable(self, what: str) -> StorageCorrupt:
        return damaged(self._place, f"{what} cannot be read: it is damaged, or was made by a newer version of Gatewise")


def _make(*folders: Path) -> None:
    for folder in folders:
        # What people say about their systems is for the owner of the directory alone.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _add(connection: Connection, assessment_id: str, added: Iterable[Record]) -> None:
    rows = [
        {
            "assessment_id": assessment_id,
            "id": r.id,
            "kind": r.kind,
            "speaker": r.speaker,
            "at": r.at,
            "body": r.model_dump_json(),
        }
        for r in added
    ]
    if rows:
        connection.execute(NEW_RECORD, rows)
