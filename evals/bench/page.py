"""How the page does with 40 people at once: `python -m evals.bench.page`.

The floor is a stock Chainlit app that thinks nothing (see `page_stock`). Both are real servers, started one after
the other in the same run, in turns; the people connect as the browser does, each with a login and a window of their
own and the checklist open. What is timed is a turn: from sending until the next thing to answer has arrived.

Ours is timed in three ways. `buttons`: "not sure" and "skip", which nobody has to read. `nothing`: texts, with an
assessor that reads nothing and takes no time. `timed`: texts, with the embedded reader.

Each in two figures. `hurried`: everybody sends as soon as they have their answer, so that the server is never idle;
nobody can be that fast, and the time of a turn is then 40 times what a turn costs. `thinking`: everybody waits
before they send, 2 seconds on average (exponentially, so that they come in bursts), which makes up to 20 turns a
second. A person in an interview takes 30 seconds and more to read and write, so that is 15 such rooms at once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from app.web.accounts import Accounts, Cost
from evals.bench.page_people import PASSWORD, Person
from evals.bench.page_server import Server, running

PACES = {"hurried": 0.0, "thinking": 2.0}
"""Seconds that a person waits before they send, on average."""
WAYS = ("stock", "buttons", "nothing", "timed")
SAYS = {
    "stock": "a stock Chainlit app",
    "buttons": "ours, by button",
    "nothing": "ours, by text, nothing is read",
    "timed": "ours, by text, read locally",
}
BUDGET = 1.5
"""How many times the stock app's p95 ours may be, where nothing is read."""
PANEL = 0.3
"""Seconds within which what was read has to be on the panel."""

ANSWERS = Path(__file__).parents[1] / "datasets" / "reading-dev.jsonl"


@dataclass
class Phase:
    """What a way of one pace has come to in one round.

    Attributes:
        turns: Seconds of each.
        load: The machine's load average in the end.
        cpu: Seconds of the server's for each turn, with what it does for it after it has answered.
    """

    turns: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    load: float = 0.0
    cpu: float = 0.0

    def percentile(self, percent: int) -> float:
        """Of the turns, in seconds."""
        return statistics.quantiles(self.turns, n=100)[percent - 1] if len(self.turns) > 1 else float("nan")


class Stakeholder:
    """What a person answers: it depends on the card, and on the way that is measured."""

    def __init__(self, person: Person, way: str, seed: int) -> None:
        self._person = person
        self._way = way
        self._luck = random.Random(seed)
        self._answers = [json.loads(line)["answer"] for line in ANSWERS.read_text("utf-8").splitlines()]

    async def answer(self) -> tuple[float | None, bool]:
        """Takes a turn: its seconds, and whether it is one of those that are measured."""
        person, card = self._person, self._person.card
        if self._way == "stock" or (self._way != "buttons" and card["name"] == "Question" and card["place"]):
            text = self._luck.choice(self._answers)
            return await person.turn(lambda: person.write(text)), True
        action = {"Question": self._luck.choice(["dont_know", "skip"]), "SignOff": "sign", "Conflict": "later"}
        pressed = action.get(card["name"], "accept")
        if card["name"] == "Question" and {"action": "accept", "label": "Yes"} in card["buttons"]:
            pressed = "reject"
        return await person.turn(lambda: person.press(pressed)), self._way == "buttons"


async def phase(server: Server, way: str, people: int, turns: int, pause: float) -> Phase:
    """So many people take so many turns each."""
    done = Phase()
    persons = [Person(server.url, f"person-{n}", stock=way == "stock") for n in range(people)]
    for person in persons:  # one after the other: many logins at once from one address look like guesses
        await person.come()
    await asyncio.gather(*(p.begin() for p in persons))

    async def talk(person: Person, seed: int) -> None:
        luck, stakeholder, left = random.Random(seed), Stakeholder(person, way, seed), turns
        while left and not person.errors:
            await asyncio.sleep(luck.expovariate(1 / pause) if pause else 0)
            seconds, measured = await stakeholder.answer()
            if seconds is not None and measured:
                done.turns.append(seconds)
                left -= 1

    before = server.cpu()
    await asyncio.gather(*(talk(p, n) for n, p in enumerate(persons)))
    await settled(server)
    done.cpu = (server.cpu() - before) / max(len(done.turns), 1)
    done.load = os.getloadavg()[0]
    done.errors = [e for p in persons for e in p.errors]
    await asyncio.gather(*(p.leave() for p in persons))
    return done


async def settled(server: Server) -> None:
    """Waits until the server has done what it put off: Chainlit answers first and writes what was said afterwards."""
    for _ in range(60):
        before = server.cpu()
        await asyncio.sleep(0.5)
        if not server.cpu() - before > 0.05:
            return


async def to_the_panel(url: str, readings: Path) -> list[float]:
    """Seconds from the end of each of one person's readings to the panel that shows it."""
    seconds = []
    person = Person(url, "person-0", stock=False)
    await person.come()
    await person.begin()
    stakeholder = Stakeholder(person, "timed", 0)
    for _ in range(20):
        began = time.monotonic()
        await stakeholder.answer()
        await asyncio.sleep(0.4)  # the panel comes last
        read = took(readings)[-1:]
        if read and read[0][0] > began:
            seconds.append(next((at for at in person.panels if at > read[0][1]), float("inf")) - read[0][1])
    await person.leave()
    return seconds


def took(readings: Path) -> list[tuple[float, float]]:
    """When each reading began and ended, from the notes of `Timed`."""
    lines = [line.split() for line in readings.read_text("ascii").splitlines()]
    return [(float(began), float(end)) for began, end in lines]


def prepared(folder: Path, people: int) -> Path:
    """A data directory with the users in it; their passwords cost next to nothing to check."""
    accounts = Accounts(folder / "users.json", Cost(n=2, r=1, p=1))
    for n in range(people):
        accounts.add(f"person-{n}", PASSWORD)
    return folder


def measure(rounds: int, people: int, turns: int, ways: list[str], paces: list[str]) -> bool:
    """Measures and prints; whether all that has to hold holds."""
    found: dict[tuple[str, str], list[Phase]] = defaultdict(list)
    panel: list[float] = []
    readings: list[float] = []
    for _ in range(rounds):
        for way in ways:
            with tempfile.TemporaryDirectory(prefix="gatewise-bench-", ignore_cleanup_errors=True) as name:
                folder = prepared(Path(name), people)
                with running(way, folder) as server:
                    asyncio.run(phase(server, way, 2, 2, 0))
                    time.sleep(4)  # what is loaded late, a while after the start, is loaded now
                    asyncio.run(settled(server))
                    if way == "timed":
                        panel += asyncio.run(to_the_panel(server.url, folder / "readings"))
                        readings += [end - began for began, end in took(folder / "readings")]
                    for pace in paces:
                        found[way, pace].append(asyncio.run(phase(server, way, people, turns, PACES[pace])))
                        tell(way, pace, found[way, pace][-1:], found["stock", pace][-1:])
    print(f"\nmedians of {rounds} rounds of {people} people and {turns} turns each, on {os.cpu_count()} cores")
    ratios = [
        tell(way, pace, found[way, pace], found["stock", pace]) for pace in paces for way in ways if found[way, pace]
    ]
    if panel:
        one, most = statistics.median(readings) * 1000, max(readings) * 1000
        print(f"a reading, one person  {one:6.0f} ms   at most {most:.0f}")
        one, most = statistics.median(panel) * 1000, max(panel) * 1000
        print(f"read to panel          {one:6.0f} ms   at most {most:.0f} (at most {PANEL * 1000:.0f})")
    unread = [r for r, (w, _) in zip(ratios, ((w, p) for p in paces for w in ways), strict=True) if w != "timed"]
    return all(r <= BUDGET for r in unread) and all(p <= PANEL for p in panel)


def tell(way: str, pace: str, phases: list[Phase], floor: list[Phase]) -> float:
    """Prints what a way has come to; its ratio to the floor."""
    p50, p95 = (statistics.median(p.percentile(n) for p in phases) for n in (50, 95))
    ratio = p95 / statistics.median(p.percentile(95) for p in floor) if floor else float("nan")
    errors = [e for p in phases for e in p.errors]
    load, cpu = (statistics.median(x) for x in zip(*((p.load, p.cpu) for p in phases), strict=True))
    print(
        f"{pace:9} {SAYS[way]:31} p50 {p50 * 1000:6.0f} ms  p95 {p95 * 1000:6.0f} ms  {ratio:5.2f} times stock"
        f"  cpu {cpu * 1000:5.1f} ms a turn  {len(errors)} errors  load {load:.1f}",
        *errors[:3],
        sep="\n    ",
        flush=True,
    )
    return ratio


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How the page does with many people at once.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--turns", type=int, default=8)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--paces", nargs="+", choices=PACES, default=list(PACES))
    given = parser.parse_args()
    sys.exit(0 if measure(given.rounds, given.people, given.turns, given.ways, given.paces) else 1)
