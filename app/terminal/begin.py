"""How an interview begins: a welcome, the pilot's name, and getting ready meanwhile what is slow."""

from __future__ import annotations

import threading
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from app.bootstrap import Application
from app.domain.records import Track
from app.errors import InputRefused
from app.ports import Knowledge
from app.terminal.line import Lines

UNFINISHED = 3
"""How many earlier assessments the welcome names."""
STAYS_HERE = "Nothing leaves this machine."
ASKS_CLAUDE = "Claude reads and explains: what you write goes to the service that is set up for it, and nowhere else."


async def begin(application: Application, console: Console, lines: Lines, pilot: str, track: Track) -> str:
    """Welcomes a person and opens an assessment; asks for the pilot's name if it is not given.

    Returns:
        The assessment's id.

    Raises:
        EOFError: There was no name to come.
        InputRefused: The name is none, or the framework has no quick screen and that is wanted.
    """
    framework = application.framework
    if track is Track.SCREEN and not framework.quick_screen:
        raise InputRefused(f"--screen: the framework {framework.id} has no quick screen; start without it")
    console.print(Text("Gatewise", style="bold cyan"), Text("finds out whether an AI pilot is ready for production."))
    if track is Track.SCREEN:
        console.print(f"The quick screen: {len(framework.quick_screen)} questions, a few minutes.")
    else:
        gates, asked = len(framework.gates), len(framework.criteria)
        console.print(f"{gates} gates, {asked} plain questions, about {2 * asked} minutes; pause whenever you like.")
    leaves = ASKS_CLAUDE if application.settings.asks_claude else STAYS_HERE
    console.print(Text(leaves, style="bright_black"))
    for line in (await application.store.list())[:UNFINISHED]:
        console.print(Text(f"  Go on with {line.pilot}: gatewise interview --resume {line.id}", style="bright_black"))
    if not pilot.strip():
        console.print()
        console.print(Text("What is the pilot called?", style="bold"))
    while not pilot.strip():
        pilot = await lines.ask("The pilot's name, then Enter")
    owner = application.settings.participant
    return (await application.interview.begin(pilot, track, owner)).id


def warm(knowledge: Knowledge) -> None:
    """Builds and opens the index while the person reads and types; nobody waits for it, not even the end.

    It can be ended at any moment: what it builds is put into place whole. What fails here fails again, and is
    told, when somebody asks something.
    """

    def search() -> None:
        with suppress(Exception):
            knowledge.search("ready", mode="lexical")
            knowledge.search("ready", mode="dense")

    threading.Thread(target=search, name="warm", daemon=True).start()
