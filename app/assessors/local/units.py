"""The stretches of a reply that are read one by one: its sentences, and the clauses of those that have several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.assessors.local.cues import Cues, cues, retells, retracts
from app.assessors.local.sentences import LONGEST, Span, clauses, sentences

BUDGET = 16_000
"""Characters of a reply that are embedded; some two seconds on one thread. What goes beyond is sifted first."""
ENDS = 10
"""Sentences at either end that are always read: people begin with the point, or come to it at last."""

_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Unit:
    """A sentence or a clause of one.

    Attributes:
        span: Where it stands in the reply.
        sentence: The sentence that it is, or belongs to.
        withdrawn: Whether it only says again what was said before, or is taken back further on.
    """

    span: Span
    sentence: Span
    cues: Cues
    withdrawn: bool

    @property
    def whole(self) -> bool:
        """Whether it is a whole sentence."""
        return self.span == self.sentence


def units(reply: str, topic: str) -> tuple[Unit, ...]:
    """The units of a reply, in order.

    Args:
        reply: The whole text.
        topic: Words of what is asked for; of a long reply, the sentences that share most of them are read.
    """
    spans = _answered(reply, [s for s in sentences(reply) if any(c.isalnum() for c in s.text)])
    withdrawals = [i for i, s in enumerate(spans) if retracts(s.text)]
    last = withdrawals[-1] if withdrawals else 0
    found = []
    for number in _sifted(spans, topic):
        sentence = spans[number]
        found += [
            Unit(span, sentence, cues(span.text), number < last or retells(span.text))
            for span in dict.fromkeys((sentence, *clauses(sentence)))
        ]
    return tuple(found)


def _answered(reply: str, spans: Sequence[Span]) -> list[Span]:
    """The sentences, a question that somebody asks and answers himself made one with its answer."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before and before.text.endswith("?") and not span.text.endswith("?") and span.end - before.start <= LONGEST:
            joined[-1] = Span(reply[before.start : span.end], before.start, span.end)
        else:
            joined.append(span)
    return joined


def _sifted(spans: Sequence[Span], topic: str) -> list[int]:
    """The numbers of the sentences to read, in order: all of a reply of normal length."""
    if sum(len(s.text) for s in spans) <= BUDGET:
        return list(range(len(spans)))
    wanted = set(_WORD.findall(topic.lower()))
    words = [set(_WORD.findall(s.text.lower())) & wanted for s in spans]
    common = Counter(w for found in words for w in found)
    weight = [sum(1 / common[w] for w in found) for found in words]
    ends = {*range(min(ENDS, len(spans))), *range(max(0, len(spans) - ENDS), len(spans))}
    chosen: list[int] = []
    room = BUDGET
    for number in sorted(range(len(spans)), key=lambda n: (n not in ends, -weight[n], n)):
        if len(spans[number].text) <= room:
            chosen.append(number)
            room -= len(spans[number].text)
    return sorted(chosen)
