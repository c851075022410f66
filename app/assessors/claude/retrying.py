"""The one place where a call is tried again: within a budget, and only where the service did not serve it.

The SDK's own retries are off. An answer that was received, however useless, is never asked for again, and neither is
one whose request may have arrived: what was read is what is paid for.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from app.assessors.failure import Failed, Trouble

T = TypeVar("T")

TRIES = 3
BACKOFF = 0.5
"""Seconds before the second try where the service names none; twice that before the third."""


async def retried(attempt: Callable[[], Awaitable[T]], deadline: float) -> T:
    """What an attempt gives, after as many tries as there is time for.

    Args:
        attempt: Makes one.
        deadline: When time is up, by the event loop's clock.

    Raises:
        Failed: None of them came to anything, or time is up.
    """
    tries = 0
    while True:
        tries += 1
        try:
            async with asyncio.timeout_at(deadline):
                return await attempt()
        except TimeoutError as error:
            raise _slow() from error
        except Failed as failed:
            await _pause(failed, tries, deadline)


async def retried_stream(attempt: Callable[[], AsyncIterator[T]], patience: float) -> AsyncIterator[T]:
    """The same for a stream; once something of it has come, it is not tried again.

    The budget is on the waiting for the service alone: what the reader does between two parts does not count.
    """
    loop = asyncio.get_running_loop()
    left, tries = patience, 0
    while True:
        tries += 1
        started = False
        began = loop.time()
        try:
            parts = attempt()
            async with aclosing(parts):  # type: ignore[type-var]  # a generator, as all of ours are
                while True:
                    began = loop.time()
                    try:
                        async with asyncio.timeout(left):
                            part = await anext(parts)
                    except StopAsyncIteration:
                        return
                    left -= loop.time() - began
                    started = True
                    yield part
        except TimeoutError as error:
            raise _slow() from error
        except Failed as failed:
            if started:
                raise
            left -= loop.time() - began
            before = loop.time()
            await _pause(failed, tries, before + left)
            left -= loop.time() - before


async def _pause(failed: Failed, tries: int, deadline: float) -> None:
    """Waits before the next try; raises what failed where there is none."""
    wait = failed.after if failed.after is not None else BACKOFF * 2 ** (tries - 1) * random.uniform(0.75, 1)  # noqa: S311
    if not failed.again or tries >= TRIES or asyncio.get_running_loop().time() + wait >= deadline:
        raise failed
    await asyncio.sleep(wait)


def _slow() -> Failed:
    return Failed(Trouble.SLOW, "the service did not answer in time")
