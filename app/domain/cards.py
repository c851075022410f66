"""What a card shows of elements: the state of each, the words that it rests on, what was said before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.domain.assessment import Assessment
from app.domain.evidence import place_of
from app.domain.framework import Criterion, Element
from app.domain.records import Choice, Finding, Grade, SetAside, Statement
from app.domain.standing import ElementStanding, from_document, said


@dataclass(frozen=True)
class Side:
    """One of several statements on an element.

    Attributes:
        words: What it rests on, or "" for a bare click.
        where: The document and the place in it; "" for what a person said.
        speaker: Whose statement it is; of a document, who brought it.
    """

    choice: Choice
    words: str
    where: str
    speaker: str


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
        conflict: Whether accepted statements oppose each other, or would if the proposals were accepted.
        where: The document that the words stand in and the place there; "" where a person said them.
        sides: All statements behind the row, where a document is among several.
    """

    element: Element
    choice: Choice
    words: str = ""
    asserted: bool = False
    proposed: bool = False
    open: bool = False
    before: Choice | None = None
    conflict: bool = False
    where: str = ""
    sides: tuple[Side, ...] = ()


def rows(assessment: Assessment, elements: Iterable[str], about: Collection[str] | None = None) -> tuple[Row, ...]:
    """The rows of a card for these elements, in this order.

    Args:
        assessment: As it stands.
        elements: The ids of the elements.
        about: The ids of the proposals that the card shows; all that wait, if not given.
    """
    framework = assessment.framework
    shown = []
    for name in elements:
        standing = assessment.standings[name]
        proposals = tuple(p for p in standing.pending if about is None or p.id in about)
        if any(map(from_document, proposals)):
            shown.append(_review_row(assessment, framework.element(name), standing, proposals))
        else:
            shown.append(_row(framework.element(name), standing, proposals))
    return tuple(shown)


def side_of(assessment: Assessment, statement: Statement) -> Side:
    """A statement as one of several."""
    where = ", ".join(part for part in place_of(assessment, statement) if part)
    return Side(said(statement), words_of(statement), where, statement.speaker)


def _review_row(
    assessment: Assessment, element: Element, standing: ElementStanding, proposals: tuple[Finding, ...]
) -> Row:
    """What documents say of an element, beside what has been accepted of it."""
    accepted = tuple(s for s in standing.accepted if said(s) is not Choice.UNKNOWN)
    sides = tuple(side_of(assessment, s) for s in (*accepted, *proposals))
    choices = {side.choice for side in sides}
    if len(choices) > 1:
        return Row(element, Choice.UNKNOWN, proposed=True, conflict=True, sides=sides)
    instance = any(p.grade is Grade.INSTANCE for p in proposals)
    first = side_of(assessment, proposals[0])
    return Row(
        element,
        first.choice,
        first.words,
        asserted=first.choice is Choice.EVIDENCED and not instance,
        proposed=True,
        where=first.where,
        sides=sides if len(sides) > 1 else (),
    )


def _row(element: Element, standing: ElementStanding, proposals: tuple[Finding, ...]) -> Row:
    accepted = next(iter(standing.choices), Choice.UNKNOWN) if not standing.in_conflict else Choice.UNKNOWN
    if proposals:
        proposal = proposals[-1]
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
