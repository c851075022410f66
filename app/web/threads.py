"""What Chainlit takes for its data layer: a person's assessments, each as the thread that it is shown as.

Nothing is stored here. A thread is worked out from the records of its assessment whenever it is asked for, so
there is one truth, nothing to go out of step with it, and no query that is made of what a client sends.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chainlit.data.base import BaseDataLayer
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from chainlit.user import PersistedUser, User

from app.bootstrap import Application
from app.errors import NotFound
from app.web.accounts import Accounts
from app.web.addresses import assessment_of, thread_of
from app.web.bubbles import wired
from app.web.history import history
from app.web.playbook import ASSESSMENT


class Threads(BaseDataLayer):  # type: ignore[misc,unused-ignore]
    """The assessments as Chainlit's threads.

    Args:
        application: Where the assessments are.
        accounts: Who may log in.
    """

    def __init__(self, application: Application, accounts: Accounts) -> None:
        self._application = application
        self._accounts = accounts

    # --- persons -----------------------------------------------------------------------------------

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """A person; None where there is nobody of that name, or nobody any more."""
        return PersistedUser(id=identifier, identifier=identifier, createdAt="")

    async def create_user(self, user: User) -> PersistedUser | None:
        """Somebody who has just logged in; persons are made with `gatewise users add`, and never here."""
        return await self.get_user(user.identifier)

    # --- threads -----------------------------------------------------------------------------------

    async def get_thread_author(self, thread_id: str) -> str:
        """Whose thread it is; "" where there is none, so that Chainlit answers that there is none."""
        try:
            return await self._application.store.owner(assessment_of(thread_id) or "")
        except NotFound:
            return ""

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        """A page of a person's assessments, the one changed last first; found by their names."""
        owner = filters.userId or ""
        wanted = (filters.search or "").casefold()
        lines = [line for line in await self._application.store.list(owner) if wanted in line.pilot.casefold()]
        ids = [thread_of(line.id) for line in lines]
        start = ids.index(pagination.cursor) + 1 if pagination.cursor in ids else 0
        page = lines[start : start + pagination.first]
        data = [_thread(thread_of(line.id), line.pilot, owner, line.changed_at) for line in page]
        return PaginatedResponse(
            pageInfo=PageInfo(
                hasNextPage=start + pagination.first < len(lines),
                startCursor=data[0]["id"] if data else None,
                endCursor=data[-1]["id"] if data else None,
            ),
            data=data,
        )

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """A thread with all that was said in it; None where there is none."""
        assessment_id = assessment_of(thread_id)
        if assessment_id is None:
            return None
        try:
            owner = await self._application.store.owner(assessment_id)
        except NotFound:
            return None
        assessment = await self._application.interview.assessment(assessment_id)
        thread = _thread(thread_id, assessment.name, owner, assessment.opened_at)
        thread["steps"], thread["elements"] = wired(history(assessment, owner), thread_id)  # type: ignore[typeddict-item]
        return thread

    async def update_thread(self, *_: Any, **__: Any) -> None:
        """What Chainlit would keep of a thread besides its records: nothing."""

    async def delete_thread(self, thread_id: str) -> None:
        """Not from here: deleting is a request of its own, which asks who wants it."""

    # --- what is derived, and so never stored ------------------------------------------------------

    async def create_step(self, step_dict: Any) -> None:
        """Nothing: what is said is in the records before it is shown."""

    async def update_step(self, step_dict: Any) -> None:
        """Nothing."""

    async def delete_step(self, step_id: str) -> None:
        """Nothing."""

    async def create_element(self, element: Any) -> None:
        """Nothing."""

    async def get_element(self, thread_id: str, element_id: str) -> None:
        """Nothing: elements travel with their thread."""

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Nothing."""

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Nothing: there are no thumbs on this page."""
        return ""

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Nothing."""
        return False

    async def get_favorite_steps(self, user_id: str) -> list[Any]:
        """None."""
        return []

    async def build_debug_url(self) -> str:
        """None."""
        return ""

    async def close(self) -> None:
        """Nothing is open."""


def _thread(thread_id: str, name: str, owner: str, at: datetime) -> ThreadDict:
    return ThreadDict(
        id=thread_id,
        createdAt=at.isoformat(),
        name=name,
        userId=owner,
        userIdentifier=owner,
        tags=[],
        metadata={"chat_profile": ASSESSMENT},  # so that the page shows it as what it is
        steps=[],
        elements=[],
    )
