"""The real server, as a process of its own: it can be killed and started again at the same address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

READY_WITHIN = 90.0
"""Seconds that a start may take on a busy machine."""

COMMAND = str(Path(sys.executable).with_name("gatewise"))


class Server:
    """`gatewise serve` on a data directory, at a free port that it keeps.

    Args:
        data_dir: Where its data lives; its log is written beside it.
        variables: What else is set in its environment.
    """

    def __init__(self, data_dir: Path, **variables: str) -> None:
        self.data_dir = data_dir
        self.variables = variables
        self.log = data_dir.with_suffix(".log")
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Starts it and waits until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [COMMAND, "serve", "--port", str(self._port)], env=self._environment(), stdout=log, stderr=log
            )
        end = time.monotonic() + READY_WITHIN
        while not self._answers():
            assert self._process.poll() is None, f"the server ended:\n{self.log.read_text()}"
            assert time.monotonic() < end, f"the server does not answer:\n{self.log.read_text()}"
            time.sleep(0.1)

    def kill(self) -> None:
        """Kills it, as a crash or a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends it as Ctrl-C does."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def command(self, *arguments: str, given: str = "") -> str:
        """Runs another `gatewise` command on the same data; `given` is its standard input."""
        done = subprocess.run(
            [COMMAND, *arguments], env=self._environment(), input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("GATEWISE_")}
        ours = {"GATEWISE_DATA_DIR": str(self.data_dir), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
        return own | ours | self.variables

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
