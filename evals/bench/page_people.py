"""People at the page, as far as a server can tell: they log in, connect as the browser does, type and press."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import socketio

from app.interview.reading import THANKS

PASSWORD = "correct horse battery"
PATIENCE = 60.0
"""Seconds after which a turn counts as lost."""

Wire = dict[str, Any]


class Person:
    """One person in one window.

    Args:
        url: Of the server, with the path that Chainlit is at.
        name: Who it is.
        stock: Whether it is the stock app that is talked to.
    """

    def __init__(self, url: str, name: str, *, stock: bool) -> None:
        self.url = url
        self.name = name
        self.stock = stock
        self.card: Wire = {}
        """The props of the card that waits for an answer."""
        self.panels: list[float] = []
        """When the panel was shown, by the machine's clock."""
        self.errors: list[str] = []
        self._session = str(uuid.uuid4())
        # Keeps the cookie of the login, for the socket as well; lets go of connections before the server does.
        connector = aiohttp.TCPConnector(keepalive_timeout=2)
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), connector=connector)
        self._socket = socketio.AsyncClient(reconnection=False, http_session=self._http)
        self._socket.on("element", self._shown)
        self._waits: asyncio.Future[float] | None = None
        self._posts: set[asyncio.Task[None]] = set()

    async def come(self) -> None:
        """Logs in and connects."""
        if self.stock:
            await self._post("/auth/header", headers={"x-person": self.name})
        else:
            await self._post("/login", data={"username": self.name, "password": PASSWORD})
        path = self.url.partition("//")[2].partition("/")[2]
        await self._socket.connect(
            self.url,
            auth={"clientType": "webapp", "sessionId": self._session, "threadId": "", "userEnv": "{}"},
            transports=["websocket"],
            socketio_path=f"{path}/ws/socket.io",
        )
        await self._socket.emit("connection_successful")

    async def begin(self) -> None:
        """Gets to the first question of an assessment, with the checklist open beside it."""
        if self.stock:
            await self.turn(lambda: self.write("Assess my pilot"))
            return
        await self.turn(lambda: self.write("Assess my pilot"))
        await self.turn(lambda: self.write(f"Pilot of {self.name}"))
        await self._action("panel", {})
        await self.turn(lambda: self.write("It reads invoices for four clerks, and has done so since March."))

    async def leave(self) -> None:
        """Closes the window."""
        await asyncio.gather(*self._posts, return_exceptions=True)
        await self._socket.disconnect()
        await self._http.close()

    async def turn(self, act: Callable[[], Any]) -> float | None:
        """Does something that is answered; seconds until the next thing to answer has arrived, None if none does."""
        self._waits = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                await act()
                return await self._waits - began
        except Exception as error:
            self.errors.append(repr(error))
            return None

    async def write(self, text: str) -> None:
        """Types something and sends it."""
        message = {
            "id": str(uuid.uuid4()),
            "threadId": "",
            "name": self.name,
            "type": "user_message",
            "output": text,
            "createdAt": datetime.now(UTC).isoformat(),
        }
        await self._socket.emit("client_message", {"message": message, "fileReferences": []})

    async def press(self, action: str) -> None:
        """Presses a button of the card that waits."""
        payload = {"event": str(uuid.uuid4()), "question": self.card["question"], "action": action}
        post = asyncio.create_task(self._action("click", payload))
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)

    async def _action(self, name: str, payload: Wire) -> None:
        action = {"id": str(uuid.uuid4()), "name": name, "payload": payload, "label": "", "tooltip": ""}
        answer = await self._post("/project/action", json={"sessionId": self._session, "action": action})
        if not answer.get("success") or (answer.get("response") or {}).get("notice"):
            self.errors.append(f"{payload} was answered with {answer}")

    async def _post(self, path: str, **what: Any) -> Wire:
        async with self._http.post(self.url + path, **what) as response:
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status} {await response.text()}")
            answer: Wire = await response.json()
            return answer

    async def _shown(self, element: Wire) -> None:
        now = time.monotonic()
        if element["display"] == "side":
            self.panels.append(now)
        elif element["props"].get("live") or element["props"].get("question") == "":  # the latter asks for the name
            self.card = {**element["props"], "name": element["name"]}
            if self._waits and not self._waits.done():
                self._waits.set_result(now)
        elif element["props"].get("tone") == "notice" and element["props"]["text"] != THANKS:
            self.errors.append(element["props"]["text"])
