"""Asking for a line: with an editor of its own on a terminal, plainly where input is piped in."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style
from rich.console import Console
from rich.text import Text

STYLE = Style.from_dict({"prompt": "bold ansicyan"})


class Lines(Protocol):
    """Where lines come from."""

    async def ask(self, hint: str, *, digits: bool = False, default: str = "") -> str:
        """The next line that is typed.

        Args:
            hint: What can be typed here.
            digits: Whether a digit on an empty line counts at once, without Enter.
            default: What stands on the line already.

        Raises:
            EOFError: There is no more to come.
        """
        ...


class Editor:
    """A line editor. The terminal's own cuts a line at 4,096 characters; this one takes a pasted page."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._session = PromptSession[str](style=STYLE)

    async def ask(self, hint: str, *, digits: bool = False, default: str = "") -> str:
        """The next line; KeyboardInterrupt counts as the end of input."""
        keys = KeyBindings()
        if digits:
            empty = Condition(lambda: not self._session.default_buffer.text)
            for digit in "123456789":
                keys.add(digit, filter=empty)(_at_once)
        _tell(self._console, hint)
        prompt = FormattedText([("class:prompt", "› ")])
        try:
            line: str = await self._session.prompt_async(prompt, key_bindings=keys, default=default)
        except KeyboardInterrupt as error:
            raise EOFError from error
        return line


def _at_once(event: KeyPressEvent) -> None:
    event.app.exit(result=event.data)


class Piped:
    """Lines from standard input where that, or standard output, is no terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def ask(self, hint: str, *, digits: bool = False, default: str = "") -> str:
        """The next line of standard input; an empty one is the default."""
        _tell(self._console, hint)
        line = await _beside(sys.stdin.readline)
        if not line:
            raise EOFError
        return line.rstrip("\n") or default


async def _beside(read: Callable[[], str]) -> str:
    """Reads in a thread that nobody waits for at the end: on Ctrl-C, the line may never come."""
    loop = asyncio.get_running_loop()
    coming: asyncio.Future[str] = loop.create_future()

    def arrive(line: str) -> None:
        if not coming.done():
            coming.set_result(line)

    threading.Thread(target=lambda: loop.call_soon_threadsafe(arrive, read()), daemon=True).start()
    return await coming


def lines(console: Console) -> Lines:
    """An editor on a terminal; plain lines otherwise."""
    return Editor(console) if sys.stdin.isatty() and sys.stdout.isatty() else Piped(console)


def _tell(console: Console, hint: str) -> None:
    """Says what can be typed: above the line, for a bar at the foot does not show on every terminal."""
    console.print(Text(hint, style="bright_black"))
