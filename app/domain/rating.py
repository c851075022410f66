"""Ratings of criteria and results of gates, from which elements hold. The rules stand in the framework file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.domain.framework import Criterion, Framework, Gate

Holding: TypeAlias = Mapping[str, bool | None]
"""For each element: whether it holds; None where it does not apply."""


class Rating(StrEnum):
    """How far a criterion is met."""

    MET = "met"
    PARTIAL = "partial"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class GateResult:
    """A gate under one view of its elements.

    Attributes:
        ratings: The rating of each of its criteria.
        met: How many criteria are met.
        applicable: How many apply.
        mark: How many have to be met.
        hurdles: Why it does not pass, as (criterion or gate id, reason); empty where it passes.
    """

    gate: str
    ratings: Mapping[str, Rating]
    met: int
    applicable: int
    mark: int
    hurdles: tuple[tuple[str, str], ...]

    @property
    def passed(self) -> bool:
        """Whether the gate passes."""
        return not self.hurdles


def rate(criterion: Criterion, holds: Holding, *, must_meet: bool) -> Rating:
    """The rating of one criterion over the elements that apply.

    A must-meet criterion cannot be set aside whole: if all its elements were, it counts as not met.
    """
    values = [holds[e.id] for e in criterion.elements if holds[e.id] is not None]
    if not values:
        return Rating.NOT_MET if must_meet else Rating.NOT_APPLICABLE
    if all(values):
        return Rating.MET
    return Rating.PARTIAL if any(values) else Rating.NOT_MET


def judge(framework: Framework, gate: Gate, holds: Holding) -> GateResult:
    """The result of one gate: all its must-meet criteria met, enough criteria met, none rated not met."""
    ratings = {c.id: rate(c, holds, must_meet=c.id in gate.must_meet) for c in gate.criteria}
    applicable = sum(r is not Rating.NOT_APPLICABLE for r in ratings.values())
    met = sum(r is Rating.MET for r in ratings.values())
    mark = scaled(framework.gate_minimum, applicable, len(gate.criteria))
    hurdles = [(c, "has to be met for this gate") for c in gate.must_meet if ratings[c] is not Rating.MET]
    named = {c for c, _ in hurdles}
    hurdles += [(c, "is not met at all") for c, r in ratings.items() if r is Rating.NOT_MET and c not in named]
    if met < mark:
        hurdles.append((gate.id, f"{met} of {applicable} criteria met, {mark} needed"))
    return GateResult(gate.id, ratings, met, applicable, mark, tuple(hurdles))


def scaled(mark: int, applicable: int, total: int) -> int:
    """A mark set for `total` criteria, for the `applicable` ones of them: rounded up, in whole numbers."""
    return -(-mark * applicable // total)
