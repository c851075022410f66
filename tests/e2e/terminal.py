"""A person at a real pseudo-terminal: reads what is on the screen, types, and keeps the transcript."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pexpect

ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07|[=>()][AB0]?)|[\r\x07]")
PROMPTS = {
    "words": "Enter sends",
    "card": "Enter: right",
    "doubt": "y: yes   n: no",
    "conflict": "1: it holds   2",
    "sign_off": "s: sign   a number",
    "closing": "q: leave",
    "reason": "Why does it not apply",
    "name": "The pilot's name",
}
"""What the hint above the line tells of the question."""


class Terminal:
    """The command `gatewise interview ...` in a terminal of 110 columns; `variables` are set in its environment."""

    def __init__(self, data_dir: Path, *arguments: str, **variables: str) -> None:
        env = (
            os.environ
            | variables
            | {
                "GATEWISE_DATA_DIR": str(data_dir),
                "PROMPT_TOOLKIT_NO_CPR": "1",  # pexpect does not answer where the cursor is
                "TERM": "xterm-256color",
                "PYTHONWARNINGS": "default",
            }
        )
        command = str(Path(sys.executable).with_name("gatewise"))
        self._child = pexpect.spawn(
            command, ["interview", *arguments], env=env, encoding="utf-8", dimensions=(60, 110), timeout=60
        )
        self.transcript = ""
        self.at = ""
        self.shown = ""

    def wait(self) -> str:
        """Waits for the next prompt; `at` says of what kind it is, `shown` what came before it."""
        names = list(PROMPTS)
        index = self._child.expect([*(re.escape(p) + r".*?› " for p in PROMPTS.values()), pexpect.EOF])
        self.shown = ESCAPES.sub("", self._child.before or "")
        self.transcript += self.shown
        self.at = names[index] if index < len(names) else "end"
        return self.at

    def type(self, text: str) -> str:
        """Types a line and Enter, and waits for what comes of it."""
        self._child.send(text + "\r")
        return self.wait()

    def watch(self, text: str, *, seen: str) -> str:
        """Types a line and Enter, and waits until something of what comes of it is seen; what stands there by then."""
        self._child.send(text + "\r")
        self._child.expect(re.escape(seen))
        stands = ESCAPES.sub("", (self._child.before or "") + seen)
        self.transcript += stands
        return stands

    def press(self, key: str) -> str:
        """Presses one key, with no Enter."""
        self._child.send(key)
        return self.wait()

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._child.sendintr()

    def end(self) -> int:
        """Waits for the command's end; its exit code."""
        self._child.expect(pexpect.EOF)
        self.transcript += ESCAPES.sub("", self._child.before or "")
        self._child.close()
        return int(self._child.exitstatus if self._child.exitstatus is not None else -1)
