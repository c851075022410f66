"""Chainlit writes into its directory as soon as it is imported; in the tests that is one that goes away again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from app.web.quick import load_chainlit
from app.web.root import prepare

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    for name in [n for n in os.environ if n.startswith("ANTHROPIC_")]:  # no test asks anybody outside, and none is paid
        del os.environ[name]
    folder = tempfile.TemporaryDirectory(prefix="gatewise-tests-")
    config.add_cleanup(folder.cleanup)
    prepare(Path(folder.name))
    load_chainlit()
