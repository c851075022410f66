"""What share of questions a search answers, by the three ways of searching and by style."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.bootstrap import build_knowledge
from app.ports import Knowledge, SearchMode
from app.settings import Settings
from evals.retrieval.questions import STYLES, Part, Question, load_questions

MODES: tuple[SearchMode, ...] = ("lexical", "dense", "hybrid")
DEPTH = 10
"""How far down the first relevant piece counts."""


@dataclass(frozen=True)
class Figures:
    """How often a relevant piece stands first, and among the first three; and the mean of 1/rank."""

    questions: int
    recall_at_1: float
    recall_at_3: float
    mrr: float

    @classmethod
    def of(cls, ranks: Sequence[int | None]) -> Figures:
        """The figures for the ranks of the first relevant pieces; None where there was none."""
        n = max(len(ranks), 1)
        found = [rank for rank in ranks if rank is not None]
        return cls(
            questions=len(ranks),
            recall_at_1=sum(rank == 1 for rank in found) / n,
            recall_at_3=sum(rank <= 3 for rank in found) / n,
            mrr=sum(1 / rank for rank in found) / n,
        )


Table = dict[SearchMode, dict[str, Figures]]
"""Figures by mode, and in it by style and for `all`."""


def measure(
    knowledge: Knowledge, questions: Sequence[Question], told: Callable[[int, int], None] | None = None
) -> Table:
    """Asks every question in every mode.

    Args:
        knowledge: What is asked.
        questions: What it is asked.
        told: Called after each search with how many of how many are done.
    """
    table: Table = {}
    total = len(MODES) * len(questions)
    for n, mode in enumerate(MODES):
        ranks: dict[str, list[int | None]] = {"all": [], **{style: [] for style in STYLES}}
        for m, question in enumerate(questions):
            rank = rank_of(knowledge, question, mode)
            ranks["all"].append(rank)
            ranks[question.style].append(rank)
            if told:
                told(n * len(questions) + m + 1, total)
        table[mode] = {name: Figures.of(of) for name, of in ranks.items()}
    return table


def rank_of(knowledge: Knowledge, question: Question, mode: SearchMode) -> int | None:
    """Where the first relevant piece stands, from 1; None if it is not among the first ones."""
    found = knowledge.search(question.query, k=DEPTH, mode=mode)
    wanted = set(question.criteria)
    return next((n for n, hit in enumerate(found, start=1) if wanted.intersection(hit.piece.criteria)), None)


def lines(table: Table) -> Iterable[str]:
    """The table in text, three columns a style: recall@1, recall@3, MRR."""
    names = ("all", *STYLES)
    counts = next(iter(table.values()))
    yield " " * 9 + "".join(f"{f'{name} ({counts[name].questions})':>22}" for name in names)
    yield " " * 9 + f"{'R@1    R@3    MRR':>22}" * len(names)
    for mode, figures in table.items():
        cells = (f"{f.recall_at_1:>8.3f}{f.recall_at_3:>7.3f}{f.mrr:>7.3f}" for f in (figures[name] for name in names))
        yield f"{mode:<9}" + "".join(cells)


def plain(table: Table) -> dict[str, Any]:
    """The table for JSON."""
    return {mode: {name: asdict(f) for name, f in figures.items()} for mode, figures in table.items()}


def run(part: Part, told: Callable[[int, int], None] | None = None) -> Table:
    """Measures a part of the questions on the repository's guidance, with an index of its own."""
    with tempfile.TemporaryDirectory(prefix="gatewise-retrieval-") as name:
        knowledge = build_knowledge(Settings(data_dir=Path(name)))
        try:
            return measure(knowledge, load_questions(part), told)
        finally:
            knowledge.close()
