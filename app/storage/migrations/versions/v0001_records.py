"""Frameworks, assessments and their records, which are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates the tables, and has the database itself refuse to change a record."""
    op.create_table(
        "frameworks",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("workspace", sa.Text, nullable=False, server_default="default", index=True),
        sa.Column("pilot", sa.Text, nullable=False),
        sa.Column("framework_hash", sa.String(64), sa.ForeignKey("frameworks.hash"), nullable=False),
        sa.Column("opened_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("assessment_id", sa.Text, sa.ForeignKey("assessments.id"), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("assessment_id", "id", name="uq_records_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_records_order", "records", ["assessment_id", "seq"])
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER records_no_update BEFORE UPDATE ON records"
        " BEGIN SELECT RAISE(ABORT, 'records are added, never changed'); END",
        "CREATE TRIGGER records_no_delete BEFORE DELETE ON records"
        " BEGIN SELECT RAISE(ABORT, 'records are added, never deleted'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_change_of_records() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'records are added, never changed or deleted'; END $$",
        "CREATE TRIGGER records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records"
        " EXECUTE FUNCTION refuse_change_of_records()",
    ),
}
