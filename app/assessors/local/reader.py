"""What a reply says of the elements that it was asked for, and of others that it plainly speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.assessors.local.bare import bare
from app.assessors.local.cues import cues
from app.assessors.local.judgements import basis, ruled_out, settled, to_judge
from app.assessors.local.nearby import nearby
from app.assessors.local.sentences import sentences
from app.assessors.local.thresholds import Thresholds
from app.assessors.local.windows import Window, quoted, windows
from app.domain.framework import Criterion, Element
from app.domain.quotes import locate
from app.domain.records import Basis, Grade, Purpose, Status
from app.inference.judging import GRADES, STATUSES, Judged, ReadingModel
from app.ports import ElementReading, Embedder, ToRead

NEAR = 0.38
"""Likeness to a statement from which on a criterion is looked at that was not asked about."""
LOOKED_AT = 4
"""How many criteria that were not asked about are looked at, the nearest ones: a dozen elements."""
ELSEWHERE = 0.9
"""How sure it has to be what is said of an element that was not asked for."""
BARE = 0.8
"""Confidence in a bare yes or no: it depends on how the question was understood."""
CORRECTED = 0.5
"""The same where somebody says that something was wrong, and has to confirm what."""
TELLING = 5
"""Words of a sentence that can say something of what was not asked for; a shorter one leans on the question."""
PROPOSALS = 3
"""How many elements that were not asked for are proposed at most."""
FEW = 40
"""Sentences of a reply that are compared with what was not asked for; of a longer one those at its ends."""


@dataclass(frozen=True)
class _Said:
    """What a window says of an element."""

    window: Window
    judged: Judged

    @property
    def open(self) -> float:
        """How probable it is that it says nothing of it."""
        return self.judged.status[STATUSES.index(Status.UNKNOWN)]


class Reader:
    """Reads English replies."""

    def __init__(self, embedder: Embedder, model: ReadingModel, thresholds: Thresholds) -> None:
        self._embedder = embedder
        self._model = model
        self._thresholds = thresholds

    def read(self, reply: ToRead, *, revises: bool) -> tuple[ElementReading, ...]:
        """At most one reading for each element; where it `revises`, of elements that are known as well.

        Raises:
            ModelError: The model cannot be used.
        """
        if settled_by_a_word := _bare(reply):
            return (settled_by_a_word,)
        asked = self._asked(reply)
        topic = " ".join([reply.question, *(f"{e.statement} {e.probe}" for c in asked for e in c.elements)])
        parts = windows(reply.reply, topic, self._model.tokens)
        if not parts:
            return ()
        doubtful = revises or reply.purpose not in (Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN)
        doubtful |= any(cues(s.text).manipulation for s in sentences(reply.reply))
        said = self._judge([(reply.question, c) for c in asked], parts)
        readings = [
            self._reading(reply.reply, reply.framework.element(e), said[e], doubtful=doubtful) for e in reply.elements
        ]
        readings += self._elsewhere(reply, parts, asked, said.values(), revises=revises)
        return tuple(r for r in readings if r is not None)

    def _asked(self, reply: ToRead) -> list[Criterion]:
        framework = reply.framework
        return list({c.id: c for c in (framework.criterion_of(e) for e in reply.elements)}.values())

    def _judge(self, wanted: Sequence[tuple[str, Criterion]], parts: Sequence[Window]) -> dict[str, _Said]:
        """What the reply says of every element of some criteria; of several windows, the one that says most."""
        runs = [(question, criterion, part) for question, criterion in wanted for part in parts]
        judgements = self._model.judge([to_judge(question, part.text, c) for question, c, part in runs])
        said: dict[str, _Said] = {}
        for (_, criterion, part), judgement in zip(runs, judgements, strict=True):
            for element, judged in zip(criterion.elements, judgement.statements, strict=True):
                new, old = _Said(part, judged), said.get(element.id)
                if old is None or new.open <= old.open + 0.05:  # what is said later counts, if it says as much
                    said[element.id] = new
        return said

    def _reading(self, reply: str, element: Element, said: _Said, *, doubtful: bool) -> ElementReading | None:
        """What is said of an element that was asked for; None where that is plainly nothing."""
        status, confidence = settled(said.judged)
        sure = confidence >= self._thresholds.of(element.id, status)
        if status is Status.UNKNOWN:
            return None if sure else unknown(element.id, round(confidence, 3))
        reading = as_reading(reply, element, said.window, said.judged, needs_confirmation=doubtful or not sure)
        return reading or unknown(element.id, round(said.open, 3))

    def _elsewhere(
        self,
        reply: ToRead,
        parts: Sequence[Window],
        asked: Sequence[Criterion],
        said: Iterable[_Said],
        *,
        revises: bool,
    ) -> list[ElementReading]:
        """What is plainly said of elements that were not asked for: open ones, or in a correction known ones.

        Sentence by sentence, but of a correction, which tells what was said before as well, all together.
        """
        told = parts if revises else _telling(parts, _words(said))
        near = nearby(self._embedder, reply.framework, [t.text for t in told], leaving_out=[c.id for c in asked])
        wanted = [(n.criterion, told[n.text]) for n in near if n.likeness >= NEAR][:LOOKED_AT]
        judgements = self._model.judge([to_judge("", window.text, c) for c, window in wanted])
        mark = CORRECTED if revises else ELSEWHERE
        best: dict[str, ElementReading] = {}
        for (criterion, window), judgement in zip(wanted, judgements, strict=True):
            for element, judged in zip(criterion.elements, judgement.statements, strict=True):
                status, confidence = settled(judged)
                if status is Status.UNKNOWN or confidence < mark or (element.id in reply.known) is not revises:
                    continue
                reading = as_reading(reply.reply, element, window, judged, needs_confirmation=True)
                if reading and (reading.quote not in best or best[reading.quote].confidence < reading.confidence):
                    best[reading.quote] = reading  # a sentence says one thing: that which it says most surely
        return sorted(best.values(), key=lambda r: -r.confidence)[:PROPOSALS]


def _telling(parts: Sequence[Window], answering: Collection[str]) -> list[Window]:
    """The sentences that can say something of what was not asked for; of a long reply those at its ends."""
    found = [
        Window(s.text, part.start + s.start, part.start + s.end)
        for part in parts
        for s in sentences(part.text)
        if s.text not in answering and len(s.text.split()) >= TELLING
    ]
    return found if len(found) <= FEW else [*found[: FEW // 2], *found[-FEW // 2 :]]


def _words(said: Iterable[_Said]) -> set[str]:
    """The sentences that settle something: what answers the question is not said of something else as well."""
    settling = (s for s in said if settled(s.judged)[0] is not Status.UNKNOWN)
    return {quote.text for s in settling if (quote := quoted(s.window.text, s.judged.evidence))}


def _bare(reply: ToRead) -> ElementReading | None:
    """What a yes or a no settles, which a person confirms; None where more was asked or said."""
    if reply.purpose is not Purpose.PROBE or len(reply.elements) != 1 or (status := bare(reply.reply)) is None:
        return None
    (element,) = reply.elements
    return ElementReading(
        element, status, reply.reply.strip(), BARE, Grade.ASSERTED, Basis.TODAY, needs_confirmation=True
    )


def as_reading(
    reply: str, element: Element, window: Window, judged: Judged, *, needs_confirmation: bool
) -> ElementReading | None:
    """A judgement as a reading; None where the words that it rests on cannot be found in the reply."""
    status, confidence = settled(judged)
    quote = quoted(window.text, judged.evidence)
    if quote is None or locate(quote.text, reply) is None:
        return None
    rests_on = basis(judged)
    if status is Status.EVIDENCED and ruled_out(rests_on, element):
        status, needs_confirmation = Status.REFUTED, True
    instance = status is Status.EVIDENCED and judged.grade[GRADES.index(Grade.INSTANCE)] > 0.5
    return ElementReading(
        element=element.id,
        status=status,
        quote=quote.text,
        confidence=round(confidence, 3),
        grade=Grade.INSTANCE if instance else Grade.ASSERTED,
        basis=rests_on,
        needs_confirmation=needs_confirmation or (status is Status.EVIDENCED and rests_on is Basis.HEARSAY),
    )


def unread(reply: ToRead) -> tuple[ElementReading, ...]:
    """What was asked for, all of it unknown: for a reply that cannot be read."""
    return tuple(unknown(e) for e in reply.elements)


def unknown(element: str, confidence: float = 0.5) -> ElementReading:
    """An element that a person is asked to set."""
    return ElementReading(element, Status.UNKNOWN, "", confidence, Grade.ASSERTED, Basis.TODAY, needs_confirmation=True)
