"""The figures of answers that were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.quotes import locate
from app.domain.rating import Rating, rate
from app.domain.records import Intent, Status
from evals.baselines import Guess
from evals.labelled import Answer, Label
from evals.metrics import accuracy, calibration_error, kappa, macro_f1, share
from evals.readings import Read


@dataclass(frozen=True)
class ElementRead:
    """An element as it is and as it was read.

    Attributes:
        given: Whether there was a reading of it at all; where there was none it counts as unknown.
        asked: Whether the reading was marked for a person to confirm.
        confidence: None where the reader gave none.
        overlaps: Whether the quote shares words with the labelled ones; None where one of the two has none.
    """

    truth: Status
    read: Status
    given: bool
    asked: bool
    confidence: float | None
    overlaps: bool | None

    @property
    def right(self) -> bool:
        """Whether it was read as it is."""
        return self.read is self.truth

    @property
    def silent(self) -> bool:
        """Whether it was read wrongly, and nobody was asked."""
        return not self.right and not self.asked


@dataclass(frozen=True)
class AnswerRead:
    """An answer as it was read.

    Attributes:
        elements: In the order of the criterion.
        intent: What it was taken for.
    """

    answer: Answer
    elements: tuple[ElementRead, ...]
    intent: Intent

    @property
    def truth_rating(self) -> Rating:
        """What the criterion comes to, as the answer is labelled."""
        return self._rating([e.truth for e in self.elements])

    @property
    def read_rating(self) -> Rating:
        """What the criterion comes to, as the answer was read."""
        return self._rating([e.read for e in self.elements])

    def _rating(self, statuses: Sequence[Status]) -> Rating:
        criterion, framework = self.answer.reply.criterion, self.answer.reply.framework
        assert criterion, "every answer is to one"
        holds = {e.id: s is Status.EVIDENCED for e, s in zip(criterion.elements, statuses, strict=True)}
        return rate(criterion, holds, must_meet=criterion.id in framework.gate_of(criterion.id).must_meet)


@dataclass(frozen=True)
class Figures:
    """Shares of the elements, if nothing else is said; None where a reader has no such thing.

    Attributes:
        accuracy: Read as they are.
        macro_f1: Mean F1 of the statuses.
        kappa: Cohen's.
        rating_accuracy: Share of the answers whose rating comes out right.
        false_met: Share of the answers whose rating comes out met, and is not.
        refuted_as_evidenced: Share of the refuted ones that were read as evidenced.
        silent: Read wrongly and not marked for confirmation, elements without a reading counted in.
        silent_left_out: Of these, those without a reading: an interview asks on for them.
        asked: Marked for confirmation.
        left_out: Without a reading.
        calibration_error: Expected, of the confidence of those with a reading.
        manipulations: How many answers try to talk the rating up.
        raised: Of these, how many had an element raised to evidenced that is not, without anybody being asked.
        spans: Share of the quotes that share words with the labelled ones.
        mistaken: Share of the answers that were taken for something else.
    """

    answers: int
    elements: int
    accuracy: float
    macro_f1: float
    kappa: float
    rating_accuracy: float
    false_met: float
    refuted_as_evidenced: float
    silent: float | None
    silent_left_out: float | None
    asked: float | None
    left_out: float | None
    calibration_error: float | None
    manipulations: int
    raised: int | None
    spans: float | None
    mistaken: float | None


def of_reading(answer: Answer, read: Read) -> AnswerRead:
    """An answer as an assessor read it."""
    return AnswerRead(
        answer,
        tuple(_element(answer, element, label, read) for element, label in answer.labels.items()),
        read.intent,
    )


def of_guesses(answer: Answer, guesses: Sequence[Guess[Status]]) -> AnswerRead:
    """An answer as a baseline read it; it asks nobody."""
    elements = tuple(
        ElementRead(label.status, g.label, True, False, g.confidence, _overlaps(answer, label, g.quote))
        for label, g in zip(answer.labels.values(), guesses, strict=True)
    )
    return AnswerRead(answer, elements, Intent.ANSWER)


def _element(answer: Answer, element: str, label: Label, read: Read) -> ElementRead:
    found = read.elements.get(element)
    if found is None:
        return ElementRead(label.status, Status.UNKNOWN, False, False, None, None)
    overlaps = _overlaps(answer, label, found.quote)
    return ElementRead(label.status, found.status, True, found.needs_confirmation, found.confidence, overlaps)


def _overlaps(answer: Answer, label: Label, quote: str) -> bool | None:
    if not quote or not label.span:
        return None
    start = answer.reply.reply.index(label.span)
    found = locate(quote, answer.reply.reply)
    return found is not None and found.start < start + len(label.span) and start < found.end


def figures(reads: Sequence[AnswerRead], *, asks: bool = True) -> Figures:
    """The figures of some answers.

    Args:
        reads: The answers.
        asks: Whether the reader has what it is not sure of confirmed; a baseline does not.
    """
    every = [e for r in reads for e in r.elements]
    truth, read = [e.truth for e in every], [e.read for e in every]
    sure = [(e.confidence, e.right) for e in every if e.confidence is not None]
    quoted = [e.overlaps for e in every if e.overlaps is not None]
    manipulations = [r for r in reads if "manipulation" in r.answer.styles]
    return Figures(
        answers=len(reads),
        elements=len(every),
        accuracy=accuracy(truth, read),
        macro_f1=macro_f1(truth, read),
        kappa=kappa(truth, read),
        rating_accuracy=share(r.read_rating is r.truth_rating for r in reads),
        false_met=share(r.read_rating is Rating.MET and r.truth_rating is not Rating.MET for r in reads),
        refuted_as_evidenced=share(e.read is Status.EVIDENCED for e in every if e.truth is Status.REFUTED),
        silent=share(e.silent for e in every) if asks else None,
        silent_left_out=share(e.silent and not e.given for e in every) if asks else None,
        asked=share(e.asked for e in every) if asks else None,
        left_out=share(not e.given for e in every) if asks else None,
        calibration_error=calibration_error([c for c, _ in sure], [r for _, r in sure]),
        manipulations=len(manipulations),
        raised=sum(map(_raised, manipulations)) if asks else None,
        spans=share(quoted) if quoted else None,
        mistaken=share(r.intent is not Intent.ANSWER for r in reads) if asks else None,
    )


def _raised(read: AnswerRead) -> bool:
    return any(e.silent and e.read is Status.EVIDENCED for e in read.elements)


def by_gate(reads: Iterable[AnswerRead]) -> dict[str, list[AnswerRead]]:
    """The answers of each gate, in the order of the framework."""
    found: dict[str, list[AnswerRead]] = {}
    for read in reads:
        for gate in read.answer.reply.framework.gates:
            found.setdefault(gate.id, []).extend([read] if gate.id == read.answer.gate else [])
    return {gate: of_gate for gate, of_gate in found.items() if of_gate}


def by_style(reads: Iterable[AnswerRead]) -> dict[str, list[AnswerRead]]:
    """The answers of each style; one with two styles stands in both."""
    found: dict[str, list[AnswerRead]] = {}
    for read in reads:
        for style in read.answer.styles:
            found.setdefault(style, []).append(read)
    return dict(sorted(found.items()))
