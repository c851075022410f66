"""The history of the schema, for alembic; `app.storage.migrate` runs it."""
