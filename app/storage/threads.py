"""Work for a thread that is not cut off half-way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def in_a_thread(method: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Makes a blocking method one to await, which runs beside the event loop, and to its end.

    A browser that goes away cancels its turn wherever that is. The thread cannot be stopped; so the caller
    waits for it, and whatever comes next, such as the next turn, finds it done.
    """

    @wraps(method)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        work = asyncio.ensure_future(asyncio.to_thread(method, *args, **kwargs))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            while not work.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([work])
            if not work.cancelled():
                work.exception()  # looked at, or asyncio complains that nobody did
            raise

    return whole
