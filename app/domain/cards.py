"""What a card shows of elements: the state of each, the words that it rests on, what was said before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.framework import Criterion, Element
from app.domain.records import Choice, Finding, Grade, SetAside, Statement
from app.domain.standing import ElementStanding, said


@dataclass(frozen=True)
class Row:
    """One element on a card.

    Attributes:
        choice: What it is shown as.
        words: The person's own words that this rests on, or "".
        asserted: Whether an evidenced element is only claimed, with no instance behind it.
        proposed: Whether it waits for the person to confirm it.
        open: Whether nothing has been said of it.
        before: What was accepted of it until now, where the proposal says otherwise.
        conflict: Whether accepted statements oppose each other.
    """

    element: Element
    choice: Choice
    words: str = ""
    asserted: bool = False
    proposed: bool = False
    open: bool = False
    before: Choice | None = None
    conflict: bool = False


def rows(assessment: Assessment, elements: Iterable[str]) -> tuple[Row, ...]:
    """The rows of a card for these elements, in this order."""
    framework = assessment.framework
    return tuple(_row(framework.element(e), assessment.standings[e]) for e in elements)


def _row(element: Element, standing: ElementStanding) -> Row:
    accepted = next(iter(standing.choices), Choice.UNKNOWN) if not standing.in_conflict else Choice.UNKNOWN
    if standing.pending:
        proposal = standing.pending[-1]
        before = accepted if standing.choices else None
        evidenced = Choice(proposal.status) is Choice.EVIDENCED
        return Row(
            element,
            Choice(proposal.status),
            words_of(proposal),
            asserted=evidenced and proposal.grade is Grade.ASSERTED,
            proposed=True,
            before=before,
        )
    words = next((w for s in reversed(standing.accepted) if said(s) is accepted and (w := words_of(s))), "")
    return Row(
        element,
        accepted,
        words,
        asserted=standing.grade is Grade.ASSERTED,
        open=not standing.settled,
        conflict=standing.in_conflict,
    )


def missing(assessment: Assessment, criterion: Criterion) -> tuple[str, ...]:
    """The ids of the elements of a criterion that apply and are not evidenced."""
    standings = [assessment.standings[e.id] for e in criterion.elements]
    return tuple(s.element for s in standings if s.grade is None and not s.set_aside)


def words_of(statement: Statement) -> str:
    """The words that a statement rests on: its quote, or the reason it gives; "" for a bare click."""
    if isinstance(statement, Finding):
        return statement.quote.text if statement.quote else ""
    return statement.reason if isinstance(statement, SetAside) else ""
