"""What alembic runs: the revisions, on the connection and within the transaction that it is handed."""

from __future__ import annotations

from alembic import context

from app.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
