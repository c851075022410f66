"""An assessment: records pinned to a framework, what they come to, and what may be added to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from app.domain.admission import admit, why_not_set_aside
from app.domain.framework import Criterion, Framework
from app.domain.records import (
    Action,
    Naming,
    Profile,
    Record,
    SignOff,
    Statement,
    Track,
)
from app.domain.standing import ElementStanding, parts_of, stand
from app.domain.verdict import Band, Outcome, Robustness, Verdict, band, robustness


@dataclass(frozen=True)
class Assessment:
    """The records of one pilot, in order of arrival, and everything that follows from them.

    Attributes:
        id: Chosen once, at random, by whoever opens the assessment.
        pilot: The pilot's name as it was opened; `name` is the one that it has now.
        framework: The framework as it was when the assessment was opened.
        opened_at: When that was, UTC.
    """

    id: str
    pilot: str
    framework: Framework
    opened_at: datetime
    records: tuple[Record, ...] = ()

    def adding(self, records: Iterable[Record]) -> Assessment:
        """This assessment with more records; those it has already are left out.

        Raises:
            RecordRefused: A record breaks a rule; it says which, and nothing is added.
        """
        grown = self
        for record in records:
            if record.id in grown.by_id:
                continue
            admit(grown, record)
            grown = grown._with(record)
        return grown

    def _with(self, record: Record) -> Assessment:
        grown = replace(self, records=(*self.records, record))
        if not isinstance(record, Statement):
            grown._take_over(self)
        return grown

    def _take_over(self, other: Assessment) -> None:
        """Takes over what follows from the statements alone, which are the same."""
        self.__dict__.update({name: other.__dict__[name] for name in _OF_STATEMENTS if name in other.__dict__})

    def before(self, record_id: str) -> Assessment:
        """This assessment as it was before a record came."""
        at = next(i for i, r in enumerate(self.records) if r.id == record_id)
        earlier = replace(self, records=self.records[:at])
        if not any(isinstance(r, Statement) for r in self.records[at:]):
            earlier._take_over(self)
        return earlier

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """The records by their ids."""
        return {r.id: r for r in self.records}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The records that say something of elements."""
        return tuple(r for r in self.records if isinstance(r, Statement))

    @cached_property
    def standings(self) -> Mapping[str, ElementStanding]:
        """Where every element stands."""
        return stand(self.framework, self.statements)

    @cached_property
    def band(self) -> Band:
        """The outcome now, at worst and at best."""
        return band(self.framework, self.standings)

    def heard(self, criterion: Criterion) -> bool:
        """Whether anything has been settled of a criterion."""
        return any(self.standings[e.id].settled for e in criterion.elements)

    @property
    def now(self) -> Outcome:
        """The outcome of what is accepted; a first impression until every gate is signed."""
        return self.band.now

    @property
    def verdict(self) -> Verdict:
        """The verdict: in progress until every gate is signed off."""
        if not all(self.signed(g.id) for g in self.framework.gates):
            return Verdict.IN_PROGRESS
        return self.now.verdict

    @cached_property
    def robustness(self) -> Robustness | None:
        """How few findings carry the verdict; None where no fall of a finding lowers it."""
        return robustness(self.framework, self.standings)

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        touching: dict[str, list[str]] = {g.id: [] for g in self.framework.gates}
        for statement in self.statements:
            touching[self.framework.gate_of(parts_of(self.framework, statement)[0]).id].append(statement.id)
        digests = {}
        for result in self.now.gates:
            derived = [f"{c}={r}" for c, r in result.ratings.items()] + [f"passed={result.passed}"]
            text = "\n".join([self.framework.hash, *sorted(touching[result.gate]), *derived])
            digests[result.gate] = hashlib.sha256(text.encode()).hexdigest()
        return digests

    def digest(self, gate: str) -> str:
        """The digest of a gate's records and derived result; a sign-off holds for as long as it stays."""
        return self._digests[gate]

    @cached_property
    def _sign_offs(self) -> Mapping[str, SignOff]:
        return {r.gate: r for r in self.records if isinstance(r, SignOff) and r.digest == self.digest(r.gate)}

    def signed(self, gate: str) -> SignOff | None:
        """The sign-off that holds for a gate, if one does."""
        return self._sign_offs.get(gate)

    def was_signed(self, gate: str) -> bool:
        """Whether the gate was signed at some time, though something may have changed since."""
        return any(isinstance(r, SignOff) and r.gate == gate for r in self.records)

    @cached_property
    def name(self) -> str:
        """What the pilot is called."""
        return next((r.pilot for r in reversed(self.records) if isinstance(r, Naming)), self.pilot)

    @cached_property
    def description(self) -> str:
        """What the pilot is, in its people's words."""
        return next((r.description for r in reversed(self.records) if isinstance(r, Profile) and r.description), "")

    @cached_property
    def track(self) -> Track:
        """Which interview is under way."""
        return next((r.track for r in reversed(self.records) if isinstance(r, Profile) and r.track), Track.FULL)

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """The action that counts for each criterion that has one."""
        return {r.criterion: r for r in sorted(
            (r for r in self.records if isinstance(r, Action)), key=lambda r: (r.at, r.id))}  # fmt: skip

    def why_not_set_aside(self, part: str, reason: str) -> str | None:
        """Why an element or a criterion cannot be set aside for this reason, in a sentence; None if it can."""
        return why_not_set_aside(self, part, reason)


_OF_STATEMENTS = ("statements", "standings", "band", "robustness", "_digests")
"""What an assessment has worked out from its statements alone."""
