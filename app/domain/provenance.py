"""What a result rests on: how much was asked and settled, and who read it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.records import Explanation, Finding, Grade, Reading, SourceKind, Stamp, Statement, Status
from app.domain.transcript import asked


@dataclass(frozen=True)
class Coverage:
    """Counts over the whole framework.

    Attributes:
        elements: How many there are.
        asked: How many some question has asked for.
        settled: Of how many something is accepted, be it that nobody knows.
        confirmed: Of how many a person set or confirmed what is accepted by hand.
        evidenced: How many are evidenced.
        with_instance: How many of these with an instance; the others are claimed only.
        gates: How many there are.
        signed: How many are signed off as they stand.
    """

    elements: int
    asked: int
    settled: int
    confirmed: int
    evidenced: int
    with_instance: int
    gates: int
    signed: int


@dataclass(frozen=True)
class Reader:
    """An assessor in one version, and how much it read: replies, and the findings that came of them."""

    stamp: Stamp
    replies: int
    findings: int


def coverage(assessment: Assessment) -> Coverage:
    """How much of the framework was asked, settled, confirmed and signed."""
    standings = assessment.standings.values()
    return Coverage(
        elements=len(assessment.framework.elements),
        asked=len(asked(assessment)),
        settled=sum(s.settled for s in standings),
        confirmed=sum(any(by_hand(a) for a in s.accepted) for s in standings),
        evidenced=sum(s.status is Status.EVIDENCED for s in standings),
        with_instance=sum(s.grade is Grade.INSTANCE for s in standings),
        gates=len(assessment.framework.gates),
        signed=sum(assessment.signed(g.id) is not None for g in assessment.framework.gates),
    )


def by_hand(statement: Statement) -> bool:
    """Whether a person set or confirmed it, and did not only say something that was read so."""
    if isinstance(statement, Finding):
        return statement.source.kind is SourceKind.CLICK or statement.confirmed_by is not None
    return True


def readers(assessment: Assessment) -> tuple[Reader, ...]:
    """Every assessor whose reading is on record, by name and version."""
    replies = Counter(r.stamp for r in assessment.records if isinstance(r, Reading))
    findings = Counter(r.stamp for r in assessment.records if isinstance(r, Finding))
    stamps = sorted({*replies, *findings}, key=lambda s: tuple(s.model_dump().items()))
    return tuple(Reader(s, replies[s], findings[s]) for s in stamps)


def writers(assessment: Assessment) -> tuple[Stamp, ...]:
    """Everything that wrote explanations and answers which are on record, by name and version."""
    stamps = {r.stamp for r in assessment.records if isinstance(r, Explanation) and r.stamp}
    return tuple(sorted(stamps, key=lambda s: tuple(s.model_dump().items())))
