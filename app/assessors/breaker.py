"""A circuit breaker: what fails again and again is left alone for a while, and then tried with care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

FAILURES = 3
"""In a row, after which it opens."""
REST = 60.0
"""Seconds until it lets one through again."""


@dataclass
class Breaker:
    """Says whether a call may be made; told how each went.

    Attributes:
        now: Tells the time, in seconds.
    """

    failures: int = FAILURES
    rest: float = REST
    now: Callable[[], float] = monotonic
    _failed: int = 0
    _until: float | None = None
    _trying: bool = False

    def allows(self) -> bool:
        """Whether a call may be made; of those that ask while it is half open, the first one alone."""
        if self._until is None:
            return True
        if self._trying or self.now() < self._until:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """A call went well."""
        self._failed, self._until, self._trying = 0, None, False

    def failed(self) -> None:
        """A call did not."""
        self._failed += 1
        if self._trying or self._failed >= self.failures:
            self._until, self._trying = self.now() + self.rest, False

    def given_up(self) -> None:
        """A call was broken off by whoever made it, and says nothing."""
        self._trying = False
