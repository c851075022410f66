"""The action plan as the page shows it and takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.edits import LONGEST_NOTE, LONGEST_OWNER, STATUSES, Edit
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction, actions
from app.errors import PlanRefused
from app.web.guard import LARGEST_PLAN
from app.web.props import RatingState
from app.web.rows import rating_state

STATUS_WORDS = {"open": "Open", "doing": "Under way", "done": "Done", "dropped": "Dropped"}
"""What the page calls the statuses."""
_PROBLEM = re.compile(r"row (\d+): (owner|due|status|note): (.*)", re.DOTALL)


class PlanItem(TypedDict):
    """A gap, and what is to be done about it.

    Attributes:
        number: Its place in the plan, from 1.
        heard: Whether something of it is known not to hold; else it is to be found out about first.
        usually: Who usually closes such a gap.
        owner: Who was named, or "".
        due: A day such as 2026-12-31, or "".
    """

    criterion: str
    number: int
    title: str
    gate: str
    rating: RatingState
    word: str
    must_meet: bool
    heard: bool
    fix: str
    done: str
    effort: str
    usually: str
    owner: str
    due: str
    status: Literal["open", "doing", "done", "dropped"]
    note: str


class StatusChoice(TypedDict):
    """A status, and what it is called."""

    value: str
    label: str


class PlanProps(TypedDict):
    """The answer to the actions `plan` and `save_plan`.

    Attributes:
        owners: Who was named anywhere, to choose from.
        editable: Whether the person may change it.
        workbook: Where it is to be had as a workbook.
        import_href: Where an edited workbook is sent to; "" where none is taken.
        largest: The bytes that it may have.
    """

    items: list[PlanItem]
    owners: list[str]
    statuses: list[StatusChoice]
    longest_owner: int
    longest_note: int
    editable: bool
    workbook: str
    import_href: str
    largest: int


class Changed(BaseModel):
    """What somebody changed of a gap on the page; what is not among it stays as it is."""

    model_config = ConfigDict(extra="forbid")

    criterion: str = Field(max_length=200)
    owner: str | None = None
    due: str | None = None
    status: str | None = None
    note: str | None = None


class Saved(BaseModel):
    """What the button that saves the plan sends."""

    model_config = ConfigDict(extra="forbid")

    event: str = Field(min_length=1, max_length=100)
    changes: tuple[Changed, ...] = Field(max_length=1000)


def plan_props(assessment: Assessment, *, editable: bool) -> PlanProps:
    """The plan.

    Args:
        assessment: As it stands.
        editable: Whether the person may change it.
    """
    plan = actions(assessment)
    return {
        "items": [_item(assessment, action, number) for number, action in enumerate(plan, 1)],
        "owners": sorted({a.owner for a in plan if a.named}),
        "statuses": [{"value": s, "label": STATUS_WORDS[s]} for s in STATUSES],
        "longest_owner": LONGEST_OWNER,
        "longest_note": LONGEST_NOTE,
        "editable": editable,
        "workbook": f"/export/{assessment.id}.xlsx",
        "import_href": f"/plan/{assessment.id}" if editable else "",
        "largest": LARGEST_PLAN,
    }


def _item(assessment: Assessment, action: PlannedAction, number: int) -> PlanItem:
    gap, heard = action.gap, action.gap.heard is Heard.SETTLED
    return {
        "criterion": gap.criterion,
        "number": number,
        "title": assessment.framework.criterion(gap.criterion).title,
        "gate": assessment.framework.gate(gap.gate).title,
        "rating": rating_state(gap.rating) if heard else "open",
        "word": wording.rating(gap.rating, gap.heard),
        "must_meet": gap.must_meet,
        "heard": heard,
        "fix": gap.fix,
        "done": gap.done,
        "effort": gap.effort,
        "usually": gap.owner,
        "owner": action.owner if action.named else "",
        "due": action.due.isoformat() if action.due else "",
        "status": action.status,
        "note": action.note,
    }


def edits(assessment: Assessment, changes: Iterable[Changed]) -> list[Edit]:
    """The rows that the changes come to, numbered as the plan is; what was not changed is as it stands now."""
    now, numbers = assessment.actions, {a.gap.criterion: n for n, a in enumerate(actions(assessment), 1)}
    rows = []
    for change in changes:
        known = now.get(change.criterion)
        before: Mapping[str, Any] = known.model_dump(include={"owner", "due", "status", "note"}) if known else {}
        given = change.model_dump(exclude_none=True)
        rows.append(Edit(numbers.get(change.criterion, 0), **{**before, **given}))
    return rows


def complaints(refused: PlanRefused, rows: Iterable[Edit]) -> dict[str, dict[str, str]]:
    """What is wrong, by criterion and field; what belongs to no field stands under ""."""
    of = {row.row: str(row.criterion) for row in rows}
    found: dict[str, dict[str, str]] = {}
    for problem in refused.problems:
        told = _PROBLEM.fullmatch(problem)
        if told and int(told[1]) in of:
            found.setdefault(of[int(told[1])], {})[told[2]] = f"{told[2]}: {told[3]}."
        else:
            found.setdefault("", {}).setdefault("", f"{problem}.")
    return found
