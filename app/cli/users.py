"""Who may log in to the page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from app.cli.program import group, out, tell
from app.settings import Settings

if TYPE_CHECKING:
    from app.web.accounts import Accounts

user_commands = group("users", "Says who may log in to the page.")


@user_commands.command("add")
def add_user(
    name: Annotated[str, typer.Argument(metavar="NAME", help="1 to 64 of a-z 0-9 . _ @ -")],
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
) -> None:
    """Adds somebody who may log in, or sets a new password for them."""
    from app.web.accounts import SHORTEST, proper_name

    users, name = _accounts(), proper_name(name)
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        hint = f"Password, {SHORTEST} characters or more"
        password = typer.prompt(hint, hide_input=True, confirmation_prompt="Once more", err=True)
    first = not users.names
    if users.add(name, password):
        tell(Text(f"{name} may log in." + (" From now on the page asks everybody to." if first else "")))
    else:
        tell(Text(f"{name} has a new password, and has to log in again."))


@user_commands.command("list")
def list_users() -> None:
    """Lists who may log in, and when their passwords were set."""
    users = _accounts()
    if not users.names:
        out.print("Nobody has to log in: the page is for you alone, on this machine.")
    for name in users.names:
        tell(Text(f"{name}  {users.since(name):%Y-%m-%d %H:%M}"))


@user_commands.command("remove")
def remove_user(name: Annotated[str, typer.Argument(metavar="NAME", help="Who may no longer log in.")]) -> None:
    """Removes somebody who may log in; what they said stays."""
    users = _accounts()
    users.remove(name)
    last = "" if users.names else " Nobody is left, so that from its next start the page asks nobody to."
    tell(Text(f"{name} may no longer log in.{last}"))


def _accounts() -> Accounts:
    from app.web.accounts import Accounts

    return Accounts(Settings().data_dir / "users.json")
