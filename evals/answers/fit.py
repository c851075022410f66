"""Fits the weights that tell a question on readiness from others: `python -m evals.answers.fit`.

A logistic regression on the vector of a question. It learns what is on readiness from `knowledge/questions.yaml` and
the titles of the guidance, and what is not from `elsewhere.yaml` beside this file. By Newton's method from zero, so
that the same data gives the same weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.assessors.local.scope import WEIGHTS
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.knowledge.guidance import load_guidance
from app.knowledge.questions import load_questions
from app.settings import Settings

ELSEWHERE = Path(__file__).parent / "elsewhere.yaml"
RIDGE = 1.0


class Group(BaseModel):
    """Every thing in every question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asks: tuple[str, ...]
    things: tuple[str, ...]


def elsewhere(path: Path = ELSEWHERE) -> list[str]:
    """Questions on which the guidance has nothing."""
    groups = TypeAdapter(list[Group]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    return sorted({ask.format(thing) for group in groups for ask in group.asks for thing in group.things})


def logistic(inputs: NDArray[np.float64], outcome: NDArray[np.float64], ridge: float) -> NDArray[np.float64]:
    """Weights of a logistic regression and, last, its constant, which is not penalised."""
    inputs = np.hstack([inputs, np.ones((len(inputs), 1))])
    weights = np.zeros(inputs.shape[1])
    penalty = np.full(inputs.shape[1], ridge)
    penalty[-1] = 1e-6
    for _ in range(15):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (chance - outcome) + penalty * weights
        bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + np.diag(penalty)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def fit() -> None:
    """Fits the weights and writes them where the assessor looks."""
    settings, embedder = Settings(), MiniLm(cache=0)
    framework = load_framework(settings.framework)
    on = [q.text for q in load_questions(settings.knowledge_dir / "questions.yaml", framework)]
    on += [piece.title for piece in load_guidance(settings.knowledge_dir / "guidance")]
    off = elsewhere()
    vectors = np.asarray(embedder.embed([*on, *off]), np.float64)
    outcome = np.array([1.0] * len(on) + [0.0] * len(off))
    weights = logistic(vectors, outcome, RIDGE)
    right = ((vectors @ weights[:-1] + weights[-1] > 0) == outcome).mean()
    print(f"{len(on)} on readiness, {len(off)} not: {right:.3f} of them right")
    np.savez(WEIGHTS, embedder=np.array(embedder.id), weights=weights.astype(np.float32))


if __name__ == "__main__":
    fit()
