"""What the quick screen comes to: a first impression of each of its questions, and never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.records import Choice
from app.domain.wording import counted


@dataclass(frozen=True)
class Impression:
    """How the elements of one question of the quick screen stand; those that are neither are open."""

    title: str
    held: int
    missing: int
    total: int

    @property
    def words(self) -> str:
        """What to make of it."""
        if self.held == self.total:
            return "looks sound"
        if self.missing:
            do = "does" if self.missing == 1 else "do"
            return f"{self.missing} of {counted(self.total, 'point')} {do} not hold: start here"
        return f"{self.held} of {counted(self.total, 'point')} heard, the rest is open"


def impressions(assessment: Assessment) -> tuple[Impression, ...]:
    """The first impression of every question of the quick screen, in order."""
    found = []
    for item in assessment.framework.quick_screen:
        choices = [assessment.standings[e].choices for e in item.elements]
        held, missing = choices.count(frozenset({Choice.EVIDENCED})), choices.count(frozenset({Choice.REFUTED}))
        found.append(Impression(item.title, held, missing, len(choices)))
    return tuple(found)
