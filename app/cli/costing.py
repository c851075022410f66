"""What the interviews have cost, as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from app.cli.program import out, tell
from app.domain.spending import Spent
from app.domain.wording import counted
from app.settings import Settings
from app.terminal.console import PlainConsole

LONGEST_NAME = 40
"""Characters of a pilot's name in the table."""


def show_costs(settings: Settings) -> None:
    """Prints what every interview has cost, the sum by model, and how old the prices are."""
    from app.costs import costs
    from app.prices import load_prices

    found, prices = asyncio.run(costs(settings)), load_prices()
    if not found.assessments:
        none = "Nothing was asked of a model's service so far, so nothing has been spent."
        tell(f"{none} {_of_the_next(settings)}".strip())
        return
    _table("Assessment", ((f"{c.id}  {_short(c.name)}", c.spending.total) for c in found.assessments), found.total)
    out.print()
    _table("Model", found.models.items())
    out.print()
    if found.without:
        tell(f"{counted(found.without, 'assessment')} more took nothing: the built-in reader read them.")
    tell(
        f"Prices of {prices.date}, as the service lists them, on the tokens that it says it charged. Questions to the"
        " playbook belong to no assessment and are not in here; what one took is shown below its answer."
    )


def _of_the_next(settings: Settings) -> str:
    """What an interview is likely to cost, where one would cost anything."""
    from app.costs import estimate, load_measured
    from app.prices import load_prices

    if not settings.asks_claude:
        return "The built-in reader costs nothing."
    measured, dollars = load_measured(), estimate(settings)
    models = " and ".join(dict.fromkeys((settings.reading_model, settings.prose_model)))
    if dollars is None:
        return f"What an interview costs with {models} is not known: there is no price on the list."
    return (
        f"An interview of {measured.criteria} criteria costs about ${dollars:.2f} with {models}. That is an estimate,"
        f" of {measured.turns} turns with answers of two or three sentences, at the prices of {load_prices().date}: it"
        f" was measured on {measured.date} against a stand-in for the service. Longer answers, documents, questions"
        " and models that think before they write cost more."
    )


def _table(first: str, lines: Iterable[tuple[str, Spent]], total: Spent | None = None) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, header_style="bold", overflow="fold")
    for name in ("Calls", "In, not cached", "Cache written", "Cache read", "Out", "From cache", "Price"):
        table.add_column(name, header_style="bold", justify="right", no_wrap=True)
    rows = [*lines, *([("All together", total)] if total else [])]
    for name, used in rows:
        counts = (used.requests, used.input, used.cache_written, used.cache_read, used.output)
        style = "bold" if used is total else ""
        table.add_row(Text(name), *(f"{n:,}" for n in counts), used.from_cache, used.price, style=style)
    # A program that reads this wants a line for each, however long.
    (out if out.is_terminal else PlainConsole(width=200)).print(table)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
