"""Slows down whoever guesses passwords."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from app.ports import Clock

WINDOW = timedelta(minutes=5)
TRIES_OF_NAME = 5
TRIES_OF_PEER = 100
"""More than for a name: a whole workshop may sit behind one address."""
REMEMBERED = 10_000
"""Names and peers at most; the one tried longest ago is forgotten first."""


class Throttle:
    """Counts the tries to log in of the last minutes, in memory: for each name, and for each peer.

    A try counts as failed until it has succeeded, so that many at once get no further than one after another.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def begin(self, name: str, peer: str) -> timedelta | None:
        """Begins a try.

        Returns:
            How long to wait where there were too many; the try does not count then, and may not be made.
        """
        now = self._clock.now()
        of_name, of_peer = self._of("name", name, now), self._of("peer", peer, now)
        if len(of_name) >= TRIES_OF_NAME:
            return of_name[-TRIES_OF_NAME] + WINDOW - now
        if len(of_peer) >= TRIES_OF_PEER:
            return of_peer[-TRIES_OF_PEER] + WINDOW - now
        of_name.append(now)
        of_peer.append(now)
        return None

    def succeeded(self, name: str, peer: str) -> None:
        """The try begun last was right. The peer's other tries stay: they may have been on other names."""
        self._tries.pop(("name", name), None)
        of_peer = self._tries.get(("peer", peer))
        if of_peer:
            of_peer.pop()

    def __len__(self) -> int:
        """How many names and peers are remembered."""
        return len(self._tries)

    def _of(self, kind: str, value: str, now: datetime) -> deque[datetime]:
        tries = self._tries.setdefault((kind, value), deque())
        self._tries.move_to_end((kind, value))
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)
        return tries
