"""Who may see which assessment: its owner, and nobody else learns that it exists. The example is for all."""

from __future__ import annotations

from dataclasses import dataclass

from app.bootstrap import Application
from app.domain.assessment import Assessment
from app.errors import NotFound
from app.web.example import Example


@dataclass(frozen=True)
class Access:
    """Hands out assessments to those who may have them."""

    application: Application
    example: Example

    async def own(self, person: str, assessment_id: str) -> Assessment:
        """An assessment of this person's; NotFound for what is not there and for what belongs to others alike."""
        if await self.application.store.owner(assessment_id) != person:
            raise NotFound(f"there is no assessment {assessment_id!r}")
        return await self.application.interview.assessment(assessment_id)

    async def seen(self, person: str, assessment_id: str) -> Assessment:
        """An assessment that this person may look at: one of their own, or the example."""
        if assessment_id == self.example.assessment.id:
            return self.example.assessment
        return await self.own(person, assessment_id)
