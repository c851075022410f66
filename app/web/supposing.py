"""What the verdict would be if some gaps were closed by a day, as the page asks and shows it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.what_if import what_if
from app.web.outcome import band_props
from app.web.props import BandProps

REFUSED = "by: {!r}: expected a day from {} to {}."
OUTDATED = "By then, what was said of {} is too old to count, and has to be asked again."
LAST = date(2099, 12, 31)


class Supposed(BaseModel):
    """What the page asks."""

    model_config = ConfigDict(extra="forbid")

    close: tuple[str, ...] = Field(max_length=1000)
    by: str = Field(max_length=40)


class WhatIfProps(TypedDict):
    """The answer to the action `what_if`.

    Attributes:
        now: What the verdict would be as things stand, with every gate signed.
        word: What it would be if the gaps were closed.
        left: Titles of the criteria that would still not be met.
        late: Titles of those that are reckoned, or set, to be closed after the day.
        outdated: How many elements would be too old to count by then, as a sentence; "" for none.
    """

    verdict: str
    now: str
    word: str
    moves: bool
    met_now: int
    band: BandProps
    left: list[str]
    late: list[str]
    outdated: str


def what_if_props(assessment: Assessment, supposed: Supposed, today: date) -> WhatIfProps | str:
    """The answer, or a sentence why there is none; InputRefused for ids that are no criteria."""
    try:
        by = date.fromisoformat(supposed.by)
    except ValueError:
        by = date.min
    if not today <= by <= LAST:
        return REFUSED.format(supposed.by, today, LAST)
    found = what_if(assessment, supposed.close, by, start=today)
    title = {c.id: c.title for c in assessment.framework.criteria}
    old = len(found.outdated)
    return {
        "verdict": found.verdict.value,
        "now": wording.VERDICT[assessment.now.verdict],
        "word": wording.VERDICT[found.verdict],
        "moves": found.verdict is not assessment.now.verdict,
        "met_now": assessment.now.met,
        "band": band_props(found.band),
        "left": [title[c] for c in found.left],
        "late": [title[c] for c in found.late],
        "outdated": OUTDATED.format(wording.counted(old, "element")) if old else "",
    }
