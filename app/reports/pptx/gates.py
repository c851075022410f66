"""A slide a gate for the board; behind it, each criterion with all that was said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain import wording
from app.domain.evidence import ElementView, Said
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction
from app.domain.rating import Rating
from app.domain.report import CriterionView, GateView, Report
from app.reports import gaps, rows, text
from app.reports.pptx.deck import Deck, tint
from app.reports.pptx.flow import SMALL, Block, heading, items, named, paragraph, stack
from app.reports.pptx.measure import run
from app.reports.pptx.xml import SIZES, Cell, Table, cell


def gates(deck: Deck, report: Report) -> None:
    """A slide a gate, or a few where it has many criteria."""
    for number, gate in enumerate(report.gates, 1):
        _gate(deck, report, gate, number)


def _gate(deck: Deck, report: Report, gate: GateView, number: int) -> None:
    area = deck.stage.area
    so_far = "" if gate.signed else " so far"
    above = [named("Passes when:", text.passes_when(gate.gate), size=13)]
    if gate.hurdles:
        above.append(named(f"In the way{so_far}:", " ".join(gate.hurdles), size=13))
    above.append(named("Signed off:", text.sign_off(gate), size=13))
    notes = "\n\n".join([gate.gate.purpose, *(b.text for b in above)])
    taken = stack(deck.measure, above, area.width)
    if taken > area.height * 0.4:
        most = 2
        above = [named(*_cut(deck, b, area.width, most), size=12) for b in above]
        taken = stack(deck.measure, above, area.width)
    title = f"Gate {number}, {gate.gate.title}: {text.gate_result(gate)}"
    for size, air in SIZES:
        table = _table(deck, report, gate, size, air)
        first, *rest = table.pages(deck.measure, area.height - taken - 14)
        if not rest and not table.breaks_words(deck.measure):
            break
    if rest:  # what follows has the whole slide
        rest = replace(table, rows=table.rows[len(first.rows) :]).pages(deck.measure, area.height)
    count = 1 + len(rest)
    for place, part in enumerate((first, *rest), 1):
        slide = deck.slide(title if count == 1 else f"{title} ({place} of {count})", notes if place == 1 else "")
        top = area
        if place == 1:
            deck.write(slide, area._replace(height=taken), above, name="Result")
            top = area._replace(top=area.top + taken + 14)
        deck.table(slide, top, part, f"The criteria of the gate {gate.gate.title}: rating, gap and owner of each.")


def _cut(deck: Deck, block: Block, width: float, most: int) -> tuple[str, str]:
    name = block.runs[0].text.strip()
    return name, deck.measure.shortened(block.text, block.size, width, most)[len(name) :].strip()


def _table(deck: Deck, report: Report, gate: GateView, size: float, air: float) -> Table:
    """Without a column for owners where there is nothing to close."""
    owned = any(c.gap for c in gate.criteria)
    shares = (0.28, 0.19, 0.32, 0.21) if owned else (0.36, 0.19, 0.45)
    names = ("Criterion", "Rating", "Gap", "Owner, due") if owned else ("Criterion", "Rating", "Evidence")
    widths = tuple(deck.stage.area.width * s for s in shares)
    rows = tuple(tuple(_row(deck, report, c, widths, size))[: len(widths)] for c in gate.criteria)
    return Table(tuple(cell(n, bold=True, size=11) for n in names), rows, widths, air)


def _row(deck: Deck, report: Report, view: CriterionView, widths: tuple[float, ...], size: float) -> Iterator[Cell]:
    def short(words: str, column: int) -> str:
        return deck.measure.shortened(words, size - 1, widths[column] - 12, 3)

    action = view.action
    yield cell(view.criterion.title, size=size, bold=True, under="has to be met" if view.must_meet else "")
    yield chip(deck, wording.rating(view.rating, view.heard), size - 1, rating=_look(view))
    if action is None:
        lead = "None: " if len(widths) > 3 and view.rating is not Rating.NOT_APPLICABLE else ""
        yield cell(short(f"{lead}{_evidence(view)}", 2), size=size - 1)
        yield cell("–", size=size - 1)
        return
    labels = gaps.lacking(action.gap, report) or "every element was set aside"
    lead = "Missing" if action.gap.heard is Heard.SETTLED else "To find out"
    yield cell(short(f"{lead}: {labels}", 2), size=size - 1)
    yield cell(short(gaps.owner(action), 3), size=size - 1, under=gaps.due(action) if action.due else "")


def _evidence(view: CriterionView) -> str:
    """Why there is no gap."""
    if view.rating is Rating.NOT_APPLICABLE:
        reasons = dict.fromkeys(text.one_line(s.words) for e in view.elements for s in e.counting)
        return f"Set aside: {' '.join(r for r in reasons if r) or 'no reason given'}"
    return f"{view.held} of {wording.counted(view.applying, 'element')} evidenced"


def _look(view: CriterionView) -> str:
    """A criterion that was not heard does not look like one that is not met."""
    return "" if view.rating is Rating.NOT_MET and view.heard is not Heard.SETTLED else str(view.rating)


def chip(deck: Deck, words: str, size: float, *, rating: str) -> Cell:
    """A rating in a cell: a word on a ground that differs from the others in black and white, too."""
    brand = deck.brand
    grounds = {
        "met": (brand.primary.code[1:].upper(), brand.primary.text.code[1:].upper()),
        "partial": (tint(brand.primary, 0.22), "000000"),
        "not_met": (brand.accent.code[1:].upper(), brand.accent.text.code[1:].upper()),
    }
    ground, colour = grounds.get(rating, ("", ""))
    return cell(words, size=size, bold=True, ground=ground, fill=colour)


def criteria(deck: Deck, report: Report) -> None:
    """Each criterion on slides of its own, with everything that is known of it."""
    for number, gate in enumerate(report.gates, 1):
        for place, view in enumerate(gate.criteria, 1):
            title = f"{number}.{place} {view.criterion.title}: {wording.rating(view.rating, view.heard)}"
            deck.text(title, _criterion(report, gate, view))


def _criterion(report: Report, gate: GateView, view: CriterionView) -> Iterator[Block]:
    must = "Has to be met for the gate" if view.must_meet else "Counts for the gate"
    yield paragraph(f"{must} {gate.gate.title}.", size=SMALL, tone="muted")
    yield named("Met when:", text.met_when(view.criterion), before=3)
    for element in view.elements:
        yield from _element(element)
    if view.disputes:
        yield heading("Conflicts")
        yield from items(map(text.dispute, view.disputes))
    if view.action:
        yield from _gap(report, view, view.action)


def _element(view: ElementView) -> Iterator[Block]:
    label, status = run(view.element.label, bold=True), run(f" – {text.status(view)}")
    yield Block((label, status), 11, 9, keep=True, tone="heading")
    proof = f"{view.element.statement} Proof asked for: {view.element.proof}."
    yield Block((run(proof),), SMALL + 0.5, 1, keep=bool(view.said))
    for said in view.said:
        yield from _said(said)


def _said(said: Said) -> Iterator[Block]:
    italic = said.quoted
    yield Block((run(text.quote(said), italic=italic),), 11, 4, indent=10, keep=True)
    read_by = text.read_by(said)
    told = (
        f"{wording.CHOICE[said.says].capitalize()}: {text.who(said.statement.speaker)},"
        f" {text.moment(said.statement.at)}, {text.source(said)}; {text.support(said)}; {text.standing(said)}"
        + ("" if read_by == "–" else f"; read by {read_by}")
    )
    yield Block((run(told),), SMALL - 0.5, 1, indent=10, tone="muted")


def _gap(report: Report, view: CriterionView, action: PlannedAction) -> Iterator[Block]:
    yield heading(gaps.title(action.gap))
    yield from items(gaps.missing(action.gap, report))
    yield from (named(f"{name}:", words) for name, words in rows.closing(action))
    yield named("Guidance:", gaps.guidance(view), size=SMALL - 0.5)
