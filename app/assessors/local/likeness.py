"""How near a sentence is to the elements of a framework, by the texts that the framework has on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.domain.framework import Element, Framework
from app.ports import Embedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEAREST = 3
"""How many examples count for relevance: one may be near by chance, three are not."""


@dataclass(frozen=True)
class Likeness:
    """Sentences beside one element.

    Attributes:
        relevance: How much each sentence speaks of the element, shape (n,); above 0.3 it probably does.
        polarity: What `Polarity.of_element` takes, shape (n, 3).
    """

    relevance: NDArray[np.float64]
    polarity: NDArray[np.float64]


def ground(embedder: Embedder, framework: Framework, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """How near each sentence is to the framework at large, shape (n,).

    Some sentences are near to everything; the mean over their nearest statements, a sixth of all, shows it.
    """
    likeness = to_statements(embedder, framework.elements, vectors)
    count = max(1, likeness.shape[1] // 6)
    return np.asarray(np.sort(likeness, axis=1)[:, -count:].mean(axis=1))


def to_statements(embedder: Embedder, elements: Sequence[Element], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """How near each sentence is to the statement of each element, shape (n, elements)."""
    return np.asarray(vectors @ embedder.embed([e.statement for e in elements]).T, np.float64)


def to_element(
    embedder: Embedder, element: Element, vectors: NDArray[np.float32], ground: NDArray[np.float64]
) -> Likeness:
    """Sentences beside an element's statement, label, probe and examples.

    Args:
        embedder: Turns the element's texts into vectors; it keeps them.
        element: The element.
        vectors: Of the sentences, shape (n, d).
        ground: What `ground` returned for them.
    """

    def near(texts: Sequence[str]) -> NDArray[np.float64]:
        return np.asarray(vectors @ embedder.embed(texts).T, np.float64)

    statement, label, probe = near([element.statement, element.label, element.probe]).T
    evidenced, refuted, planned = (
        near(texts) for texts in (element.examples.evidenced, element.examples.refuted, element.examples.planned)
    )
    examples = np.sort(np.hstack([evidenced, refuted, planned]), axis=1)[:, -_NEAREST:].mean(axis=1)
    against = np.maximum(refuted.max(axis=1), planned.max(axis=1))
    return Likeness(
        relevance=statement + examples + 0.5 * label + 0.5 * probe - 1.5 * ground,
        polarity=np.column_stack(
            [evidenced.max(axis=1) - against, evidenced.mean(axis=1) - refuted.mean(axis=1), statement]
        ),
    )
