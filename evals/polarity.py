"""Fits the weights of the local reader: `python -m evals.polarity`.

Two logistic regressions, both by Newton's method from zero, so that the same data gives the same weights.
The first reads a sentence by itself (vector and cues) and learns from the framework's examples and from
datasets/polarity-train.jsonl. The second adds how near the sentence is to an element's texts; it learns from
the latter file alone, with first readings taken by leaving the sentence's criterion out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.assessors.local.cues import Cues, cues
from app.assessors.local.likeness import ground, to_element
from app.assessors.local.polarity import WEIGHTS, features
from app.domain.framework import Framework
from app.domain.records import Status
from app.frameworks import load_framework
from app.inference.embedder import MiniLm

ROOT = Path(__file__).parent.parent
FRAMEWORK = ROOT / "knowledge" / "frameworks" / "five-gates.yaml"
SENTENCES = ROOT / "evals" / "datasets" / "polarity-train.jsonl"
RIDGE_SENTENCE = 0.6
RIDGE_ELEMENT = 1.0

Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """A sentence on an element, and whether it evidences it."""

    text: str
    element: str
    evidenced: bool


def logistic(inputs: Numbers, outcome: Numbers, ridge: float) -> Numbers:
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


def left_out(inputs: Numbers, outcome: Numbers, group: NDArray[np.str_], ridge: float) -> Numbers:
    """The log-odds of each row by weights that were fitted without its group."""
    logodds = np.zeros(len(outcome))
    for name in sorted(set(group.tolist())):
        out = group == name
        weights = logistic(inputs[~out], outcome[~out], ridge)
        logodds[out] = inputs[out] @ weights[:-1] + weights[-1]
    return logodds


def examples(framework: Framework) -> list[Labelled]:
    """The framework's own examples; a plan does not evidence."""
    return [
        Labelled(text, element.id, texts is element.examples.evidenced)
        for element in framework.elements
        for texts in (element.examples.evidenced, element.examples.refuted, element.examples.planned)
        for text in texts
    ]


def sentences(path: Path = SENTENCES) -> list[Labelled]:
    """The labelled sentences."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Labelled(x["text"], x["element"], x["polarity"] == Status.EVIDENCED) for x in lines]


def fit() -> None:
    """Fits both and writes them where the reader looks."""
    framework, embedder = load_framework(FRAMEWORK), MiniLm()
    own, other = examples(framework), sentences()
    every = own + other
    inputs = features(embedder.embed([x.text for x in every]), [cues(x.text) for x in every])
    outcome = np.array([x.evidenced for x in every], np.float64)
    criterion = np.array([framework.criterion_of(x.element).id for x in every])
    unseen = left_out(inputs, outcome, criterion, RIDGE_SENTENCE)
    print(f"sentence by itself, criterion left out: {((unseen > 0) == outcome).mean():.3f} of {len(every)} right")

    vectors = embedder.embed([x.text for x in other])
    base = ground(embedder, framework, vectors)
    near = np.vstack([
        to_element(embedder, framework.element(x.element), vectors[i : i + 1], base[i : i + 1]).polarity
        for i, x in enumerate(other)
    ])  # fmt: skip
    table = np.column_stack([unseen[len(own) :], near])
    scale = table.std(axis=0)
    element = logistic(table / scale, outcome[len(own) :], RIDGE_ELEMENT)
    right = (left_out(table / scale, outcome[len(own) :], criterion[len(own) :], RIDGE_ELEMENT) > 0) == outcome[
        len(own) :
    ]
    print(f"with the element's texts: {right.mean():.3f} of {len(other)} right")
    element[:-1] /= scale
    np.savez(
        WEIGHTS,
        embedder=np.array(embedder.id),
        cues=np.array([f.name for f in fields(Cues)]),
        sentence=logistic(inputs, outcome, RIDGE_SENTENCE),
        element=element,
    )
    print(f"{WEIGHTS.relative_to(ROOT)} written; weights for an element: {np.round(element, 2).tolist()}")


if __name__ == "__main__":
    fit()
