"""Has labelled items read by the built-in reader or by Claude, by the rules that money asks for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from app.assessors.claude import ClaudeAssessor
from app.bootstrap import build_claude, build_local
from app.domain.records import ModelCall, Stamp
from app.errors import InputRefused, ServiceError
from app.settings import Settings
from evals import comparing
from evals.comparing import RESULTS, Comparison, Kept, Labels, Parts
from evals.costing import Cost, estimate, spent
from evals.labelled import DATASETS, Item
from evals.metrics import quantile
from evals.readings import NotRead, Outcome, Read, ReadingsFile, fingerprint, read

AT_ONCE = 6
"""Replies that Claude reads side by side."""

T = TypeVar("T", bound=Item)


@dataclass(frozen=True)
class Job:
    """What is to be measured.

    Attributes:
        limit: How many items at most; the first ones, which are by many authors.
        output: Where each reading is added as a line. Claude's go into the data directory if it is not given.
        keep: Whether later runs are to be compared with this one.
        baselines: Whether the baselines are measured beside it.
        folder: Where the labelled data is.
        results: Where runs are kept.
    """

    part: str = "dev"
    assessor: Literal["local", "claude"] = "local"
    limit: int | None = None
    output: Path | None = None
    keep: bool = False
    baselines: bool = True
    folder: Path = DATASETS
    results: Path = RESULTS
    settings: Settings = field(default_factory=Settings)


def no_agreement(plan: str) -> None:
    """Agrees to nothing that costs money."""
    raise InputRefused(f"{plan} It costs money, and nobody has agreed to it")


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Measured(Generic[T]):
    """Items with how they were read.

    Attributes:
        items: Those that were read, now or earlier.
        reads: In the same order.
        wanted: How many were to be read.
        failed: Those that could not be read now.
        stopped: Why it ended before all were tried; "" if it did not.
        paid: What this run took of a service.
        paid_in_all: What all readings took that there are, earlier runs and failures counted in.
        seconds: How long this run read.
        file: Where the readings stand, if anywhere.
    """

    job: Job
    suite: str
    items: tuple[T, ...]
    reads: tuple[Read, ...]
    wanted: int
    failed: tuple[NotRead, ...]
    stopped: str
    paid: Cost
    paid_in_all: Cost
    seconds: float
    file: Path | None

    @property
    def stamp(self) -> Stamp:
        """Who read."""
        return self.reads[0].stamp

    @property
    def each(self) -> tuple[float, float]:
        """Seconds a reply: the median, and what 95 of 100 stay below."""
        seconds = [r.seconds for r in self.reads]
        return quantile(seconds, 0.5), quantile(seconds, 0.95)

    @property
    def unread(self) -> str:
        """Which are missing and why, in a sentence; "" where none is."""
        missing = self.wanted - len(self.reads)
        if not missing:
            return ""
        why = self.stopped or self.failed[-1].failed
        return f"{missing} of {self.wanted} could not be read ({why}); the same command goes on with them."

    def compared(self, read: Labels, truth: Labels, groups: dict[str, Parts], what: str) -> Comparison | None:
        """This run beside the one that is kept, if one is."""
        kept = comparing.load_kept(self._kept)
        return comparing.compare(kept, read, truth, groups, what) if kept else None

    def keep(self, read: Labels, figures: dict[str, Any]) -> None:
        """Keeps this run; InputRefused where it is not one over a whole part."""
        if self.job.limit or self.stopped:
            why = "it was limited" if self.job.limit else "it did not come to its end"
            raise InputRefused(f"{self._kept}: only a run over a whole part is kept, and of this one {why}")
        of_items = {item: tuple(parts) for item, parts in read.items()}
        comparing.keep(self._kept, Kept(at=datetime.now(UTC), stamp=self.stamp, figures=figures, read=of_items))

    @property
    def _kept(self) -> Path:
        return self.job.results / f"{self.suite}-{self.job.assessor}-{self.job.part}.json"

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        median, p95 = self.each
        return {
            "suite": self.suite,
            "part": self.job.part,
            "assessor": self.stamp.model_dump(),
            "wanted": self.wanted,
            "read": len(self.reads),
            "unread": self.unread,
            "seconds": {"median": median, "p95": p95, "run": self.seconds},
            "cost": {"run": _cost(self.paid), "all": _cost(self.paid_in_all)},
            "readings": str(self.file) if self.file else None,
        }

    def lines(self) -> list[str]:
        """Time, money and what is missing, in text."""
        median, p95 = self.each
        found = [f"Time a reply: {1000 * median:.0f} ms at the median, {1000 * p95:.0f} ms for 95 of 100."]
        if self.job.assessor == "claude":
            found += [f"This run, {self.seconds:.0f} s: {self.paid}.", f"All of these readings: {self.paid_in_all}."]
        if self.file:
            found.append(f"The readings are in {self.file}")
        return [*found, *([self.unread] if self.unread else [])]


def measure(
    suite: Literal["reading", "intents"],
    job: Job,
    items: Sequence[T],
    agree: Callable[[str], None] = no_agreement,
    told: Callable[[int, int], None] = no_progress,
) -> Measured[T]:
    """Has items read.

    Args:
        suite: Whose items they are.
        job: How.
        items: A whole part.
        agree: Is told what it will cost; raises where nobody agrees.
        told: Is told how many of how many are read.

    Raises:
        InputRefused: No call may go out, nobody agrees to the cost, or the file of readings is none.
        ServiceError: Nothing could be read at all.
    """
    wanted = items[: job.limit] if job.limit else items
    claude = job.assessor == "claude"
    path = job.output
    if claude and not path:
        path = job.settings.data_dir / "evals" / f"{suite}-claude-{job.part}.jsonl"
    file = ReadingsFile(path) if path else None
    begun = time.perf_counter()
    reading = _claude(job, wanted, file, agree, told) if claude and file else _local(wanted, file, told)
    there, outcome, before = asyncio.run(reading)
    seconds = time.perf_counter() - begun
    reads = there | {r.id: r for r in outcome.read}
    if wanted and not reads:
        raise ServiceError(f"nothing could be read: {outcome.stopped or outcome.failed[-1].failed}")
    now = [call for calls in (*(r.calls for r in outcome.read), *(f.calls for f in outcome.failed)) for call in calls]
    found = [item for item in wanted if item.id in reads]
    return Measured(
        job=job,
        suite=suite,
        items=tuple(found),
        reads=tuple(reads[item.id] for item in found),
        wanted=len(wanted),
        failed=tuple(outcome.failed),
        stopped=outcome.stopped,
        paid=spent(now),
        paid_in_all=spent([*before, *now]),
        seconds=seconds,
        file=path,
    )


Run = tuple[dict[str, Read], Outcome, list[ModelCall]]
"""What was read earlier, what came of this run, and what was paid earlier."""


async def _local(items: Sequence[Item], file: ReadingsFile | None, told: Callable[[int, int], None]) -> Run:
    outcome = await read(build_local(), items, file.add if file else lambda _: None, told)
    return {}, outcome, []


async def _claude(
    job: Job,
    items: Sequence[Item],
    file: ReadingsFile,
    agree: Callable[[str], None],
    told: Callable[[int, int], None],
) -> Run:
    """Reads what the file does not have, once somebody agrees to what that costs."""
    assessor = build_claude(job.settings)
    try:
        wanted = {(item.id, fingerprint(assessor, item.reply)): item for item in items}
        lines = [line for line in file.lines() if (line.id, line.request) in wanted]
        who = (assessor.stamp.model, assessor.stamp.version)
        there = {r.id: r for r in lines if isinstance(r, Read) and (r.stamp.model, r.stamp.version) == who}
        before = [call for line in lines for call in line.calls if call.model == assessor.reading_model]
        missing = [item for item in items if item.id not in there]
        if not missing:
            return there, Outcome(), before
        await assessor.prepare()
        agree(_plan(assessor, missing, len(there)))
        return there, await read(assessor, missing, file.add, told, AT_ONCE), before
    finally:
        await assessor.aclose()


def _plan(assessor: ClaudeAssessor, missing: Sequence[Item], there: int) -> str:
    done = f" ({there} are read already)" if there else ""
    roughly = estimate(assessor, missing)
    return (
        f"{len(missing)} replies are to be read by {assessor.reading_model}{done}. Roughly {roughly}, by the prices of"
        f" {assessor.client.prices.date}."
    )


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "calls": cost.calls,
        "prompt_tokens": cost.tokens,
        "cache_written": cost.written,
        "cache_read": cost.cached,
        "output_tokens": cost.output,
        "dollars": cost.dollars,
    }
