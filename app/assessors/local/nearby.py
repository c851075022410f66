"""A cheap filter: the criteria that some sentence of a text comes near, and the sentences that do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.framework import Criterion, Framework
from app.ports import Embedder


@dataclass(frozen=True)
class Nearby:
    """A criterion beside some texts.

    Attributes:
        likeness: Of the nearest of them to the statement of one of its elements.
        text: The number of that text.
    """

    criterion: Criterion
    likeness: float
    text: int


def nearby(
    embedder: Embedder, framework: Framework, texts: Sequence[str], *, leaving_out: Collection[str] = ()
) -> list[Nearby]:
    """The criteria that the texts come near, the nearest first.

    Args:
        embedder: Turns texts into vectors; those of the framework it keeps.
        framework: Whose criteria.
        texts: Sentences.
        leaving_out: The ids of criteria that are not wanted.
    """
    criteria = [c for c in framework.criteria if c.id not in leaving_out]
    if not texts or not criteria:
        return []
    statements = [e.statement for c in criteria for e in c.elements]
    likeness = np.asarray(embedder.embed(texts) @ embedder.embed(statements).T, np.float64)
    found = []
    column = 0
    for criterion in criteria:
        own = likeness[:, column : column + len(criterion.elements)].max(axis=1)
        column += len(criterion.elements)
        found.append(Nearby(criterion, float(own.max()), int(own.argmax())))
    return sorted(found, key=lambda n: -n.likeness)
