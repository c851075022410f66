"""An assessment: records pinned to a framework, what they come to, and what may be added to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from app.domain.framework import Framework, Proof
from app.domain.quotes import locate
from app.domain.records import (
    Action,
    Attachment,
    Basis,
    Change,
    Choice,
    Finding,
    Grade,
    Note,
    Park,
    Profile,
    Question,
    Reading,
    Record,
    Reply,
    Resolution,
    SetAside,
    SignOff,
    SourceKind,
    Statement,
    Status,
    Track,
)
from app.domain.standing import ElementStanding, parts_of, stand
from app.domain.verdict import Band, Outcome, Robustness, Verdict, band, robustness
from app.errors import RecordRefused


@dataclass(frozen=True)
class Assessment:
    """The records of one pilot, in order of arrival, and everything that follows from them.

    Attributes:
        id: Chosen once, at random, by whoever opens the assessment.
        pilot: The pilot's name.
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
            _admit(grown, record)
            grown = replace(grown, records=(*grown.records, record))
        return grown

    def until(self, record_id: str) -> Assessment:
        """This assessment as it was before a record came."""
        at = next(i for i, r in enumerate(self.records) if r.id == record_id)
        return replace(self, records=self.records[:at])

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

    def why_not_set_aside(self, change: Change) -> str | None:
        """Why an element cannot be set aside, in a sentence; None if it can."""
        return (
            _why_not_set_aside(self, change.element, change.reason) if change.choice is Choice.NOT_APPLICABLE else None
        )


def _admit(assessment: Assessment, record: Record) -> None:
    """Refuses a record that breaks a rule."""
    match record:
        case Finding():
            _admit_revision(assessment, record)
            _admit_finding(assessment, record)
        case SetAside():
            _admit_revision(assessment, record)
            if problem := _why_not_set_aside(assessment, record.part, record.reason):
                raise RecordRefused(problem)
        case Resolution():
            _admit_revision(assessment, record)
            _known(assessment.framework.has_element(record.element), "resolution", "element", record.element)
        case SignOff():
            _known(record.gate in {g.id for g in assessment.framework.gates}, "sign-off", "gate", record.gate)
            if record.digest != assessment.digest(record.gate):
                raise RecordRefused(
                    f"sign-off of gate {record.gate}: the gate has changed since it was shown;"
                    " look at it again and sign then"
                )
        case Question():
            parts = {e.id for e in assessment.framework.elements}
            for element in record.elements:
                _known(element in parts, "question", "element", element)
        case Reply():
            _known(
                isinstance(assessment.by_id.get(record.question), Question),
                "reply",
                "question",
                record.question,
            )
        case Reading():
            _known(isinstance(assessment.by_id.get(record.reply), Reply), "reading", "reply", record.reply)
        case Action():
            _known(
                record.criterion in {c.id for c in assessment.framework.criteria},
                "action",
                "criterion",
                record.criterion,
            )
        case Note() | Park():
            _known(
                record.part is None or _is_part(assessment.framework, record.part),
                record.kind,
                "part",
                str(record.part),
            )
        case Profile() | Attachment():
            pass


def _known(condition: bool, what: str, kind: str, value: str) -> None:
    if not condition:
        raise RecordRefused(f"{what}: there is no {kind} {value!r} in this assessment")


def _is_part(framework: Framework, part: str) -> bool:
    try:
        return bool(framework.elements_of(part))
    except KeyError:
        return False


def _admit_revision(assessment: Assessment, statement: Statement) -> None:
    for old in statement.revises:
        _known(isinstance(assessment.by_id.get(old), Statement), "revision", "statement", old)


def _admit_finding(assessment: Assessment, finding: Finding) -> None:
    framework = assessment.framework
    _known(framework.has_element(finding.element), "finding", "element", finding.element)
    element = framework.element(finding.element)
    if finding.status is Status.EVIDENCED:
        unfit = {Basis.PLANNED, Basis.OTHER_SYSTEM} | ({Basis.PILOT} if element.proof is Proof.OPERATING else set())
        if finding.basis in unfit:
            raise RecordRefused(
                f"finding on {element.id}: {finding.basis} is no evidence for an element whose proof is {element.proof}"
            )
    source = assessment.by_id.get(finding.source.id)
    if finding.source.kind in (SourceKind.CLICK, SourceKind.VOTE):
        _known(isinstance(source, Reply), "finding", "click", finding.source.id)
        if finding.grade is not Grade.ASSERTED or finding.quote is not None:
            raise RecordRefused(
                f"finding on {element.id}: a {finding.source.kind} has no quote and is asserted, no more"
            )
        return
    if not isinstance(source, Reply | Attachment):
        raise RecordRefused(f"finding on {element.id}: its source {finding.source.id!r} is not in this assessment")
    if finding.quote is None:
        if finding.status is Status.UNKNOWN:
            return
        raise RecordRefused(f"finding on {element.id}: {finding.status} from a text needs the words that it rests on")
    if source.text[finding.quote.start : finding.quote.end] != finding.quote.text or not locate(
        finding.quote.text, source.text
    ):
        raise RecordRefused(
            f"finding on {element.id}: the quote {finding.quote.text[:80]!r} does not stand in its source at"
            f" {finding.quote.start} to {finding.quote.end}"
        )


def _why_not_set_aside(assessment: Assessment, part: str, reason: str) -> str | None:
    framework = assessment.framework
    if not _is_part(framework, part) or part in {g.id for g in framework.gates}:
        return f"set aside: there is no criterion or element {part!r} in this framework"
    if not reason.strip():
        return f"set aside {part}: a reason is needed"
    gate = framework.gate_of(part)
    criterion = framework.criterion_of(part)
    if criterion.id not in gate.must_meet:
        return None
    if part == criterion.id:
        return (
            f"“{criterion.title}” belongs to the pass criteria of the {gate.title} gate,"
            " so it can be set aside element by element only, and never whole"
        )
    others = [e for e in criterion.elements if e.id != part]
    if all(assessment.standings[e.id].set_aside for e in others):
        return (
            f"“{framework.element(part).label}” is all that is left of “{criterion.title}”, which belongs to the pass"
            f" criteria of the {gate.title} gate; at least one of its elements has to apply"
        )
    return None
