"""A person's assessments as a whole: where the page leads, giving one another name, deleting one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.interview.session import Interview
from app.web.access import Access
from app.web.addresses import assessment_of, thread_of
from app.web.rooms import Room, Rooms


class Shelf:
    """The assessments, to those whom they belong to.

    Args:
        access: Who may have what.
        rooms: Where assessments are open.
        refresh: Shows the checklist of a room anew.
    """

    def __init__(self, access: Access, rooms: Rooms, refresh: Callable[[Room], Awaitable[None]]) -> None:
        self._access = access
        self._rooms = rooms
        self._refresh = refresh

    @property
    def _interview(self) -> Interview:
        return self._access.application.interview

    async def home(self, person: str) -> str | None:
        """The thread that a person goes on with: the assessment that was changed last and is not finished."""
        for line in await self._access.application.store.list(person):
            assessment = await self._interview.assessment(line.id)
            if not all(assessment.signed(g.id) for g in assessment.framework.gates):
                return thread_of(line.id)
        return None

    async def changed(self, assessment_id: str, person: str) -> None:
        """Shows the panel anew in the windows on an assessment that has changed beside its conversation."""
        room = self._rooms.room(assessment_id, person)
        if room:
            await self._refresh(room)

    async def rename(self, person: str, thread_id: str, name: str) -> None:
        """Gives a pilot another name; NotFound where it is not this person's."""
        assessment = await self._access.own(person, assessment_of(thread_id) or "")
        await self._interview.rename(assessment.id, person, name)
        await self.changed(assessment.id, person)

    async def delete(self, person: str, thread_id: str) -> None:
        """Deletes an assessment for good; NotFound where it is not this person's."""
        assessment = await self._access.own(person, assessment_of(thread_id) or "")
        await self._interview.delete(assessment.id)
        self._rooms.close(assessment.id)
