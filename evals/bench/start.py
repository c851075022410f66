"""How long until the page is there: `python -m evals.bench.start`.

The floor is a bare Chainlit app that says hello, run by `chainlit run`. Both sides are started in turn, three times
each, on an installed machine where each has run before. Measured from the start of the process: until the page
answers; until somebody has its first words, which for ours are the first question of a new assessment, two messages
later (the choice, then the pilot's name). A Socket.IO client takes the browser's part, for the browser costs both
sides the same and would hide what the server takes meanwhile.

What has to hold: the first question comes within 1.3 times what the first words of the floor take.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import socketio

RUNS = 3
BUDGET = 1.3
GIVE_UP = 60.0

HELLO = """
import chainlit as cl


@cl.on_chat_start
async def hello() -> None:
    await cl.Message("hello").send()
"""


@dataclass(frozen=True)
class Started:
    """Seconds from the start of a process."""

    page: float
    words: float


class Visitor:
    """Somebody at a page.

    Args:
        port: Of this machine.
        path: Where the page is.
    """

    def __init__(self, port: int, path: str) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._path = path
        self._client = httpx.AsyncClient(base_url=self._base, timeout=5)
        self._socket = socketio.AsyncClient(reconnection=False)
        self._shown: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def open(self) -> None:
        """Asks for the page until it is there."""
        while True:
            try:
                if (await self._client.get(f"{self._path}/?new")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.005)

    async def connect(self) -> None:
        """Does what the page does when it has loaded."""
        for event in ("new_message", "element"):
            self._socket.on(event, self._shown.put)
        await self._socket.connect(
            self._base,
            socketio_path=f"{self._path}/ws/socket.io",
            headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self._client.cookies.items())},
            auth={"sessionId": str(uuid.uuid4()), "threadId": "", "clientType": "webapp", "userEnv": "{}"},
            transports=["websocket"],
        )
        await self._socket.emit("connection_successful")

    async def say(self, text: str) -> None:
        """Sends a message."""
        message = {"id": str(uuid.uuid4()), "name": "user", "type": "user_message", "output": text, "createdAt": ""}
        await self._socket.emit("client_message", {"message": message, "fileReferences": []})

    async def sees(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        """Waits for something to be shown."""
        while not wanted(await self._shown.get()):
            pass

    async def leave(self) -> None:
        """Hangs up."""
        await self._socket.disconnect()
        await self._client.aclose()


async def hello(folder: Path, port: int) -> Started:
    """A start of the floor."""
    command = [_installed("chainlit"), "run", str(folder / "hello.py"), "--headless", "--port", str(port)]
    start, process = time.perf_counter(), _run(command, folder)
    visitor = Visitor(port, "")
    try:
        await visitor.open()
        page = time.perf_counter()
        await visitor.connect()
        await visitor.sees(lambda shown: shown.get("output") == "hello")
        return Started(page - start, time.perf_counter() - start)
    finally:
        await visitor.leave()
        _stop(process)


async def ours(folder: Path, port: int) -> Started:
    """A start of ours."""
    command = [_installed("gatewise"), "serve", "--port", str(port)]
    start, process = time.perf_counter(), _run(command, folder)
    visitor = Visitor(port, "/chat")
    try:
        await visitor.open()
        page = time.perf_counter()
        await visitor.connect()
        await visitor.say("Assess my pilot")
        await visitor.sees(_is_question)
        await visitor.say(f"Bench {port}")
        await visitor.sees(_is_question)
        return Started(page - start, time.perf_counter() - start)
    finally:
        await visitor.leave()
        _stop(process)


def _is_question(shown: dict[str, Any]) -> bool:
    return shown.get("name") == "Question"


def _installed(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _run(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"GATEWISE_DATA_DIR": str(folder / "data")}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def measure() -> bool:
    """Measures and prints; whether what has to hold holds."""
    floor: list[Started] = []
    mine: list[Started] = []
    with tempfile.TemporaryDirectory(prefix="gatewise-bench-") as name:
        folder = Path(name)
        (folder / "hello.py").write_text(HELLO, "utf-8")
        for turn in range(RUNS + 1):  # the first on each side makes its directories and does not count
            async with asyncio.timeout(GIVE_UP):
                theirs, our = await hello(folder, _free_port()), await ours(folder, _free_port())
            if turn:
                floor.append(theirs)
                mine.append(our)
    theirs, our = median(floor), median(mine)
    for what, took in (("hello", theirs), ("ours", our)):
        print(f"{what:6} the page after {took.page:5.2f} s, the first words after {took.words:5.2f} s")
    print(f"ratio  {our.page / theirs.page:.2f} and {our.words / theirs.words:.2f} (at most {BUDGET})")
    return our.words <= BUDGET * theirs.words


def median(runs: list[Started]) -> Started:
    """What a start takes; each part for itself."""
    return Started(statistics.median(run.page for run in runs), statistics.median(run.words for run in runs))


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(measure()) else 1)
