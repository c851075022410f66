"""What a run of the graph works with; handed in at every run and never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.records import Record
from app.ports import AssessmentStore, Assessor, Clock, Knowledge


@dataclass
class Desk:
    """The assessment under work, with its store: what is recorded here is durable before anyone sees it."""

    assessment: Assessment
    store: AssessmentStore

    async def record(self, records: Sequence[Record], *, derived: bool = True) -> None:
        """Adds records, all or none.

        Args:
            records: What there is to add.
            derived: False for what a person sent: it has to survive a power failure as well, and all that is
                read from it can be read again.

        Raises:
            RecordRefused: One of them breaks a rule; nothing was added.
            StorageError: They could not be stored; nothing was added.
        """
        grown = self.assessment.adding(records)
        new = grown.records[len(self.assessment.records) :]
        if new:
            await self.store.append(self.assessment.id, new, derived=derived)
            self.assessment = grown

    async def refresh(self) -> None:
        """Takes in what others have recorded meanwhile."""
        self.assessment = await self.store.refresh(self.assessment)


@dataclass(frozen=True)
class Context:
    """The tools of a run.

    Attributes:
        participant: Who is interviewed in this thread.
    """

    participant: str
    desk: Desk
    assessor: Assessor
    knowledge: Knowledge
    clock: Clock
