"""The finished example: an assessment that comes with Gatewise, for all to look at and nobody to change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.domain.assessment import Assessment
from app.domain.records import Question
from app.reports.imports import read_export
from app.web import cards
from app.web.addresses import bubble_id
from app.web.bubbles import Bubble
from app.web.history import history

ABOUT = (
    "This is a finished assessment of a pilot that does not exist, from the first answer to the verdict."
    " The result comes first, the conversation below it; open the lines of the checklist to see what was said of each.",
)


@dataclass(frozen=True)
class Example:
    """The example of a file; it is read when it is first asked for."""

    file: Path

    @cached_property
    def assessment(self) -> Assessment:
        """The assessment; ImportRefused if the file is no export."""
        return read_export(self.file.read_bytes())

    def bubbles(self) -> list[Bubble]:
        """What it is, what came of it, and the conversation that led there."""
        assessment = self.assessment
        participant = next(r.participant for r in assessment.records if isinstance(r, Question))
        first = Bubble(
            bubble_id(assessment.id, "about"), assessment.opened_at, card=cards.example_card(assessment, ABOUT)
        )
        result = Bubble(bubble_id(assessment.id, "end"), assessment.opened_at, card=cards.status_card(assessment))
        return [first, result, *history(assessment, participant, answering=False)]
