"""Builds a report from an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.domain import wording
from app.domain.anonymity import Veil, known_names
from app.domain.assessment import Assessment
from app.domain.briefing import brief
from app.domain.dimensions import places
from app.domain.evidence import Evidence
from app.domain.framework import Gate
from app.domain.glossary import TERMS, Term
from app.domain.hearing import Heard, heard_of, hearing
from app.domain.plan import PlannedAction, actions
from app.domain.provenance import coverage, readers, writers
from app.domain.rating import GateResult
from app.domain.records import INTERVIEWER, Attachment, Note, Park, SignOff
from app.domain.report.view import Benchmark, Citation, CriterionView, GateView, Report
from app.domain.schedule import schedule
from app.domain.spending import spent

_OF_THE_FRAMEWORK = frozenset(
    {"framework", "method", "glossary", "standing_still", "readers", "writers", "coverage", "band", "dimensions"}
)
"""What of a report names nobody."""


def build_report(
    assessment: Assessment,
    citations: Mapping[str, Sequence[Citation]] | None = None,
    *,
    benchmarks: Iterable[Benchmark] = (),
    terms: Iterable[Term] = (),
    start: date | None = None,
    anonymous: bool = False,
) -> Report:
    """The view of an assessment.

    Args:
        assessment: What to show.
        citations: For each criterion's id, the guidance that serves it, best first.
        benchmarks: Figures from the guidance; those on no gap but on another criterion are left out.
        terms: Words to explain beside those that every report explains.
        start: The day from which the plan is reckoned; that of the last change if not given.
        anonymous: Whether nobody is to be named.
    """
    framework = assessment.framework
    evidence = Evidence(assessment)
    of_elements = hearing(assessment)
    heard = {c.id: heard_of(c, of_elements, assessment.standings) for c in framework.criteria}
    robust = assessment.robustness
    by_id = {s.id: s for s in assessment.statements}
    plan = actions(assessment)
    changed_at = max((r.at for r in assessment.records), default=assessment.opened_at)
    start = start or changed_at.date()
    report = Report(
        id=assessment.id,
        source=assessment,
        anonymous=False,
        pilot=assessment.name,
        description=assessment.description,
        framework=framework,
        opened_at=assessment.opened_at,
        changed_at=changed_at,
        start=start,
        verdict=assessment.verdict,
        meaning=wording.meaning(assessment),
        band=assessment.band,
        robustness=robust,
        robustness_words=wording.robustness(assessment),
        weakest=tuple(evidence.said(by_id[i]) for i in robust.findings) if robust else (),
        briefing=brief(assessment, plan, heard),
        gates=tuple(
            _gate(assessment, evidence, gate, result, heard, {a.gap.criterion: a for a in plan}, citations or {})
            for gate, result in zip(framework.gates, assessment.now.gates, strict=True)
        ),
        dimensions=places(framework, assessment.standings),
        plan=plan,
        horizons=schedule(plan, start),
        notes=tuple(r for r in assessment.records if isinstance(r, Note)),
        parked=tuple(r for r in assessment.records if isinstance(r, Park)),
        documents=tuple(r for r in assessment.records if isinstance(r, Attachment)),
        people=len({r.speaker for r in assessment.records} - {INTERVIEWER}),
        coverage=coverage(assessment),
        readers=readers(assessment),
        writers=writers(assessment),
        spending=spent(assessment),
        method=(*wording.method(framework), *wording.planning()),
        glossary=tuple(
            sorted({t.word.casefold(): t for t in (*terms, *TERMS)}.values(), key=lambda t: t.word.casefold())
        ),
        standing_still=_on_gaps(benchmarks, [a.gap.criterion for a in plan if a.gap.heard is Heard.SETTLED]),
    )
    return _veiled(report, assessment) if anonymous else report


def _gate(
    assessment: Assessment,
    evidence: Evidence,
    gate: Gate,
    result: GateResult,
    heard: Mapping[str, Heard],
    plan: Mapping[str, PlannedAction],
    citations: Mapping[str, Sequence[Citation]],
) -> GateView:
    signed = assessment.signed(gate.id)
    return GateView(
        gate=gate,
        result=result,
        hurdles=wording.hurdles(assessment.framework, result, heard),
        signed=signed,
        lapsed=None if signed else _last_sign_off(assessment, gate.id),
        criteria=tuple(
            CriterionView(
                criterion=criterion,
                must_meet=criterion.id in gate.must_meet,
                rating=result.ratings[criterion.id],
                heard=heard[criterion.id],
                elements=tuple(evidence.element(e) for e in criterion.elements),
                action=plan.get(criterion.id),
                citations=tuple(citations.get(criterion.id, ())),
            )
            for criterion in gate.criteria
        ),
    )


def _on_gaps(benchmarks: Iterable[Benchmark], gaps: Sequence[str]) -> tuple[Benchmark, ...]:
    """Those on gaps that were heard of, in the order of the plan; then those on the whole."""
    rank = {criterion: n for n, criterion in enumerate(gaps)}
    found = [
        (min((rank[c] for c in b.criteria if c in rank), default=len(rank)), b.title, b)
        for b in benchmarks
        if not b.criteria or not rank.keys().isdisjoint(b.criteria)
    ]
    return tuple(b for *_, b in sorted(found, key=lambda one: one[:2]))


def _veiled(report: Report, assessment: Assessment) -> Report:
    hidden = Veil(known_names(assessment)).over(replace(report, source=None), _OF_THE_FRAMEWORK)
    return replace(hidden, anonymous=True)


def _last_sign_off(assessment: Assessment, gate: str) -> SignOff | None:
    return next((r for r in reversed(assessment.records) if isinstance(r, SignOff) and r.gate == gate), None)
