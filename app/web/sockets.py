"""Chainlit's WebSocket: only the events that the page needs, only well-formed greetings, no login outlived."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from chainlit.auth import get_token_from_cookies
from chainlit.server import sio
from chainlit.session import ws_sessions_sid
from starlette.requests import cookie_parser

from app.web.login import Login
from app.web.playbook import PLAYBOOK
from app.web.uploads import marked

SERVED = {"connect", "connection_successful", "clear_session", "disconnect", "client_message"}
"""Not among them: `stop`, which would cut a turn in two; editing, favourites, settings, audio, the host window."""

CHECKED_EVERY = 2.0
"""Seconds between two looks at the logins of open sockets."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

Connect = Callable[[str, dict[str, Any], dict[str, Any]], Awaitable[bool]]
Take = Callable[[str, dict[str, Any]], Awaitable[None]]


def close_what_is_not_needed() -> None:
    """Takes out the handlers of events that are not served, and looks at greetings before Chainlit does."""
    handlers = sio.handlers["/"]
    for event in set(handlers) - SERVED:
        del handlers[event]
    handlers["connect"] = checked(handlers["connect"])
    handlers["client_message"] = with_files(handlers["client_message"])


def checked(connect: Connect) -> Connect:
    """Connects only with a greeting as the page sends it.

    Chainlit makes the session's id part of the path of a folder that it removes in the end, and hands the
    thread's id on to the data layer: the browser chooses both.
    """
    if getattr(connect, "is_checked", False):
        return connect

    async def look(sid: str, environ: dict[str, Any], greeting: object = None) -> bool:
        given = greeting if isinstance(greeting, dict) else {}
        session, thread = given.get("sessionId"), given.get("threadId") or ""
        if not _is_uuid(session) or (thread and not _is_uuid(thread)):
            return False
        known = {"sessionId": session, "threadId": thread, "clientType": "webapp", "userEnv": None, "chatProfile": None}
        connected = await connect(sid, environ, known)
        if reconnected := ws_sessions_sid.get(sid):  # it may have been made with an earlier login of the same person
            if given.get("chatProfile") == quote(PLAYBOOK):  # past Chainlit, which would look for settings of its own
                reconnected.chat_profile = PLAYBOOK
            reconnected.token = get_token_from_cookies(cookie_parser(environ.get("HTTP_COOKIE", "")))
        return connected

    look.is_checked = True  # type: ignore[attr-defined]
    return look


def with_files(take: Take) -> Take:
    """Messages whose files Chainlit neither shows nor keeps: what came of them is shown by us, from the records."""
    if getattr(take, "is_ours", False):
        return take

    async def taking(sid: str, payload: dict[str, Any]) -> None:
        await take(sid, marked(payload))

    taking.is_ours = True  # type: ignore[attr-defined]
    return taking


def _is_uuid(text: object) -> bool:
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


async def end_sessions(login: Login) -> None:
    """Closes the sockets whose login no longer stands; the page then asks to log in."""
    for session in list(ws_sessions_sid.values()):
        if session.token is not None and not login.is_good(session.token):
            session.to_clear = True
            await sio.disconnect(session.socket_id)


async def keep_ending_sessions(login: Login) -> None:
    """Does so again and again."""
    while True:
        await asyncio.sleep(CHECKED_EVERY)
        await end_sessions(login)
