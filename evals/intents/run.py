"""`gatewise eval intents`: every message of a part is read for what the person wants, beside two baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.records import Intent
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from evals.baselines import Baseline, Embeddings, Majority, of_messages
from evals.comparing import Comparison, Parts, called
from evals.intents.figures import Figures, MessageRead, figures
from evals.labelled import Message, load_messages
from evals.measuring import Job, Measured, measure, no_agreement, no_progress

COLUMNS = {
    "messages": "messages",
    "accuracy": "right",
    "macro_f1": "macro-F1",
    "asked_back": "asked back",
    "silent": "silent",
}
SHOWN = 12
"""Confusions in text; JSON has all."""


@dataclass(frozen=True)
class Report:
    """What was measured: of the assessor, of the baselines on the same messages, and beside the run that was kept."""

    measured: Measured[Message]
    figures: Figures
    baselines: dict[str, Figures]
    comparison: Comparison | None

    @property
    def unread(self) -> str:
        """What is missing and why; "" where nothing is."""
        return self.measured.unread

    def lines(self) -> Iterator[str]:
        """In text."""
        yield f"{self.figures.messages} messages of the part {self.measured.job.part}."
        yield f"Read by {called(self.measured.stamp)}."
        yield ""
        yield _line("", COLUMNS)
        for name, found in ((self.measured.job.assessor, self.figures), *self.baselines.items()):
            yield _line(name, {column: _cell(getattr(found, column)) for column in COLUMNS})
        yield ""
        yield f"{'by intent':22}{'messages':>10}{'precision':>11}{'recall':>8}{'F1':>8}"
        for name, of in self.figures.by_intent.items():
            yield f"  {name:20}{of.messages:>10}{_cell(of.precision):>11}{_cell(of.recall):>8}{_cell(of.f1):>8}"
        yield "taken for something else, the most frequent first"
        for truth, read, count in self.figures.confusions[:SHOWN]:
            yield f"  {truth} for {read}: {count}"
        yield ""
        yield from self.measured.lines()
        if self.comparison:
            yield from self.comparison.lines()

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.measured.plain(),
            "figures": asdict(self.figures),
            "baselines": {name: asdict(found) for name, found in self.baselines.items()},
            "comparison": self.comparison.plain() if self.comparison else None,
        }


def run(
    job: Job,
    agree: Callable[[str], None] = no_agreement,
    told: Callable[[int, int], None] = no_progress,
) -> Report:
    """Measures; see `measure` for what is raised."""
    framework = load_framework(job.settings.framework)
    measured = measure("intents", job, load_messages(job.part, framework, job.folder), agree, told)
    reads = [
        MessageRead(item.intent, read.intent, read.clear)
        for item, read in zip(measured.items, measured.reads, strict=True)
    ]
    found = figures(reads)
    baselines = {}
    if job.baselines:
        baselines = dict(beside(load_messages("train", framework, job.folder), measured.items))
    read = {r.id: [str(r.intent)] for r in measured.reads}
    truth = {m.id: [str(m.intent)] for m in measured.items}
    groups: dict[str, Parts] = {
        f"intent {intent}": [(m.id, 0) for m in measured.items if m.intent is intent] for intent in Intent
    }
    report = Report(measured, found, baselines, measured.compared(read, truth, groups, "messages"))
    if job.keep:
        measured.keep(read, {column: getattr(found, column) for column in COLUMNS})
    return report


def beside(train: Sequence[Message], messages: Sequence[Message]) -> Iterator[tuple[str, Figures]]:
    """The baselines, taught with some messages and measured on others."""
    every: list[Baseline[Message, Intent]] = [Majority[Intent](), Embeddings(MiniLm(), of_messages, Intent)]
    for baseline in every:
        baseline.fit(train, [m.intent for m in train])
        guesses = baseline.guess(messages)
        reads = [MessageRead(m.intent, g.label, True) for m, g in zip(messages, guesses, strict=True)]
        yield baseline.name, figures(reads, asks=False)


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _line(name: str, cells: dict[str, str]) -> str:
    return f"{name:42}" + "".join(f"{cells[column]:>{len(head) + 2}}" for column, head in COLUMNS.items())
