"""How sure a reading has to be to count unasked; chosen on replies of people that the model had not read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.records import Status

_FILE = Path(__file__).parent / "files" / "thresholds.json"


@dataclass(frozen=True)
class Thresholds:
    """The probabilities from which on a status counts without a person's look.

    Attributes:
        statuses: By status, for every element that has none of its own.
        elements: By element and status, for those that are harder than others.
        intent: From which on an intent is taken as it is.
    """

    statuses: Mapping[Status, float]
    elements: Mapping[str, Mapping[Status, float]]
    intent: float

    def of(self, element: str, status: Status) -> float:
        """From which probability on a status of an element counts."""
        return self.elements.get(element, {}).get(status, self.statuses[status])


def load() -> Thresholds:
    """Those that ship, as `evals/training` chose them."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))

    def by_status(given: Mapping[str, float]) -> dict[Status, float]:
        return {Status(name): value for name, value in given.items()}

    return Thresholds(
        by_status(content["statuses"]),
        {element: by_status(given) for element, given in content["elements"].items()},
        content["intent"],
    )
