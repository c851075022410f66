"""The slides that a board sees: the verdict, the gates, what stands in the way, and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain import wording
from app.domain.plan import PlannedAction
from app.domain.report import Report
from app.domain.schedule import Horizon, Step
from app.reports import gaps, rows, text
from app.reports.pptx.charts import gates_chart
from app.reports.pptx.deck import Deck, tint
from app.reports.pptx.flow import Block, height, items, stack
from app.reports.pptx.form import Box
from app.reports.pptx.measure import LEADING, run
from app.reports.pptx.xml import SIZES, Table, cell


def board(deck: Deck, report: Report) -> None:
    """All of them."""
    _opening(deck, report)
    _verdict(deck, report)
    _gates(deck, report)
    _obstacles(deck, report)
    _plan(deck, report)


def _opening(deck: Deck, report: Report) -> None:
    lines = [
        f"{'Verdict' if report.final else 'So far'}: {report.briefing.word}",
        f"{report.framework.title}, as of {report.changed_at:%Y-%m-%d}",
    ]
    lines += [text.NOBODY_NAMED] if report.anonymous else []
    notes = [f"Production readiness: {report.pilot}"] + ([report.description] if report.description else [])
    deck.opening(f"Production readiness: {report.pilot}", [*lines, deck.brand.name], "\n\n".join(notes))


def _verdict(deck: Deck, report: Report) -> None:
    page, area = report.briefing, deck.stage.area
    now = page.band.now
    title = f"Verdict: {page.word}" if report.final else f"Result so far: {page.word}"
    weakest = map(": ".join, rows.weakest(report))
    notes = [page.why, page.robustness, report.meaning, report.robustness_words, *weakest]
    slide = deck.slide(title, "\n\n".join(notes))
    left, upper = area.width * 0.34, area.height * 0.56
    score = Box(area.left, area.top + 6, left - 24, upper - 6)
    deck.write(slide, score, (
        Block((run(f"{now.met} of {now.applicable}", bold=True),), min(66, area.width / 14), tone="heading"),
        Block((run("criteria met"),), 20, 2),
        Block((run(f"{now.mark} needed", bold=True),), 16, 8),
        Block((run(f"{report.coverage.signed} of {report.coverage.gates} gates signed off"),), 14, 4, tone="muted"),
    ), name="Score")  # fmt: skip
    beside = Box(area.left + left, area.top + 10, area.width - left, upper - 10)
    size = 22.0
    while size > 10 and stack(deck.measure, _reasons(report, size), beside.width) > beside.height:
        size -= 1
    deck.write(slide, beside, _reasons(report, size), name="Why")
    under = Box(area.left, area.top + area.height * 0.6, area.width, area.height * 0.4)
    _band(deck, slide, under, report)


def _reasons(report: Report, size: float) -> tuple[Block, ...]:
    page = report.briefing
    small = max(10, size - 6)
    return (
        Block((run(page.why),), size),
        Block((run("How robust is that? ", bold=True), run(page.robustness)), small, 14),
    )


def _band(deck: Deck, slide: Any, box: Box, report: Report) -> None:
    """The score at worst, now and at best on one line, with the mark on it."""
    band, brand = report.briefing.band, deck.brand
    views = rows.views(report)
    shares = [o.met / o.applicable if o.applicable else 0.0 for _, o in views]
    mark = band.now.mark / band.now.applicable if band.now.applicable else 1.0
    told = "; ".join(f"{v.lower()} {o.met} of {o.applicable}, {wording.VERDICT[o.verdict]}" for v, o in views)
    lead = Block((run("The band: the score at worst and at best", bold=True),), 14, tone="heading")
    deck.write(slide, box._replace(height=18), (lead,), name="Band")
    track = Box(box.left, box.top + 38, box.width, 20)
    strong, light = brand.primary.code[1:].upper(), tint(brand.primary, 0.35)
    deck.area(slide, track, "FFFFFF", line="7F7F7F", alt=f"The score on a line: {told}; {band.now.mark} needed.")
    if shares[2] > shares[0]:
        deck.area(slide, track._replace(width=max(1.0, track.width * shares[2])), light, line="7F7F7F")
    if shares[0] > 0:
        deck.area(slide, track._replace(width=track.width * shares[0]), strong)
    if shares[0] < shares[1] < 1:
        deck.area(slide, Box(track.left + track.width * shares[1] - 1.5, track.top, 3, track.height), strong)
    at = track.left + track.width * mark
    deck.area(slide, Box(min(at, track.left + track.width) - 1.5, track.top - 7, 3, track.height + 14),
              brand.accent.code[1:].upper())  # fmt: skip
    label = Box(min(max(at - 60, box.left), box.left + box.width - 120), track.top - 23, 120, 14)
    side = "r" if at + 60 > box.left + box.width else "ctr"
    deck.write(slide, label, (Block((run(f"{band.now.mark} needed", bold=True),), 11, align=side),), name="Mark")  # type: ignore[arg-type]
    third = box.width / 3
    for n, (view, outcome) in enumerate(views):
        under = Box(box.left + n * third, track.top + 36, third - 10, box.height - 76)
        deck.write(slide, under, (
            Block((run(view),), 13, tone="muted"),
            Block((run(f"{outcome.met} of {outcome.applicable}", bold=True),), 18, 1),
            Block((run(wording.VERDICT[outcome.verdict]),), 13, 1),
        ), name=view)  # fmt: skip


def _gates(deck: Deck, report: Report) -> None:
    area = deck.stage.area
    passing = sum(g.result.passed and g.signed is not None for g in report.gates)
    whole = wording.counted(len(report.gates), "gate")
    title = text.so_far(f"{passing} of {whole} {'passes' if passing == 1 else 'pass'}", report)
    left = area.width * 0.44
    right = area._replace(left=area.left + left + 16, width=area.width - left - 16)
    for size, air in SIZES:
        table = _results(report, right.width, size, air)
        parts = table.pages(deck.measure, right.height)
        if len(parts) == 1 and not table.breaks_words(deck.measure):
            break
    for number, part in enumerate(parts, 1):
        slide = deck.slide(title if len(parts) == 1 else f"{title} ({number} of {len(parts)})")
        gates_chart(deck, slide, area._replace(width=left), report)
        deck.table(slide, right, part, "The gates: criteria met, how many are needed, and the result.")


def _results(report: Report, width: float, size: float, air: float) -> Table:
    return Table(
        tuple(cell(t, bold=True, size=11) for t in ("Gate", "Met", "Needed", "Result")),
        tuple(
            (
                cell(row.gate, bold=True, size=size),
                cell(row.met, size=size),
                cell(row.needed, size=size),
                cell(row.result, size=size - 1,
                     under="" if row.worst == row.best else f"at worst {row.worst}, at best {row.best}"),
            )
            for row in rows.gates(report)
        ),
        tuple(width * share for share in (0.3, 0.15, 0.17, 0.38)),
        air,
    )  # fmt: skip


_WORDS = ("Nothing", "One thing", "Two things", "Three things")


def _obstacles(deck: Deck, report: Report) -> None:
    found, area = report.briefing.obstacles, deck.stage.area
    if not found:
        return
    stands = "stands" if len(found) == 1 else "stand"
    title = text.as_known(f"{_WORDS[len(found)]} {stands} in the way first", report)
    notes = "\n\n".join(f"{report.title(a.gap.criterion)}: {a.gap.fix} Done when: {a.gap.done}" for a in found)
    slide = deck.slide(title, notes)
    gap = area.width * 0.03
    width = (area.width - gap * (len(found) - 1)) / len(found)
    room = Box(area.left, area.top + 20, width, area.height - 20)
    for size, most in _CARDS:
        cards = [_card(deck, report, a, n, width, size, most) for n, a in enumerate(found, 1)]
        if all(stack(deck.measure, card, width) <= room.height for card in cards):
            break
    for number, card in enumerate(cards):
        place = room._replace(left=area.left + number * (width + gap))
        deck.area(slide, place._replace(top=area.top + 8, height=3), deck.brand.primary.code[1:].upper())
        deck.write(slide, place, card, name=f"Obstacle {number + 1}")


_CARDS = ((14.0, 99), (13.0, 99), (12.0, 99), (11.0, 99), (11.0, 6), (10.0, 3), (10.0, 1))
"""Sizes of the font, and at how many lines a text is cut, the largest first: the notes hold all of it."""


def _card(
    deck: Deck, report: Report, action: PlannedAction, number: int, width: float, size: float, most: int
) -> tuple[Block, ...]:
    gap = action.gap
    must = "has to be met" if gap.must_meet else "one of those that have to add up"

    def cut(words: str, larger: float = 0) -> str:
        return deck.measure.shortened(words, size + larger, width, most)

    return (
        Block((run(str(number), bold=True),), 30, tone="heading"),
        Block((run(cut(report.title(gap.criterion), 4), bold=True),), size + 4, 2),
        Block(
            (run(cut(f"{report.title(gap.gate)} gate · {wording.rating(gap.rating, gap.heard)} · {must}")),),
            size - 2,
            4,
            tone="muted",
        ),
        Block((run(cut(gap.fix)),), size, 10),
        Block((run("Done when: ", bold=True), run(cut(gap.done))), size, 8),
        Block((run("Owner: ", bold=True), run(cut(gaps.owner(action)))), size, 8),
        Block((run("Takes: ", bold=True), run(cut(gap.effort))), size, 3),
    )


def _plan(deck: Deck, report: Report) -> None:
    if not report.plan:
        _nothing_to_do(deck, report)
        return
    if not any(span.steps for span in report.horizons):
        _only_to_ask(deck, report)
        return
    title = text.as_known("The next 30, 60 and 90 days", report)
    ask = gaps.to_ask(report)
    notes = [f"Reckoned from {report.start:%Y-%m-%d}.", *([f"First find out: {ask}."] if ask else [])]
    notes += [f"{gaps.horizon(span)}: {_told(report, span)}" for span in report.horizons if span.steps]
    slide, area = deck.slide(title, "\n\n".join(notes)), deck.stage.area
    strip = 44.0 if ask else 0.0
    gap = area.width * 0.02
    width, tall = (area.width - 3 * gap) / 4, area.height - strip - 46
    for size in (14.0, 13.0, 12.0):
        columns = [_stacked(deck, report, span, Box(0, 0, width - 8, tall), size) for span in report.horizons]
        if all(len(span.steps) == shown for span, (_, shown) in zip(report.horizons, columns, strict=True)):
            break
    for n, (span, (blocks, _)) in enumerate(zip(report.horizons, columns, strict=True)):
        place = Box(area.left + n * (width + gap), area.top, width, 36)
        _span_head(deck, slide, place, span)
        under = Box(place.left + 4, place.top + 46, width - 8, tall)
        deck.write(slide, under, blocks, name=gaps.horizon(span))
    if ask:
        bottom = Box(area.left, area.top + area.height - strip + 8, area.width, strip - 8)
        words = deck.measure.shortened(f"First find out: {ask}.", 11, area.width, 2, bold=True)
        line = Block((run("First find out:", bold=True), run(words.partition(":")[2])), 11)
        deck.write(slide, bottom, [line], name="First find out")


def _told(report: Report, span: Horizon) -> str:
    return (
        "; ".join(
            f"{report.title(s.action.gap.criterion)} ({gaps.owner(s.action)}, {gaps.when(s)})" for s in span.steps
        )
        + "."
    )


def _span_head(deck: Deck, slide: Any, place: Box, span: Horizon) -> None:
    later = span.days is None or span.until is None
    brand = deck.brand
    ground = tint(brand.primary, 0.15) if later else brand.primary.code[1:].upper()
    colour = "000000" if later else brand.primary.text.code[1:].upper()
    deck.area(slide, place, ground)
    words = "Later" if later else f"Within {span.days} days"
    blocks = [Block((run(words, bold=True),), 13, fill=colour)]
    if not later:
        blocks.append(Block((run(f"by {span.until:%Y-%m-%d}"),), 10, fill=colour))
    deck.write(slide, Box(place.left + 8, place.top, place.width - 12, place.height), blocks, anchor="ctr", name="When")


def _stacked(deck: Deck, report: Report, span: Horizon, room: Box, size: float) -> tuple[list[Block], int]:
    """The steps of a horizon that there is room for, and how many these are; of the others, that there are some."""
    if not span.steps:
        return [Block((run("Nothing falls due."),), size - 2, tone="muted")], 0
    blocks: list[Block] = []
    used = 0.0
    for number, step in enumerate(span.steps):
        added = list(_step(deck, report, step, room.width, size))
        takes = sum(height(deck.measure, b, room.width) + b.before for b in added)
        last = number == len(span.steps) - 1
        if used + takes + (0 if last else size * LEADING + 9) > room.height:
            more = f"and {len(span.steps) - number} more, in the backup"
            return [*blocks, Block((run(more),), size - 2, 9, tone="muted")], number
        blocks += added
        used += takes
    return blocks, len(span.steps)


def _step(deck: Deck, report: Report, step: Step, width: float, size: float) -> Iterator[Block]:
    owner = deck.measure.shortened(gaps.owner(step.action), size - 2, width, 2)
    title = deck.measure.shortened(report.title(step.action.gap.criterion), size, width, 3, bold=True)
    yield Block((run(title, bold=True),), size, 9)
    yield Block((run(owner),), size - 2, 1)
    yield Block((run(f"{gaps.when(step)} · {step.action.status}"),), size - 2, 1, tone="muted")


def _only_to_ask(deck: Deck, report: Report) -> None:
    """Where nothing is known yet that could be planned on."""
    lead = Block((run("Nothing can be planned yet. These are to be asked about first:", bold=True),), 13)
    deck.text(
        "The next step is to find out", [lead, *items([c.criterion.title for c in report.to_ask], size=14, before=5)]
    )


def _nothing_to_do(deck: Deck, report: Report) -> None:
    blocks: list[Block] = [
        Block((run(gaps.NONE),), 20),
        Block((run("What the result hangs on", bold=True),), 14, 18, keep=True, tone="heading"),
        Block((run(report.robustness_words),), 14, 4),
        *items(map(": ".join, rows.weakest(report)), size=14, before=6),
    ]
    area = deck.stage.area
    if stack(deck.measure, blocks, area.width) > area.height:
        deck.text("Nothing is left to close", blocks)
        return
    deck.write(deck.slide("Nothing is left to close"), area, blocks)
