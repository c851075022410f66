"""What can be set from outside: environment variables that begin with GATEWISE_. Read by bootstrap alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

CONTENT = Path(__file__).resolve().parents[1] / "knowledge"
"""The framework and guidance that come with the project."""


def _absolute(path: Path) -> Path:
    """Where a path leads from here, whatever becomes of the working directory; ~ is the home directory."""
    return Path(os.path.expanduser(path)).absolute()


Place = Annotated[Path, AfterValidator(_absolute)]


class Settings(BaseSettings):
    """The settings, with their defaults; a variable that is set to nothing counts as not set.

    Attributes:
        data_dir: Where everything that is written lives (GATEWISE_DATA_DIR).
        framework: The framework that new assessments are opened with (GATEWISE_FRAMEWORK).
        knowledge_dir: Where `guidance/` and `sources.yaml` stand (GATEWISE_KNOWLEDGE_DIR).
        workspace: The workspace that assessments belong to (GATEWISE_WORKSPACE).
        participant: The name that replies of this machine bear (GATEWISE_PARTICIPANT).
    """

    model_config = SettingsConfigDict(env_prefix="GATEWISE_", env_ignore_empty=True, extra="ignore")

    data_dir: Place = Field(default_factory=lambda: user_data_path("gatewise", appauthor=False))
    framework: Place = CONTENT / "frameworks" / "five-gates.yaml"
    knowledge_dir: Place = CONTENT
    workspace: str = "default"
    participant: str = "local"
