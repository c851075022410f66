"""What can be set from outside: environment variables that begin with GATEWISE_. Read by bootstrap alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import InputRefused

CONTENT = Path(__file__).resolve().parents[1] / "knowledge"
"""The framework and guidance that come with the project."""


def _absolute(path: Path) -> Path:
    """Where a path leads from here, whatever becomes of the working directory; ~ is the home directory."""
    return Path(os.path.expanduser(path)).absolute()


def _separated(text: object) -> object:
    """The parts of a text between commas."""
    return [part.strip() for part in text.split(",") if part.strip()] if isinstance(text, str) else text


def _endpoint(address: str) -> str:
    """An endpoint's address as the SDK wants it: it adds /v1 itself."""
    address = address.rstrip("/").removesuffix("/v1").rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise ValueError("an endpoint begins with http:// or https://")
    return address


def _problem(found: ErrorDetails) -> str:
    """What is wrong with one setting: its variable, its value and what was expected."""
    name = str(found["loc"][0])
    variable = name if name.isupper() else f"GATEWISE_{name.upper()}"
    expected = found["msg"].removeprefix("Value error, ")
    value = "the key" if "KEY" in variable else repr(found["input"])
    return f"{variable}: {value}: {expected[:1].lower()}{expected[1:]}"


Place = Annotated[Path, AfterValidator(_absolute)]
Several = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)]


class Settings(BaseSettings):
    """The settings, with their defaults; a variable that is set to nothing counts as not set.

    Attributes:
        data_dir: Where everything that is written lives (GATEWISE_DATA_DIR).
        framework: The framework that new assessments are opened with (GATEWISE_FRAMEWORK).
        knowledge_dir: Where `guidance/` and `sources.yaml` stand (GATEWISE_KNOWLEDGE_DIR).
        brand: The file that says whose reports they are; `brand.yaml` in the data directory if not set
            (GATEWISE_BRAND).
        workspace: The workspace that assessments belong to (GATEWISE_WORKSPACE).
        participant: The name that replies of this machine bear (GATEWISE_PARTICIPANT).
        host: The address that the page answers at (GATEWISE_HOST).
        port: Its port; without one, 8000 or the next that is free (GATEWISE_PORT).
        hosts: The names that the page answers to where people log in, separated by commas; without any, to every
            name (GATEWISE_HOSTS). A page without a login answers to localhost alone.
        assessor: Who reads and explains: `claude`, `local` (the built-in reader), or `auto`: Claude where a key or
            an endpoint is set, and else the built-in reader (GATEWISE_ASSESSOR).
        api_key: The key for Claude (ANTHROPIC_API_KEY); shown and logged nowhere.
        base_url: An endpoint that speaks the Messages API, without /v1 at its end; a server of one's own needs no
            key (ANTHROPIC_BASE_URL).
        platform: `anthropic`, or whose door Claude is reached by: `bedrock` or `vertex`, each with its own
            credentials and its extra installed (GATEWISE_PLATFORM).
        reading_model: The model that reads: small and quick, for it is asked at every turn (GATEWISE_READING_MODEL).
        prose_model: The model that explains and answers (GATEWISE_PROSE_MODEL).
        patience: How many seconds a call may take, second tries included, before the built-in reader goes on
            (GATEWISE_PATIENCE).
        offline: Forbids every call out, whatever else is set (GATEWISE_OFFLINE).
        redact: Hides mail addresses, telephone, account and card numbers and the names that are listed from
            whatever leaves this machine (GATEWISE_REDACT).
        redact_names: Those names, separated by commas (GATEWISE_REDACT_NAMES).
        trust_proxy: The addresses or networks of the proxy in front, separated by commas; what it says of the
            person's address and of TLS is believed (GATEWISE_TRUST_PROXY).
    """

    model_config = SettingsConfigDict(
        env_prefix="GATEWISE_", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    data_dir: Place = Field(default_factory=lambda: user_data_path("gatewise", appauthor=False))
    framework: Place = CONTENT / "frameworks" / "five-gates.yaml"
    knowledge_dir: Place = CONTENT
    brand: Place | None = None
    workspace: str = "default"
    participant: str = "local"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    hosts: Several = ()
    trust_proxy: Several = ()
    assessor: Literal["auto", "local", "claude"] = "auto"
    api_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_API_KEY")
    base_url: Annotated[str, AfterValidator(_endpoint)] | None = Field(None, validation_alias="ANTHROPIC_BASE_URL")
    platform: Literal["anthropic", "bedrock", "vertex"] = "anthropic"
    reading_model: str = "claude-haiku-5-5"
    prose_model: str = "claude-sonnet-5-5"
    patience: Annotated[float, Field(gt=0, le=600)] = 30.0
    offline: bool = False
    redact: bool = False
    redact_names: Several = ()

    def __init__(self, **given: Any) -> None:
        """Reads the environment; what is given counts before it.

        Raises:
            InputRefused: A variable has a value that it cannot have; the message names all of these.
        """
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise InputRefused("; ".join(map(_problem, error.errors()))) from error

    @property
    def asks_claude(self) -> bool:
        """Whether Claude is asked, by what is set."""
        if self.offline or self.assessor == "local":
            return False
        there = self.api_key is not None or self.base_url is not None or self.platform != "anthropic"
        return self.assessor == "claude" or there
