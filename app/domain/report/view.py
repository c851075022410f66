"""The parts of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.domain.assessment import Assessment
from app.domain.briefing import Briefing
from app.domain.dimensions import Place
from app.domain.evidence import Dispute, ElementStatus, ElementView, Said
from app.domain.framework import Criterion, Framework, Gate
from app.domain.glossary import Term
from app.domain.hearing import Heard
from app.domain.plan import Gap, PlannedAction
from app.domain.provenance import Coverage, Reader
from app.domain.rating import GateResult, Rating
from app.domain.records import Attachment, Note, Park, Resolution, SignOff, Stamp
from app.domain.schedule import Horizon
from app.domain.spending import Spending
from app.domain.verdict import Band, Robustness, Verdict


class Citation(NamedTuple):
    """Guidance that an explanation rests on: the piece's title, and who says so."""

    title: str
    source: str


class Benchmark(NamedTuple):
    """A figure on what it costs to stand still.

    Attributes:
        source: Who says so.
        text: Paragraphs and lists in plain Markdown: blank lines part paragraphs, `- ` begins an item.
        criteria: The ids of the criteria that it speaks of; none where it speaks of the whole.
    """

    title: str
    source: str
    text: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class CriterionView:
    """A criterion, its rating, and what is to be done about its gap, if it has one.

    Attributes:
        heard: How far it was heard; what was not heard is never said to be not met (see `wording.rating`).
        action: What is to be done about the gap; None where there is none.
        citations: The guidance on it.
    """

    criterion: Criterion
    must_meet: bool
    rating: Rating
    heard: Heard
    elements: tuple[ElementView, ...]
    action: PlannedAction | None
    citations: tuple[Citation, ...]

    @property
    def gap(self) -> Gap | None:
        """What is missing and how to close it; None where nothing is."""
        return self.action.gap if self.action else None

    @property
    def held(self) -> int:
        """How many elements are evidenced."""
        return sum(e.status is ElementStatus.EVIDENCED for e in self.elements)

    @property
    def applying(self) -> int:
        """How many elements apply."""
        return sum(e.status is not ElementStatus.NOT_APPLICABLE for e in self.elements)

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """What was in conflict and how it was settled, and what still is, in the order of the elements."""
        return tuple(d for e in self.elements for d in e.disputes)


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

    @property
    def unheard(self) -> tuple[CriterionView, ...]:
        """The criteria of which nothing was heard."""
        return tuple(c for c in self.criteria if c.heard is not Heard.SETTLED)


@dataclass(frozen=True)
class Report:
    """An assessment as a whole, fit to be read.

    Attributes:
        source: What it was built from; None where nobody is to be named, for that names everybody.
        anonymous: Whether nobody is named: speakers are "a participant", names in texts "[name]".
        changed_at: When the last record was made; when it was opened, if there is none.
        start: The day from which the plan is reckoned.
        meaning: What the verdict means, in words; provisional until every gate is signed.
        weakest: The findings whose fall would change the verdict, the weakest first.
        briefing: The executive page.
        dimensions: Where the pilot is between pilot and production; empty where the framework has none.
        plan: One action a gap, what unblocks the verdict first.
        horizons: The plan in time: 30, 60, 90 days, and later.
        people: How many people said, wrote or decided something.
        writers: Who wrote what was explained.
        method: The rules, a paragraph each.
        standing_still: What it costs to stay as it is, the figures on the gaps first.
    """

    id: str
    source: Assessment | None
    anonymous: bool
    pilot: str
    description: str
    framework: Framework
    opened_at: datetime
    changed_at: datetime
    start: date
    verdict: Verdict
    meaning: str
    band: Band
    robustness: Robustness | None
    robustness_words: str
    weakest: tuple[Said, ...]
    briefing: Briefing
    gates: tuple[GateView, ...]
    dimensions: tuple[Place, ...]
    plan: tuple[PlannedAction, ...]
    horizons: tuple[Horizon, ...]
    notes: tuple[Note, ...]
    parked: tuple[Park, ...]
    documents: tuple[Attachment, ...]
    people: int
    coverage: Coverage
    readers: tuple[Reader, ...]
    writers: tuple[Stamp, ...]
    spending: Spending
    method: tuple[str, ...]
    glossary: tuple[Term, ...]
    standing_still: tuple[Benchmark, ...]

    @property
    def final(self) -> bool:
        """Whether every gate is signed."""
        return self.verdict is not Verdict.IN_PROGRESS

    @property
    def criteria(self) -> tuple[CriterionView, ...]:
        """All criteria, in order."""
        return tuple(c for g in self.gates for c in g.criteria)

    @property
    def elements(self) -> tuple[ElementView, ...]:
        """All elements, in order."""
        return tuple(e for c in self.criteria for e in c.elements)

    def having(self, status: ElementStatus) -> tuple[ElementView, ...]:
        """The elements of one status: those not verified, in conflict, or that do not apply, say."""
        return tuple(e for e in self.elements if e.status is status)

    def unverified(self, heard: Heard) -> tuple[ElementView, ...]:
        """The elements that are not verified: those that were left open, or those never asked about."""
        return tuple(e for e in self.having(ElementStatus.UNKNOWN) if e.heard is heard)

    @property
    def todo(self) -> tuple[PlannedAction, ...]:
        """The plan without those gaps of which nothing is known not to hold."""
        return tuple(a for a in self.plan if a.gap.heard is Heard.SETTLED)

    @property
    def to_ask(self) -> tuple[CriterionView, ...]:
        """The criteria to find out about before anything can be planned on them, in order."""
        return tuple(c for c in self.criteria if c.gap and c.gap.heard is not Heard.SETTLED)

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """Those of all criteria, in order."""
        return tuple(d for c in self.criteria for d in c.disputes)

    @property
    def dissent(self) -> tuple[Dispute, ...]:
        """The decisions that somebody did not agree with."""
        return tuple(
            d
            for d in self.disputes
            if d.settled and isinstance(d.settled.statement, Resolution) and d.settled.statement.dissent
        )

    def title(self, part: str | None) -> str:
        """What a reader calls a gate, a criterion or an element; the pilot, where no part is named."""
        if part is None:
            return "The pilot"
        if self.framework.has_element(part):
            return self.framework.element(part).label
        titles = {g.id: g.title for g in self.framework.gates} | {c.id: c.title for c in self.framework.criteria}
        return titles[part]
