"""What holds of the review of documents, whatever they say, whenever they come and whatever people do."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agenda import Ask, next_step
from app.domain.assessment import Assessment
from app.domain.conversation import reviews
from app.domain.records import Dismissal, Finding, Purpose, Standing, Status
from app.domain.standing import from_document
from tests.frameworks import five_gates, small_framework
from tests.playing import Asked, Move, Table, moves, played, played_by_two

documents = st.builds(Move, st.just("give documents"), st.integers(0, 99))
reviewed = st.builds(Move, st.sampled_from(["do right", "drop", "change"]), st.integers(0, 99))
with_documents = st.lists(documents | reviewed | moves, min_size=4, max_size=30)


def cards(table: Table) -> list[Asked]:
    return [a for a in table.log if reviews(table.assessment, a.question)]


def proposals(assessment: Assessment) -> list[Finding]:
    return [
        s
        for s in assessment.statements
        if isinstance(s, Finding) and from_document(s) and s.standing is Standing.PROPOSED
    ]


def waiting(assessment: Assessment, participant: str) -> list[Finding]:
    pending = (p for s in assessment.standings.values() for p in s.pending)
    return [p for p in pending if from_document(p) and p.speaker == participant]


def check_the_cards(table: Table) -> None:
    framework = table.framework
    for card in cards(table):
        shown = [table.assessment.by_id[i] for i in card.ask.about]
        here = [s for s in shown if isinstance(s, Finding)]
        assert {framework.gate_of(s.element).id for s in here} == {card.ask.gate}, "one card, one gate"
        assert {s.element for s in here} == set(card.ask.elements)
        assert {s.speaker for s in here} == {card.question.participant}
        gates = {framework.gate_of(p.element).id for p in waiting(card.before, here[0].speaker)}
        order = [g.id for g in framework.gates]
        assert card.ask.gate == min(gates, key=order.index), "in the order of the gates"


def check_that_every_proposal_was_decided_once(table: Table) -> None:
    named = [i for s in table.assessment.statements for i in s.revises]
    seen = {i for card in cards(table) for i in card.ask.about}
    for proposal in proposals(table.assessment):
        agrees = {str(proposal.status)} == {str(c) for c in table.assessment.standings[proposal.element].choices}
        assert proposal.id in seen or agrees, "what was not said already is shown"
        assert named.count(proposal.id) <= 1
        assert proposal.id in named or agrees


def check_that_what_is_settled_is_not_asked(table: Table) -> None:
    for asked in table.log:
        if asked.ask.purpose in (Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN):
            assert not any(asked.before.standings[e].accepted for e in asked.ask.elements)
            assert not waiting(asked.before, asked.question.participant), "documents are reviewed before questions"


@settings(deadline=None, max_examples=150)
@given(with_documents, st.sampled_from(["small", "real"]))
def test_everything_that_documents_say_is_reviewed_once_gate_by_gate(done: list[Move], which: str) -> None:
    table = played("small" if which == "small" else "real", done)
    check_the_cards(table)
    check_that_every_proposal_was_decided_once(table)
    check_that_what_is_settled_is_not_asked(table)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["ada", "bob"]), documents | reviewed | moves), min_size=4, max_size=30))
def test_so_it_is_where_two_give_documents(done: list[tuple[str, Move]]) -> None:
    table = played_by_two("small", done)
    check_the_cards(table)
    check_that_what_is_settled_is_not_asked(table)
    assert not waiting(table.assessment, "ada")


def test_a_document_before_the_first_question_leads_to_one_card_a_gate_at_most() -> None:
    table = Table(five_gates())
    for luck in range(8):
        table.turn("ada", Move("give documents", luck))
    table.finish()
    assert [c.ask.gate for c in cards(table)] == [g.id for g in five_gates().gates]


def test_what_was_dropped_is_asked_about_and_what_was_accepted_is_not() -> None:
    table = Table(small_framework())
    document = table.build.attachment("It is stated. It was tried.")
    for element in ("fit.purpose.stated", "fit.purpose.tried"):
        table.build.finding(element, Status.EVIDENCED, document, standing=Standing.PROPOSED)
    table.build.document_reading(document)
    luck = next(n for n in range(9) if Move("drop", n) and _drops("fit.purpose.tried", n))
    table.turn("ada", Move("drop", luck))

    assert [s.element for s in table.assessment.statements if isinstance(s, Dismissal)] == ["fit.purpose.tried"]
    table.turn()  # the opening
    step = next_step(table.assessment, "ada")
    assert isinstance(step, Ask)
    assert (step.purpose, step.elements) == (Purpose.PROBE, ("fit.purpose.tried",))


def _drops(element: str, luck: int) -> bool:
    from random import Random

    return Random(luck).choice(("fit.purpose.stated", "fit.purpose.tried")) == element
