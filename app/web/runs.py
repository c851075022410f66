"""The runs of one pilot beside each other, and what moved between two, as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from typing_extensions import TypedDict

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.comparison import Comparison, ElementMoved, Side, compare, table
from app.domain.reassessment import to_ask_again
from app.reports import text
from app.web.addresses import thread_of


class RunGate(TypedDict):
    """A gate of a run in numbers."""

    title: str
    met: int
    of: int


class Run(TypedDict):
    """An assessment of the pilot; `here` is the one that the window shows, `begun` when it was opened."""

    id: str
    begun: str
    word: str
    would_be: str
    met: int
    of: int
    gates: list[RunGate]
    here: bool
    href: str


class RunsProps(TypedDict):
    """The answer to the action `runs`.

    Attributes:
        runs: The latest first.
        again: What assessing it again would ask, as a sentence; "" where it cannot be.
    """

    runs: list[Run]
    again: str


class MovedElement(TypedDict):
    """An element that moved; `said` is what counts now and did not before."""

    label: str
    before: str
    after: str
    said: list[str]


class MovedCriterion(TypedDict):
    """A criterion whose rating or whose elements moved."""

    title: str
    before: str
    after: str
    elements: list[MovedElement]


class ComparisonProps(TypedDict):
    """The answer to the action `compare`; `lines` are the verdict and the gates, a sentence each."""

    before: Run
    after: Run
    lines: list[str]
    criteria: list[MovedCriterion]


AGAIN = "It would ask about {} of {}: what did not hold, was left open, or has grown too old. The rest is carried over."
NOTHING_TO_ASK = "Everything that was said still holds, so there is nothing to ask again yet."


def runs_props(here: Assessment, runs: Sequence[Assessment], today: date, *, editable: bool) -> RunsProps:
    """The runs of a pilot.

    Args:
        here: The one that the window shows.
        runs: All of the pilot, this one too.
        today: The day on which they are looked at.
        editable: Whether the person may begin another.

    Raises:
        InputRefused: Their frameworks are not the same.
    """
    sides = {side.id: side for side in table(runs)}
    ordered = sorted(runs, key=lambda a: (a.opened_at, a.id), reverse=True)
    asks = len(to_ask_again(here, today)) if editable else 0
    elements = wording.counted(len(here.framework.elements), "element")
    again = AGAIN.format(asks, elements) if asks else NOTHING_TO_ASK
    return {"runs": [_run(a, sides[a.id], here) for a in ordered], "again": again if editable else ""}


def comparison_props(before: Assessment, after: Assessment, here: Assessment) -> ComparisonProps:
    """What moved; InputRefused where the frameworks are not the same."""
    found = compare(before, after)
    return {
        "before": _run(before, found.before, here),
        "after": _run(after, found.after, here),
        "lines": _lines(found, after),
        "criteria": _criteria(found, after),
    }


def _run(assessment: Assessment, side: Side, here: Assessment) -> Run:
    return {
        "id": side.id,
        "begun": assessment.opened_at.isoformat(),
        "word": wording.VERDICT[side.verdict],
        "would_be": wording.VERDICT[side.would_be],
        "met": side.met,
        "of": side.applicable,
        "gates": [{"title": a.title, "met": a.met, "of": a.applicable} for a in side.radar],
        "here": side.id == here.id,
        "href": f"/chat/thread/{thread_of(side.id)}",
    }


def _lines(found: Comparison, after: Assessment) -> list[str]:
    lines = []
    if found.verdict:
        once, now = (wording.VERDICT[v] for v in (found.verdict.before, found.verdict.after))
        lines.append(f"With every gate signed it would be “{now}”; it was “{once}”.")
    for gate in found.gates:
        moved = "passes now" if gate.after else "does not pass any more"
        lines.append(f"The {after.framework.gate(gate.part).title} gate {moved}.")
    if not (lines or found.ratings or found.elements):
        lines.append("Nothing moved.")
    return lines


def _criteria(found: Comparison, after: Assessment) -> list[MovedCriterion]:
    ratings = {m.part: m for m in found.ratings}
    shown: list[MovedCriterion] = []
    for criterion in after.framework.criteria:
        of = {e.id for e in criterion.elements}
        elements = [_element(m, after) for m in found.elements if m.element in of]
        moved = ratings.get(criterion.id)
        if moved or elements:
            once, now = (wording.rating(*moved.before), wording.rating(*moved.after)) if moved else ("", "")
            shown.append({"title": criterion.title, "before": once, "after": now, "elements": elements})
    return shown


def _element(moved: ElementMoved, after: Assessment) -> MovedElement:
    once, now = (wording.status(status, heard) for status, heard, _ in (moved.before, moved.after))
    return {
        "label": after.framework.element(moved.element).label,
        "before": once,
        "after": now,
        "said": [text.position(said) for said in moved.gained],
    }
