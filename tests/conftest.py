"""Chainlit writes into its directory as soon as it is imported; in the tests that is one that goes away again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from app.web.quick import load_chainlit
from app.web.root import prepare


def pytest_configure(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="gatewise-tests-")
    config.add_cleanup(folder.cleanup)
    prepare(Path(folder.name))
    load_chainlit()
