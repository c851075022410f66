"""The rating rules, against a second telling of them (`tests.rules`) and by what must hold whatever was said."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.rating import Rating, judge, scaled
from app.domain.records import Choice, Click, Grade, Record, SourceKind, Standing, Statement, Status
from app.domain.verdict import Outcome, Verdict, conclude
from tests import rules
from tests.builders import Build
from tests.frameworks import five_gates, small_framework
from tests.statements import SPEAKERS, Hearing, Saying, heard, hearings, sayings

SMALL, REAL = small_framework(), five_gates()
either = hearings() | hearings("real", most=25)
small_hearings = hearings()
VIEWS = {"worst": rules.at_worst, "now": rules.now, "best": rules.at_best}
HEIGHT = {Rating.NOT_MET: 0, Rating.PARTIAL: 1, Rating.MET: 2}


def outcomes(assessment: Assessment) -> dict[str, Outcome]:
    return {"worst": assessment.band.worst, "now": assessment.band.now, "best": assessment.band.best}


def ids(statements: tuple[Statement, ...]) -> set[str]:
    return {s.id for s in statements}


# --- the rules -------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(either)
def test_standings_follow_the_rules(hearing: Hearing) -> None:
    assessment = hearing.assessment
    for element, told in rules.told(assessment.framework, assessment.statements).items():
        standing = assessment.standings[element]
        assert ids(standing.accepted) == ids(told.counting)
        assert ids(standing.proposed) == ids(told.waiting)
        assert set(standing.choices) == told.says
        assert standing.in_conflict == (len(told.says) > 1)
        assert standing.set_aside == (told.says == {"not_applicable"})
        assert (standing.status is Status.EVIDENCED) == rules.now(told)
        assert (standing.status is Status.REFUTED) == (told.says == {"refuted"})
        assert bool(standing.pending) == told.unsure
        if rules.now(told):
            assert (standing.grade is Grade.INSTANCE) == any(rules.backs(s) for s in told.counting)
        else:
            assert standing.grade is None


@settings(deadline=None, max_examples=150)
@given(either)
def test_ratings_gates_verdict_and_band_follow_the_rules(hearing: Hearing) -> None:
    assessment = hearing.assessment
    told = rules.told(assessment.framework, assessment.statements)
    for name, outcome in outcomes(assessment).items():
        expected = rules.result(assessment.framework, rules.holding(told, VIEWS[name]))
        assert {c: r.value for g in outcome.gates for c, r in g.ratings.items()} == expected.ratings
        assert {g.gate: g.passed for g in outcome.gates} == expected.passed
        assert (outcome.met, outcome.applicable) == (expected.met, expected.applicable)
        assert outcome.verdict.value == expected.verdict


@st.composite
def holdings(draw: st.DrawFn, framework: Framework) -> dict[str, bool | None]:
    """Elements that hold, do not hold or do not apply; mostly they hold."""
    likely = st.sampled_from([True] * draw(st.integers(1, 12)) + [False, None])
    return {e.id: draw(likely) for e in framework.elements}


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([SMALL, REAL]).flatmap(lambda f: st.tuples(st.just(f), holdings(f))))
def test_whatever_holds_comes_to_what_the_rules_say(case: tuple[Framework, dict[str, bool | None]]) -> None:
    framework, holds = case
    outcome, expected = conclude(framework, holds), rules.result(framework, holds)

    assert {c: r.value for g in outcome.gates for c, r in g.ratings.items()} == expected.ratings
    assert {g.gate: g.passed for g in outcome.gates} == expected.passed
    assert outcome.verdict.value == expected.verdict


@settings(deadline=None, max_examples=100)
@given(holdings(REAL))
def test_the_marks_are_four_fifths_of_all_and_three_quarters_of_a_gate_rounded_up(
    holds: dict[str, bool | None],
) -> None:
    outcome = conclude(REAL, holds)

    assert outcome.mark == math.ceil(80 * outcome.applicable / 100)
    assert [g.mark for g in outcome.gates] == [math.ceil(75 * g.applicable / 100) for g in outcome.gates]


@pytest.mark.parametrize(("applicable", "mark"), [(20, 16), (19, 16), (18, 15), (17, 14), (16, 13), (1, 1), (0, 0)])
def test_a_mark_shrinks_with_what_applies(applicable: int, mark: int) -> None:
    assert scaled(16, applicable, 20) == mark


@settings(deadline=None, max_examples=100)
@given(holdings(REAL))
def test_a_gate_without_a_criterion_that_has_to_be_met_does_not_pass(holds: dict[str, bool | None]) -> None:
    for gate in REAL.gates:
        found = judge(REAL, gate, holds)
        if any(found.ratings[c] is not Rating.MET for c in gate.must_meet):
            assert not found.passed
        if Rating.NOT_MET in found.ratings.values() or found.met < found.mark:
            assert not found.passed
        assert {part for part, _ in found.hurdles} <= {gate.id, *found.ratings}


@settings(deadline=None, max_examples=100)
@given(holdings(REAL), st.sampled_from([e.id for e in REAL.elements]))
def test_one_more_element_that_holds_lowers_nothing(holds: dict[str, bool | None], element: str) -> None:
    before, after = conclude(REAL, {**holds, element: False}), conclude(REAL, {**holds, element: True})

    assert rules.ORDER.index(before.verdict) <= rules.ORDER.index(after.verdict)
    for one, other in zip(before.gates, after.gates, strict=True):
        assert one.met <= other.met
        assert one.passed <= other.passed


# --- what was said, by whom, and in which order ----------------------------------------------------------


def arrived(assessment: Assessment, records: Iterable[Record]) -> Assessment:
    """The assessment as it would be, had these records arrived in this order."""
    return Assessment(assessment.id, assessment.pilot, assessment.framework, assessment.opened_at).adding(records)


def same_result(one: Assessment, other: Assessment) -> bool:
    return (
        one.standings == other.standings
        and one.band == other.band
        and one.verdict == other.verdict
        and one.robustness == other.robustness
        and all(one.digest(g.id) == other.digest(g.id) for g in one.framework.gates)
    )


@settings(deadline=None, max_examples=100)
@given(either, st.randoms(use_true_random=False))
def test_the_order_in_which_records_arrive_plays_no_part(hearing: Hearing, chance: Random) -> None:
    one = hearing.assessment
    shuffled = list(one.records)
    chance.shuffle(shuffled)

    assert same_result(one, replace(one, records=tuple(shuffled)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(sayings.filter(lambda s: s.kind in ("finding", "proposal") and s.taking_back in ("nothing", "own"))),
    st.permutations(SPEAKERS),
)
def test_who_is_heard_first_plays_no_part(said: list[Saying], speakers: list[str]) -> None:
    one = heard("small", "nothing", said).assessment
    sources = [r for r in one.records if not isinstance(r, Statement)]
    one_after_the_other = (
        s for name in speakers for s in one.records if isinstance(s, Statement) and s.speaker == name
    )

    assert same_result(one, arrived(one, chain(sources, one_after_the_other)))


ELEMENT = "fit.users.named"


@settings(deadline=None, max_examples=40)
@given(small_hearings, st.sampled_from(Status), st.sampled_from(Status))
def test_who_corrects_their_own_words_is_taken_at_the_last_ones(hearing: Hearing, one: Status, other: Status) -> None:
    build = hearing.build
    for statement in hearing.on(ELEMENT):
        build.resolution(ELEMENT, Choice.UNKNOWN, revises=[statement.id])
    first = build.finding(ELEMENT, one, hearing.document, speaker="dora")
    build.finding(ELEMENT, other, hearing.document, speaker="dora", revises=[first.id])

    assert build.assessment.standings[ELEMENT].status is other
    assert not build.assessment.standings[ELEMENT].in_conflict


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize(("one", "other"), [(Status.EVIDENCED, Status.REFUTED), (Status.REFUTED, Status.EVIDENCED)])
def test_nobody_corrects_the_words_of_somebody_else(one: Status, other: Status, names: bool) -> None:
    hearing = Hearing(SMALL)
    first = hearing.build.finding(ELEMENT, one, hearing.document, speaker="ada")
    hearing.build.finding(ELEMENT, other, hearing.document, speaker="bob", revises=[first.id] if names else [])

    standing = hearing.assessment.standings[ELEMENT]

    assert standing.in_conflict
    assert standing.status is Status.UNKNOWN


def test_who_says_something_else_without_taking_the_first_back_is_in_conflict_with_themselves() -> None:
    hearing = Hearing(SMALL)
    for status in (Status.EVIDENCED, Status.REFUTED):
        hearing.build.finding(ELEMENT, status, hearing.document)

    assert hearing.assessment.standings[ELEMENT].in_conflict


def test_not_to_know_contradicts_nobody() -> None:
    hearing = Hearing(SMALL)
    hearing.holds(ELEMENT)
    hearing.build.finding(ELEMENT, Status.UNKNOWN, hearing.document, speaker="bob")

    assert hearing.assessment.standings[ELEMENT].status is Status.EVIDENCED


@settings(deadline=None, max_examples=60)
@given(hearings(), st.integers(0, 7), st.sampled_from(Choice))
def test_a_conflict_counts_as_not_evidenced_until_it_is_settled(hearing: Hearing, at: int, choice: Choice) -> None:
    element = SMALL.elements[at].id
    hearing.holds(element, speaker="dora")
    hearing.build.finding(element, Status.REFUTED, hearing.document, speaker="emil")

    def rating() -> Rating:
        return hearing.assessment.now.rating(SMALL.criterion_of(element).id)

    assert hearing.assessment.standings[element].in_conflict
    assert rating() not in (Rating.MET, Rating.NOT_APPLICABLE)
    hearing.build.resolution(element, choice)
    settled = hearing.assessment.standings[element]
    assert not settled.in_conflict
    assert settled.choices == {choice} - {Choice.UNKNOWN}
    assert settled.set_aside == (choice is Choice.NOT_APPLICABLE)


@settings(deadline=None, max_examples=80)
@given(either, st.integers(0, 59), st.sampled_from(Grade))
def test_evidence_never_lowers_a_rating_where_it_contradicts_nobody(hearing: Hearing, at: int, grade: Grade) -> None:
    framework = hearing.assessment.framework
    element = framework.elements[at % len(framework.elements)].id
    criterion = framework.criterion_of(element).id
    before = hearing.assessment.now

    hearing.holds(element, grade=grade, speaker="dora")

    after = hearing.assessment.now
    if not hearing.assessment.standings[element].in_conflict:
        assert HEIGHT[before.rating(criterion)] <= HEIGHT[after.rating(criterion)]
        assert rules.ORDER.index(before.verdict) <= rules.ORDER.index(after.verdict)


@settings(deadline=None, max_examples=80)
@given(either, st.lists(sayings.map(lambda s: replace(s, kind="proposal", taking_back="nothing")), max_size=5))
def test_what_waits_for_confirmation_settles_nothing(hearing: Hearing, proposals: list[Saying]) -> None:
    before = hearing.assessment
    for proposal in proposals:
        hearing.hear(proposal)
    after = hearing.assessment

    assert after.now == before.now
    assert after.robustness == before.robustness
    for element, standing in before.standings.items():
        assert after.standings[element].accepted == standing.accepted
        assert after.standings[element].settled == standing.settled


def test_who_names_something_and_does_not_know_makes_nobody_else_s_bare_word_an_instance() -> None:
    build = Build()
    build.says(ELEMENT, Status.EVIDENCED, "Yes.", grade=Grade.ASSERTED, speaker="ada")
    build.says(ELEMENT, Status.UNKNOWN, "Ben's list of 4 May would say.", grade=Grade.INSTANCE, speaker="bob")

    assert build.assessment.standings[ELEMENT].grade is Grade.ASSERTED


def test_votes_settle_nothing_before_the_consensus() -> None:
    build = Build()
    card = build.question(elements=[ELEMENT])
    for speaker in ("ada", "bob", "chen"):
        reply = build.reply(card, click=Click(action="accept"), speaker=speaker)
        build.finding(ELEMENT, Status.EVIDENCED, reply, kind=SourceKind.VOTE, standing=Standing.PROPOSED)
    assert not build.assessment.standings[ELEMENT].settled
    assert build.assessment.now.rating("fit.users") is Rating.NOT_MET

    votes = [p.id for p in build.assessment.standings[ELEMENT].proposed]
    build.resolution(ELEMENT, Choice.EVIDENCED, reason="All agree.", revises=votes)

    standing = build.assessment.standings[ELEMENT]
    assert (standing.status, standing.grade, standing.proposed) == (Status.EVIDENCED, Grade.ASSERTED, ())


# --- what does not apply ---------------------------------------------------------------------------------


def test_too_few_criteria_in_all_or_in_a_gate_and_there_is_no_verdict() -> None:
    def setting_aside(*criteria: str) -> Outcome:
        hearing = heard("real", "instances", [])
        for criterion in criteria:
            replaced = [s.id for e in REAL.elements_of(criterion) for s in hearing.on(e.id)]
            hearing.build.set_aside(criterion, "No such thing here.", source=hearing.reply, revises=replaced)
        return hearing.assessment.now

    optional = [next(c.id for c in g.criteria if c.id not in g.must_meet) for g in REAL.gates]
    integration = [c.id for c in REAL.gate("integration").criteria if c.id not in REAL.gate("integration").must_meet]

    assert setting_aside(*optional[:4]).verdict is Verdict.PROCEED  # 16 apply, 3 in each gate
    assert setting_aside(*optional).verdict is Verdict.NOT_ASSESSABLE  # 15 apply
    assert setting_aside(*integration[:1]).verdict is Verdict.PROCEED
    assert setting_aside(*integration[:2]).verdict is Verdict.NOT_ASSESSABLE  # 18 apply, but 2 in this gate


def test_a_criterion_of_which_nothing_applies_is_no_criterion_and_one_that_has_to_be_met_is_not_met() -> None:
    build = Build()
    build.set_aside("fit.users.named", "No users.")
    build.set_aside("fit.users.asked", "No users.")
    for element in SMALL.elements_of("run.watch"):
        build.resolution(element.id, Choice.NOT_APPLICABLE, reason="Decided.")

    now = build.assessment.now

    assert now.rating("fit.users") is Rating.NOT_APPLICABLE
    assert now.rating("run.watch") is Rating.NOT_MET
    assert (now.applicable, now.mark) == (3, 3)
