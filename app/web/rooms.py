"""Who has which assessment open: all windows of one person on one assessment show the same thing at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.domain.assessment import Assessment
from app.web.addresses import bubble_id, thread_of
from app.web.bubbles import Bubble, Card, custom_element, element_of, step_of
from app.web.panel import views


class Window(Protocol):
    """An open page, as far as something can be shown in it; Chainlit's websocket session is one."""

    id: str

    @property
    def emit(self) -> Any:
        """Sends an event with its data; awaited."""


@dataclass
class Room:
    """One person's windows on one assessment.

    Attributes:
        live: The question that waits, as it is shown.
        panels: The windows whose checklist is open, by id.
        known: The assessment as it was when it was last looked at for these windows; what they show may be newer.
    """

    assessment_id: str
    person: str
    live: Bubble | None = None
    _beyond: bool = False
    """Whether something was shown below the question that waits."""
    windows: dict[str, Window] = field(default_factory=dict)
    panels: set[str] = field(default_factory=set)
    known: Assessment | None = None

    @property
    def thread(self) -> str:
        """The thread that Chainlit knows it by."""
        return thread_of(self.assessment_id)

    async def show(self, bubble: Bubble, *, but: str | None = None) -> None:
        """Shows something in every window, or puts it in the place of what has the same id; not in window `but`."""
        self._beyond = self._beyond or self.live is None or bubble.id != self.live.id
        await self._tell("new_message", step_of(bubble, self.thread), but)
        await self.refresh(bubble, but=but)

    async def refresh(self, bubble: Bubble, *, but: str | None = None) -> None:
        """Shows the card of a bubble anew."""
        element = element_of(bubble, self.thread)
        if element is not None:
            await self._tell("element", element, but)

    async def pose(self, bubble: Bubble) -> None:
        """Shows the question that waits now, at the end; the one before it is shown as done with."""
        before, self.live = self.live, bubble
        if before and (before.id != bubble.id or self._beyond):  # it may have been shown earlier: then it moves
            await self._tell("delete_message", step_of(bubble, self.thread), None)
        if before and before.id != bubble.id and before.card:
            done = Card(before.card.element, {**before.card.props, "live": False})
            await self.refresh(Bubble(before.id, before.at, card=done))
        await self.show(bubble)
        self._beyond = False

    async def withdraw(self, bubble: Bubble) -> None:
        """Takes something away again that was only shown in passing."""
        await self._tell("delete_message", step_of(bubble, self.thread), None)

    async def open_panel(self, window: Window, card: Card) -> None:
        """Opens the panel in one window: the checklist, and beside it the other views."""
        self.panels.add(window.id)
        elements = [self._panel(view) for view in views(card, self.assessment_id)]
        await window.emit("set_sidebar_title", card.props["pilot"])
        await window.emit("set_sidebar_elements", {"elements": elements, "key": self.assessment_id})
        for element in elements:
            await window.emit("element", element)

    async def refresh_panels(self, card: Card) -> None:
        """Shows the checklist anew wherever it is open."""
        await asyncio.gather(
            *(w.emit("element", self._panel(card)) for w in list(self.windows.values()) if w.id in self.panels)
        )

    def _panel(self, card: Card) -> dict[str, Any]:
        own = () if card.element == "Checklist" else (card.element,)
        return custom_element(bubble_id(self.assessment_id, "panel", *own), self.thread, card, display="side")

    async def _tell(self, event: str, data: Any, but: str | None) -> None:
        await asyncio.gather(*(w.emit(event, data) for w in list(self.windows.values()) if w.id != but))


class Rooms:
    """All rooms of this process."""

    def __init__(self) -> None:
        self._rooms: dict[tuple[str, str], Room] = {}
        self._of: dict[str, Room] = {}

    def enter(self, window: Window, assessment_id: str, person: str) -> Room:
        """A window shows an assessment from now on, and nothing else."""
        room = self._rooms.setdefault((assessment_id, person), Room(assessment_id, person))
        if self._of.get(window.id) is not room:
            self.leave(window.id)
        self._of[window.id] = room
        room.windows[window.id] = window
        return room

    def room(self, assessment_id: str, person: str) -> Room | None:
        """The room of a person and an assessment, if a window is open on it."""
        return self._rooms.get((assessment_id, person))

    def of(self, window_id: str) -> Room | None:
        """The room that a window is in, if it is in one."""
        return self._of.get(window_id)

    def leave(self, window_id: str) -> None:
        """A window shows nothing any more; a room without windows is forgotten."""
        room = self._of.pop(window_id, None)
        if room is None:
            return
        room.windows.pop(window_id, None)
        room.panels.discard(window_id)
        if not room.windows:
            self._rooms.pop((room.assessment_id, room.person), None)

    def close(self, assessment_id: str) -> None:
        """Nobody is in the rooms of an assessment any more: it has been deleted."""
        for room in list(self._all(assessment_id)):
            for window_id in list(room.windows):
                self.leave(window_id)

    def _all(self, assessment_id: str) -> Iterator[Room]:
        return (r for r in self._rooms.values() if r.assessment_id == assessment_id)
