"""The parts of a reply that are judged one by one: all of it, or where it is long, some sentences at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.assessors.local.sentences import Span, sentences

TOKENS = 240
"""Of a window; the model takes some more, but was trained on replies of up to that length."""
WINDOWS = 12
"""Of a reply; some 50 ms each. What goes beyond is sifted first."""
ENDS = 3
"""Windows at either end that are always read: people begin with the point, or come to it at last."""

_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Window:
    """Some sentences of a reply that stand together: `reply[start:end] == text`; offsets in code points."""

    text: str
    start: int
    end: int


def windows(reply: str, topic: str, tokens: Callable[[str], int]) -> tuple[Window, ...]:
    """The windows of a reply, in order; none where it has no word.

    Args:
        reply: The whole text.
        topic: Words of what is asked for; of a long reply, the windows that share most of them are read.
        tokens: Counts the tokens of a text.
    """
    groups: list[list[Span]] = []
    room = 0
    for span in sentences(reply):
        if not any(c.isalnum() for c in span.text):
            continue
        needed = tokens(span.text)
        if groups and needed <= room:
            groups[-1].append(span)
            room -= needed
        else:
            groups.append([span])
            room = TOKENS - needed
    return _sifted([_window(reply, g) for g in groups], topic)


def quoted(text: str, evidence: Sequence[tuple[int, int, float]]) -> Span | None:
    """The sentence of a text that most of a judgement rests on; None where it has none.

    A question that somebody asks and answers himself is quoted with its answer.

    Args:
        text: What was judged.
        evidence: Places in it and how much rests on each.
    """
    best, most, before = None, 0.0, None
    previous: Span | None = None
    for span in sentences(text):
        weight = sum(w for start, end, w in evidence if start >= span.start and end <= span.end)
        if weight > most and any(c.isalnum() for c in span.text):
            best, most, before = span, weight, previous
        previous = span
    if best and before and before.text.endswith("?") and not best.text.endswith("?"):
        return Span(text[before.start : best.end], before.start, best.end)
    return best


def _sifted(every: Sequence[Window], topic: str) -> tuple[Window, ...]:
    """All windows of a reply of normal length; else its ends, and of the rest those nearest to the topic."""
    if len(every) <= WINDOWS:
        return tuple(every)
    wanted = set(_WORD.findall(topic.lower()))
    shared = [len(wanted & set(_WORD.findall(w.text.lower()))) for w in every]
    middle = sorted(range(ENDS, len(every) - ENDS), key=lambda n: (-shared[n], n))[: WINDOWS - 2 * ENDS]
    chosen = {*range(ENDS), *middle, *range(len(every) - ENDS, len(every))}
    return tuple(every[n] for n in sorted(chosen))


def _window(reply: str, spans: Sequence[Span]) -> Window:
    start, end = spans[0].start, spans[-1].end
    return Window(reply[start:end], start, end)
