"""Where a pilot is between pilot and production: in each dimension, how much of what leads there holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.framework import Dimension, Framework
from app.domain.records import Status
from app.domain.standing import ElementStanding


@dataclass(frozen=True)
class Place:
    """A pilot's place in one dimension.

    Attributes:
        applicable: How many elements of the dimension apply.
        held: How many of these are evidenced.
        unknown: How many of these are open, avowedly not known, or in conflict.
    """

    dimension: Dimension
    applicable: int
    held: int
    unknown: int

    @property
    def missing(self) -> int:
        """How many elements are known not to hold."""
        return self.applicable - self.held - self.unknown

    @property
    def share(self) -> float | None:
        """How far it is, from 0 (as in a pilot) to 1 (as in production); None where nothing applies.

        What is unknown counts as not reached, as it does in the rating.
        """
        return self.held / self.applicable if self.applicable else None


def places(framework: Framework, standings: Mapping[str, ElementStanding]) -> tuple[Place, ...]:
    """The pilot's place in every dimension of its framework, in their order; none where the framework has none."""
    return tuple(_place(dimension, standings) for dimension in framework.dimensions)


def _place(dimension: Dimension, standings: Mapping[str, ElementStanding]) -> Place:
    applying = [standings[e].status for e in dimension.elements if not standings[e].set_aside]
    return Place(
        dimension, len(applying), held=applying.count(Status.EVIDENCED), unknown=applying.count(Status.UNKNOWN)
    )
