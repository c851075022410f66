"""What can be set from outside: environment variables that begin with GATEWISE_. Read by bootstrap alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CONTENT = Path(__file__).resolve().parents[1] / "knowledge"
"""The framework and guidance that come with the project."""


def _absolute(path: Path) -> Path:
    """Where a path leads from here, whatever becomes of the working directory; ~ is the home directory."""
    return Path(os.path.expanduser(path)).absolute()


def _separated(text: object) -> object:
    """The parts of a text between commas."""
    return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else text


Place = Annotated[Path, AfterValidator(_absolute)]
Several = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)]


class Settings(BaseSettings):
    """The settings, with their defaults; a variable that is set to nothing counts as not set.

    Attributes:
        data_dir: Where everything that is written lives (GATEWISE_DATA_DIR).
        framework: The framework that new assessments are opened with (GATEWISE_FRAMEWORK).
        knowledge_dir: Where `guidance/` and `sources.yaml` stand (GATEWISE_KNOWLEDGE_DIR).
        workspace: The workspace that assessments belong to (GATEWISE_WORKSPACE).
        participant: The name that replies of this machine bear (GATEWISE_PARTICIPANT).
        host: The address that the page answers at (GATEWISE_HOST).
        port: Its port; without one, 8000 or the next that is free (GATEWISE_PORT).
        hosts: The names that the page answers to where people log in, separated by commas; without any, to every
            name (GATEWISE_HOSTS). A page without a login answers to localhost alone.
        trust_proxy: The addresses or networks of the proxy in front, separated by commas; what it says of the
            person's address and of TLS is believed (GATEWISE_TRUST_PROXY).
    """

    model_config = SettingsConfigDict(env_prefix="GATEWISE_", env_ignore_empty=True, extra="ignore")

    data_dir: Place = Field(default_factory=lambda: user_data_path("gatewise", appauthor=False))
    framework: Place = CONTENT / "frameworks" / "five-gates.yaml"
    knowledge_dir: Place = CONTENT
    workspace: str = "default"
    participant: str = "local"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    hosts: Several = ()
    trust_proxy: Several = ()
