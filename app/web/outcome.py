"""What an assessment comes to, as cards: the verdict with its band, and the quick screen's first impression."""

from __future__ import annotations

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.impression import Impression, impressions
from app.domain.plan import gaps
from app.domain.records import Question
from app.domain.report import build_report
from app.domain.verdict import Band
from app.web.bubbles import Card
from app.web.offers import offers
from app.web.props import BandProps, ButtonProps, GateResultProps, ImpressionItem, RatingState, Todo, Weak
from app.web.rows import gate_word

FIRST = 3
"""How many things to do are named at the end."""
WEAKEST = 5
"""How many of the findings on which the verdict hangs are named."""

GO_ON: ButtonProps = {"action": "continue", "label": "Go on with the full interview"}
ENOUGH: ButtonProps = {"action": "pause", "label": "That is all for today"}


def verdict_card(assessment: Assessment, question: Question | None, *, live: bool) -> Card:
    """The verdict, or what it would be so far; how sure it is, and what to do first."""
    report = build_report(assessment)
    # Under way, what nobody was asked is no gap yet; once every gate is signed it is one.
    known = [
        g for g in gaps(assessment) if report.final or assessment.heard(assessment.framework.criterion(g.criterion))
    ]
    weakest: list[Weak] = [
        {"element": report.title(s.part), "words": s.words, "speaker": s.statement.speaker}
        for s in report.weakest[:WEAKEST]
    ]
    todo: list[Todo] = [
        {
            "criterion": assessment.framework.criterion(g.criterion).title,
            "fix": g.fix,
            "owner": g.owner,
            "effort": g.effort,
        }
        for g in known[:FIRST]
    ]
    return Card(
        "Verdict",
        {
            "question": question.id if question else "",
            "live": live,
            "text": question.text if question else "",
            "verdict": assessment.verdict.value,
            "word": wording.VERDICT[assessment.verdict],
            "final": report.final,
            "meaning": report.meaning,
            "band": band_props(assessment.band),
            "robustness": report.robustness_words,
            "weakest": weakest,
            "gates": gate_results(assessment),
            "todo": todo,
            "downloads": offers(assessment),
            "buttons": [ENOUGH],
        },
    )


def impression_card(assessment: Assessment, question: Question, *, live: bool) -> Card:
    """The end of the quick screen: a first impression of each of its questions."""
    return Card(
        "Impression",
        {
            "question": question.id,
            "live": live,
            "text": question.text,
            "items": [_impression(found) for found in impressions(assessment)],
            "buttons": [GO_ON, ENOUGH],
            "downloads": offers(assessment),
        },
    )


def _impression(found: Impression) -> ImpressionItem:
    rating: RatingState = "not_met" if found.missing else "partial" if found.held else "open"
    return {"title": found.title, "rating": "met" if found.held == found.total else rating, "words": found.words}


def band_props(band: Band) -> BandProps:
    """How many criteria are met at worst, now and at best."""
    return {
        "worst": band.worst.met,
        "now": band.now.met,
        "best": band.best.met,
        "mark": band.now.mark,
        "applicable": band.now.applicable,
    }


def gate_results(assessment: Assessment) -> list[GateResultProps]:
    """The gates in numbers."""
    return [
        {
            "title": gate.title,
            "met": result.met,
            "of": result.applicable,
            "passed": result.passed,
            "word": gate_word(assessment, gate, result),
            "signed": assessment.signed(gate.id) is not None,
        }
        for gate, result in zip(assessment.framework.gates, assessment.now.gates, strict=True)
    ]
