"""The executive page: what a board reads in a minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction
from app.domain.verdict import Band, Verdict

OBSTACLES = 3


@dataclass(frozen=True)
class Axis:
    """A gate in numbers of criteria, for a radar: `worst <= met <= best <= applicable`.

    Attributes:
        mark: How many have to be met.
        unheard: Of how many nothing was heard; a low `met` says little where this is high.
    """

    gate: str
    title: str
    applicable: int
    mark: int
    met: int
    worst: int
    best: int
    unheard: int

    def share(self, count: int) -> float:
        """A count as a share of what applies, 0 to 1; 0 where nothing applies."""
        return count / self.applicable if self.applicable else 0.0


@dataclass(frozen=True)
class Briefing:
    """The executive page without the plan, which is the report's.

    Attributes:
        word: What the verdict is called.
        why: The verdict and why, in a sentence or two.
        band: The score at worst, now and at best, each with its mark.
        robustness: How much the result rests on, in a sentence.
        radar: An axis for each gate, in order.
        obstacles: The first actions on what stands in the way, three at most; empty where nothing does, or where,
            before all is signed, nothing is known to.
        unheard: The ids of the criteria of which nothing was heard.
    """

    verdict: Verdict
    word: str
    why: str
    band: Band
    robustness: str
    radar: tuple[Axis, ...]
    obstacles: tuple[PlannedAction, ...]
    unheard: tuple[str, ...]


def brief(assessment: Assessment, plan: tuple[PlannedAction, ...], heard: Mapping[str, Heard]) -> Briefing:
    """The executive page.

    Args:
        assessment: What it is on.
        plan: Its plan.
        heard: How far each criterion was heard.
    """
    ready = assessment.now.verdict is Verdict.PROCEED
    gaps = () if ready else plan
    known = [a for a in gaps if a.gap.heard is Heard.SETTLED]
    if assessment.verdict is not Verdict.IN_PROGRESS:  # signed as it is, what is not verified stands in the way, too
        known += [a for a in gaps if a.gap.heard is not Heard.SETTLED]
    unheard = tuple(c for c, degree in heard.items() if degree is not Heard.SETTLED)
    titles = [assessment.framework.criterion(a.gap.criterion).title for a in known[:OBSTACLES]]
    return Briefing(
        verdict=assessment.verdict,
        word=wording.VERDICT[assessment.verdict],
        why=wording.in_short(assessment, titles, len(unheard)),
        band=assessment.band,
        robustness=wording.resting_on(assessment),
        radar=radar(assessment, heard),
        obstacles=tuple(known[:OBSTACLES]),
        unheard=unheard,
    )


def radar(assessment: Assessment, heard: Mapping[str, Heard]) -> tuple[Axis, ...]:
    """The gates in numbers, in order."""
    band = assessment.band
    return tuple(
        Axis(
            gate=gate.id,
            title=gate.title,
            applicable=now.applicable,
            mark=now.mark,
            met=now.met,
            worst=worst.met,
            best=best.met,
            unheard=sum(heard[c.id] is not Heard.SETTLED for c in gate.criteria),
        )
        for gate, now, worst, best in zip(
            assessment.framework.gates, band.now.gates, band.worst.gates, band.best.gates, strict=True
        )
    )
