"""What becomes of assessments: listed, written to files, taken in from them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from app import files
from app.cli.finding import find
from app.cli.program import app, err, out, run, write
from app.errors import InputRefused, NotFound
from app.settings import Settings
from app.terminal.console import PlainConsole


@app.command("list")
def list_() -> None:
    """Lists the assessments, the one changed last first."""
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        async with open_store(settings.data_dir, settings.workspace) as store:
            lines = await store.list()
        if not lines:
            out.print("There are no assessments yet. Begin one with: gatewise interview")
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("Id", "Pilot", "Framework", "Opened", "Changed"):
            table.add_column(name, header_style="bold", no_wrap=name != "Pilot", overflow="fold")
        for line in lines:
            dates = (f"{moment:%Y-%m-%d %H:%M}" for moment in (line.opened_at, line.changed_at))
            table.add_row(line.id, line.pilot, line.framework, *dates)
        # A program that reads this wants a line for each assessment, however long.
        (out if out.is_terminal else PlainConsole(width=1000)).print(table)

    run(work())


@app.command()
def export(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The assessment: its id, or the start of it.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write it; a folder, where it gets its name; - for output."
        ),
    ],
    format_: Annotated[
        str,
        typer.Option("--format", metavar="NAME", help="Such as pdf or jira; by the ending of FILE if not given."),
    ] = "",
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Names nobody.")] = False,
    start: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="When the plan begins; the last change if not given."),
    ] = None,
) -> None:
    """Writes an assessment to a file: report, checklist or plan."""
    from app.bootstrap import build_application
    from app.ports import ReportOptions

    async def work() -> None:
        async with build_application() as application:
            line = await find(application.store, identifier)
            assessment = await application.store.load(line.id)
            name = (format_ or output.suffix.removeprefix(".")).lower()
            if not name:
                raise InputRefused(f"{output}: no --format given, and the name has no ending to tell it by")
            brand, problems = application.branding
            for problem in problems:
                err.print(Text(problem), soft_wrap=not err.is_terminal)
            options = ReportOptions(brand, anonymous, start.date() if start else None)
            document = application.document(assessment, name, options)
            write(output / document.name if output.is_dir() else output, document.content)

    run(work())


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON export.")]) -> None:
    """Takes in an assessment from its JSON export."""
    from app.reports.imports import read_export
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        content = files.read(file)
        with files.named(file):
            assessment = read_export(content)
        async with open_store(settings.data_dir, settings.workspace) as store:
            try:
                kept = await store.load(assessment.id)
            except NotFound:
                await store.create(assessment, Settings().participant)
                out.print(Text(f"Imported {assessment.pilot} as {assessment.id}."))
                return
            if kept != assessment:
                raise InputRefused(
                    f"{file}: assessment {assessment.id} is here already with {len(kept.records)} records, the file"
                    f" has {len(assessment.records)}; nothing was changed"
                )
            out.print(Text(f"{assessment.id} is here already, the same in every record."))

    run(work())
