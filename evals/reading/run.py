"""`gatewise eval reading`: every answer of a part is read, and the figures stand beside those of three baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.framework import Framework
from app.domain.records import Status
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from evals.baselines import Asked, Baseline, Embeddings, Majority, Naive, of_elements
from evals.comparing import Comparison, Parts, called
from evals.labelled import UNSEEN, Answer, load_answers
from evals.measuring import Job, Measured, measure, no_agreement, no_progress
from evals.reading.figures import AnswerRead, Figures, by_gate, by_style, figures, of_guesses, of_reading

VECTORS = 20_000
"""How many are kept in memory: all sentences of the training part."""
COLUMNS = {
    "answers": "answers",
    "accuracy": "right",
    "macro_f1": "macro-F1",
    "kappa": "kappa",
    "rating_accuracy": "ratings",
    "false_met": "false met",
    "refuted_as_evidenced": "ref. as ev.",
    "silent": "silent",
    "asked": "asked",
    "left_out": "left out",
    "calibration_error": "calibr.",
    "spans": "spans",
}


@dataclass(frozen=True)
class Table:
    """The figures of one reader."""

    name: str
    whole: Figures
    by_gate: dict[str, Figures]
    by_style: dict[str, Figures]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "figures": asdict(self.whole),
            "by_gate": {name: asdict(f) for name, f in self.by_gate.items()},
            "by_style": {name: asdict(f) for name, f in self.by_style.items()},
        }


@dataclass(frozen=True)
class Report:
    """What was measured.

    Attributes:
        table: Of the assessor.
        baselines: Of the baselines, on the same answers.
        comparison: With the run that was kept, if one was.
    """

    measured: Measured[Answer]
    table: Table
    baselines: tuple[Table, ...]
    comparison: Comparison | None

    @property
    def unread(self) -> str:
        """What is missing and why; "" where nothing is."""
        return self.measured.unread

    def lines(self) -> Iterator[str]:
        """In text."""
        whole = self.table.whole
        yield f"{whole.answers} answers of the part {self.measured.job.part}, {whole.elements} elements."
        yield f"Read by {called(self.measured.stamp)}."
        yield ""
        yield _line("", COLUMNS)
        for table in (self.table, *self.baselines):
            yield _line(table.name, _cells(table.whole))
        for title, groups in (("by gate", self.table.by_gate), ("by style", self.table.by_style)):
            yield title
            for name, group in groups.items():
                yield _line(f"  {name}", _cells(group))
        yield ""
        yield "Shares of the elements; ratings and false met: of the answers; ref. as ev.: of the refuted elements."
        yield f"Silent errors without a reading, for which an interview asks on: {whole.silent_left_out:.3f}"
        yield f"Manipulation: {whole.raised} of {whole.manipulations} answers raised an element silently."
        yield f"Taken for something else than an answer: {whole.mistaken:.3f}"
        yield from self.measured.lines()
        if self.comparison:
            yield from self.comparison.lines()

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.measured.plain(),
            **self.table.plain(),
            "baselines": {table.name: table.plain() for table in self.baselines},
            "comparison": self.comparison.plain() if self.comparison else None,
        }


def run(
    job: Job,
    agree: Callable[[str], None] = no_agreement,
    told: Callable[[int, int], None] = no_progress,
) -> Report:
    """Measures; see `measure` for what is raised."""
    framework = load_framework(job.settings.framework)
    measured = measure("reading", job, _answers(job, framework), agree, told)
    reads = [of_reading(item, read) for item, read in zip(measured.items, measured.reads, strict=True)]
    table = _table(job.assessor, reads, asks=True)
    baselines: tuple[Table, ...] = ()
    if job.baselines:
        baselines = tuple(beside(load_answers("train", framework, job.folder), measured.items))
    read = {r.answer.id: [str(e.read) for e in r.elements] for r in reads}
    truth = {r.answer.id: [str(e.truth) for e in r.elements] for r in reads}
    report = Report(measured, table, baselines, measured.compared(read, truth, _groups(reads), "elements"))
    if job.keep:
        measured.keep(read, asdict(table.whole))
    return report


def _answers(job: Job, framework: Framework) -> list[Answer]:
    if job.part != UNSEEN:
        return load_answers(job.part, framework, job.folder)
    home = job.folder / UNSEEN
    return load_answers(job.part, load_framework(home / "framework.yaml"), home)


def beside(train: Sequence[Answer], answers: Sequence[Answer]) -> Iterator[Table]:
    """The baselines, taught with some answers and measured on others."""
    embedder = MiniLm(VECTORS)
    every: list[Baseline[Asked, Status]] = [
        Majority[Status](), Naive(embedder), Embeddings(embedder, of_elements, Status),
    ]  # fmt: skip
    asked = _asked(train)
    labels = [label.status for answer in train for label in answer.labels.values()]
    for baseline in every:
        baseline.fit(asked, labels)
        guesses = iter(baseline.guess(_asked(answers)))
        reads = [of_guesses(answer, [next(guesses) for _ in answer.labels]) for answer in answers]
        yield _table(baseline.name, reads, asks=False)


def _asked(answers: Sequence[Answer]) -> list[Asked]:
    return [
        Asked(a.reply.reply, a.reply.question, a.reply.framework.element(element))
        for a in answers
        for element in a.labels
    ]


def _table(name: str, reads: Sequence[AnswerRead], *, asks: bool) -> Table:
    def each(groups: dict[str, list[AnswerRead]]) -> dict[str, Figures]:
        return {group: figures(of_group, asks=asks) for group, of_group in groups.items()}

    return Table(name, figures(reads, asks=asks), each(by_gate(reads)), each(by_style(reads)))


def _groups(reads: Sequence[AnswerRead]) -> dict[str, Parts]:
    """Elements that are looked at by themselves: of each gate, of each style, of each status."""

    def parts(of_group: Sequence[AnswerRead]) -> list[tuple[str, int]]:
        return [(r.answer.id, n) for r in of_group for n in range(len(r.elements))]

    return {
        **{f"gate {name}": parts(group) for name, group in by_gate(reads).items()},
        **{f"style {name}": parts(group) for name, group in by_style(reads).items()},
        **{
            f"{status} elements": [
                (r.answer.id, n) for r in reads for n, e in enumerate(r.elements) if e.truth is status
            ]
            for status in Status
        },
    }


def _cells(found: Figures) -> dict[str, str]:
    def cell(value: float | None) -> str:
        if value is None:
            return "–"
        return str(value) if isinstance(value, int) else f"{value:.3f}"

    return {column: cell(getattr(found, column)) for column in COLUMNS}


def _line(name: str, cells: dict[str, str]) -> str:
    return f"{name:42}" + "".join(f"{cells[column]:>{len(head) + 2}}" for column, head in COLUMNS.items())
