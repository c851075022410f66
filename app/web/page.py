"""What happens on the page: Chainlit's hooks, each thin. The interview does the work, `Teller` shows it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from chainlit.action import Action
from chainlit.config import config
from chainlit.context import context
from chainlit.message import Message
from chainlit.session import WebsocketSession
from chainlit.types import Starter, ThreadDict
from chainlit.utils import wrap_user_function
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.bootstrap import Application
from app.domain.conversation import conversation
from app.domain.records import Change, Click, Reply, Track, record_id
from app.errors import GatewiseError
from app.interview.session import Sent
from app.web import history
from app.web.access import Access
from app.web.accounts import Accounts
from app.web.addresses import assessment_of, bubble_id, thread_of
from app.web.branding import Branding
from app.web.bubbles import Card, wired
from app.web.cards import question_of_name
from app.web.checklist import checklist_card
from app.web.naming import is_a_name, named
from app.web.orders import SHOW, SHOWN_OF_AN_EXAMPLE, VIEWS, click_for, ordered
from app.web.playbook import Asking, profiles
from app.web.rooms import Room, Rooms
from app.web.shelf import Shelf
from app.web.telling import Teller, live_checklist
from app.web.threads import Threads
from app.web.uploads import Files, given, is_covering, left_out
from app.web.window import notice, offer_commands, show, this_person, this_session, this_window
from app.web.workbench import NOT_HERE, NOT_UNDERSTOOD, Shown, Workbench

log = logging.getLogger(__name__)

FAULT = "This is a fault in Gatewise itself. What was kept before it stays kept; please try again."
EXAMPLE_ONLY = (
    "This is a finished example, to look at: nothing that you type changes it. “New assessment” starts your own."
)

RESUMED = "gatewise:resumed"
"""What a window is told when a thread is told anew in it; see `public/gatewise.js`."""
RESUMED_WITHIN = 10.0
"""Seconds that somebody waits for a thread to be told anew."""

ASSESS, SCREEN, EXAMPLE = "Assess my pilot", "Quick screen", "Show me a finished example"
STARTERS = (
    Starter(label=f"{ASSESS}: about 40 minutes", message=ASSESS, icon="/public/icons/assess.svg"),
    Starter(label=f"{SCREEN}: five questions, three minutes", message=SCREEN, icon="/public/icons/screen.svg"),
    Starter(label=EXAMPLE, message=EXAMPLE, icon="/public/icons/example.svg"),
)


class Pressed(BaseModel):
    """What a button of ours sends."""

    model_config = ConfigDict(extra="forbid")

    event: str = Field(min_length=1, max_length=100)
    question: str = ""
    action: str = "set"
    changes: tuple[Change, ...] = ()
    text: str = ""
    target: str | None = None


class Page:
    """The page of one application.

    Args:
        application: The parts, put together.
        accounts: Who may log in.
        access: Who may see what.
    """

    def __init__(self, application: Application, accounts: Accounts, access: Access) -> None:
        self.application = application
        self.rooms = Rooms()
        self.threads = Threads(application, accounts)
        self._interview = application.interview
        self._access = access
        self._example = access.example
        self._asking = Asking(application)
        self.shelf = Shelf(access, self.rooms, self._refresh)
        self.branding = Branding(application.settings)
        self.workbench = Workbench(application, access, self._shown, self._refresh)
        self._naming: dict[str, tuple[Track, str, Files]] = {}
        """Windows in which the pilot's name is asked for: for which interview, what was said and given already."""
        self._looking: set[str] = set()
        """Windows that show the example."""
        self._resuming: dict[str, asyncio.Event] = {}
        """Windows in which a thread is about to be told anew, by id."""

    def register(self) -> None:
        """Hands Chainlit its hooks. They are set past its decorators, which would add a step of their own."""
        code = config.code
        code.data_layer = lambda: self.threads
        code.on_chat_start = wrap_user_function(self.start)
        code.on_chat_resume = wrap_user_function(self.resume)
        code.on_chat_end = wrap_user_function(self.end)
        code.on_message = wrap_user_function(self.message)
        code.set_chat_profiles = wrap_user_function(profiles)
        code.set_starters = wrap_user_function(self.starters)
        actions: dict[str, Callable[[Action], Awaitable[Any]]] = {
            "click": self.click,
            "set": self.click,
            "panel": self.panel,
            "piece": self._asking.piece,
            "remove_guidance": self._asking.library.remove,
            **self.workbench.actions(),
            **self.branding.actions(),
        }
        code.action_callbacks = {name: wrap_user_function(does) for name, does in actions.items()}

    # --- coming and going --------------------------------------------------------------------------

    async def starters(self, user: Any, language: Any) -> list[Starter]:
        """What can be begun."""
        screen = bool(self.application.framework.quick_screen)
        return [s for s in STARTERS if screen or s.message != SCREEN]

    async def start(self) -> None:
        """A new page: nothing is begun before the person says what."""
        session = this_session()
        session.has_first_interaction = True  # a thread begins with its assessment, and not with the first words
        await (self._asking.open() if self._asking.is_open(session) else offer_commands())

    async def resume(self, thread: ThreadDict) -> None:
        """Somebody comes back, or a connection does: the thread is told anew, with what waited to be read."""
        session = this_session()
        told = self._resuming.setdefault(session.id, asyncio.Event())
        try:
            await self._resume(session, thread)
        finally:
            self._resuming.pop(session.id, None)
            told.set()

    async def _resume(self, session: WebsocketSession, thread: ThreadDict) -> None:
        person, assessment_id = this_person(), assessment_of(thread["id"])
        if assessment_id is None:
            return
        await self._access.own(person, assessment_id)
        await offer_commands()
        async for _ in self._interview.open(assessment_id, person):
            pass  # it is shown with the rest of the thread
        room = self.rooms.enter(session, assessment_id, person)
        assessment = await self._interview.assessment(assessment_id)
        bubbles = history.history(assessment, person, now=self._interview.clock.now())
        waiting = conversation(assessment, person).open_question
        room.live = next((b for b in bubbles if waiting and b.id == bubble_id(waiting.id)), None)
        thread["name"] = assessment.name
        thread["steps"], thread["elements"] = wired(bubbles, thread["id"])  # type: ignore[typeddict-item]
        # Whether its checklist is open the window alone knows: this process may be another than before.
        await context.emitter.send_window_message(RESUMED)

    async def _resumed(self, session: WebsocketSession) -> bool:
        """Waits until a thread that is about to be told anew has been; whether there was one.

        A page can send as soon as it is connected again, and what it shows is replaced once the thread is told.
        """
        coming = session.thread_id_to_resume and not self.rooms.of(session.id)
        told = self._resuming.setdefault(session.id, asyncio.Event()) if coming else self._resuming.get(session.id)
        if told is None:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), RESUMED_WITHIN)
        return True

    async def end(self) -> None:
        """A window has gone, or its connection has; if it comes back, it is told anew."""
        session = this_session()
        self.rooms.leave(session.id)
        self._naming.pop(session.id, None)
        self._resuming.pop(session.id, None)
        self._asking.leave(session.id)

    # --- what is typed -----------------------------------------------------------------------------

    async def message(self, message: Message) -> None:
        """Somebody has typed something."""
        session = this_session()
        replaced = await self._resumed(session)
        room, text = self.rooms.of(session.id), message.content
        files, left = await given(session, message.metadata)
        if left:
            await notice(left_out(left), self._now())
        if not room and self._asking.is_open(session):
            await self._asking.message(session, message, files)
            return
        if files and (room or session.id not in self._looking):
            await self._brought(room, session, message, files)
        elif left:
            return
        elif room:
            await self._typed(room, session, message, None if replaced else session.id)
        elif session.id in self._looking and text not in (ASSESS, SCREEN):
            await self._looked(session, message)
        elif session.id in self._naming:
            await self._begin(session, text, *self._naming[session.id])
        elif text == EXAMPLE:
            await self._show_example(session)
        elif text in (ASSESS, SCREEN):
            self._naming[session.id] = (Track.SCREEN if text == SCREEN else Track.FULL, "", [])
            self._looking.discard(session.id)
            await self._ask_for_name()
        elif is_a_name(text):
            await self._begin(session, text, Track.FULL)
        else:
            self._naming[session.id] = (Track.FULL, text, [])
            await self._ask_for_name()

    async def _typed(self, room: Room, session: WebsocketSession, message: Message, seen: str | None) -> None:
        order = ordered(message.command, message.content)
        if order is None:
            await self._send(room, Sent(message.id, self._waiting(room), message.content), seen)
            return
        name, words = order
        if name in VIEWS:
            await context.emitter.send_window_message(SHOW.format(name))
            await room.open_panel(session, await self._checklist(room))
            return
        assessment = await self._interview.assessment(room.assessment_id)
        click = click_for(name, words, assessment.framework)
        if isinstance(click, str):
            await notice(click, self._now())
        else:
            await self._send(room, Sent(message.id, self._waiting(room), "", click), seen)

    async def _brought(self, room: Room | None, session: WebsocketSession, message: Message, files: Files) -> None:
        """Documents have come, maybe with words; an assessment that has not begun waits for its name first."""
        if room:
            await self._attach(room, message.id, message.content.strip(), files)
        else:
            track, said, before = self._naming.get(session.id, (Track.FULL, "", []))
            text = message.content.strip()
            name = bool(text) and is_a_name(text)
            self._naming[session.id] = (track, said if name else text or said, [*before, *files])
            if name:
                await self._begin(session, text, *self._naming[session.id])
            else:
                await self._ask_for_name()

    async def _attach(self, room: Room, event: str, words: str, files: Files) -> None:
        """Documents fill the checklist; words with them are an answer, unless they speak of the documents alone."""
        if words and not is_covering(words):
            await self._send(room, Sent(event, self._waiting(room), words), this_session().id)
            words = ""
        else:  # shown with the documents, in every window
            await this_window().emit("delete_message", {"id": event, "threadId": room.thread})
        teller = Teller(self._interview, room, of=event)
        await teller.opening(len(files))
        try:
            await teller.follow(self.application.attach(room.assessment_id, room.person, files, words))
        except GatewiseError as error:
            await notice(f"The documents were not all taken: {error}.", self._now())
        except Exception:
            log.exception("documents for assessment %s failed", room.assessment_id)
            await notice(FAULT, self._now())

    def _waiting(self, room: Room) -> str:
        """The id of the question that the windows of a room show as open."""
        return str(room.live.card.props["question"]) if room.live and room.live.card else ""

    async def _ask_for_name(self) -> None:
        await show(question_of_name(history.NAME), self._now(), "name?")

    async def _begin(
        self,
        session: WebsocketSession,
        pilot: str,
        track: Track,
        said: str = "",
        files: Files = (),
    ) -> None:
        """Begins an assessment; what the person has said of the pilot or given already is taken in first."""
        person = this_person()
        try:
            assessment = await self._interview.begin(named(pilot), track, person)
        except GatewiseError as error:
            await notice(f"{error}.", self._now())
            return
        self._naming.pop(session.id, None)
        thread = thread_of(assessment.id)
        session.thread_id = session.thread_id_to_resume = thread
        room = self.rooms.enter(session, assessment.id, person)
        await this_window().emit("first_interaction", {"interaction": assessment.name, "thread_id": thread})
        await Teller(self._interview, room).follow(self._interview.open(assessment.id, person))
        if said:
            await self._send(room, Sent(f"{session.id}-first", self._waiting(room), said))
        if files:
            await self._attach(room, f"{session.id}-files", "", files)

    async def _send(self, room: Room, sent: Sent, seen: str | None = None) -> None:
        """Takes what somebody sent; whatever goes wrong is told, and what they wrote stands in their window."""
        identifier = record_id(room.assessment_id, f"{room.person}\x1f{sent.event}", "reply")
        reply = Reply(
            id=identifier, at=self._now(), speaker=room.person, question=sent.question, text=sent.text, click=sent.click
        )
        try:
            await Teller(self._interview, room, reply, seen).follow(
                self._interview.send(room.assessment_id, room.person, sent)
            )
        except GatewiseError as error:
            await notice(f"Not sent: {error}.", self._now())
        except Exception:
            log.exception("a turn of assessment %s failed", room.assessment_id)
            await notice(FAULT, self._now())

    # --- what is pressed ---------------------------------------------------------------------------

    async def click(self, action: Action) -> dict[str, str]:
        """A button of a card, or a change in the checklist."""
        session = this_session()
        await self._resumed(session)
        room = self.rooms.of(session.id)
        if room is None:
            return {"notice": EXAMPLE_ONLY if session.id in self._looking else NOT_HERE}
        try:
            pressed = Pressed.model_validate(action.payload)
            click = Click.model_validate(
                {"action": pressed.action, "changes": pressed.changes, "target": pressed.target}
            )
        except ValidationError:
            return {"notice": NOT_UNDERSTOOD}
        question = pressed.question if action.name == "click" else self._waiting(room)
        await self._send(room, Sent(pressed.event, question, pressed.text, click))
        return {}

    async def _shown(self) -> Shown | None:
        """What the window at hand shows: an assessment of the person's, or the example."""
        session = this_session()
        await self._resumed(session)
        room = self.rooms.of(session.id)
        if room is None:
            return Shown(self._example.assessment, None) if session.id in self._looking else None
        return Shown(await self._interview.assessment(room.assessment_id), room)

    async def panel(self, action: Action) -> dict[str, str]:
        """The checklist is wanted beside the chat; or with `open`, it has come to be open there, or closed."""
        session = this_session()
        await self._resumed(session)
        room, now = self.rooms.of(session.id), action.payload.get("open")
        if room and now is False:
            room.panels.discard(session.id)
        elif room and now is True:
            room.panels.add(session.id)
            await self._refresh(room)
        elif room:
            await room.open_panel(session, await self._checklist(room))
        elif session.id in self._looking and now is None:
            await self._open_example(session)
        return {}

    async def _checklist(self, room: Room) -> Card:
        assessment = await self._interview.assessment(room.assessment_id)
        return live_checklist(self._interview, assessment, room.person)

    async def _refresh(self, room: Room) -> None:
        await room.refresh_panels(await self._checklist(room))

    # --- the finished example ----------------------------------------------------------------------

    async def _show_example(self, session: WebsocketSession) -> None:
        """The example takes the place of the empty page; it is in nobody's list, and a reload leaves it."""
        self._looking.add(session.id)
        steps, elements = wired(self._example.bubbles(), session.thread_id)
        thread = {"id": session.thread_id, "name": EXAMPLE, "metadata": {}, "steps": steps, "elements": elements}
        await this_window().emit("resume_thread", thread)

    async def _looked(self, session: WebsocketSession, message: Message) -> None:
        """Who looks at the example may ask for what there is to see of it, and for nothing else."""
        name, _ = ordered(message.command, message.content) or ("", "")
        if name not in SHOWN_OF_AN_EXAMPLE:
            await notice(EXAMPLE_ONLY, self._now())
            return
        await context.emitter.send_window_message(SHOW.format(SHOWN_OF_AN_EXAMPLE[name]))
        await self._open_example(session)

    async def _open_example(self, session: WebsocketSession) -> None:
        assessment = self._example.assessment
        await Room(assessment.id, this_person()).open_panel(session, checklist_card(assessment, editable=False))

    def _now(self) -> Any:
        return self._interview.clock.now()
