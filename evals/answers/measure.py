"""What share of questions is answered from the right guidance, and what share of the others is refused."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from app.assessors.local import LocalAssessor
from app.bootstrap import build_knowledge
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.interview.playbook import Playbook
from app.ports import Piece
from app.settings import Settings
from evals.retrieval.questions import load_questions

HERE = Path(__file__).parent
Part = Literal["dev", "test"]


class Covered(BaseModel):
    """A question that the guidance answers: with a piece that serves one of `about`, or is one of `pieces`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    about: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()

    def is_right(self, piece: Piece) -> bool:
        """Whether a piece answers it."""
        return piece.id in self.pieces or not set(self.about).isdisjoint(piece.criteria)


class Uncovered(BaseModel):
    """A question on which the guidance has nothing; `near` where it is of the same world."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    near: bool


class Questions(BaseModel):
    """A part of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    covered: tuple[Covered, ...]
    uncovered: tuple[Uncovered, ...]


@dataclass(frozen=True)
class Answered:
    """A question and what came of it."""

    question: Covered | Uncovered
    text: str
    cites: tuple[Piece, ...]

    @property
    def refused(self) -> bool:
        """Whether the guidance was said to have nothing."""
        return not self.cites

    @property
    def words(self) -> int:
        """How long the answer is."""
        return len(self.text.split())


@dataclass(frozen=True)
class Figures:
    """Shares of the covered questions, and of the uncovered ones.

    Attributes:
        first: Answered, with a right piece cited first.
        anywhere: Answered, with a right piece cited.
        refused_near: Refused, of those of the same world.
        refused_far: Refused, of the others.
        words: Mean length of the answers to covered questions.
    """

    covered: int
    first: float
    anywhere: float
    uncovered: int
    refused: float
    refused_near: float
    refused_far: float
    words: float


def load(part: Part) -> Questions:
    """The questions of a part; those of the development part with the ones that retrieval was developed on."""
    own = Questions.model_validate(yaml.safe_load((HERE / f"{part}.yaml").read_text(encoding="utf-8")))
    if part == "test":
        return own
    others = tuple(Covered(ask=q.query, about=q.criteria) for q in load_questions("dev"))
    return Questions(covered=(*own.covered, *others), uncovered=own.uncovered)


async def answer(playbook: Playbook, question: Covered | Uncovered) -> Answered:
    """Asks one question."""
    said = [s async for s in playbook.ask(question.ask)]
    cites = {p.id: p for s in said for p in s.cites}
    return Answered(question, "".join(s.text for s in said), tuple(cites.values()))


def run(part: Part, told: Callable[[int, int], None] | None = None) -> list[Answered]:
    """Asks every question of a part, of the repository's guidance, with an index of its own."""
    settings, embedder = Settings(), MiniLm()
    framework, questions = load_framework(settings.framework), load(part)
    asked: tuple[Covered | Uncovered, ...] = (*questions.covered, *questions.uncovered)
    with tempfile.TemporaryDirectory(prefix="gatewise-answers-") as name:
        own = settings.model_copy(update={"data_dir": Path(name)})
        knowledge = build_knowledge(own, embedder, framework=framework)
        playbook = Playbook(framework, knowledge, LocalAssessor(embedder))
        answers = []
        try:
            for n, question in enumerate(asked, start=1):
                answers.append(asyncio.run(answer(playbook, question)))
                if told:
                    told(n, len(asked))
        finally:
            knowledge.close()
    return answers


def figures(answers: Sequence[Answered]) -> Figures:
    """The shares."""
    covered = [(a, a.question) for a in answers if isinstance(a.question, Covered)]
    near = [a for a in answers if isinstance(a.question, Uncovered) and a.question.near]
    far = [a for a in answers if isinstance(a.question, Uncovered) and not a.question.near]
    return Figures(
        covered=len(covered),
        first=_share(any(map(q.is_right, a.cites[:1])) for a, q in covered),
        anywhere=_share(any(map(q.is_right, a.cites)) for a, q in covered),
        uncovered=len(near) + len(far),
        refused=_share(a.refused for a in (*near, *far)),
        refused_near=_share(a.refused for a in near),
        refused_far=_share(a.refused for a in far),
        words=_share(a.words for a, _ in covered if not a.refused),
    )


def lines(answers: Sequence[Answered]) -> Iterable[str]:
    """The figures in text."""
    f = figures(answers)
    yield f"{f.covered} questions that the guidance covers"
    yield f"  right piece cited first   {f.first:.3f}"
    yield f"  right piece cited         {f.anywhere:.3f}"
    yield f"  words, mean               {f.words:.0f}"
    yield f"{f.uncovered} questions that it does not cover"
    yield f"  refused                   {f.refused:.3f} (near {f.refused_near:.3f}, far {f.refused_far:.3f})"


def mistakes(answers: Sequence[Answered]) -> Iterable[str]:
    """Each question that was answered wrongly, and what was cited."""
    for a in answers:
        cited = ", ".join(p.id for p in a.cites) or "refused"
        if isinstance(a.question, Covered) and not any(map(a.question.is_right, a.cites)):
            yield f"- {a.question.ask} -> {cited}; expected {', '.join((*a.question.about, *a.question.pieces))}"
        if isinstance(a.question, Uncovered) and not a.refused:
            yield f"- {a.question.ask} -> {cited}; expected to be refused"


def plain(answers: Sequence[Answered]) -> dict[str, Any]:
    """The figures for JSON."""
    return asdict(figures(answers))


def _share(of: Iterable[float]) -> float:
    values = list(of)
    return sum(values) / max(len(values), 1)
