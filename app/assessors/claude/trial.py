"""Tries an endpoint out: whether it answers, and what it can do."""

from __future__ import annotations

from dataclasses import dataclass

from app.assessors.claude.assessor import ClaudeAssessor
from app.domain.framework import Framework
from app.domain.records import ModelCall, Purpose, Status
from app.ports import Gap, ToRead


@dataclass(frozen=True)
class Trial:
    """What an endpoint did.

    Attributes:
        understood: Whether it read a plain sentence as it has to be read.
        keeps_to_schemas: Whether it gives structured output; else the schema stands in the prompt.
        caches: Whether it read the same beginning from its cache the second time.
        caches_prose: Whether it kept what stands before an explanation, which is shorter.
        streams: Whether prose came in more than one part.
        calls: What it took.
    """

    understood: bool
    keeps_to_schemas: bool
    caches: bool
    caches_prose: bool
    streams: bool
    calls: tuple[ModelCall, ...]


async def try_out(assessor: ClaudeAssessor, framework: Framework) -> Trial:
    """Two readings and a paragraph; a `Failed` says why an endpoint is of no use."""
    criterion = framework.criteria[0]
    element = criterion.elements[0]
    calls: list[ModelCall] = []
    understood = True
    examples = element.examples
    for status, said in ((Status.EVIDENCED, examples.evidenced[0]), (Status.REFUTED, examples.refuted[0])):
        read = await assessor.read_reply(
            ToRead(framework, Purpose.PROBE, element.probe, said, (element.id,), criterion=criterion)
        )
        understood = understood and any(r.element == element.id and r.status is status for r in read.readings)
        calls += read.calls
    caches = calls[-1].cache_read > 0
    parts = 0
    async for stretch in assessor.explain_gap(Gap(framework, criterion, (element.id,), ())):
        parts += bool(stretch.text)
        calls += stretch.calls
    caches_prose = calls[-1].cache_read + calls[-1].cache_written > 0
    return Trial(understood, not assessor.by_prompt, caches, caches_prose, parts > 2, tuple(calls))
