"""What was heard at all: settled one way or the other, asked about and left open, or never asked.

Of what was not heard nobody may say that it is not met, though it counts as not evidenced.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain.assessment import Assessment
from app.domain.framework import Criterion
from app.domain.records import Status
from app.domain.standing import ElementStanding
from app.domain.transcript import asked


class Heard(StrEnum):
    """How far an element, or a criterion, was heard."""

    SETTLED = "settled"
    LEFT_OPEN = "left_open"
    NEVER_ASKED = "never_asked"


def hearing(assessment: Assessment) -> Mapping[str, Heard]:
    """How far each element was heard; what is in conflict was heard twice."""
    questions = asked(assessment)
    return {e: _heard(standing, e in questions) for e, standing in assessment.standings.items()}


def heard_of(criterion: Criterion, elements: Mapping[str, Heard], standings: Mapping[str, ElementStanding]) -> Heard:
    """How far a criterion was heard: as far as the best heard of its elements that apply."""
    applying = [elements[e.id] for e in criterion.elements if not standings[e.id].set_aside]
    for degree in (Heard.SETTLED, Heard.LEFT_OPEN):
        if not applying or degree in applying:
            return degree
    return Heard.NEVER_ASKED


def _heard(standing: ElementStanding, was_asked: bool) -> Heard:
    if standing.status is not Status.UNKNOWN or standing.in_conflict or standing.set_aside:
        return Heard.SETTLED
    return Heard.LEFT_OPEN if was_asked or standing.accepted or standing.proposed else Heard.NEVER_ASKED
