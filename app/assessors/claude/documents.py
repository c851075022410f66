"""Reading documents: passage by passage, each in a request of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.assessors.claude.outputs import Said
from app.assessors.claude.redaction import Mask
from app.assessors.claude.replies import CONFIDENCE, located
from app.assessors.claude.rubric import rubric
from app.domain.admission import judged
from app.domain.framework import Framework
from app.domain.records import Basis, Grade, Status, TextPlace
from app.ports import DocumentFinding, ToReadDocument
from app.prompts import Block, Rendered, load_prompt

LONGEST = 8_000
"""Characters of a passage: long enough for a heading to stand over what it is about, short enough to miss nothing."""


@dataclass(frozen=True)
class Passage:
    """A stretch of a document's text, and the place where it begins."""

    start: int
    end: int
    place: str


def passages(text: str, places: Sequence[TextPlace] = ()) -> list[Passage]:
    """The text in passages, parted between paragraphs where there are any; blank ones are left out."""
    found: list[Passage] = []
    start = 0
    while start < len(text):
        end = min(len(text), start + LONGEST)
        if end < len(text):
            breaks = [m.end() for m in re.finditer(r"\n\s*\n|\n", text[start:end])]
            later = [b for b in breaks if b > LONGEST // 2]
            end = start + (later[-1] if later else end - start)
        if text[start:end].strip():
            place = next((p.label for p in places if p.start <= start < p.end), "")
            found.append(Passage(start, end, place))
        start = end
    return found


def rendered(document: ToReadDocument, passage: Passage, mask: Mask) -> Rendered:
    """The prompt for a passage."""
    about = {"document": mask.hide(document.name)} | ({"place": mask.hide(passage.place)} if passage.place else {})
    text = mask.hide(document.text[passage.start : passage.end])
    return load_prompt("read_document").render(rubric=rubric(document.framework), passage=[Block(text, about)])


def findings(document: ToReadDocument, passage: Passage, said: Iterable[Said], mask: Mask) -> list[DocumentFinding]:
    """What the model found in a passage, as far as the domain lets it stand."""
    own = document.text[passage.start : passage.end]
    found = []
    for finding in said:
        reading = _finding(document.framework, finding, own, passage.start, mask)
        if reading:
            found.append(reading)
    return found


def _finding(framework: Framework, said: Said, text: str, offset: int, mask: Mask) -> DocumentFinding | None:
    if not framework.has_element(said.element) or said.status == "unclear" or said.basis is Basis.OTHER_SYSTEM:
        return None
    quote = located(said.quote, text, mask)
    status = judged(framework, said.element, Status(said.status), said.basis)
    if quote is None or status is None:
        return None
    start = offset + text.index(quote)
    instance = status is Status.EVIDENCED and said.grade is Grade.INSTANCE and said.basis is not Basis.HEARSAY
    return DocumentFinding(
        element=said.element,
        status=status,
        quote=quote,
        start=start,
        end=start + len(quote),
        confidence=CONFIDENCE[said.sure],
        grade=Grade.INSTANCE if instance else Grade.ASSERTED,
        basis=said.basis,
    )


def strongest(found: Iterable[DocumentFinding]) -> tuple[DocumentFinding, ...]:
    """At most one finding of each status for an element: with an instance before without, the surer one, the first."""
    best: dict[tuple[str, Status], DocumentFinding] = {}
    for finding in found:
        key = (finding.element, finding.status)
        if key not in best or _strength(finding) > _strength(best[key]):
            best[key] = finding
    return tuple(best.values())


def _strength(finding: DocumentFinding) -> tuple[bool, float]:
    return finding.grade is Grade.INSTANCE, finding.confidence
