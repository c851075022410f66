"""The sentences of answers as vectors, and which of them is the nearest to an element's statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.ports import Embedder
from evals.baselines.baseline import Asked
from evals.logistic import Matrix

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;]+(?!\s|$)[^.!?;\n]+)*[.!?;]*")


@dataclass(frozen=True)
class Compared:
    """Answers beside the elements that they were asked for; a row of every matrix is one thing.

    Attributes:
        answer: The mean of the answers' sentences, at unit length.
        nearest: The sentence that is most like the statement.
        statement: The statement.
        sentences: The words of the nearest sentences.
    """

    answer: Matrix
    nearest: Matrix
    statement: Matrix
    sentences: tuple[str, ...]

    @property
    def likeness(self) -> Matrix:
        """Of the nearest sentence and the statement, shape (things,)."""
        alike: Matrix = (self.nearest * self.statement).sum(axis=1)
        return alike


def compare(embedder: Embedder, things: Sequence[Asked]) -> Compared:
    """Compares each thing's answer, sentence by sentence, with its element's statement."""
    sentences = {t.answer: split(t.answer) for t in things}
    texts = sorted({s for several in sentences.values() for s in several} | {t.element.statement for t in things})
    vectors = dict(zip(texts, embedder.embed(texts), strict=True))
    answers, nearest, words = [], [], []
    for thing in things:
        own = sentences[thing.answer]
        table = np.stack([vectors[s] for s in own])
        best = int(np.argmax(table @ vectors[thing.element.statement]))
        mean = table.mean(axis=0)
        answers.append(mean / np.linalg.norm(mean))
        nearest.append(table[best])
        words.append(own[best])
    statements = np.stack([vectors[t.element.statement] for t in things])
    return Compared(np.stack(answers), np.stack(nearest), statements, tuple(words))


def split(text: str) -> list[str]:
    """The sentences of a text, by their marks; the text itself where it has none."""
    found = [s.strip() for s in _SENTENCE.findall(text)]
    return [s for s in found if any(c.isalnum() for c in s)] or [text]
