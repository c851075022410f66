"""Asking the playbook, as a chat profile of its own: answers from the guidance, no assessment, nothing kept."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from chainlit.action import Action
from chainlit.config import config
from chainlit.message import Message
from chainlit.session import WebsocketSession
from chainlit.types import ChatProfile, Starter

from app.bootstrap import Application
from app.domain.framework import Criterion
from app.domain.spending import answer_took
from app.errors import GatewiseError
from app.interview.playbook import Playbook
from app.ports import Piece
from app.web import cards
from app.web.library import Library
from app.web.props import PieceProps
from app.web.telling import OFTEN
from app.web.uploads import Files, is_covering
from app.web.window import notice, show, this_window

log = logging.getLogger(__name__)

ASSESSMENT, PLAYBOOK = "Assessment", "Ask the playbook"
LOOKING = "Looking in the guidance …"
NOT_ANSWERED = "That could not be answered just now. Please try again."
LIBRARY = "Our own policies and playbooks"
LONGEST = 2000
"""Characters of a question."""
TOO_LONG = f"That is too long for a question. Please ask in at most {LONGEST:,} characters."
ABOUT_IT = (
    "Ask anything about readiness. Answers are made of the guidance, each with its sources. This is no assessment:"
    " nothing that you type here is kept, and a reload begins anew. Documents that you add here become guidance of"
    " your own, cited like the rest."
)
QUESTIONS = (
    "Why does data quality decide so many AI projects?",
    "How do we rehearse a rollback?",
    "What is prompt injection?",
    "Who should sponsor an AI system?",
)
_ICON = "/public/icons/playbook.svg"


async def profiles(user: Any, language: Any) -> list[ChatProfile]:
    """What the page is for: an assessment, unless somebody chooses to ask the playbook."""
    asking = [Starter(label=question, message=question, icon=_ICON) for question in (*QUESTIONS, LIBRARY)]
    return [
        ChatProfile(
            name=ASSESSMENT,
            markdown_description=f"# {config.ui.name}\n{config.ui.description}",
            icon="/public/avatars/gatewise.svg",
            default=True,
        ),
        ChatProfile(name=PLAYBOOK, markdown_description=f"# {PLAYBOOK}\n{ABOUT_IT}", icon=_ICON, starters=asking),
    ]


class Asking:
    """The windows in which the playbook is asked.

    Args:
        application: The parts.
    """

    def __init__(self, application: Application) -> None:
        self.library = Library(application)
        self._playbook = Playbook(application.framework, application.knowledge, application.assessor)
        self._clock = application.interview.clock
        self._about: dict[str, Criterion] = {}
        """What the last answer in a window was about, by the window's id."""

    def is_open(self, session: WebsocketSession) -> bool:
        """Whether it is the playbook that a window shows, and no assessment."""
        return session.chat_profile == PLAYBOOK and not session.thread_id_to_resume

    async def open(self) -> None:
        """A window shows the playbook: the commands of an interview mean nothing there."""
        await this_window().emit("set_commands", [])

    def leave(self, window: str) -> None:
        """A window has gone."""
        self._about.pop(window, None)

    async def message(self, session: WebsocketSession, message: Message, files: Files = ()) -> None:
        """Answers what somebody typed, in their window alone; documents that come become own guidance."""
        text = message.content.strip()
        if files:
            await self.library.bring(files, message.id)
        if text == LIBRARY:
            await self.library.show()
        if not text or text == LIBRARY or (files and is_covering(text)):
            return
        if len(text) > LONGEST:
            await notice(TOO_LONG, self._clock.now())
            return
        try:
            await self._answer(session, message.id, text)
        except GatewiseError as error:
            await notice(f"{error}.", self._clock.now())
        except Exception:
            log.exception("a question to the playbook failed")
            await notice(NOT_ANSWERED, self._clock.now())

    async def _answer(self, session: WebsocketSession, name: str, text: str) -> None:
        at, said, cost, shown = self._clock.now(), "", "", 0.0
        cites: dict[str, Piece] = {}
        await show(cards.answer_card(LOOKING, ()), at, name)
        async for stretch in self._playbook.ask(text, self._about.get(session.id)):
            said += stretch.text
            cites |= {p.id: p for p in stretch.cites}
            cost = answer_took(stretch.took)
            if not stretch.last and time.monotonic() - shown >= OFTEN:
                shown = time.monotonic()
                await show(cards.answer_card(said, tuple(cites.values())), at, name)
        cited = tuple(cites.values())
        if about := self._playbook.about(cited):
            self._about[session.id] = about
        asks = self._playbook.follow_ups(cited) or QUESTIONS[:3]
        await show(cards.answer_card(said, cited, asks, cost), at, name)

    async def piece(self, action: Action) -> PieceProps | dict[str, str]:
        """A citation is opened: the piece as it can be read."""
        wanted, title = str(action.payload.get("piece")), str(action.payload.get("title"))[:LONGEST]
        piece = await asyncio.to_thread(self._playbook.piece, wanted, title)
        if piece is None:
            return {"notice": "That piece is not in the guidance any more."}
        return {"title": piece.title, "source": piece.source, "text": piece.text}
