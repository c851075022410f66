"""Prose as it comes, broken between words."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text


class Prose:
    """Shows a text that comes in stretches; a word or a gap that may go on in the next one waits for it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._column = 0
        self._begun = ""

    def add(self, stretch: str) -> None:
        """Shows as much as is sure to be whole words."""
        text = self._begun + stretch
        last = re.search(r"\s+\Z|\S+\Z", text)
        self._begun = last[0] if last else ""
        self._show(text.removesuffix(self._begun))

    def end(self) -> None:
        """Shows the rest, and ends the line."""
        self._show(self._begun.rstrip())
        self._begun = ""
        self._break(1 if self._column else 0)

    def _show(self, text: str) -> None:
        for part in re.findall(r"\s*\n\s*|\S+", text):
            if part.isspace():
                self._break(min(part.count("\n"), 2))
                continue
            if self._column and self._column + cell_len(part) >= self._console.width:
                self._break(1)
            self._console.print(Text(part), end=" ")
            self._column += cell_len(part) + 1

    def _break(self, lines: int) -> None:
        """Ends the line; a second line end leaves one empty."""
        self._console.print("\n" * lines, end="")
        self._column = 0
