"""The gates of the Word report: each criterion with what was said of it, and its gap."""

from __future__ import annotations

from app.domain import wording
from app.domain.evidence import ElementStatus, ElementView, Said
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction
from app.domain.rating import Rating
from app.domain.report import CriterionView, GateView, Report
from app.reports import gaps, text
from app.reports.docx.body import Body
from app.reports.docx.xml import Cell, Column, Markup, Par, alert, join, strong


def gates(body: Body, report: Report) -> None:
    """A part for each gate, with one for each criterion."""
    for number, gate in enumerate(report.gates, 1):
        _gate(body, report, gate, number)


def _gate(body: Body, report: Report, gate: GateView, number: int) -> None:
    body.heading(gate.gate.title, 1, number=f"Gate {number}:", fresh=True)
    body.text(gate.gate.purpose, style="Report Lead")
    body.pairs(
        (
            ("Result", strong(text.gate_result(gate))),
            ("It passes when", text.passes_when(gate.gate)),
            ("What stands in the way" + ("" if gate.signed else " so far"), list(gate.hurdles)),
            ("Signed off", text.sign_off(gate)),
        ),
        "The gate's result, what it takes to pass, what stands in the way, and who signed it.",
    )
    body.text("Criteria", style="Report Label")
    body.table(
        (Column("Criterion", 0.44), Column("Rating", 0.26), Column("Evidenced", 0.14), Column("Has to be met", 0.16)),
        (
            (c.criterion.title, _rated(c), f"{c.held} of {c.applying}", "yes" if c.must_meet else "no")
            for c in gate.criteria
        ),
        "The gate's criteria with their ratings.",
    )
    for place, criterion in enumerate(gate.criteria, 1):
        _criterion(body, report, criterion, f"{number}.{place}")


def _rated(criterion: CriterionView) -> Markup:
    words = wording.rating(criterion.rating, criterion.heard)
    short = criterion.rating in (Rating.NOT_MET, Rating.PARTIAL) and criterion.heard is Heard.SETTLED
    return alert(words) if short else strong(words)


def _criterion(body: Body, report: Report, criterion: CriterionView, number: str) -> None:
    subject = criterion.criterion
    body.heading(subject.title, 2, number=number)
    needed = " · has to be met" if criterion.must_meet else ""
    body.text(_rated(criterion), f"{needed} · {criterion.held} of {criterion.applying} elements evidenced")
    body.named("Met when:", text.met_when(subject))
    body.table(
        (Column("What has to hold", 0.53), Column("Proof asked for", 0.18), Column("Status", 0.29)),
        ((_statement(e), e.element.proof, _status(e)) for e in criterion.elements),
        f"The elements of “{subject.title}” with their status.",
    )
    if any(e.said for e in criterion.elements):
        several = len(report.readers) > 1
        body.text("What was said", style="heading 3")
        body.table(
            (Column("On", 0.17), Column("Words", 0.55), Column("Who, when, where", 0.28)),
            ((e.element.label, _words(s, several=several), _origin(s)) for e in criterion.elements for s in e.said),
            f"Everything that was said of “{subject.title}”.",
        )
    else:
        body.text("Nothing was said of it.")
    if criterion.disputes:
        body.text("In conflict", style="heading 3")
    for dispute in criterion.disputes:
        body.named(f"{dispute.element.label}.", text.settlement(dispute))
        body.bullets(text.position(s) for s in dispute.sides)
    if criterion.action:
        _gap(body, report, criterion, criterion.action)


def _statement(element: ElementView) -> Cell:
    return [strong(element.element.label), element.element.statement]


def _status(element: ElementView) -> Cell:
    words = wording.status(element.status, element.heard)
    bad = element.status in (ElementStatus.REFUTED, ElementStatus.CONFLICT)
    shown: list[str | Par] = [alert(words) if bad else strong(words)]
    return [*shown, wording.GRADE[element.grade]] if element.grade else shown


def _words(said: Said, *, several: bool) -> Cell:
    """What was said and what it says; who read it only where not all was read alike."""
    parts = [text.support(said), text.standing(said)]
    if several and (reader := text.read_by(said)) != "–":
        parts.append(f"read by {reader}")
    says = wording.CHOICE[said.says].capitalize()
    return [join(strong(f"{says}: "), text.quote(said)), Par("; ".join(parts), "Report Cell")]


def _origin(said: Said) -> Cell:
    return [text.who(said.statement.speaker), text.moment(said.statement.at), text.source(said)]


def _gap(body: Body, report: Report, criterion: CriterionView, action: PlannedAction) -> None:
    gap = action.gap
    body.text(gaps.title(gap), style="heading 3")
    missing = [join(strong(f"{report.title(m.element)}: "), f"{wording.REASON[m.reason]}.") for m in gap.missing]
    body.pairs(
        (
            ("Missing", missing or gaps.ALL_ASIDE),
            ("Why it matters", gap.why),
            ("How to close it", gap.fix),
            ("Who, how long", f"{gaps.owner(action)}; {gap.effort}"),
            ("Due, status", f"{gaps.due(action)}; {action.status}"),
            ("Note", action.note),
            ("Done when", gap.done),
            ("Guidance", _guidance(criterion)),
        ),
        f"The gap in “{criterion.criterion.title}”, why it matters, and how to close it.",
    )


def _guidance(criterion: CriterionView) -> Cell:
    """What the advice rests on, by who says so: a source is named once for all its titles."""
    titles: dict[str, list[str]] = {}
    for citation in criterion.citations:
        titles.setdefault(citation.source, []).append(citation.title)
    named = [f"{'; '.join(found)} ({source})" for source, found in titles.items()]
    return named or gaps.NO_GUIDANCE
