"""The JSON export: everything that was put on record, and what follows from it; imports again without loss.

What follows from the records stands beside them for scripts to read; an import derives it anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from typing import Any

from pydantic import AwareDatetime, TypeAdapter

from app.domain.assessment import Assessment
from app.domain.evidence import ElementView
from app.domain.framework import Framework
from app.domain.plan import Gap, PlannedAction
from app.domain.rating import Rating
from app.domain.records import Attachment, Finding
from app.domain.report import CriterionView, GateView, Report, build_report
from app.domain.spending import Spent, spent
from app.domain.transcript import Exchange, transcript
from app.domain.verdict import Outcome, Robustness
from app.errors import InputRefused
from app.ports import ReportOptions

FORMAT_VERSION = 1
MOMENT: TypeAdapter[AwareDatetime] = TypeAdapter(AwareDatetime)

_SURROGATE = re.compile("[\ud800-\udfff]")


class Json:
    """Writes the JSON export: UTF-8, two spaces deep, keys always in the same order."""

    suffix = ".json"
    media_type = "application/json"
    about = "assessment"
    label = "Everything (JSON)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The export; it cites no guidance, so that it follows from the assessment alone.

        Raises:
            InputRefused: Nobody is to be named; the export holds everything as it was said, and by whom.
        """
        if report.source is None:
            raise InputRefused("json: the export holds everything, names too; expected another format without names")
        return write(report.source)


def write(assessment: Assessment) -> bytes:
    """The export of an assessment as a file's content."""
    text = json.dumps(export(assessment), ensure_ascii=False, allow_nan=False, indent=2)
    # Half a surrogate pair has no UTF-8 form, but JSON can spell it.
    return (_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n").encode()


def export(assessment: Assessment) -> dict[str, Any]:
    """The content of the export."""
    report = build_report(assessment)
    records = [r.model_dump(mode="json") for r in assessment.records]
    return {
        "format_version": FORMAT_VERSION,
        "id": assessment.id,
        "pilot": assessment.name,
        "description": assessment.description,
        "framework": {"hash": assessment.framework.hash, **_framework(assessment.framework)},
        "verdict": str(report.verdict),
        "score": assessment.now.met,
        "band": {
            "worst": _outcome(assessment.band.worst),
            "now": _outcome(assessment.band.now),
            "best": _outcome(assessment.band.best),
        },
        "robustness": _robustness(report.robustness),
        "gates": [_gate(g) for g in report.gates],
        "actions": [_action(a) for a in _plan(report)],
        "provenance": _provenance(report),
        "findings": [r.model_dump(mode="json") for r in assessment.records if isinstance(r, Finding)],
        "documents": [_document(d, report) for d in report.documents],
        **_usage(assessment),
        "transcript": [_exchange(e) for e in transcript(assessment)],
        "records": records,
        "digest": _digest(report, records),
    }


def _plan(report: Report) -> list[PlannedAction]:
    """The plan in the order that this version of the format has, which is not the one in which it is shown now."""
    place = {c.id: n for n, c in enumerate(report.framework.criteria)}

    def rank(action: PlannedAction) -> tuple[bool, bool, int, int]:
        gap = action.gap
        return not gap.must_meet, gap.rating is not Rating.NOT_MET, len(gap.missing), place[gap.criterion]

    return sorted(report.plan, key=rank)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "verdict": str(outcome.verdict),
        "met": outcome.met,
        "applicable": outcome.applicable,
        "mark": outcome.mark,
    }


def _robustness(robustness: Robustness | None) -> dict[str, Any] | None:
    if robustness is None:
        return None
    return {
        "count": robustness.count,
        "findings": list(robustness.findings),
        "verdict": str(robustness.verdict),
        "becomes": str(robustness.becomes),
    }


def _gate(view: GateView) -> dict[str, Any]:
    return {
        "id": view.gate.id,
        "title": view.gate.title,
        "passed": view.result.passed,
        "signed_off": view.signed is not None,
        "criteria": [_criterion(c) for c in view.criteria],
    }


def _criterion(view: CriterionView) -> dict[str, Any]:
    return {
        "id": view.criterion.id,
        "title": view.criterion.title,
        "rating": str(view.rating),
        "elements": [_element(e) for e in view.elements],
        "gap": _gap(view.gap),
    }


def _element(view: ElementView) -> dict[str, Any]:
    return {
        "id": view.element.id,
        "status": str(view.status),
        "grade": view.grade and str(view.grade),
        "quotes": list(view.quotes),
    }


def _gap(gap: Gap | None) -> dict[str, Any] | None:
    if gap is None:
        return None
    return {
        "missing": [
            {"element": m.element, "reason": str(m.reason), "quotes": list(m.quotes)} for m in gap.missing
        ],
        "why": gap.why,
        "fix": gap.fix,
        "owner": gap.owner,
        "effort": gap.effort,
        "done": gap.done,
    }  # fmt: skip


def _action(action: PlannedAction) -> dict[str, Any]:
    return {
        "criterion": action.gap.criterion,
        "fix": action.gap.fix,
        "owner": action.owner,
        "named": action.named,
        "due": action.due and action.due.isoformat(),
        "status": action.status,
        "note": action.note,
    }


def _document(attachment: Attachment, report: Report) -> dict[str, Any]:
    """A document and where in it the words stand that findings rest on."""
    resting = [
        (element.element.id, said, said.statement)
        for element in report.elements
        for said in element.said
        if isinstance(said.statement, Finding) and said.statement.source.id == attachment.id
    ]
    return {
        "id": attachment.id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "sha256": attachment.sha256,
        "speaker": attachment.speaker,
        "findings": [
            {
                "id": finding.id,
                "element": element,
                "status": str(finding.status),
                "weight": str(said.weight),
                "quote": said.words,
                "place": said.place,
            }
            for element, said, finding in resting
        ],
    }


def _provenance(report: Report) -> dict[str, Any]:
    return {
        "opened_at": MOMENT.dump_python(report.opened_at, mode="json"),
        "changed_at": MOMENT.dump_python(report.changed_at, mode="json"),
        "framework": {
            "id": report.framework.id,
            "version": report.framework.version,
            "hash": report.framework.hash,
        },
        "assessors": [
            {**r.stamp.model_dump(mode="json"), "replies": r.replies, "findings": r.findings} for r in report.readers
        ],
        "coverage": asdict(report.coverage),
    }


def _usage(assessment: Assessment) -> dict[str, Any]:
    """What was used of a model's service, in all and turn by turn; no key where nothing was."""
    spending = spent(assessment)
    if not spending.turns:
        return {}
    usage = {
        "currency": "USD",
        "total": _spent(spending.total),
        "models": {model: _spent(spent) for model, spent in spending.models.items()},
        "turns": [{"of": of, **_spent(spent)} for of, spent in spending.turns.items()],
    }
    return {"usage": usage}


def _spent(spent: Spent) -> dict[str, Any]:
    return {
        "requests": spent.requests,
        "input": spent.input,
        "output": spent.output,
        "cache_written": spent.cache_written,
        "cache_read": spent.cache_read,
        "dollars": spent.dollars,
    }


def _framework(framework: Framework) -> dict[str, Any]:
    """A framework; one without dimensions as it was written before there were any, so that old exports come back."""
    return framework.model_dump(mode="json", exclude=None if framework.dimensions else {"dimensions"})


def _digest(report: Report, records: list[dict[str, Any]]) -> str:
    """The SHA-256 of all that does not follow from anything else, so that a damaged file is noticed."""
    facts = [report.id, report.pilot, report.opened_at.isoformat(), report.framework.hash, records]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _exchange(exchange: Exchange) -> dict[str, Any]:
    asked = exchange.question.model_dump(mode="json", exclude={"kind", "speaker", "about"})
    replies = [
        {
            **a.reply.model_dump(mode="json", exclude={"kind", "question"}),
            "reading": a.reading
            and a.reading.model_dump(mode="json", include={"intent", "clear", "closes", "target", "stamp"}),
        }
        for a in exchange.answers
    ]
    return {**asked, "replies": replies}
