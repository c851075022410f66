"""What holds of the agenda in interviews that are played to their end, whatever people do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.agenda import PROBES_A_CRITERION, Await, Read, next_step, settled
from app.domain.assessment import Assessment
from app.domain.conversation import Conversation
from app.domain.records import Intent, Purpose, Question, Reading, Reply, Track
from app.domain.verdict import Verdict
from tests.frameworks import small_framework
from tests.histories import histories
from tests.playing import Asked, Move, Table, Which, moves, played, played_by_two

SMALL = small_framework()
ASKING = (Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN)
alone = st.lists(moves, min_size=8, max_size=40)
by_turns = st.lists(st.tuples(st.sampled_from(["ada", "bob"]), moves), min_size=8, max_size=40)


def left(table: Table, asked: Asked) -> bool:
    """Whether the participant went elsewhere instead of answering."""
    talk = Conversation(table.assessment, asked.question.participant)
    return asked.question.id in talk.closings and talk.closed_by(asked.question) is None


def answers(assessment: Assessment, participant: str, criterion: str) -> list[Intent]:
    """What a participant did with a criterion's lead question, each time that they did not go elsewhere."""
    talk = Conversation(assessment, participant)
    return [i for q in talk.asked(Purpose.LEAD, criterion) if (i := talk.closed_by(q))]


def is_open(assessment: Assessment, element: str) -> bool:
    return not assessment.standings[element].accepted


def check_that_nothing_settled_is_asked(table: Table) -> None:
    for asked in table.log:
        if asked.ask.purpose in ASKING:
            assert asked.ask.elements
            assert all(is_open(asked.before, e) for e in asked.ask.elements)


def check_that_probes_are_few(table: Table) -> None:
    for participant in ("ada", "bob"):
        for criterion in table.framework.criteria:
            probes = [
                a.ask.elements
                for a in table.asked(Purpose.PROBE, criterion.id)
                if a.question.participant == participant and not left(table, a)
            ]
            assert len(probes) <= PROBES_A_CRITERION
            assert all(len(e) == 1 for e in probes)
            assert len(set(probes)) == len(probes)


def check_that_leads_ask_for_what_is_open_and_too_much_to_probe(table: Table) -> None:
    for asked in table.asked(Purpose.LEAD):
        criterion = table.framework.criterion(str(asked.ask.criterion))
        open_elements = tuple(e.id for e in criterion.elements if is_open(asked.before, e.id))
        assert asked.ask.elements == open_elements
        assert len(open_elements) in (len(criterion.elements), *range(PROBES_A_CRITERION + 1, 9))


def check_that_what_was_skipped_came_back_once_before_the_gate_was_put(table: Table) -> None:
    for asked in table.asked(Purpose.SIGN_OFF):
        for criterion in table.framework.gate(str(asked.ask.gate)).criteria:
            if all(is_open(asked.before, e.id) for e in criterion.elements):
                assert answers(asked.before, asked.question.participant, criterion.id) != [Intent.SKIP]
    for asked in table.asked(Purpose.LEAD):
        assert answers(asked.before, asked.question.participant, str(asked.ask.criterion)) in ([], [Intent.SKIP])


def check_that_every_gate_was_put(table: Table) -> None:
    for gate in table.framework.gates:
        digest = table.assessment.digest(gate.id)
        put = any(a.ask.about == (digest,) for a in table.asked(Purpose.SIGN_OFF))
        assert put or table.assessment.signed(gate.id) or table.assessment.track is Track.SCREEN


def check_that_settled_agrees_with_what_is_asked(table: Table) -> None:
    for asked in table.log:
        done = settled(asked.before, asked.question.participant)
        if asked.ask.purpose in (Purpose.LEAD, Purpose.PROBE):
            assert asked.ask.criterion not in done
        if asked.ask.purpose is Purpose.SIGN_OFF:
            for criterion in table.framework.gate(str(asked.ask.gate)).criteria:
                waiting = any(asked.before.standings[e.id].pending for e in criterion.elements)  # for somebody else
                assert criterion.id in done or waiting


CHECKS = (
    check_that_nothing_settled_is_asked,
    check_that_probes_are_few,
    check_that_leads_ask_for_what_is_open_and_too_much_to_probe,
    check_that_what_was_skipped_came_back_once_before_the_gate_was_put,
    check_that_every_gate_was_put,
    check_that_settled_agrees_with_what_is_asked,
)


def check_all(table: Table) -> None:
    for check in CHECKS:
        check(table)


@settings(deadline=None, max_examples=100)
@given(alone, st.sampled_from(Track))
def test_every_interview_comes_to_its_end_and_keeps_the_rules(done: list[Move], track: Track) -> None:
    check_all(played("small", done, track))


@settings(deadline=None, max_examples=60)
@given(by_turns)
def test_so_do_two_at_one_time(done: list[tuple[str, Move]]) -> None:
    check_all(played_by_two("small", done))


@settings(deadline=None, max_examples=6, phases=[Phase.generate])
@given(st.lists(moves, min_size=20, max_size=60))
def test_so_does_every_interview_on_the_shipped_framework(done: list[Move]) -> None:
    check_all(played("real", done))


@settings(deadline=None, max_examples=60)
@given(by_turns)
def test_the_agenda_of_one_ignores_what_others_were_asked(done: list[tuple[str, Move]]) -> None:
    table = Table(SMALL)
    for participant, move in done:
        table.turn(participant, move)
    asked = {r.id for r in table.assessment.records if isinstance(r, Question) and r.participant == "ada"}
    sent = {r.id for r in table.assessment.records if isinstance(r, Reply) and r.question in asked}
    of_ada = [
        r for r in table.assessment.records if r.id in asked | sent or (isinstance(r, Reading) and r.reply in sent)
    ]
    left = tuple(r for r in table.assessment.records if r not in of_ada)

    without = replace(table.assessment, records=left)

    assert next_step(without, "bob") == next_step(table.assessment, "bob")
    assert settled(without, "bob") == settled(table.assessment, "bob")


@settings(deadline=None, max_examples=150)
@given(histories(), st.sampled_from(["ada", "chen", "nobody"]))
def test_whatever_is_on_record_something_comes_next(assessment: Assessment, participant: str) -> None:
    step = next_step(assessment, participant)

    if isinstance(step, Await):
        assert step.question in assessment.records
    elif isinstance(step, Read):
        assert step.reply in assessment.records
    else:
        assert all(assessment.framework.has_element(e) for e in step.elements)


@pytest.mark.parametrize("framework", ["small", "real"])
def test_who_answers_everything_is_asked_for_each_criterion_once_and_signs_each_gate_once(framework: Which) -> None:
    table = played(framework, [])

    expected: list[tuple[Purpose, str | None]] = [(Purpose.OPENING, None)]
    for gate in table.framework.gates:
        expected += [(Purpose.LEAD, c.id) for c in gate.criteria]
        expected.append((Purpose.SIGN_OFF, gate.id))
    expected.append((Purpose.CLOSING, None))
    assert [(a.ask.purpose, a.ask.criterion or a.ask.gate) for a in table.log] == expected
    assert table.assessment.verdict is Verdict.PROCEED


def test_the_quick_screen_is_built_upon_and_asks_for_nothing_twice() -> None:
    table = Table(SMALL, Track.SCREEN)
    table.finish()
    screened = [a.ask for a in table.asked(Purpose.SCREEN)]
    assert [a.elements for a in screened] == [i.elements for i in SMALL.quick_screen]
    assert table.assessment.track is Track.SCREEN
    assert not table.asked(Purpose.LEAD)

    table.turn()
    table.finish()

    asked = [e for a in table.log if a.ask.purpose in ASKING for e in a.ask.elements]
    assert sorted(asked) == sorted(e.id for e in SMALL.elements)
    assert table.assessment.verdict is Verdict.PROCEED
