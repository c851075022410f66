"""The verdict, its band, and how robust it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from app.domain.framework import Criterion, Framework
from app.domain.rating import GateResult, Holding, Rating, judge, scaled
from app.domain.records import Choice, Finding, Grade, Statement, Status
from app.domain.standing import ElementStanding, graded, said


class Verdict(StrEnum):
    """What the whole comes to."""

    IN_PROGRESS = "in_progress"
    NOT_ASSESSABLE = "not_assessable"
    CLOSE_GAPS = "close_gaps"
    CONDITIONAL = "conditional"
    PROCEED = "proceed"


@dataclass(frozen=True)
class Outcome:
    """The whole under one view of its elements, sign-offs left out.

    Attributes:
        verdict: Never in progress.
        met: How many criteria are met: the score.
        applicable: How many apply.
        mark: How many have to be met to proceed.
    """

    verdict: Verdict
    met: int
    applicable: int
    mark: int
    gates: tuple[GateResult, ...]

    def rating(self, criterion: str) -> Rating:
        """The rating of a criterion; KeyError if there is none of that id."""
        for gate in self.gates:
            if criterion in gate.ratings:
                return gate.ratings[criterion]
        raise KeyError(criterion)


@dataclass(frozen=True)
class Band:
    """The outcome now, at worst and at best; `worst.met <= now.met <= best.met`."""

    worst: Outcome
    now: Outcome
    best: Outcome


@dataclass(frozen=True)
class Robustness:
    """The fewest accepted findings whose fall changes the verdict, the weakest of them first."""

    findings: tuple[str, ...]
    verdict: Verdict
    becomes: Verdict

    @property
    def count(self) -> int:
        """How many have to fall."""
        return len(self.findings)


Standings = Mapping[str, ElementStanding]


def conclude(framework: Framework, holds: Holding) -> Outcome:
    """What the elements that hold come to."""
    gates = tuple(judge(framework, gate, holds) for gate in framework.gates)
    applicable = sum(g.applicable for g in gates)
    met = sum(g.met for g in gates)
    mark = scaled(framework.proceed_at, applicable, len(framework.criteria))
    if applicable < framework.proceed_at or any(g.applicable < framework.gate_minimum for g in gates):
        verdict = Verdict.NOT_ASSESSABLE
    elif met < mark:
        verdict = Verdict.CLOSE_GAPS
    elif all(g.passed for g in gates):
        verdict = Verdict.PROCEED
    else:
        verdict = Verdict.CONDITIONAL
    return Outcome(verdict, met, applicable, mark, gates)


def band(framework: Framework, standings: Standings) -> Band:
    """The outcome under three views.

    Now: accepted findings as the rules say. Worst: what is open, proposed, asserted or in conflict
    fails as well. Best: what is open, proposed or in conflict holds.
    """
    return band_with(framework, standings, frozenset())


def band_with(framework: Framework, standings: Standings, held: Set[str]) -> Band:
    """The band as it would be if some elements were evidenced with an instance; those set aside stay so."""

    def under(view: Callable[[ElementStanding], bool]) -> Outcome:
        return conclude(framework, {e: None if s.set_aside else e in held or view(s) for e, s in standings.items()})

    return Band(worst=under(_at_worst), now=under(_now), best=under(_at_best))


def _now(element: ElementStanding) -> bool:
    return element.status is Status.EVIDENCED


def _at_worst(element: ElementStanding) -> bool:
    return element.grade is Grade.INSTANCE and not element.pending


def _at_best(element: ElementStanding) -> bool:
    return element.status is not Status.REFUTED or bool(element.pending)


def robustness(framework: Framework, standings: Standings) -> Robustness | None:
    """The fewest accepted findings whose fall lowers the verdict; None if no fall can.

    Only evidence can fall: a refuted element counts as not evidenced with or without its finding, and
    an open conflict is shown by the band.

    An element falls when all that evidences it falls, so each has a price; the cheapest way to lower a
    verdict is to break one gate or to bring the score under the mark, and both are sums of the cheapest
    criteria. Every way is tried.
    """
    now = band(framework, standings).now
    if now.verdict not in (Verdict.PROCEED, Verdict.CONDITIONAL):
        return None
    ways = [_cheapest(framework, standings, now, now.met - now.mark + 1, framework.criteria)]
    if now.verdict is Verdict.PROCEED:
        for gate, result in zip(framework.gates, now.gates, strict=True):
            ways.append(_cheapest(framework, standings, now, result.met - result.mark + 1, gate.criteria))
            for criterion in gate.criteria:
                if criterion.id in gate.must_meet:
                    ways.append(_cheapest(framework, standings, now, 1, (criterion,)))
                elif result.ratings[criterion.id] in (Rating.MET, Rating.PARTIAL):
                    ways.append([f for e in criterion.elements for f in _support(standings[e.id])])
    fallen = min((w for w in ways if w is not None), key=_price)
    lost = {f.id for f in fallen}
    holds = {
        e: None if s.set_aside else _now(s) and not {f.id for f in _support(s)} <= lost for e, s in standings.items()
    }
    weakest_first = tuple(f.id for f in sorted(fallen, key=lambda f: (_strength(f), f.id)))
    return Robustness(weakest_first, now.verdict, conclude(framework, holds).verdict)


def _support(element: ElementStanding) -> list[Statement]:
    """What evidences an element now; nothing where it does not hold."""
    return [s for s in element.accepted if said(s) is Choice.EVIDENCED] if _now(element) else []


def _strength(statement: Statement) -> tuple[bool, float]:
    confidence = statement.confidence if isinstance(statement, Finding) else 1.0
    return graded(statement) is Grade.INSTANCE, confidence


def _price(way: list[Statement]) -> tuple[int, list[tuple[bool, float]], list[str]]:
    """How many have to fall, then how strong they are; the ids only make the choice between equals the same."""
    return len(way), sorted(map(_strength, way)), sorted(s.id for s in way)


def _cheapest(
    framework: Framework, standings: Standings, now: Outcome, count: int, among: Iterable[Criterion]
) -> list[Statement] | None:
    """The fewest findings whose fall leaves `count` fewer of these criteria met; None if so many are not met."""
    prices = []
    for criterion in among:
        if now.rating(criterion.id) is Rating.MET:
            supports = [s for e in criterion.elements if (s := _support(standings[e.id]))]
            prices.append(min(supports, key=_price))
    if len(prices) < count:
        return None
    prices.sort(key=_price)
    return [f for way in prices[:count] for f in way]
