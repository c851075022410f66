"""What no report may leave out, whatever its form; renderers' tests count it in the text that comes out.

A renderer may wrap and style its text, so compare without white space: `squeezed(fact) in squeezed(text)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain import wording
from app.domain.records import Finding, Resolution
from app.domain.report import Report
from app.reports import text


def squeezed(words: str) -> str:
    """The words without any white space."""
    return re.sub(r"\s+", "", words)


def facts(report: Report) -> Iterator[str]:
    """Every fact of a report, on one line each, as `reports.text.one_line` shows foreign text."""
    for fact in _facts(report):
        if line := text.one_line(fact):
            yield line


def _facts(report: Report) -> Iterator[str]:
    page = report.briefing
    yield from (report.pilot, page.word, page.why, page.robustness)
    yield from (report.title(a.gap.criterion) for a in page.obstacles)
    for gate in report.gates:
        yield from (
            gate.gate.title,
            gate.gate.pass_criteria,
            text.gate_result(gate),
            text.sign_off(gate),
            *gate.hurdles,
        )
        for criterion in gate.criteria:
            subject = criterion.criterion
            yield from (subject.title, subject.met_when, wording.rating(criterion.rating, criterion.heard))
            for element in criterion.elements:
                yield from (element.element.label, element.element.statement)
                yield wording.status(element.status, element.heard)
                for said in element.said:
                    yield from (text.who(said.statement.speaker), f"{said.statement.at:%Y-%m-%d}", said.words)
                    if isinstance(said.statement, Finding):
                        yield text.source(said)
                    if isinstance(said.statement, Resolution):
                        yield from said.statement.dissent
            if criterion.gap and criterion.action:
                gap, action = criterion.gap, criterion.action
                yield from (gap.fix, gap.effort, gap.done, action.owner, action.status, action.note)
                if action.due:
                    yield f"{action.due:%Y-%m-%d}"
                yield from (part for c in criterion.citations for part in (c.title, c.source))
    yield from (p.dimension.title for p in report.dimensions)
    yield from (n.text for n in report.notes)
    yield from (p.text for p in report.parked)
    yield from (d.name for d in report.documents)
    yield from (text.reader(r.stamp) for r in report.readers)
    yield from report.method
    yield from (t.word for t in report.glossary)
    yield from (part for b in report.standing_still for part in (b.title, b.source))
