"""Frameworks, the interview's graph, and the machine: looked at, and told what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from app import files
from app.cli.program import app, group, tell, write
from app.settings import Settings

framework_commands = group("framework", "Checks framework files.")


@framework_commands.command("validate")
def validate(file: Annotated[Path, typer.Argument(metavar="FILE", help="A framework file.")]) -> None:
    """Checks a framework file; names every problem with file, line and id."""
    from app.frameworks import load_framework

    files.read(file)  # one that is not there is another matter than one that is wrong
    framework = load_framework(file)
    counts = f"{len(framework.gates)} gates, {len(framework.criteria)} criteria, {len(framework.elements)} elements"
    tell(f"{framework.title} (version {framework.version}) is valid: {counts}.")


@app.command()
def graph() -> None:
    """Prints the interview's graph as Mermaid."""
    from app.interview.graph import build_machine

    write(files.STANDARD_OUTPUT, build_machine().get_graph().draw_mermaid().encode())


@app.command()
def doctor(
    try_: Annotated[bool, typer.Option("--try", help="Ask the endpoint that is set; it costs a little.")] = False,
    cost: Annotated[bool, typer.Option("--cost", help="Only say what the interviews have cost so far.")] = False,
) -> None:
    """Says what is set up and what is missing, or what it cost."""
    if cost:
        from app.cli.costing import show_costs

        show_costs(Settings())
        return
    from app.doctor import examine, try_assessor

    well, settings = True, Settings()
    for check in [*examine(settings), *([try_assessor(settings)] if try_ else [])]:
        well = well and check.well
        shape, style = ("✔", "green") if check.well else ("✘", "red")
        tell(Text.assemble((f"{shape} {check.name}: ", style), check.finding))
    if not well:
        raise typer.Exit(1)
