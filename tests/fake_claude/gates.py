"""Holds a stream back, so that a test sees what stands there before the rest was sent."""

from __future__ import annotations

import threading


class Gate:
    """A gate in every streamed text: after its first part nothing more is sent until the test opens it.

    It stands open until it is closed, and holds nothing that is not streamed.

    One part, because the page shows the first at once and what comes right after it some moments later.
    """

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._opened.set()

    def close(self) -> None:
        """The next stream stops at it."""
        self._opened.clear()

    def open(self) -> None:
        """What waits goes on."""
        self._opened.set()

    def pass_through(self, part: int) -> None:
        """Waits, before the part of this number is sent, as long as it has to."""
        if part == 1:
            self._opened.wait()
