"""What an assessor made of labelled replies, and the file that keeps it, so that nothing is paid for twice."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app import files
from app.assessors.claude import ClaudeAssessor, replies
from app.assessors.failure import Failed, Trouble
from app.domain.records import Intent, ModelCall, Stamp, Status
from app.errors import InputRefused
from app.ports import Assessor, ToRead
from evals.labelled import Item

LASTING = (Trouble.KEY, Trouble.PAYMENT, Trouble.MODEL)
"""What does not pass: the run ends at once."""
PATIENCE = 5
"""After how many failures in a row it ends all the same."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadElement(_Line):
    """A reading of an element."""

    status: Status
    confidence: float
    quote: str
    needs_confirmation: bool


class Read(_Line):
    """A reply as it was read.

    Attributes:
        id: The item's.
        request: The fingerprint of what was sent; "" where nothing was.
        elements: Those that the assessor gave a reading of.
        seconds: How long it took.
    """

    id: str
    request: str
    stamp: Stamp
    intent: Intent
    clear: bool
    elements: dict[str, ReadElement]
    seconds: float
    calls: tuple[ModelCall, ...] = ()


class NotRead(_Line):
    """A reply that could not be read; kept for what it may have cost all the same."""

    id: str
    request: str
    failed: str
    calls: tuple[ModelCall, ...] = ()


_LINE: TypeAdapter[Read | NotRead] = TypeAdapter(Read | NotRead)


@dataclass(frozen=True)
class ReadingsFile:
    """A file of readings, a line of JSON each. Lines are added as they come, and never changed."""

    path: Path

    def lines(self) -> list[Read | NotRead]:
        """What is in it, nothing if it is not there; a last line that a break cut off does not count.

        Raises:
            InputRefused: A line is none of ours; names file and line.
        """
        if not self.path.exists():
            return []
        content = files.read(self.path)
        found = []
        for number, text in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), start=1):
            try:
                found.append(_LINE.validate_json(text))
            except ValidationError as error:
                raise InputRefused(f"{self.path}: line {number}: is no reading of a reply") from error
        return found

    def add(self, line: Read | NotRead) -> None:
        """Adds a line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as stream:
            if size := stream.tell():
                stream.seek(size - 1)
                if stream.read(1) != b"\n":  # a break cut the last line off
                    stream.seek(0)
                    stream.truncate(stream.read().rfind(b"\n") + 1)
            stream.write(line.model_dump_json().encode() + b"\n")


@dataclass
class Outcome:
    """What came of reading.

    Attributes:
        stopped: Why it ended before all were tried; "" if it did not.
    """

    read: list[Read] = field(default_factory=list)
    failed: list[NotRead] = field(default_factory=list)
    stopped: str = ""


def fingerprint(assessor: Assessor, reply: ToRead) -> str:
    """Of the whole request that Claude gets for a reply: prompt, framework, question and words; "" for others."""
    if not isinstance(assessor, ClaudeAssessor):
        return ""
    sent = replies.rendered(reply, assessor.redaction.mask())
    parts = (sent.prompt.hash, *sent.system, sent.context, sent.turn)
    return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


async def read(
    assessor: Assessor,
    items: Sequence[Item],
    keep: Callable[[Read | NotRead], None],
    told: Callable[[int, int], None],
    at_once: int = 1,
) -> Outcome:
    """Reads replies, several side by side; the first by itself, for it writes the cache that the others read.

    Args:
        assessor: Who reads.
        items: What.
        keep: Is given every line as soon as there is one.
        told: Is told how many of how many are done.
        at_once: How many side by side.
    """
    outcome, waiting, in_a_row = Outcome(), deque(items), 0

    async def one() -> None:
        nonlocal in_a_row
        item = waiting.popleft()
        line: Read | NotRead
        try:
            line = await _read(assessor, item)
            outcome.read.append(line)
            in_a_row = 0
        except Failed as failed:
            line = NotRead(
                id=item.id, request=fingerprint(assessor, item.reply), failed=str(failed), calls=failed.calls
            )  # fmt: skip
            outcome.failed.append(line)
            in_a_row += failed.trouble is not Trouble.DECLINED
            if failed.trouble in LASTING or in_a_row >= PATIENCE:
                outcome.stopped = outcome.stopped or str(failed)
        keep(line)
        told(len(outcome.read) + len(outcome.failed), len(items))

    async def work() -> None:
        while waiting and not outcome.stopped:
            await one()

    if waiting:
        await one()
    workers = [asyncio.create_task(work()) for _ in range(at_once)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
    return outcome


async def _read(assessor: Assessor, item: Item) -> Read:
    request, begun = fingerprint(assessor, item.reply), time.perf_counter()
    reading = await assessor.read_reply(item.reply)
    seconds = time.perf_counter() - begun
    return Read(
        id=item.id,
        request=request,
        stamp=reading.stamp,
        intent=reading.intent,
        clear=reading.clear,
        elements={
            r.element: ReadElement(
                status=r.status, confidence=r.confidence, quote=r.quote, needs_confirmation=r.needs_confirmation
            )
            for r in reading.readings
        },
        seconds=round(seconds, 6),
        calls=reading.calls,
    )
