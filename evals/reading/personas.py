"""How well the embedded reader reads the personas' replies: `gatewise eval reading --personas`.

    python -m evals.reading              the same
    python -m evals.reading DATA.jsonl   a file of labelled replies, such as evals/datasets/reading-dev.jsonl

A persona's truth is how its pilot stands, and its answer to a lead question need not tell all of it: there
only the elements count that the reader settles. Everywhere else every element counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from app.assessors.local import LocalAssessor
from app.domain.framework import Framework
from app.domain.records import Choice, Intent, Purpose, Status
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.ports import Assessor, ToRead
from app.simulation.persona import load_persona

ROOT = Path(__file__).parents[2]
FRAMEWORK = ROOT / "knowledge" / "frameworks" / "five-gates.yaml"
PERSONAS = ROOT / "evals" / "personas"


@dataclass(frozen=True)
class Case:
    """A reply and the truth on the elements that it was asked for.

    Attributes:
        kind: What the table calls replies of this kind.
        complete: Whether the reply tells the truth of every element; else what is left open does not count.
    """

    kind: str
    reply: ToRead
    truth: dict[str, Status]
    complete: bool


@dataclass
class Tally:
    """Counts of elements, and last of replies.

    Attributes:
        right: Settled as the truth is, or rightly left open.
        wrong: Settled otherwise, and shown to a person.
        silent: Settled otherwise, and not shown.
        open: Left open, though there was something to settle.
        shown: Settled and shown to a person.
        mistaken: Replies that were taken for something else than an answer.
    """

    right: int = 0
    wrong: int = 0
    silent: int = 0
    open: int = 0
    shown: int = 0
    mistaken: int = 0

    @property
    def elements(self) -> int:
        """How many elements were counted."""
        return self.right + self.wrong + self.silent + self.open

    def line(self, kind: str) -> str:
        """A line of the table; shares are of elements."""
        counts = [f"{getattr(self, f.name) / max(1, self.elements):8.1%}" for f in fields(self)[:-1]]
        return f"{kind:16}{self.elements:9}{''.join(counts)}{self.mistaken:10}"


def labelled(path: Path, framework: Framework) -> Iterator[Case]:
    """The cases of a file of labelled replies; one with a single element replied to a probe."""
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        truth = {e: Status(s) for e, s in item["elements"].items()}
        purpose = Purpose.PROBE if len(truth) == 1 else Purpose.LEAD
        yield Case(
            str(purpose),
            _reply(framework, purpose, item["question"], item["answer"], tuple(truth)),
            truth,
            complete=True,
        )


def told(directory: Path, framework: Framework) -> Iterator[Case]:
    """The cases of a directory of personas."""
    for path in sorted(directory.glob("*.yaml")):
        persona = load_persona(path, framework)
        truth = {e: Status(c.value) for e, c in persona.elements.items() if c is not Choice.NOT_APPLICABLE}
        for criterion in framework.criteria:
            ids = tuple(e.id for e in criterion.elements if e.id in truth)
            reply = _reply(framework, Purpose.LEAD, criterion.question, persona.answers[criterion.id], ids)
            yield Case("lead answers", reply, {e: truth[e] for e in ids}, complete=False)
        for element in framework.elements:
            if element.id in truth:
                answer = persona.followups[element.id]
                reply = _reply(framework, Purpose.PROBE, element.probe, answer, (element.id,))
                yield Case("probe answers", reply, {element.id: truth[element.id]}, complete=True)


def _reply(framework: Framework, purpose: Purpose, question: str, text: str, elements: tuple[str, ...]) -> ToRead:
    criterion = framework.criterion_of(elements[0])
    return ToRead(framework, purpose, question, text, elements, criterion=criterion)


async def measure(assessor: Assessor, cases: Iterable[Case]) -> dict[str, Tally]:
    """Reads every case and counts, by kind."""
    tallies: dict[str, Tally] = {}
    for case in cases:
        tally = tallies.setdefault(case.kind, Tally())
        reading = await assessor.read_reply(case.reply)
        tally.mistaken += reading.intent is not Intent.ANSWER or not reading.clear
        found = {r.element: r for r in reading.readings if r.status is not Status.UNKNOWN}
        for element, truth in case.truth.items():
            read = found.get(element)
            if read is None:
                tally.right += case.complete and truth is Status.UNKNOWN
                tally.open += case.complete and truth is not Status.UNKNOWN
                continue
            tally.shown += read.needs_confirmation
            tally.right += read.status is truth
            tally.wrong += read.status is not truth and read.needs_confirmation
            tally.silent += read.status is not truth and not read.needs_confirmation
    return tallies


def lines(data: Path | None = None) -> Iterator[str]:
    """The table: of a file of labelled replies, or of the personas."""
    framework = load_framework(FRAMEWORK)
    cases = labelled(data, framework) if data else told(PERSONAS, framework)
    tallies = asyncio.run(measure(LocalAssessor(MiniLm()), cases))
    heads = "".join(f"{f.name:>8}" for f in fields(Tally)[:-1])
    yield f"{'':16}{'elements':>9}{heads}{'mistaken':>10}"
    for kind, tally in tallies.items():
        yield tally.line(kind)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="evals.reading", description="How well the embedded reader reads.")
    parser.add_argument("data", type=Path, nargs="?", help="labelled replies (JSON lines); else the personas")
    print("\n".join(lines(parser.parse_args(arguments).data)))
