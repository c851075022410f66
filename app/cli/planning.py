"""The action plan: shown, and taken back from the workbook that a team edited it in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from app import files
from app.cli.finding import find
from app.cli.program import group, out, run, tell
from app.settings import Settings
from app.terminal.console import PlainConsole

plan = group("plan", "The action plan: who closes which gap until when.")

_Id = Annotated[str, typer.Argument(metavar="ID", help="The assessment: its id, or the start of it.")]


@plan.command()
def show(identifier: _Id) -> None:
    """Shows the plan, first what unblocks the verdict."""
    from app.domain.plan import actions
    from app.reports import gaps, text
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        async with open_store(settings.data_dir, settings.workspace) as store:
            assessment = await store.load((await find(store, identifier)).id)
        found = actions(assessment)
        if not found:
            out.print(gaps.NONE)
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("Id", "Gap", "Owner", "Effort", "Due", "Status", "Note"):
            table.add_column(name, header_style="bold", no_wrap=name in ("Id", "Due", "Status"), overflow="fold")
        for action in found:
            gap = action.gap
            title = assessment.framework.criterion(gap.criterion).title
            words = (title, gaps.owner(action), gap.effort, gaps.due(action), action.status, text.one_line(action.note))
            table.add_row(gap.criterion, *map(Text, words))
        # A program that reads this wants a line for each gap, however long.
        (out if out.is_terminal else PlainConsole(width=1000)).print(table)

    run(work())


@plan.command("import")
def import_(
    identifier: _Id,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook of this assessment, edited.")],
) -> None:
    """Takes back the plan from an edited workbook: owner, due date, status and note of each gap."""
    from uuid import uuid4

    from app.bootstrap import build_application
    from app.domain.wording import counted
    from app.reports.plan.reading import read_plan
    from app.reports.plan.workbook import LARGEST_FILE

    async def work() -> None:
        content = files.read_up_to(file, LARGEST_FILE + 1)
        async with build_application() as application:
            assessment = await application.store.load((await find(application.store, identifier)).id)
            with files.named(file):
                rows = read_plan(content, assessment)
            speaker = application.settings.participant
            changes = await application.interview.edit_plan(assessment.id, speaker, rows, uuid4().hex)
        if not changes:
            tell("Nothing in it differs from the plan as it is.")
            return
        titles = ", ".join(assessment.framework.criterion(c.criterion).title for c in changes)
        tell(Text(f"Changed {counted(len(changes), 'gap')}: {titles}"))

    run(work())


@plan.command("what-if")
def what_if(
    identifier: _Id,
    close: Annotated[list[str], typer.Option(metavar="ID", help="A gap to close, such as data.quality; repeat it.")],
    by: Annotated[datetime, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Until when, as 2027-03-31.")],
) -> None:
    """Says what the verdict would be if some gaps were closed by a day; changes nothing."""
    from app.domain import what_if, wording
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        async with open_store(settings.data_dir, settings.workspace) as store:
            assessment = await store.load((await find(store, identifier)).id)
        found = what_if.what_if(assessment, close, by.date(), start=date.today())
        now, then = wording.VERDICT[assessment.now.verdict], wording.VERDICT[found.verdict]
        titles = {c.id: c.title for c in assessment.framework.criteria}
        out.print(Text(f"As things stand: {now}. With every gate signed and these closed: {then}."))
        for words, criteria in (("Would still not be met", found.left), ("Reckoned to take longer", found.late)):
            if criteria:
                out.print(Text(f"{words}: {', '.join(titles[c] for c in criteria)}"))
        if found.outdated:
            count = wording.counted(len(found.outdated), "element")
            out.print(Text(f"What was said of {count} is too old to count by then, and has to be asked again."))

    run(work())
