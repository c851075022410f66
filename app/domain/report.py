"""What every report shows: one view of an assessment that all renderers share.

The parts of the framework, the records and the derived results stand in it as they are; beside them stand
the words that a reader needs. Nothing in it depends on when or where it is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.evidence import ElementStatus, ElementView, Evidence, Said
from app.domain.framework import Criterion, Framework, Gate
from app.domain.plan import Gap, PlannedAction, actions, gaps
from app.domain.provenance import Coverage, Reader, coverage, readers
from app.domain.rating import GateResult, Rating
from app.domain.records import Attachment, Note, Park, SignOff
from app.domain.verdict import Band, Robustness, Verdict


class Citation(NamedTuple):
    """Guidance that an explanation rests on: the piece's title, and who says so."""

    title: str
    source: str


@dataclass(frozen=True)
class CriterionView:
    """A criterion, its rating, and its gap with the guidance on it, if it has one."""

    criterion: Criterion
    must_meet: bool
    rating: Rating
    elements: tuple[ElementView, ...]
    gap: Gap | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class GateView:
    """A gate and its result.

    Attributes:
        hurdles: Why it does not pass, a sentence each.
        signed: The sign-off that holds.
        lapsed: The last sign-off, where something has changed since and the gate is open again.
    """

    gate: Gate
    result: GateResult
    hurdles: tuple[str, ...]
    signed: SignOff | None
    lapsed: SignOff | None
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True)
class Report:
    """An assessment as a whole, fit to be read.

    Attributes:
        changed_at: When the last record was made; when it was opened, if there is none.
        meaning: What the verdict means, in words; provisional until every gate is signed.
        weakest: The findings whose fall would change the verdict, the weakest first.
        method: The rules, a paragraph each.
    """

    id: str
    pilot: str
    description: str
    framework: Framework
    opened_at: datetime
    changed_at: datetime
    verdict: Verdict
    meaning: str
    band: Band
    robustness: Robustness | None
    robustness_words: str
    weakest: tuple[Said, ...]
    gates: tuple[GateView, ...]
    plan: tuple[PlannedAction, ...]
    notes: tuple[Note, ...]
    parked: tuple[Park, ...]
    documents: tuple[Attachment, ...]
    coverage: Coverage
    readers: tuple[Reader, ...]
    method: tuple[str, ...]

    @property
    def final(self) -> bool:
        """Whether every gate is signed."""
        return self.verdict is not Verdict.IN_PROGRESS

    @property
    def elements(self) -> tuple[ElementView, ...]:
        """All elements, in order."""
        return tuple(e for g in self.gates for c in g.criteria for e in c.elements)

    def having(self, status: ElementStatus) -> tuple[ElementView, ...]:
        """The elements of one status: those not verified, in conflict, or that do not apply, say."""
        return tuple(e for e in self.elements if e.status is status)

    def title(self, part: str | None) -> str:
        """What a reader calls a gate, a criterion or an element; the pilot, where no part is named."""
        if part is None:
            return "The pilot"
        if self.framework.has_element(part):
            return self.framework.element(part).label
        titles = {g.id: g.title for g in self.framework.gates} | {c.id: c.title for c in self.framework.criteria}
        return titles[part]


def build_report(assessment: Assessment, citations: Mapping[str, Sequence[Citation]] | None = None) -> Report:
    """The view of an assessment.

    Args:
        assessment: What to show.
        citations: For each criterion's id, the guidance that serves it, best first.
    """
    framework = assessment.framework
    evidence = Evidence(assessment)
    robust = assessment.robustness
    by_id = {s.id: s for s in assessment.statements}
    gap_of = {g.criterion: g for g in gaps(assessment)}
    return Report(
        id=assessment.id,
        pilot=assessment.name,
        description=assessment.description,
        framework=framework,
        opened_at=assessment.opened_at,
        changed_at=max((r.at for r in assessment.records), default=assessment.opened_at),
        verdict=assessment.verdict,
        meaning=wording.meaning(assessment),
        band=assessment.band,
        robustness=robust,
        robustness_words=wording.robustness(assessment),
        weakest=tuple(evidence.said(by_id[i]) for i in robust.findings) if robust else (),
        gates=tuple(
            GateView(
                gate=gate,
                result=result,
                hurdles=wording.hurdles(framework, result),
                signed=assessment.signed(gate.id),
                lapsed=None if assessment.signed(gate.id) else _last_sign_off(assessment, gate.id),
                criteria=tuple(
                    CriterionView(
                        criterion=criterion,
                        must_meet=criterion.id in gate.must_meet,
                        rating=result.ratings[criterion.id],
                        elements=tuple(evidence.element(e) for e in criterion.elements),
                        gap=gap_of.get(criterion.id),
                        citations=tuple((citations or {}).get(criterion.id, ())),
                    )
                    for criterion in gate.criteria
                ),
            )
            for gate, result in zip(framework.gates, assessment.now.gates, strict=True)
        ),
        plan=actions(assessment),
        notes=tuple(r for r in assessment.records if isinstance(r, Note)),
        parked=tuple(r for r in assessment.records if isinstance(r, Park)),
        documents=tuple(r for r in assessment.records if isinstance(r, Attachment)),
        coverage=coverage(assessment),
        readers=readers(assessment),
        method=wording.method(framework),
    )


def _last_sign_off(assessment: Assessment, gate: str) -> SignOff | None:
    return next((r for r in reversed(assessment.records) if isinstance(r, SignOff) and r.gate == gate), None)
