"""The servers that `evals.bench.page` measures, each a process of its own.

`python -m evals.bench.page_server nothing|timed PORT FILE` serves Gatewise's page as `gatewise serve` does, but with
an assessor that reads nothing and takes no time, or with the embedded one; either notes in a file when each reading
began and ended, by the clock that all processes of a machine share.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.records import Intent, Stamp
from app.ports import Assessor, Gap, Perusal, Prose, ReplyReading, ToAnswer, ToRead, ToReadDocument, no_progress
from app.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap import Application

BIN = Path(sys.executable).parent
SECRET = "a secret that signs the logins of the bench alone"


class Nothing:
    """Reads nothing, at no cost."""

    stamp = Stamp(assessor="bench", version="1")

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """An answer that says nothing of any element."""
        return ReplyReading(Intent.ANSWER, True, (), self.stamp)

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        """Nothing in it."""
        return Perusal((), self.stamp)

    async def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        """The fix, as it stands."""
        for number, gap in enumerate(gaps):
            yield Prose(gap.criterion.fix, gap=number)

    async def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        """Nothing."""
        yield Prose("")


class Timed:
    """Another assessor, with a note of when it read what.

    Args:
        assessor: The other one.
        file: Gets a line for each reading: the seconds at which it began and ended.
    """

    def __init__(self, assessor: Assessor, file: Path) -> None:
        self._assessor = assessor
        self._file = file.open("a", buffering=1, encoding="ascii")
        self.stamp = assessor.stamp
        self.read_document = assessor.read_document
        self.explain_gap = assessor.explain_gap
        self.answer_question = assessor.answer_question

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """What the other one makes of it."""
        began = time.monotonic()
        reading = await self._assessor.read_reply(reply)
        self._file.write(f"{began} {time.monotonic()}\n")
        return reading


def main(reader: str, port: int, file: Path) -> None:
    """Serves the page until it is told to stop."""
    from app import bootstrap
    from app.web.serve import serve

    usual = bootstrap.build_application

    @asynccontextmanager
    async def build(settings: Settings) -> AsyncIterator[Application]:
        async with usual(settings) as application:
            assessor = Timed(Nothing() if reader == "nothing" else application.assessor, file)
            yield replace(application, interview=replace(application.interview, assessor=assessor))

    setattr(bootstrap, "build_application", build)  # noqa: B010  # serve takes it from there when it begins
    serve(Settings().model_copy(update={"port": port}), print)


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        url: With the path that Chainlit is at.
    """

    url: str
    process: int

    def cpu(self) -> float:
        """Seconds of all cores that it has used so far; it depends less than the clock on what else is running."""
        try:
            fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:  # not on Linux
            return float("nan")
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(way: str, folder: Path) -> Iterator[Server]:
    """A server of one kind, ready to be asked.

    Args:
        way: `stock`, `buttons` (as `gatewise serve` is), `nothing` or `timed`.
        folder: Holds what it writes; `readings` in it is the file of `Timed`.
    """
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINLIT_", "GATEWISE_"))}
    if way == "stock":
        command = [str(BIN / "chainlit"), "run", str(Path(__file__).with_name("page_stock.py"))]
        command += ["--headless", "--host", "127.0.0.1", "--port", str(port)]
        environment |= {
            "CHAINLIT_APP_ROOT": str(folder),
            "CHAINLIT_AUTH_SECRET": SECRET,
            "PAGE_STOCK_DATABASE": str(folder / "stock.sqlite3"),
        }
    elif way == "buttons":
        command = [str(BIN / "gatewise"), "serve", "--port", str(port)]
    else:
        command = [sys.executable, "-m", "evals.bench.page_server", way, str(port), str(folder / "readings")]
    environment["GATEWISE_DATA_DIR"] = str(folder)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}" + ("" if way == "stock" else "/chat")
    try:
        _wait(f"http://127.0.0.1:{port}/{'project/translations' if way == 'stock' else 'health'}", process, folder)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer: {(folder / 'log').read_text()[-2000:]}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
