"""What the panel's views ask for and change: criteria, the plan, what-if, the runs of a pilot. Each hook is thin."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeVar

from chainlit.action import Action
from pydantic import BaseModel, ValidationError

from app.bootstrap import Application
from app.domain.assessment import Assessment
from app.errors import GatewiseError, InputRefused, NotFound, PlanRefused
from app.web.access import Access
from app.web.addresses import thread_of
from app.web.checklist import criterion_props
from app.web.planning import PlanProps, Saved, complaints, edits, plan_props
from app.web.rooms import Room
from app.web.root import PATH
from app.web.runs import comparison_props, runs_props
from app.web.supposing import Supposed, what_if_props
from app.web.window import this_person

Answer: TypeAlias = Mapping[str, Any]
Sent = TypeVar("Sent", bound=BaseModel)

NOT_HERE = "That belongs to an assessment that is not open here. Please reload the page."
NOT_UNDERSTOOD = "That button sent something that is not understood here. Please reload the page."
ONLY_LOOKED_AT = "This is a finished example, to look at: its plan cannot be changed."


@dataclass(frozen=True)
class Shown:
    """What a window shows; `room` is None where it is only to be looked at."""

    assessment: Assessment
    room: Room | None


class Workbench:
    """The workbench of one page.

    Args:
        application: The parts.
        access: Who may have what.
        shown: What the window at hand shows; None where it shows no assessment.
        refresh: Shows the panel of a room anew.
    """

    def __init__(
        self,
        application: Application,
        access: Access,
        shown: Callable[[], Awaitable[Shown | None]],
        refresh: Callable[[Room], Awaitable[None]],
    ) -> None:
        self._application = application
        self._interview = application.interview
        self._access = access
        self._shown = shown
        self._refresh = refresh

    def actions(self) -> dict[str, Callable[[Action], Awaitable[Answer]]]:
        """What the buttons of the panel's views do, by the names that they send."""
        return {
            "criterion": self.criterion,
            "plan": self.plan,
            "save_plan": self.save_plan,
            "what_if": self.what_if,
            "runs": self.runs,
            "compare": self.compare,
            "again": self.again,
        }

    async def criterion(self, action: Action) -> Answer:
        """A line of the checklist is opened."""
        shown = await self._shown()
        wanted = action.payload.get("criterion")
        found = next((c for c in shown.assessment.framework.criteria if c.id == wanted), None) if shown else None
        if shown is None or found is None:
            return {"notice": NOT_HERE}
        pieces = self._application.knowledge.for_criterion(found.id, description=shown.assessment.description)
        return criterion_props(shown.assessment, found, pieces, editable=shown.room is not None)

    async def plan(self, action: Action) -> Answer:
        """The plan is looked at."""
        shown = await self._shown()
        return self._plan(shown) if shown else {"notice": NOT_HERE}

    async def save_plan(self, action: Action) -> Answer:
        """Somebody has changed who closes a gap, until when, how it stands, or a note on it."""
        shown, saved = await self._shown(), _sent(Saved, action)
        if shown is None or saved is None:
            return {"notice": NOT_UNDERSTOOD if shown else NOT_HERE}
        if shown.room is None:
            return {"notice": ONLY_LOOKED_AT}
        rows = edits(shown.assessment, saved.changes)
        try:
            await self._interview.edit_plan(shown.assessment.id, shown.room.person, rows, saved.event)
        except PlanRefused as refused:
            return {"problems": complaints(refused, rows)}
        except GatewiseError as error:
            return {"notice": f"Not saved: {error}."}
        assessment = await self._interview.assessment(shown.assessment.id)
        await self._refresh(shown.room)
        return self._plan(Shown(assessment, shown.room))

    def _plan(self, shown: Shown) -> PlanProps:
        return plan_props(shown.assessment, editable=shown.room is not None)

    async def what_if(self, action: Action) -> Answer:
        """Some gaps are supposed to be closed by a day."""
        shown, supposed = await self._shown(), _sent(Supposed, action)
        if shown is None or supposed is None:
            return {"notice": NOT_UNDERSTOOD if shown else NOT_HERE}
        try:
            found = await asyncio.to_thread(what_if_props, shown.assessment, supposed, self._today)
        except InputRefused as error:
            return {"notice": f"{error}."}
        return {"notice": found} if isinstance(found, str) else found

    async def runs(self, action: Action) -> Answer:
        """All assessments of this pilot are looked at."""
        shown = await self._shown()
        if shown is None:
            return {"notice": NOT_HERE}
        editable, runs = shown.room is not None, await self._runs(shown)
        return await asyncio.to_thread(runs_props, shown.assessment, runs, self._today, editable=editable)

    async def compare(self, action: Action) -> Answer:
        """What moved between two assessments, both of this person's."""
        shown = await self._shown()
        if shown is None:
            return {"notice": NOT_HERE}
        ids = [str(action.payload.get(name)) for name in ("before", "after")]
        try:
            before, after = [await self._access.seen(this_person(), i) for i in ids]
            return await asyncio.to_thread(comparison_props, before, after, shown.assessment)
        except (NotFound, InputRefused) as error:
            return {"notice": f"{error}."}

    async def again(self, action: Action) -> Answer:
        """The pilot is to be assessed again; where the new assessment is."""
        shown = await self._shown()
        if shown is None or shown.room is None:
            return {"notice": ONLY_LOOKED_AT if shown else NOT_HERE}
        try:
            new = await self._interview.begin_again(shown.assessment.id, shown.room.person)
        except GatewiseError as error:
            return {"notice": f"It could not be begun again: {error}."}
        return {"href": f"{PATH}/thread/{thread_of(new.id)}"}

    async def _runs(self, shown: Shown) -> list[Assessment]:
        here = shown.assessment
        if shown.room is None:
            return [here]
        lines = await self._application.store.list(shown.room.person)
        same = [line.id for line in lines if line.pilot == here.name and line.framework == here.framework.id]
        return [here, *[await self._interview.assessment(i) for i in same if i != here.id]]

    @property
    def _today(self) -> date:
        return self._interview.clock.now().date()


def _sent(kind: type[Sent], action: Action) -> Sent | None:
    """What a button sent; None where it is not what ours send."""
    try:
        return kind.model_validate(action.payload)
    except ValidationError:
        return None
