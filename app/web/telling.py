"""Shows what happens in a turn, as it happens, in every window of the room."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import datetime

from app.domain.assessment import Assessment
from app.domain.conversation import conversation
from app.domain.records import Reply
from app.interview.events import (
    DocumentKept,
    DocumentProgress,
    DocumentRead,
    DocumentRefused,
    Event,
    ExportWanted,
    GapFound,
    GateOpened,
    GateSigned,
    Noticed,
    Paused,
    QuestionPosed,
    ReplyKept,
    Said,
    StatusShown,
    Understood,
)
from app.interview.session import Interview
from app.ports import Piece
from app.web import cards, documents, history
from app.web.addresses import bubble_id
from app.web.bubbles import Bubble, Card
from app.web.checklist import checklist_card
from app.web.cost import cost_props
from app.web.rooms import Room

OFTEN = 0.08
"""Seconds between two showings of a text that is being streamed."""


class Teller:
    """Tells a room of one turn.

    Args:
        interview: Where the assessment is to be had as it stands.
        room: Whose windows are told.
        reply: What was sent; None where the interview is only taken up.
        seen: The window that shows the person's own words already.
        of: What the turn began with, where that is no reply.
    """

    def __init__(
        self, interview: Interview, room: Room, reply: Reply | None = None, seen: str | None = None, *, of: str = ""
    ) -> None:
        self._interview = interview
        self._room = room
        self._reply = reply
        self._seen = seen
        self._of = reply.id if reply else of or room.assessment_id
        self._notices = 0
        self._gap: GapFound | None = None
        self._text = ""
        self._cites: dict[str, Piece] = {}
        self._shown_at = 0.0
        self._panel_told = False
        self._opening: Bubble | None = None

    async def opening(self, files: int) -> None:
        """Shows that documents are being opened, until there is more to say of them."""
        self._opening = Bubble(bubble_id(self._of, "opening"), self._now, card=documents.opening_card(files))
        await self._room.show(self._opening)

    async def follow(self, events: AsyncIterator[Event]) -> None:
        """Shows all events of a turn, and the checklist as it is after it."""
        async for event in events:
            self._panel_told = False
            await self._tell(event)
        if self._room.panels and not self._panel_told:
            await self._room.refresh_panels(await self.checklist())

    async def checklist(self) -> Card:
        """The checklist as it stands, with the criterion at hand marked."""
        return self._checklist(await self._assessment())

    def _checklist(self, assessment: Assessment) -> Card:
        return live_checklist(self._interview, assessment, self._room.person)

    async def _tell(self, event: Event) -> None:
        if self._opening and not isinstance(event, DocumentRefused):
            opening, self._opening = self._opening, None
            await self._room.withdraw(opening)
        match event:
            case ReplyKept() if self._reply:
                own = history.said_by(self._reply, await self._known())
                await self._room.show(own, but=None if self._reply.click else self._seen)
            case Noticed(text):
                self._notices += 1
                await self._show(cards.notice_card(text), "notice", str(self._notices))
            case DocumentKept(attachment):
                for bubble in history.given(attachment):
                    await self._room.show(bubble)
            case DocumentProgress(of, name, share):
                await self._progress(of, name, share)
            case DocumentRead(of, name, proposals, notes):
                card = documents.read_card(name, proposals, notes)
                await self._room.show(Bubble(bubble_id(of, "read"), self._now, card=card))
            case DocumentRefused(name, why):
                self._notices += 1
                await self._show(documents.refused_card(name, why), "notice", str(self._notices))
            case GateOpened(gate):
                await self._room.show(history.gate_opened(self._now, await self._known(), gate.id))
            case Understood(rows):
                await self._show(cards.noted_card(rows), "noted")
            case GapFound():
                self._gap, self._text, self._cites = event, "", {}
                await self._show(
                    cards.gap_card(event.criterion, event.rating, event.missing), "gap", event.criterion.id
                )
            case Said():
                await self._say(event)
            case GateSigned(assessment, gate):
                signed, card = assessment.signed(gate.id), cards.signed_card(assessment, gate)
                of = signed.id if signed else self._of
                await self._room.show(Bubble(bubble_id(of, "signed"), self._now, card=card))
            case StatusShown(assessment):
                await self._show(cards.status_card(assessment), "status")
            case ExportWanted(assessment):
                await self._show(cards.documents_card(assessment), "documents")
            case Paused(assessment):
                await self._show(cards.kept_card(assessment), "paused")
            case QuestionPosed(question):
                assessment = await self._assessment()
                await self._room.pose(history.asked(assessment, question, live=True))
                if self._room.panels:  # nothing more is recorded in this turn
                    await self._room.refresh_panels(self._checklist(assessment))
                self._panel_told = True

    async def _progress(self, attachment: str, name: str, share: float) -> None:
        """Shows how far a document is read: not at every sentence of it."""
        if time.monotonic() - self._shown_at < OFTEN:
            return
        self._shown_at = time.monotonic()
        card = documents.being_read_card(name, share)
        await self._room.show(Bubble(bubble_id(attachment, "read"), self._now, card=card))

    async def _say(self, said: Said) -> None:
        """Shows a text as far as it has come: not at every word, but always when it is whole."""
        self._text += said.text
        self._cites |= {p.id: p for p in said.cites}
        if not said.last and time.monotonic() - self._shown_at < OFTEN:
            return
        self._shown_at = time.monotonic()
        cites = tuple(self._cites.values())
        if said.of == "gap" and self._gap:
            gap = self._gap
            card = cards.gap_card(gap.criterion, gap.rating, gap.missing, self._text, cites)
            await self._show(card, "gap", gap.criterion.id)
        else:
            await self._show(cards.answer_card(self._text, cites), "answer")
        if said.last:
            self._gap, self._text, self._cites = None, "", {}

    async def _show(self, card: Card, *what: str) -> None:
        await self._room.show(Bubble(bubble_id(self._of, *what), self._now, card=card))

    @property
    def _now(self) -> datetime:
        return self._interview.clock.now()

    async def _assessment(self) -> Assessment:
        self._room.known = await self._interview.assessment(self._room.assessment_id)
        return self._room.known

    async def _known(self) -> Assessment:
        """Good enough for what never changes, and what was there before the turn: each look asks the database."""
        return self._room.known or await self._assessment()


def live_checklist(interview: Interview, assessment: Assessment, person: str) -> Card:
    """The checklist of an interview under way: with the criterion at hand, and what it has cost so far."""
    cost = cost_props(assessment, interview.assessor.stamp)
    return checklist_card(assessment, criterion_at_hand(assessment, person), cost=cost)


def criterion_at_hand(assessment: Assessment, participant: str) -> str | None:
    """The criterion that is being talked about, if one."""
    waiting = conversation(assessment, participant).open_question
    return waiting.criterion if waiting else None
