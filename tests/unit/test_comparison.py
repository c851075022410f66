from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from app.domain.assessment import Assessment
from app.domain.comparison import compare, table
from app.domain.evidence import ElementStatus
from app.domain.hearing import Heard
from app.domain.rating import Rating
from app.domain.reassessment import again, outdated, to_ask_again
from app.domain.records import Choice, Finding, Status
from app.domain.standing import said
from app.domain.verdict import Verdict
from app.errors import InputRefused
from tests.builders import OPENED, Build
from tests.examples import empty, finished, rich
from tests.frameworks import wide_framework
from tests.histories import histories
from tests.pilots import PILOTS

TOMORROW = OPENED + timedelta(days=1)


def test_what_moved_is_told_with_what_was_said_since() -> None:
    build = Build.on(rich())
    said = build.says("run.owner.on_call", Status.EVIDENCED, "Dee, since June, see the rota.")

    found = compare(rich(), build.assessment)

    assert [(m.part, m.before, m.after) for m in found.ratings] == [
        ("run.owner", (Rating.PARTIAL, Heard.SETTLED), (Rating.MET, Heard.SETTLED))
    ]
    (moved,) = found.elements
    assert (moved.element, moved.before[0], moved.after[0]) == (
        "run.owner.on_call", ElementStatus.UNKNOWN, ElementStatus.EVIDENCED,
    )  # fmt: skip
    assert [s.statement for s in moved.gained] == [said]
    assert [a.met for a in found.before.radar] == [1, 0]
    assert [a.met for a in found.after.radar] == [1, 1]
    assert found.same_pilot


def test_two_pilots_are_compared_gate_by_gate() -> None:
    found = compare(empty(), finished())

    assert not found.same_pilot
    assert found.verdict is not None
    assert (found.verdict.before, found.verdict.after) == (Verdict.CLOSE_GAPS, Verdict.PROCEED)
    assert [(g.part, g.before, g.after) for g in found.gates] == [("fit", False, True), ("run", False, True)]
    assert all(m.before[1] is Heard.NEVER_ASKED for m in found.ratings)


@given(histories(), histories())
def test_looked_at_the_other_way_round_everything_is_the_other_way_round(one: Assessment, two: Assessment) -> None:
    there, back = compare(one, two), compare(two, one)

    assert (there.before, there.after) == (back.after, back.before)
    assert [(m.part, m.before, m.after) for m in there.ratings] == [(m.part, m.after, m.before) for m in back.ratings]
    assert [(m.part, m.before, m.after) for m in there.gates] == [(m.part, m.after, m.before) for m in back.gates]
    assert [(m.element, m.lost, m.gained) for m in there.elements] == [
        (m.element, m.gained, m.lost) for m in back.elements
    ]


@given(histories())
def test_nothing_moves_between_an_assessment_and_itself(assessment: Assessment) -> None:
    found = compare(assessment, assessment)

    assert (found.verdict, found.gates, found.ratings, found.elements) == (None, (), (), ())


def test_versions_of_a_framework_are_compared_over_what_both_have() -> None:
    narrow = Build(wide_framework(criteria=4)).assessment
    wide = Build(wide_framework(criteria=5)).assessment

    found = compare(narrow, wide)

    assert found.only_before == ()
    assert set(found.only_after) >= {"g0.c4", "g5.c4.e1"}


def test_other_frameworks_are_refused_by_their_names() -> None:
    with pytest.raises(InputRefused, match="'two-gates', 'wide'"):
        compare(empty(), Build(wide_framework()).assessment)
    with pytest.raises(InputRefused, match="expected one and the same"):
        table([empty(), Build(wide_framework()).assessment])


def test_several_pilots_stand_in_one_table_the_readiest_first() -> None:
    assert [s.pilot for s in table([empty(), rich(), finished()])] == ["Finished", rich().name, "Empty"]


# --- again --------------------------------------------------------------------------------------------


def test_a_day_later_only_what_did_not_hold_is_asked() -> None:
    new = again(rich(), "n" * 12, TOMORROW)

    asking = ("fit.users.asked", "run.watch.alarm", "run.watch.drilled", "run.owner.on_call")
    assert to_ask_again(rich(), TOMORROW.date()) == asking
    assert tuple(e for e, s in new.standings.items() if not s.settled) == asking
    assert (new.name, new.description, new.framework) == (rich().name, rich().description, rich().framework)
    assert new.actions["run.watch"].owner == "Bo"


def test_what_is_carried_over_keeps_its_words_its_day_and_its_speaker() -> None:
    new = again(rich(), "n" * 12, TOMORROW)

    (stated,) = new.standings["fit.purpose.stated"].accepted
    assert isinstance(stated, Finding)
    assert stated.quote is not None
    (old,) = rich().standings["fit.purpose.stated"].accepted
    assert stated.quote.text == "the board approved the one-page charter on 4 March"
    assert (stated.at, stated.speaker) == (old.at, old.speaker)
    assert new.standings["run.owner.named"].choices == {Choice.EVIDENCED}


def test_after_ninety_days_what_operates_is_asked_again_and_later_all_is() -> None:
    on = OPENED.date()
    assert outdated(finished(), on + timedelta(days=90)) == ()
    assert outdated(finished(), on + timedelta(days=91)) == ("run.watch.alarm", "run.owner.on_call")
    assert set(to_ask_again(finished(), on + timedelta(days=366))) == {e.id for e in finished().framework.elements}


@given(histories())
def test_nothing_is_settled_again_that_was_to_be_asked_and_all_else_stands_as_it_stood(assessment: Assessment) -> None:
    last = max((r.at for r in assessment.records), default=OPENED)
    new = again(assessment, "n" * 12, last)
    asking = set(to_ask_again(assessment, last.date()))

    for element, standing in new.standings.items():
        if element in asking:
            assert not standing.settled
        else:
            old = assessment.standings[element]
            assert (standing.status, standing.set_aside) == (old.status, old.set_aside)
            if all(said(s) is not Choice.UNKNOWN for s in old.accepted):  # an avowal of not knowing is asked again
                assert standing.grade == old.grade


@pytest.mark.parametrize("name", PILOTS)
def test_every_pilot_can_be_assessed_again_and_grows_old_from_when_it_was_said(name: str) -> None:
    first = again(PILOTS[name](), "n" * 12, TOMORROW)
    second = again(first, "m" * 12, TOMORROW + timedelta(days=89))

    assert to_ask_again(second, TOMORROW.date()) == to_ask_again(first, (TOMORROW + timedelta(days=89)).date())
