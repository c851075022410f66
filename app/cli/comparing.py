"""Assessments beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from app.cli.finding import find
from app.cli.program import app, out, run
from app.errors import InputRefused
from app.settings import Settings
from app.terminal.console import PlainConsole

if TYPE_CHECKING:
    from app.domain.assessment import Assessment
    from app.domain.comparison import Comparison, ElementMoved, Side


@app.command()
def compare(
    identifiers: Annotated[
        list[str], typer.Argument(metavar="ID ID ...", help="The assessments, the earlier first: ids, or their starts.")
    ],
) -> None:
    """Shows what moved between assessments, and why."""
    from app.domain import comparison
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        async with open_store(settings.data_dir, settings.workspace) as store:
            found = [await store.load((await find(store, i)).id) for i in identifiers]
        if len(found) < 2:
            raise InputRefused(f"compare: {len(found)} assessment given, expected two or more")
        if len(found) > 2:
            _sides(comparison.table(found), found[0])
        else:
            _moved(comparison.compare(found[0], found[1]), found[1])

    run(work())


def _moved(found: Comparison, later: Assessment) -> None:
    from app.domain import wording

    _sides((found.before, found.after), later)
    titles = {g.id: g.title for g in later.framework.gates} | {c.id: c.title for c in later.framework.criteria}
    if found.verdict:
        once, now = (wording.VERDICT[v] for v in (found.verdict.before, found.verdict.after))
        out.print(Text(f"The verdict would be “{now}”, and no more “{once}”."))
    for gate in found.gates:
        out.print(Text(f"{titles[gate.part]}: {'passes now' if gate.after else 'does not pass any more'}"))
    for rating in found.ratings:
        out.print(Text(f"{titles[rating.part]}: {wording.rating(*rating.before)} → {wording.rating(*rating.after)}"))
        criterion = later.framework.criterion(rating.part)
        for element in found.elements:
            if element.element in {e.id for e in criterion.elements}:
                _element(element, later)
    if not (found.verdict or found.gates or found.ratings or found.elements):
        out.print("Nothing moved.")


def _element(moved: ElementMoved, later: Assessment) -> None:
    from app.domain import wording
    from app.reports import text

    label = later.framework.element(moved.element).label
    once, now = (wording.status(status, heard) for status, heard, _ in (moved.before, moved.after))
    out.print(Text(f"    {label}: {once} → {now}"))
    for said in moved.gained:
        out.print(Text(f"      {text.position(said)}", style="bright_black"))


def _sides(sides: tuple[Side, ...], on: Assessment) -> None:
    from app.domain import wording

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Pilot", "Id", "Changed", "Would be", "Met", *(g.title for g in on.framework.gates)):
        table.add_column(name, header_style="bold", no_wrap=True)
    for side in sides:
        gates = (f"{axis.met}/{axis.applicable}" for axis in side.radar)
        changed, would_be = f"{side.changed_at:%Y-%m-%d}", wording.VERDICT[side.would_be]
        table.add_row(Text(side.pilot), side.id, changed, would_be, f"{side.met}/{side.applicable}", *gates)
    (out if out.is_terminal else PlainConsole(width=1000)).print(table)
