"""What a reply says of the elements that it was asked for, and of others that it plainly speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from app.assessors.local.opinions import DENIED, Opinion, Opinions, answer_word, basis
from app.assessors.local.polarity import Polarity, load
from app.assessors.local.units import units
from app.domain.framework import Element, Proof
from app.domain.quotes import locate
from app.domain.records import Basis, Grade, Purpose, Status
from app.ports import ElementReading, Embedder, ToRead

RELEVANT = 0.3
"""From here on a unit speaks of an element that was asked for."""
BORDERLINE = 0.2
"""From here on it may; the element is then given as unknown, for a person to look."""
SHARED = 0.1
"""How much nearer a unit may be to another element, and still speak of this one."""
ELSEWHERE = 0.6
"""Likeness to its statement and relevance from which on an element is read that was not asked for."""
CORRECTED = 0.4
"""The same in a reply that corrects what is known."""
PROPOSALS = 3
"""How many elements that were not asked for are proposed at most."""
WEIGHED = 4
"""How many sentences of a reply to a question on one element are weighed against each other, the nearest ones."""
VAGUE = 0.7
"""Log-odds up to which either could be meant; a question of its own then asks for the element."""
SUBJECT = 0.9
"""How sure it has to be that the element is spoken of, for a reading to count unasked."""
PLAIN = {Status.EVIDENCED: 7.0, Status.REFUTED: 6.0}
"""Log-odds from which on a reading counts unasked; a wrong "evidenced" is the worse mistake.

Chosen on the framework's own examples, each read with itself left out: a step lower, 2 of 68 were wrong.
"""


@dataclass(frozen=True)
class Judgement:
    """What a reply says of one element.

    Attributes:
        opinion: The unit that says it most plainly.
        logodds: That the element is evidenced; below zero it is refuted.
        subject: How sure it is that the element is spoken of, 0 to 1.
        contested: Whether other units say otherwise.
    """

    opinion: Opinion
    logodds: float
    subject: float
    contested: bool


class Reader:
    """Reads English replies."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._weights: Polarity | None = None

    def read(self, reply: ToRead, *, revises: bool) -> tuple[ElementReading, ...]:
        """At most one reading for each element; where it `revises`, of elements that are known as well.

        Raises:
            ModelError: The model or the weights cannot be used.
        """
        framework = reply.framework
        asked = [framework.element(e) for e in reply.elements]
        topic = " ".join([reply.question, *(f"{e.statement} {e.probe}" for e in asked)])
        every = units(reply.reply, topic)
        parts = [u for u in every if not (u.cues.manipulation or u.cues.other_system or u.cues.unsure)]
        if not parts:
            return ()
        if self._weights is None:
            self._weights = load(self._embedder.id)
        opinions = Opinions(self._embedder, self._weights, framework, parts)
        others = self._others(reply, opinions, revises=revises)
        siblings = [s for e in asked for s in framework.criterion_of(e.id).elements]
        said = {i: opinions.on(framework.element(i)) for i in dict.fromkeys(e.id for e in (*asked, *others, *siblings))}
        nearest = [max(o.relevance for o in of_unit) for of_unit in zip(*said.values(), strict=True)]
        doubtful = revises or any(u.cues.manipulation for u in every)
        doubtful |= reply.purpose not in (Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN)
        readings: list[ElementReading | None] = []
        for element in (*asked, *others):
            own, elsewhere = said[element.id], element in others
            if elsewhere:
                judgement = _found(own, nearest, RELEVANT if revises else ELSEWHERE, shared=0.0)
            elif reply.purpose is Purpose.PROBE and not revises:
                judgement = _to_probe(own)
            else:
                judgement = _found(own, nearest, RELEVANT, SHARED)
            if judgement:
                readings.append(_reading(reply.reply, element, judgement, doubtful=doubtful or elsewhere))
            elif not elsewhere and max(o.relevance for o in own) >= BORDERLINE:
                readings.append(_unknown(element.id))
        return tuple(r for r in readings if r is not None)

    def _others(self, reply: ToRead, opinions: Opinions, *, revises: bool) -> list[Element]:
        """Elements that were not asked for and that a unit comes near: open ones, or in a correction known ones."""
        elements = [
            e for e in reply.framework.elements if e.id not in reply.elements and (e.id in reply.known) is revises
        ]
        mark = CORRECTED if revises else ELSEWHERE
        return [e for near, e in opinions.nearest(elements) if near >= mark][:PROPOSALS]


def _to_probe(said: Sequence[Opinion]) -> Judgement | None:
    """The judgement of a reply to a question on this element alone: all of it speaks of the element, if it is short."""
    whole = {o.unit.sentence for o in said if o.unit.whole}
    own = _standing([o for o in said if o.unit.whole or o.unit.sentence not in whole])
    if len(own) > WEIGHED and max(o.relevance for o in own) < RELEVANT:
        return None
    first = own[0].unit.span.text
    own = sorted(own, key=lambda o: -o.relevance)[:WEIGHED]
    logodds = sum(o.logodds for o in own) / len(own) + DENIED * answer_word(first)
    sign = 1 if logodds > 0 else -1
    plainest = max(own, key=lambda o: sign * o.logodds)
    return Judgement(plainest, logodds, 1.0, contested=any(sign * o.logodds < -1 for o in own))


def _found(said: Sequence[Opinion], nearest: Sequence[float], mark: float, shared: float) -> Judgement | None:
    """The judgement of the unit that speaks of the element most; None if none does, or not plainly enough."""
    near = [o for o, rival in zip(said, nearest, strict=True) if o.relevance >= max(mark, rival - shared)]
    if not near:
        return None
    best = max(_standing(near), key=lambda o: o.relevance)
    if best.unit.withdrawn:  # what takes it back leans on it, and need not name the subject again
        best = next((o for o in said if not o.unit.withdrawn), best)
    if abs(best.logodds) < VAGUE:
        return None
    subject = 1 / (1 + exp(-8 * (best.relevance - BORDERLINE)))
    return Judgement(best, best.logodds, subject, contested=any(o.logodds * best.logodds < -1 for o in near))


def _standing(said: list[Opinion]) -> list[Opinion]:
    """What was not taken back; all of it if everything was."""
    return [o for o in said if not o.unit.withdrawn] or said


def _reading(reply: str, element: Element, judged: Judgement, *, doubtful: bool) -> ElementReading | None:
    """The judgement as a reading; None where its words cannot be found again in the reply."""
    opinion, cues = judged.opinion, judged.opinion.unit.cues
    quote = opinion.unit.sentence.text
    if locate(quote, reply) is None:
        return None
    evidenced = judged.logodds > 0
    rests_on = basis(element, opinion.unit, evidenced=evidenced)
    if rests_on is Basis.PILOT and element.proof is Proof.OPERATING:
        evidenced = False
    against = cues.negation or cues.bad or cues.plan or cues.partial or cues.given_up or cues.pilot
    status = Status.EVIDENCED if evidenced else Status.REFUTED
    terse = len(quote.split()) < 3  # what a bare "no" denies depends on how the question was understood
    unsaid = doubtful or judged.contested or cues.hedge or terse or evidenced == against
    plain = judged.subject > SUBJECT and abs(judged.logodds) >= PLAIN[status] and not unsaid
    return ElementReading(
        element=element.id,
        status=status,
        quote=quote,
        confidence=round(judged.subject / (1 + exp(-abs(judged.logodds))), 3),
        grade=Grade.INSTANCE if evidenced and cues.instance and not cues.hedge else Grade.ASSERTED,
        basis=rests_on,
        needs_confirmation=not plain,
    )


def unread(reply: ToRead) -> tuple[ElementReading, ...]:
    """What was asked for, all of it unknown: for a reply that cannot be read."""
    return tuple(_unknown(e) for e in reply.elements)


def _unknown(element: str) -> ElementReading:
    return ElementReading(element, Status.UNKNOWN, "", 0.5, Grade.ASSERTED, Basis.TODAY, needs_confirmation=True)
