"""Between the framework and the reading model: what it is asked, and what its figures come to."""

from __future__ import annotations

from app.domain.framework import Criterion, Element, Proof
from app.domain.records import Basis, Status
from app.inference.judging import BASES, STATUSES, Judged
from app.inference.packing import Statement, ToJudge


def to_judge(question: str, text: str, criterion: Criterion) -> ToJudge:
    """A text beside the elements of a criterion."""
    return ToJudge(question, text, tuple(Statement(e.proof.value, e.statement) for e in criterion.elements))


def settled(judged: Judged) -> tuple[Status, float]:
    """The most probable status, and its probability."""
    best = max(range(len(STATUSES)), key=lambda n: judged.status[n])
    return Status(STATUSES[best]), judged.status[best]


def basis(judged: Judged) -> Basis:
    """What a judgement most probably rests on."""
    return Basis(BASES[max(range(len(BASES)), key=lambda n: judged.basis[n])])


def ruled_out(rests_on: Basis, element: Element) -> bool:
    """Whether nothing that rests on it can evidence an element."""
    return rests_on in (Basis.PLANNED, Basis.OTHER_SYSTEM) or (
        rests_on is Basis.PILOT and element.proof is Proof.OPERATING
    )
