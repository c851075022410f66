"""A run beside the last one that was kept: what moved, and whether by more than noise."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from app import files
from app.domain.records import Stamp
from app.errors import InputRefused
from evals.metrics import mcnemar

RESULTS = Path(__file__).parent / "results"
NOISE = 0.05
"""What is likelier than this by chance alone is noise; for a group after Holm's correction for how many there are."""

Labels = Mapping[str, Sequence[str]]
"""For every item what its parts are labelled or read as, in order."""
Parts = Collection[tuple[str, int]]
"""Items' ids with the number of a part."""


class Kept(BaseModel):
    """A run that others are compared with.

    Attributes:
        figures: As they were then; what is compared is `read`.
        read: For every item what its parts were read as.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    stamp: Stamp
    figures: dict[str, Any]
    read: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Moved:
    """How a group of parts moved.

    Attributes:
        better: Were wrong, and are right.
        worse: Were right, and are wrong.
    """

    group: str
    parts: int
    better: int
    worse: int

    @property
    def p(self) -> float:
        """How likely such a difference is by chance, by McNemar's exact test."""
        return mcnemar(self.better, self.worse)

    def __str__(self) -> str:
        return f"{self.group}: of {self.parts}, {self.better} got right and {self.worse} wrong (p = {self.p:.2g})"

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"group": self.group, "parts": self.parts, "better": self.better, "worse": self.worse, "p": self.p}


@dataclass(frozen=True)
class Comparison:
    """A run beside a kept one.

    Attributes:
        items: How many both have.
        whole: Over all of them.
        groups: Those that moved by more than noise.
    """

    at: datetime
    stamp: Stamp
    items: int
    whole: Moved
    groups: tuple[Moved, ...]

    def lines(self) -> list[str]:
        """In text."""
        if not self.items:
            return [f"The run kept on {self.at:%Y-%m-%d} has nothing in common with this one."]
        found = [
            f"Beside the run kept on {self.at:%Y-%m-%d} ({called(self.stamp)}), {self.items} in common:",
            f"  {self.whole}: {'more' if self.whole.p < NOISE else 'no more'} than noise",
        ]
        if self.groups:
            found.append("By themselves these moved by more than noise:")
        return [*found, *(f"  {moved}" for moved in self.groups)]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "at": self.at.isoformat(),
            "stamp": self.stamp.model_dump(),
            "items": self.items,
            "whole": self.whole.plain(),
            "groups": [moved.plain() for moved in self.groups],
        }


def called(stamp: Stamp) -> str:
    """Who reads, in a line."""
    prompt = f", prompt {stamp.prompt} {stamp.prompt_version} ({stamp.prompt_hash})" if stamp.prompt else ""
    return f"{stamp.assessor} {stamp.version}, {stamp.model}{prompt}"


def load_kept(path: Path) -> Kept | None:
    """The run that a file keeps; None where there is no file.

    Raises:
        InputRefused: It is not such a file.
    """
    if not path.exists():
        return None
    try:
        return Kept.model_validate_json(files.read(path))
    except ValidationError as error:
        raise InputRefused(f"{path}: is no run that was kept; remove it, or keep a new one in its place") from error


def keep(path: Path, kept: Kept) -> None:
    """Writes a run, an item on a line, so that two of them can be compared by eye."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = kept.model_dump_json(exclude={"read"}, indent=1).removesuffix("\n}")
    rows = ",\n".join(f"  {json.dumps(item)}: {json.dumps(parts)}" for item, parts in kept.read.items())
    files.write(path, f'{head},\n "read": {{\n{rows}\n }}\n}}\n'.encode())


def compare(kept: Kept, read: Labels, truth: Labels, groups: Mapping[str, Parts], what: str) -> Comparison:
    """What moved between a kept run and this one.

    Args:
        kept: The earlier run.
        read: What this one reads.
        truth: How it is.
        groups: What is looked at by itself.
        what: The parts are called in text.
    """
    both = [item for item in read if len(kept.read.get(item, ())) == len(truth[item])]
    turned = {
        (item, n): (after == true) - (before == true)
        for item in both
        for n, (before, after, true) in enumerate(zip(kept.read[item], read[item], truth[item], strict=True))
    }

    def moved(name: str, parts: Parts) -> Moved:
        turns = [turned[part] for part in parts if part in turned]
        return Moved(name, len(turns), turns.count(1), turns.count(-1))

    every = [moved(name, parts) for name, parts in groups.items()]
    return Comparison(kept.at, kept.stamp, len(both), moved(f"all {what}", turned), tuple(_beyond_noise(every)))


def _beyond_noise(every: Sequence[Moved]) -> list[Moved]:
    """Holm's step-down: the surest first, until one is not."""
    found = []
    for n, moved in enumerate(sorted(every, key=lambda m: (m.p, m.group))):
        if moved.p * (len(every) - n) >= NOISE:
            break
        found.append(moved)
    return found
