"""An assessor with another one behind it: when the first fails, the turn goes on with the second."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from app.assessors.breaker import Breaker
from app.assessors.failure import Failed, Trouble
from app.domain.records import ModelCall, Stamp
from app.ports import Assessor, Gap, Perusal, Prose, ReplyReading, ToAnswer, ToRead, ToReadDocument, no_progress

log = logging.getLogger(__name__)

_WHY = {
    Trouble.UNREACHABLE: "Claude cannot be reached at the moment",
    Trouble.SLOW: "Claude takes too long at the moment",
    Trouble.BUSY: "Claude is overloaded at the moment",
    Trouble.KEY: "Claude does not accept this installation's key",
    Trouble.PAYMENT: "the account with Claude has run dry",
    Trouble.MODEL: "the model of Claude that is set is not there",
    Trouble.DECLINED: "Claude declined this one",
    Trouble.UNUSABLE: "Claude's answer was of no use",
}
NOTICE = "{why}, so the built-in reader goes on. Nothing of what you said is lost{until}."
UNTIL = ", and Claude is tried again as we go"
JOINT = " …\n\n(Here the connection to Claude broke off. What the framework and the guidance have on it:)\n\n"


@runtime_checkable
class Remote(Protocol):
    """What an assessor has to do besides, if it holds connections."""

    async def prepare(self) -> None:
        """Loads what the first call needs."""
        ...

    async def aclose(self) -> None:
        """Gives the connections back."""
        ...


@dataclass
class FallbackAssessor:
    """Asks the first assessor, and the second where the first fails.

    Attributes:
        first: May fail.
        second: Does not; what comes of it bears its stamp, and says instead of whom.
        breaker: Keeps a first one that is down from being waited for at every turn.
    """

    first: Assessor
    second: Assessor
    breaker: Breaker = field(default_factory=Breaker)

    def __post_init__(self) -> None:
        self.stamp = self.first.stamp

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        """What a reply says and wants, from whoever can tell."""
        failure: Exception | None = None
        if self.breaker.allows():
            with _watched(self.breaker) as watched:
                reading = await self.first.read_reply(reply)
                watched.done = True
            if watched.done:
                return reading
            failure = watched.failure
        reading = await self.second.read_reply(reply)
        return replace(reading, stamp=self._instead(reading.stamp), notice=_notice(failure), calls=_calls(failure))

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        """What a document says, from whoever can tell."""
        failure: Exception | None = None
        furthest = 0.0

        def onward(share: float) -> None:  # the second begins at the start, and the bar does not go back
            nonlocal furthest
            furthest = max(furthest, share)
            progress(furthest)

        if self.breaker.allows():
            with _watched(self.breaker) as watched:
                perusal = await self.first.read_document(document, progress=onward)
                watched.done = True
            if watched.done:
                return perusal
            failure = watched.failure
        perusal = await self.second.read_document(document, progress=onward)
        return replace(perusal, stamp=self._instead(perusal.stamp), notice=_notice(failure), calls=_calls(failure))

    async def explain_gap(self, *gaps: Gap) -> AsyncIterator[Prose]:
        """Why gaps matter and how to close them, from whoever can tell; from the second where it may cost nothing."""
        if all(gap.at_no_cost for gap in gaps):
            async for stretch in self.second.explain_gap(*gaps):
                yield replace(stretch, stamp=stretch.stamp or self.second.stamp)
            return
        async for stretch in self._told(lambda by, left: by.explain_gap(*(gaps[n] for n in left)), range(len(gaps))):
            yield stretch

    async def answer_question(self, question: ToAnswer) -> AsyncIterator[Prose]:
        """The answer to a person's question, from whoever can tell."""
        async for stretch in self._told(lambda by, _: by.answer_question(question), range(1)):
            yield stretch

    async def _told(
        self, tell: Callable[[Assessor, Sequence[int]], AsyncIterator[Prose]], gaps: Sequence[int]
    ) -> AsyncIterator[Prose]:
        """Prose from the first; where it breaks off, what was shown stands, and the second goes on after a joint.

        Args:
            tell: Has an assessor tell of the gaps of these numbers; an answer to a question counts as one.
            gaps: The numbers of all that there are.
        """
        failure: Exception | None = None
        begun, cited, at = False, tuple[str, ...](), gaps[0]
        if self.breaker.allows():
            with _watched(self.breaker) as watched:
                async with aclosing(tell(self.first, gaps)) as stream:  # type: ignore[type-var]  # a generator
                    async for stretch in stream:
                        begun = (begun and stretch.gap == at) or bool(stretch.text.strip())
                        cited, at = stretch.cites, stretch.gap
                        yield stretch
                watched.done = True
            if watched.done:
                return
            failure = watched.failure
        if begun:
            yield Prose(JOINT, gap=at)
        left = [n for n in gaps if n >= at]
        stretches = [replace(s, gap=left[s.gap]) async for s in tell(self.second, left)] or [Prose("", gap=at)]
        broken_off = [s for s in stretches if s.gap == at]
        stretches = [*_renumbered(broken_off, cited), *(s for s in stretches if s.gap != at)]
        # The first stretch tells who goes on, and all bear the stamp of who did.
        stretches[0] = replace(stretches[0], notice=_notice(failure))
        stretches[-1] = replace(stretches[-1], calls=_calls(failure))
        for stretch in stretches:
            yield replace(stretch, stamp=self._instead(stretch.stamp or self.second.stamp))

    def _instead(self, stamp: Stamp) -> Stamp:
        return stamp.model_copy(update={"instead_of": self.first.stamp.assessor})

    async def prepare(self) -> None:
        """Has the first one load what it needs, if it needs something; that it cannot is told at the first turn."""
        if isinstance(self.first, Remote):
            with suppress(Failed):
                await self.first.prepare()

    async def aclose(self) -> None:
        """Lets go of what the first one holds."""
        if isinstance(self.first, Remote):
            await self.first.aclose()


class _watched:  # noqa: N801 - used like a function
    """Takes in what the first assessor raises, and tells the breaker how it went."""

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker
        self.done = False
        self.failure: Exception | None = None

    def __enter__(self) -> _watched:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if error is None:
            self._breaker.succeeded()
            return False
        if not isinstance(error, Exception):  # the turn was broken off
            self._breaker.given_up()
            return False
        self.failure = error
        if isinstance(error, Failed):
            log.warning("the second assessor goes on: %s", error)
        else:
            log.error("the first assessor failed in a way that nobody thought of", exc_info=error)
        if isinstance(error, Failed) and error.trouble is Trouble.DECLINED:
            self._breaker.succeeded()  # it is there, and did not want to
        else:
            self._breaker.failed()
        return True


def _renumbered(stretches: list[Prose], cited: tuple[str, ...]) -> list[Prose]:
    """What goes on after something that cites pieces: its numbers count on from there."""
    own = stretches[-1].cites if stretches else ()
    order = list(dict.fromkeys((*cited, *own)))

    def number(mark: re.Match[str]) -> str:
        at = int(mark[1])
        return f"[{order.index(own[at - 1]) + 1}]" if 1 <= at <= len(own) else mark[0]

    return [replace(s, text=re.sub(r"\[(\d{1,3})\]", number, s.text)) for s in stretches] if cited else stretches


def _notice(failure: Exception | None) -> str:
    """What a person is told; without a failure the breaker is open, and it was told before."""
    trouble = failure.trouble if isinstance(failure, Failed) else Trouble.UNREACHABLE
    why = _WHY[trouble]
    lasting = trouble in (Trouble.KEY, Trouble.PAYMENT, Trouble.MODEL)
    return NOTICE.format(why=why[0].upper() + why[1:], until="" if lasting else UNTIL)


def _calls(failure: Exception | None) -> tuple[ModelCall, ...]:
    return failure.calls if isinstance(failure, Failed) else ()
