"""The program that the commands belong to, what they print with, and how it ends."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Coroutine
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.text import Text

from app import files
from app.errors import GatewiseError
from app.terminal.console import PlainConsole

app = typer.Typer(
    name="gatewise",
    help="Interviews the people behind an AI pilot, gate by gate, and says honestly whether it is ready.",
    epilog=(
        "Ends with 0 when done, 1 when the answer is no, 2 for wrong input, 3 for what is not there, 4 when the"
        " machine fails (disk, database, model)."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
out = PlainConsole()
err = PlainConsole(stderr=True)


def group(name: str, help_: str) -> typer.Typer:
    """A group of commands that stand below a name of their own."""
    commands = typer.Typer(help=help_, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(commands, name=name)
    return commands


def main() -> NoReturn:
    """The entry point: every error of ours is one clear message and an exit code."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):  # a character that cannot be read or shown stops nothing
            stream.reconfigure(errors="replace")
    try:
        app()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else 0)
    except GatewiseError as error:
        code = error.exit_code
        err.print(Text(str(error), style="red"), soft_wrap=not err.is_terminal)
    except OSError as error:
        code = 4
        err.print(Text(f"{error}", style="red"), soft_wrap=not err.is_terminal)
    except Exception:
        code = 4
        traceback.print_exc()
        err.print(Text("This is a fault in Gatewise itself. What was kept before it stays kept.", style="red"))
    _leave(code)


def _leave(code: int) -> NoReturn:
    """Ends the process without waiting for threads that nobody waits for.

    Python would tear them down where they stand. In the middle of the index's foreign code that aborts the process.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except OSError:  # nobody reads, or there is no room: Python would complain once more
        os._exit(code or 4)
    if any(thread.daemon for thread in threading.enumerate()):
        os._exit(code)
    sys.exit(code)


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs a command's work."""
    asyncio.run(coroutine)


def tell(text: str | Text) -> None:
    """Prints a sentence; for a program that reads it, on one line."""
    out.print(text, soft_wrap=not out.is_terminal)


def write(file: Path, content: bytes) -> None:
    """Writes a file, or to standard output where it is `-`."""
    if files.write(file, content):
        err.print(Text(f"Written to {file}"), soft_wrap=not err.is_terminal)


def refused(error: GatewiseError) -> None:
    """Says why one of several things was not done; the others go on."""
    err.print(Text(str(error), style="red"), soft_wrap=not err.is_terminal)
