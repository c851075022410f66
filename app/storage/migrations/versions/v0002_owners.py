"""Who an assessment belongs to; and one can be deleted, as a whole and never in part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """What there is already belongs to the local user; records go only with an assessment that is being deleted."""
    op.add_column("assessments", sa.Column("owner", sa.Text, nullable=False, server_default="local"))
    op.add_column("assessments", sa.Column("name", sa.Text, nullable=False, server_default=""))
    op.add_column("assessments", sa.Column("deleting", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("UPDATE assessments SET name = pilot")
    op.create_index("ix_assessments_owner", "assessments", ["workspace", "owner"])
    for statement in _ONLY_WHOLE[op.get_bind().dialect.name]:
        op.execute(statement)


_STAYS = "NOT (SELECT deleting FROM assessments WHERE id = OLD.assessment_id)"
_ONLY_WHOLE = {
    "sqlite": (
        "DROP TRIGGER records_no_delete",
        f"CREATE TRIGGER records_no_delete BEFORE DELETE ON records WHEN {_STAYS}"
        " BEGIN SELECT RAISE(ABORT, 'records are added, never deleted'); END",
    ),
    "postgresql": (
        "DROP TRIGGER records_append_only ON records",
        "CREATE TRIGGER records_append_only BEFORE UPDATE OR TRUNCATE ON records"
        " EXECUTE FUNCTION refuse_change_of_records()",
        "CREATE FUNCTION refuse_deletion_in_part() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF {_STAYS} THEN RAISE EXCEPTION 'records are added, never deleted'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER records_only_whole BEFORE DELETE ON records"
        " FOR EACH ROW EXECUTE FUNCTION refuse_deletion_in_part()",
    ),
}
