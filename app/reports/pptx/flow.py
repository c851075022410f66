"""Long text over slides: paragraphs fill columns, no heading stands without what it heads, nothing runs over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from app.reports.pptx.measure import LEADING, Measure, Run, joined, run

BODY, SMALL = 11.0, 9.5
"""Sizes of the font on slides that hold everything, in points."""
_SPLIT_FROM = 14
"""A paragraph of fewer lines goes to the next column whole."""

_SCALES = (1.4, 1.3, 1.2, 1.1)
_SCALED = 3
"""Text on so few slides is written larger, where there is room."""

Tone = Literal["text", "muted", "heading"]


@dataclass(frozen=True)
class Block:
    """A paragraph.

    Attributes:
        size: Of the font, in points.
        before: Space above it, in points; none at the top of a column.
        indent: From the left, in points; of an item, its text's.
        item: Whether it has a bullet.
        keep: Whether it stays with the next one.
        fill: The colour of the text as `rrggbb`, instead of that of its tone.
        whole: All of the text, where this is but the part that a column had room for.
    """

    runs: tuple[Run, ...]
    size: float = BODY
    before: float = 0
    indent: float = 0
    item: bool = False
    keep: bool = False
    tone: Tone = "text"
    fill: str = ""
    align: Literal["l", "ctr", "r"] = "l"
    whole: str = ""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(r.text for r in self.runs)


def heading(text: str, size: float = 13, before: float = 12) -> Block:
    """A line over what follows."""
    return Block((run(text, bold=True),), size, before, keep=True, tone="heading")


def paragraph(text: str, *, before: float = 4, size: float = BODY, tone: Tone = "text", indent: float = 0) -> Block:
    """Plain text."""
    return Block((run(text),), size, before, indent, tone=tone)


def named(name: str, text: str, *, before: float = 5, size: float = BODY) -> Block:
    """A paragraph that begins with its name in bold."""
    return Block((run(f"{name} ", bold=True), run(text)), size, before)


def items(texts: Iterable[str], *, before: float = 3, size: float = BODY) -> tuple[Block, ...]:
    """A list."""
    return tuple(Block((run(t),), size, before, indent=size + 1, item=True) for t in texts)


class Page(NamedTuple):
    """What stands on a slide, and the texts that go on over its end, whole."""

    columns: list[list[Block]]
    torn: tuple[str, ...]


def height(measure: Measure, block: Block, width: float) -> float:
    """Points that a paragraph takes without the space above it."""
    return measure.height(block.runs, block.size, width - block.indent)


def stack(measure: Measure, blocks: Sequence[Block], width: float) -> float:
    """Points that some paragraphs take under each other."""
    return sum(height(measure, b, width) + (b.before if n else 0) for n, b in enumerate(blocks))


def pages(measure: Measure, blocks: Iterable[Block], width: float, tall: float, columns: int) -> list[Page]:
    """The paragraphs over slides, larger where that takes no slide more; on the last one the columns are even.

    Args:
        measure: How text is measured.
        blocks: The paragraphs.
        width: Of a column, in points.
        tall: The height of a column, in points.
        columns: How many a slide has.
    """
    blocks = tuple(blocks)
    filled = _filled(measure, blocks, width, tall)
    count = -(-len(filled) // columns)
    for scale in _SCALES if count <= _SCALED else ():
        larger = tuple(
            replace(b, size=b.size * scale, before=b.before * scale, indent=b.indent * scale) for b in blocks
        )
        tried = _filled(measure, larger, width, tall)
        if -(-len(tried) // columns) == count:
            filled = tried
            break
    found = [filled[n : n + columns] for n in range(0, len(filled), columns)]
    last = [b for column in found[-1] for b in column]
    low = stack(measure, last, width) / columns
    while low < tall:
        tried = _filled(measure, last, width, low)
        whole = sum(map(len, tried)) == len(last) and not any(c[-1].keep for c in tried[:-1] if c)
        if len(tried) <= columns and whole:
            found[-1] = tried
            break
        low += BODY * LEADING
    return [Page(p, tuple(b.whole for b in p[-1][-1:] if b.whole)) for p in found]


def _filled(measure: Measure, blocks: Iterable[Block], width: float, tall: float) -> list[list[Block]]:
    columns: list[list[Block]] = [[]]
    waiting = deque(blocks)
    used = 0.0
    while waiting:
        block = waiting.popleft()
        column = columns[-1]
        before = block.before if column else 0
        line = block.size * LEADING
        lines = measure.lines(block.runs, block.size, width - block.indent)
        if used + before + len(lines) * line <= tall:
            column.append(block)
            used += before + len(lines) * line
            continue
        room = int((tall - used - before) / line)
        alone = all(b.keep for b in column)  # no other column has more room for it
        if len(lines) > 1 and ((alone and (room or not column)) or (len(lines) >= _SPLIT_FROM and room >= 3)):
            first = max(1, min(room, len(lines) - 2))
            whole = block.whole or block.text
            column.append(replace(block, runs=joined(lines[:first]), whole=whole, keep=False))
            waiting.appendleft(replace(block, runs=joined(lines[first:]), whole=whole, item=False, before=0))
        elif not column:
            column.append(block)
        else:
            waiting.appendleft(block)
            while len(column) > 1 and column[-1].keep:
                waiting.appendleft(column.pop())
        columns.append([])
        used = 0.0
    return columns if columns[-1] or len(columns) == 1 else columns[:-1]
