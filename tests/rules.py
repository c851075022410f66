"""The rules of the framework file's header, told once more and as plainly as can be, to check the domain by.

Nothing here is fast, and nothing is taken from the modules that it checks: only the records' own fields.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from app.domain.framework import Framework
from app.domain.records import Basis, Finding, Resolution, SetAside, Statement

ORDER = ("not_assessable", "close_gaps", "conditional", "proceed")
"""The verdicts, the worst first."""


@dataclass(frozen=True)
class Told:
    """What counts of what was said of one element, and what waits."""

    counting: tuple[Statement, ...]
    waiting: tuple[Finding, ...]

    @property
    def says(self) -> set[str]:
        """The different things that count; not to know says nothing."""
        return {says(s) for s in self.counting} - {"unknown"}

    @property
    def unsure(self) -> bool:
        """Whether something waits that would change it."""
        return any({says(p)} != self.says for p in self.waiting)


@dataclass(frozen=True)
class Result:
    """Ratings by criterion, gates that pass, the score, what applies, and the verdict (never in progress)."""

    ratings: Mapping[str, str]
    passed: Mapping[str, bool]
    met: int
    applicable: int
    verdict: str


def says(statement: Statement) -> str:
    if isinstance(statement, Finding):
        return statement.status.value
    return statement.choice.value if isinstance(statement, Resolution) else "not_applicable"


def is_instance(statement: Statement) -> bool:
    """Whether somebody gave an instance; hearsay is a claim, whatever it is dressed in."""
    return isinstance(statement, Finding) and statement.grade == "instance" and statement.basis is not Basis.HEARSAY


def backs(statement: Statement) -> bool:
    """Whether it makes what is evidenced more than a claim; who names something and does not know backs nothing."""
    return is_instance(statement) and says(statement) == "evidenced"


def is_proposal(statement: Statement) -> bool:
    return isinstance(statement, Finding) and statement.standing == "proposed"


def superseded(old: Statement, statements: Iterable[Statement]) -> bool:
    """Whether a decision, or the one who said it, took it back; or anything, if it only waited."""
    for new in statements:
        if old.id in new.revises:
            if isinstance(new, Resolution) or is_proposal(old):
                return True
            if new.speaker == old.speaker and not is_proposal(new):
                return True
    return False


def told(framework: Framework, statements: Collection[Statement]) -> dict[str, Told]:
    """What was said of every element."""
    alive = [s for s in statements if not superseded(s, statements)]
    result = {}
    for criterion in framework.criteria:
        for element in criterion.elements:
            own = [s for s in alive if _speaks_of(s, criterion.id, element.id)]
            waiting = tuple(s for s in own if isinstance(s, Finding) and is_proposal(s))
            result[element.id] = Told(tuple(s for s in own if not is_proposal(s)), waiting)
    return result


def _speaks_of(statement: Statement, criterion: str, element: str) -> bool:
    if isinstance(statement, SetAside):
        return statement.part in (criterion, element)
    return isinstance(statement, Finding | Resolution) and statement.element == element


def now(told: Told) -> bool:
    return told.says == {"evidenced"}


def at_worst(told: Told) -> bool:
    """What is open, proposed, asserted or in conflict fails."""
    return now(told) and not told.unsure and any(backs(s) for s in told.counting)


def at_best(told: Told) -> bool:
    """What is open, proposed or in conflict holds."""
    return now(told) or told.unsure or told.says != {"refuted"}


def holding(told: Mapping[str, Told], view: Callable[[Told], bool]) -> dict[str, bool | None]:
    return {e: None if t.says == {"not_applicable"} else view(t) for e, t in told.items()}


def result(framework: Framework, holds: Mapping[str, bool | None]) -> Result:
    ratings: dict[str, str] = {}
    passed: dict[str, bool] = {}
    assessable = True
    for gate in framework.gates:
        for criterion in gate.criteria:
            values = [holds[e.id] for e in criterion.elements if holds[e.id] is not None]
            if not values and criterion.id not in gate.must_meet:
                ratings[criterion.id] = "not_applicable"
            elif values and all(values):
                ratings[criterion.id] = "met"
            else:
                ratings[criterion.id] = "partial" if any(values) else "not_met"
        own = [ratings[c.id] for c in gate.criteria]
        applicable = sum(r != "not_applicable" for r in own)
        passed[gate.id] = (
            all(ratings[m] == "met" for m in gate.must_meet)
            and own.count("met") >= ceil(Fraction(framework.gate_minimum, len(own)) * applicable)
            and "not_met" not in own
        )
        assessable = assessable and applicable >= framework.gate_minimum
    every = list(ratings.values())
    met, applicable = every.count("met"), sum(r != "not_applicable" for r in every)
    if not assessable or applicable < framework.proceed_at:
        verdict = "not_assessable"
    elif met < ceil(Fraction(framework.proceed_at, len(every)) * applicable):
        verdict = "close_gaps"
    else:
        verdict = "proceed" if all(passed.values()) else "conditional"
    return Result(ratings, passed, met, applicable, verdict)
