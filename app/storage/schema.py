"""The tables. Their history is in `migrations/`; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    bindparam,
    false,
    text,
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as ISO text of fixed width: exact, sorted by time, the same on every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The text of a moment that has a zone."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The moment of a text."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

frameworks = Table(
    "frameworks",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False, server_default="default", index=True),
    Column("pilot", Text, nullable=False),
    Column("framework_hash", String(64), ForeignKey("frameworks.hash"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("owner", Text, nullable=False, server_default="local"),
    Column("name", Text, nullable=False, server_default=""),  # the pilot's name of today, for the list
    Column("deleting", Boolean, nullable=False, server_default=false()),
    Index("ix_assessments_owner", "workspace", "owner"),
)

records = Table(
    "records",
    metadata,
    # The order of arrival. Never given out twice, so "beyond the last one I saw" misses nothing.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("assessment_id", Text, ForeignKey("assessments.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    # Within its assessment, so that a copy of an assessment under another id keeps all its records.
    UniqueConstraint("assessment_id", "id", name="uq_records_id"),
    Index("ix_records_order", "assessment_id", "seq"),
    sqlite_autoincrement=True,
)

# SQLAlchemy has ON CONFLICT per database only; SQLite and PostgreSQL read the same words.
NEW_FRAMEWORK = text(
    "INSERT INTO frameworks (hash, id, version, body) VALUES (:hash, :id, :version, :body)"
    " ON CONFLICT (hash) DO NOTHING"
)
NEW_RECORD = text(
    "INSERT INTO records (assessment_id, id, kind, speaker, at, body)"
    " VALUES (:assessment_id, :id, :kind, :speaker, :at, :body)"
    " ON CONFLICT (assessment_id, id) DO NOTHING"
).bindparams(bindparam("at", type_=Moment()))
