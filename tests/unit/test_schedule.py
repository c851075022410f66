from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import effort
from app.domain.assessment import Assessment
from app.domain.hearing import Heard
from app.domain.plan import actions, gaps
from app.domain.records import Status
from app.domain.schedule import schedule
from tests.builders import Build
from tests.frameworks import five_gates
from tests.histories import histories
from tests.pilots import START, half

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("words", "takes"),
    [
        ("4 to 8 weeks", 56),
        ("2-3 days", 3),
        ("1 Month", 30),
        ("about a year, or 1 year", 365),
        ("as long as it takes", None),
        ("12 people", None),
        ("", None),
    ],
)
def test_an_effort_is_read_at_its_longest(words: str, takes: int | None) -> None:
    assert effort.days(words) == takes


def test_the_quick_comes_before_the_slow_where_both_block_alike() -> None:
    build = Build(five_gates())
    for criterion in five_gates().criteria:
        build.says(criterion.elements[0].id, Status.REFUTED, "No.")

    found = gaps(build.assessment)

    needed = [effort.days(g.effort) or 0 for g in found if g.must_meet]
    others = [effort.days(g.effort) or 0 for g in found if not g.must_meet]
    assert [g.must_meet for g in found] == sorted((g.must_meet for g in found), reverse=True)
    assert needed == sorted(needed)
    assert others == sorted(others)


@given(histories())
def test_the_order_of_the_plan_hangs_on_nothing_but_the_assessment_and_begins_with_what_blocks(
    assessment: Assessment,
) -> None:
    found = gaps(assessment)

    again = Assessment(assessment.id, assessment.pilot, assessment.framework, assessment.opened_at, assessment.records)
    assert gaps(again) == found
    assert [g.must_meet for g in found] == sorted((g.must_meet for g in found), reverse=True)


@given(histories(), days)
def test_every_open_step_stands_in_the_horizon_in_which_it_ends(assessment: Assessment, start: date) -> None:
    plan = actions(assessment)
    horizons = schedule(plan, start)

    assert [h.days for h in horizons] == [30, 60, 90, None]
    planned = [s.action.gap.criterion for h in horizons for s in h.steps]
    wanted = {a.gap.criterion for a in plan if a.status in ("open", "doing") and a.gap.heard is Heard.SETTLED}
    assert sorted(planned) == sorted(wanted)
    after = date.min
    for horizon in horizons:
        until = start + timedelta(days=horizon.days) if horizon.days else date.max
        for step in horizon.steps:
            assert step.starts <= step.ends <= until
            assert step.ends > after or after == date.min
            assert not step.set or step.ends == step.action.due
        after = until


def test_one_person_does_one_thing_after_the_other() -> None:
    build = Build(five_gates())
    for criterion in five_gates().criteria[:3]:
        build.says(criterion.elements[0].id, Status.REFUTED, "No.")
        build.action(criterion.id, owner="Bo")

    steps = sorted((s for h in schedule(actions(build.assessment), START) for s in h.steps), key=lambda s: s.ends)

    assert steps[0].starts == START
    assert [s.starts for s in steps[1:]] == [s.ends for s in steps[:-1]]


def test_what_nobody_has_heard_of_is_no_step_but_a_question() -> None:
    steps = [s.action.gap for h in schedule(actions(half()), START) for s in h.steps]

    assert steps
    assert {g.heard for g in steps} == {Heard.SETTLED}
