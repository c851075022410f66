"""Prepares the directory that Chainlit works in, and its environment, both before it is imported."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import MutableMapping
from pathlib import Path

from app.errors import StorageError
from app.web.accounts import write_privately

SOURCE = Path(__file__).resolve().parents[2]
"""Where `public/`, `.chainlit/` and `chainlit.md` stand: the repository."""

PATH = "/chat"
"""Where Chainlit is mounted."""

CONTENT = ("public", ".chainlit/config.toml", ".chainlit/translations/en-US.json", "chainlit.md")

FOREIGN = (
    # They would switch on parts of Chainlit that send conversations elsewhere, or open doors of their own.
    "LITERAL_", "SLACK_", "DISCORD_", "TEAMS_", "OAUTH_", "DATABASE_URL", "BUCKET_NAME",
    # Its own switches; what it needs is set below.
    "CHAINLIT_",
    # It reads its settings from variables of these names, too.
    "ROOT", "RUN", "FEATURES", "UI", "PROJECT", "CODE",
    # They would have LangGraph report every turn to a service.
    "LANGSMITH_", "LANGCHAIN_",
)  # fmt: skip
"""Variables that mean nothing to Gatewise: whole names, and the beginnings of names where they end in `_`."""


def prepare(data_dir: Path, environment: MutableMapping[str, str] = os.environ, *, source: Path = SOURCE) -> Path:
    """Brings Chainlit's directory up to date and points Chainlit there.

    Args:
        data_dir: The directory becomes `page/` in it; the secret that signs logins becomes `page-secret`.
        environment: What Chainlit will read.
        source: Where the content comes from.

    Returns:
        Chainlit's directory.

    Raises:
        StorageError: Something cannot be written.
    """
    page = data_dir / "page"
    try:
        for folder in (data_dir, page):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(page / ".files", ignore_errors=True)  # documents whose message never came
        for name in CONTENT:
            mirror(source / name, page / name)
        mirror(source / "chainlit.md", page / "chainlit_en-US.md")  # or it says at every look that this is missing
    except OSError as error:
        raise StorageError(f"{error.filename or page}: the page cannot be prepared: {error.strerror}") from error
    beginnings = tuple(name for name in FOREIGN if name.endswith("_"))
    for name in list(environment):
        if name.upper() in FOREIGN or name.upper().startswith(beginnings):
            del environment[name]
    environment["CHAINLIT_APP_ROOT"] = str(page)
    environment["CHAINLIT_ROOT_PATH"] = PATH
    environment["CHAINLIT_AUTH_SECRET"] = secret(data_dir / "page-secret")
    # Else it would take in a file `.env` of the directory that Gatewise happens to be started in.
    environment["CHAINLIT_ENV_FILE"] = str(page / "there-is-no-such-file")
    return page


def mirror(source: Path, target: Path) -> None:
    """Makes a file or folder what another one is; what is the same is not touched, for others may be reading it."""
    if source.is_dir() != target.is_dir():
        remove(target)
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for surplus in {p.name for p in target.iterdir()} - {p.name for p in source.iterdir()}:
            remove(target / surplus)
        for entry in source.iterdir():
            mirror(entry, target / entry.name)
    elif not source.exists():
        remove(target)
    elif not (target.is_file() and target.read_bytes() == source.read_bytes()):
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}-{os.getpid()}")
        shutil.copyfile(source, aside)
        os.replace(aside, target)


def remove(path: Path) -> None:
    """Removes a file or folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def secret(file: Path) -> str:
    """What logins are signed with: made once, for the owner alone to read."""
    try:
        known = file.read_text("ascii").strip()
    except FileNotFoundError:
        known = ""
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{file}: the secret that signs logins cannot be read: {error}") from error
    if len(known) < 32:
        known = secrets.token_urlsafe(48)
        write_privately(file, known.encode())
    return known
