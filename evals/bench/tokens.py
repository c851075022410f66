"""What an interview takes in tokens and money, beside two other ways to make one: `python -m evals.bench.tokens`.

Everything runs against the fake service of the tests, over HTTP, with its cache, which forgets what was not asked for
within its time, and pauses of five to twenty minutes. It counts four characters as a token and invents nothing, so
the figures are the same each time; a real tokenizer gives others (Claude's newer ones about a third more), the same
for all three. The interview, its questions and its explanations are the product's own; the other two send the same
replies, and are answered with the same findings and words.

An answer settles two elements of the three that a criterion has, so that an interview has more than forty turns;
`--shortest` takes the one in which every answer settles all. A transcript in one prompt has one model for all it does;
beside it stands what the product would cost with that model for its prose as well.

`--figures` prints what knowledge/interview-tokens.yaml holds, from which `gatewise doctor --cost` makes its estimate.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain.spending import NANO
from evals.bench.tokens_agenda import agenda
from evals.bench.tokens_product import Charge, Interview, framework, interview, personas
from evals.bench.tokens_service import PROSE, READING
from evals.bench.tokens_transcript import transcript

AT_ONCE = 2
"""How many elements an answer settles."""

Turns = Sequence[tuple[Charge, ...]]

WAYS: dict[str, Callable[[Interview], Iterable[tuple[Charge, ...]]]] = {
    "the product": lambda i: (turn.charges for turn in i.turns),
    f"the product, {READING} alone": lambda i: (_all_by(READING, turn.charges) for turn in i.turns),
    f"whole transcript, {PROSE}": lambda i: transcript(i, PROSE),
    f"whole transcript, {READING}": lambda i: transcript(i, READING),
    "artifact and agenda": agenda,
}
"""What each way charges for every turn."""
FIGURES = """\
date: {date}
command: python -m evals.bench.tokens --figures
criteria: {criteria}
turns: {turns:.0f}
"""
EARLY, LATE = range(3, 8), range(38, 43)
"""The turns around the fifth and around the fortieth, by number from 1: single ones differ by what they are about."""


@dataclass(frozen=True)
class Row:
    """What one way took, of one interview or of several on average."""

    turns: float
    calls: float
    uncached: float
    written: float
    read: float
    output: float
    nanodollars: float
    growth: float | None


def _all_by(model: str, charges: Iterable[Charge]) -> tuple[Charge, ...]:
    return tuple(replace(charge, model=model) for charge in charges)


def row(turns: Turns) -> Row:
    """What an interview took."""
    charges = [charge for turn in turns for charge in turn]
    early, late = (_tokens_a_turn(turns, numbers) for numbers in (EARLY, LATE))
    return Row(
        turns=len(turns),
        calls=len(charges),
        uncached=sum(c.usage.input for c in charges),
        written=sum(c.usage.cache_written for c in charges),
        read=sum(c.usage.cache_read for c in charges),
        output=sum(c.usage.output for c in charges),
        nanodollars=sum(c.nanodollars for c in charges),
        growth=late / early if early and late else None,
    )


def average(rows: Sequence[Row]) -> Row:
    """That of several."""
    growths = [r.growth for r in rows if r.growth is not None]

    def mean(of: Callable[[Row], float]) -> float:
        return sum(map(of, rows)) / len(rows)

    return Row(
        turns=mean(lambda r: r.turns),
        calls=mean(lambda r: r.calls),
        uncached=mean(lambda r: r.uncached),
        written=mean(lambda r: r.written),
        read=mean(lambda r: r.read),
        output=mean(lambda r: r.output),
        nanodollars=mean(lambda r: r.nanodollars),
        growth=sum(growths) / len(growths) if growths else None,
    )


def _tokens_a_turn(turns: Turns, numbers: range) -> float:
    """Prompt tokens of the calls of some turns, for each turn that made any; 0 where there are no such turns."""
    made = [turn for number, turn in enumerate(turns, 1) if number in numbers and turn]
    return sum(c.prompt for turn in made for c in turn) / len(made) if made else 0.0


def _line(name: str, of: Row) -> str:
    growth = f"{of.growth:8.2f}" if of.growth is not None else "       –"
    return (
        f"{name:36} {of.turns:5.0f} {of.calls / of.turns:6.2f} {of.uncached:9,.0f} {of.written:9,.0f} {of.read:10,.0f}"
        f" {of.output:8,.0f} {of.nanodollars / NANO:9.4f} {growth}"
    )


def measure(at_once: int | None) -> None:
    """Prints the tables."""
    of = framework()
    rows: dict[str, list[Row]] = {way: [] for way in WAYS}
    head = f"{'':36} turns calls/t  uncached   written       read   output   dollars 5 to 40"
    for persona in personas(of):
        made = asyncio.run(interview(persona, of, at_once))
        print(f"\n{persona.id}\n{head}", flush=True)
        for way, charged in WAYS.items():
            rows[way].append(row(list(charged(made))))
            print(_line(way, rows[way][-1]), flush=True)
    print(f"\nan interview on average\n{head}")
    product = average(rows["the product"])
    for way, every in rows.items():
        mean = average(every)
        print(f"{_line(way, mean)}   {mean.nanodollars / product.nanodollars:5.1f} times the money")


def figures(made: Sequence[Interview]) -> str:
    """What interviews took on average, call by call of a kind, as the file has it."""
    charges = {model: [c for i in made for t in i.turns for c in t.charges if c.model == model]
               for model in (READING, PROSE)}  # fmt: skip
    turns = sum(len(i.turns) for i in made) / len(made)
    told = FIGURES.format(date=datetime.now(UTC).date(), criteria=len(made[0].framework.criteria), turns=turns)
    for kind, of_kind in zip(("reading", "prose"), charges.values(), strict=True):
        told += f"{kind}:\n  calls: {len(of_kind) / len(made):.1f}\n"
        for name in ("input", "cache_written", "cache_read", "output"):
            told += f"  {name}: {sum(getattr(c.usage, name) for c in of_kind) / len(of_kind):.0f}\n"
    return told


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures."""
    parser = argparse.ArgumentParser(prog="evals.bench.tokens", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--shortest", action="store_true", help="every answer settles all that was asked")
    parser.add_argument("--figures", action="store_true", help="print the figures of the product for the estimate")
    given = parser.parse_args(arguments)
    if given.figures:
        of = framework()
        print(figures([asyncio.run(interview(persona, of, AT_ONCE)) for persona in personas(of)]), end="")
        return
    measure(None if given.shortest else AT_ONCE)


if __name__ == "__main__":
    main()
