"""What a turn costs beside the model: `python -m evals.bench.turn`.

The floor is a bare LangGraph graph of two nodes, one of them an interrupt, resumed with the same SQLite
checkpointer and the same durability. Both sides take a turn in turn, so that whatever else the machine does
falls on both. The reading is left out: an assessor that knows the answers stands in for it.

What has to hold: a turn costs at most 4 times the floor; turn 60 at most 1.3 times turn 5; the bytes stored
per turn do not grow.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypedDict

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt

from app.bootstrap import build_application
from app.domain.records import Basis, Change, Choice, Click, Grade, Intent, Purpose, Stamp, Status
from app.interview.events import QuestionPosed
from app.interview.session import Interview, Sent
from app.ports import ElementReading, Gap, Perusal, Prose, ReplyReading, ToAnswer, ToRead, ToReadDocument, no_progress
from app.settings import Settings

RUNS = 5
TURNS = 64
BUDGET, GROWTH = 4.0, 1.3


class Knowing:
    """Stands in for the model: proposes that the first element asked for holds, so that every card is shown."""

    stamp = Stamp(assessor="bench", version="1")

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """One proposal, at no cost."""
        element = reply.elements[:1]
        readings = tuple(
            ElementReading(e, Status.REFUTED, reply.reply[:20], 0.5, Grade.ASSERTED, Basis.TODAY, True) for e in element
        )
        return ReplyReading(Intent.ANSWER, True, readings, self.stamp)

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        """Nothing in it."""
        return Perusal((), self.stamp)

    async def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        """The fix, as it stands."""
        for number, gap in enumerate(gaps):
            yield Prose(gap.criterion.fix, gap=number)

    async def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        """Nothing."""
        yield Prose("")


class Bare(TypedDict):
    """The state of the floor's graph."""

    turns: int
    reply: str


def ask(state: Bare) -> dict[str, Any]:
    """Waits for a reply."""
    return {"reply": interrupt({"turn": state["turns"]})}


def note(state: Bare) -> dict[str, Any]:
    """Counts it."""
    return {"turns": state["turns"] + 1}


def bare(saver: AsyncSqliteSaver) -> Any:
    """The floor's graph."""
    graph = StateGraph(Bare)
    graph.add_node("ask", ask)
    graph.add_node("note", note)
    graph.add_edge(START, "ask")
    graph.add_edge("ask", "note")
    graph.add_edge("note", "ask")
    return graph.compile(checkpointer=saver)


def reply_to(posed: QuestionPosed, turn: int) -> Sent:
    """What the bench's stakeholder sends: text where words are asked for, else the button that goes on."""
    question = posed.question
    if question.purpose in (Purpose.OPENING, Purpose.LEAD, Purpose.PROBE):
        return Sent(f"turn-{turn}", question.id, text="We measured that in March, and Eva Lund signed the report.")
    action = "sign" if question.purpose is Purpose.SIGN_OFF else "accept"
    changes = tuple(Change(element=r.element.id, choice=Choice.REFUTED) for r in posed.rows if r.open)
    return Sent(f"turn-{turn}", question.id, click=Click.model_validate({"action": action, "changes": changes[:1]}))


async def take_turns(interview: Interview, folder: Path, floor: Any) -> tuple[list[float], list[float], list[int]]:
    """One interview beside as many bare turns.

    Returns:
        Seconds of each of our turns and of each bare one, and the bytes that our records and cursors hold after it.
    """
    config = {"configurable": {"thread_id": "bare"}}
    await floor.ainvoke({"turns": 0, "reply": ""}, config, durability="exit")
    assessment = await interview.begin("Bench")
    posed = [e async for e in interview.open(assessment.id, "bench") if isinstance(e, QuestionPosed)][-1]
    ours, theirs, sizes = [], [], []
    for turn in range(TURNS):
        if posed.question.purpose is Purpose.CLOSING:
            break
        start = time.perf_counter()
        async for event in interview.send(assessment.id, "bench", reply_to(posed, turn)):
            posed = event if isinstance(event, QuestionPosed) else posed
        middle = time.perf_counter()
        await floor.ainvoke(Command(resume="We measured that in March."), config, durability="exit")
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)
        sizes.append(stored(folder))
    return ours, theirs, sizes


def stored(folder: Path) -> int:
    """The bytes that the records and cursors hold."""
    held = {
        "gatewise.sqlite3": ["SELECT sum(length(body)) FROM records"],
        "checkpoints.sqlite3": [
            "SELECT sum(length(checkpoint) + length(metadata)) FROM checkpoints",
            "SELECT sum(length(value)) FROM writes",
        ],
    }
    total = 0
    for name, queries in held.items():
        with closing(sqlite3.connect(folder / name)) as connection:
            total += sum(connection.execute(query).fetchone()[0] or 0 for query in queries)
    return total


async def measure() -> bool:
    """Measures and prints; whether all that has to hold holds."""
    ours: list[list[float]] = []
    theirs: list[float] = []
    grown: list[list[int]] = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="gatewise-bench-") as name:
            folder = Path(name)
            settings = Settings(data_dir=folder / "ours")
            async with (
                build_application(settings, assessor=Knowing()) as application,
                AsyncSqliteSaver.from_conn_string(str(folder / "floor.sqlite3")) as saver,
            ):
                our, their, bytes_ = await take_turns(application.interview, folder / "ours", bare(saver))
            ours.append(our)
            theirs += their
            grown.append(bytes_)
    turn, floor = statistics.median(t for run in ours for t in run), statistics.median(theirs)
    early, late = around(ours, 5), around(ours, 60)
    first, last = (statistics.mean((g[b] - g[a]) / (b - a) for g in grown) for a, b in ((4, 32), (32, 60)))
    print(f"a bare turn            {floor * 1000:6.1f} ms")
    print(f"a turn of ours         {turn * 1000:6.1f} ms   {turn / floor:.2f} times the floor (at most {BUDGET})")
    print(f"turn 60 over turn 5    {late / early:6.2f}      (at most {GROWTH})")
    print(f"bytes a turn           {first:6.0f} in turns 5 to 32, {last:.0f} in turns 33 to 60")
    return turn / floor <= BUDGET and late / early <= GROWTH and last <= 1.1 * first


def around(runs: list[list[float]], turn: int) -> float:
    """The median cost of the turns around one, in seconds: single turns are of different kinds."""
    return statistics.median(t for run in runs for t in run[turn - 4 : turn + 4])


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(measure()) else 1)
