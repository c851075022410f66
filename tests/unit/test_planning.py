"""The plan, what-if and the runs as the page shows and takes them: they fit the contract and say what is on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.domain.assessment import Assessment
from app.domain.edits import records_of
from app.domain.plan import actions, gaps
from app.domain.reassessment import again
from app.domain.records import Status
from app.errors import InputRefused, PlanRefused
from app.web.planning import Changed, PlanProps, complaints, edits, plan_props
from app.web.runs import ComparisonProps, RunsProps, comparison_props, runs_props
from app.web.supposing import Supposed, WhatIfProps, what_if_props
from tests.builders import Build
from tests.frameworks import small_framework
from tests.histories import histories
from tests.pilots import PILOTS

AT = datetime(2090, 6, 1, 8, 0, tzinfo=UTC)
TODAY = AT.date()


def saved(assessment: Assessment, *changes: Changed) -> Assessment:
    rows = edits(assessment, changes)
    return assessment.adding(records_of(assessment, rows, at=AT, speaker="bo", event=str(len(assessment.records))))


def strict(kind: type[object], value: object) -> None:
    TypeAdapter(kind).validate_python(value, strict=True)


@given(histories(small_framework()))
@settings(max_examples=40, deadline=None)
def test_whatever_happened_can_be_planned_supposed_and_compared(assessment: Assessment) -> None:
    plan = plan_props(assessment, editable=True)
    strict(PlanProps, plan)
    assert [i["criterion"] for i in plan["items"]] == [g.criterion for g in gaps(assessment)]
    assert [i["number"] for i in plan["items"]] == list(range(1, len(plan["items"]) + 1))
    supposed = what_if_props(
        assessment, Supposed(close=[i["criterion"] for i in plan["items"]], by="2090-12-31"), TODAY
    )
    assert not isinstance(supposed, str)
    strict(WhatIfProps, supposed)
    assert supposed["left"] == []
    assert supposed["band"]["now"] == supposed["band"]["applicable"]
    strict(RunsProps, runs_props(assessment, [assessment], TODAY, editable=True))
    strict(ComparisonProps, comparison_props(assessment, assessment, assessment))
    assert comparison_props(assessment, assessment, assessment)["lines"] == ["Nothing moved."]


def test_of_what_nobody_was_asked_nothing_says_that_it_is_not_met() -> None:
    items = plan_props(PILOTS["begun"](), editable=True)["items"]
    unheard = [i for i in items if not i["heard"]]
    assert len(unheard) == len(items)
    assert {i["rating"] for i in unheard} == {"open"}
    assert not any("not met" in i["word"] for i in unheard)


def test_one_field_changes_and_the_others_stay_as_somebody_else_left_them() -> None:
    build = Build()
    build.says("fit.users.asked", Status.REFUTED, "Nobody asked them.")
    build.action("fit.users", owner="Bo", due=date(2090, 7, 1), status="doing", note="Half way.")
    now = saved(build.assessment, Changed(criterion="fit.users", note="Nearly."))
    (item,) = [i for i in plan_props(now, editable=True)["items"] if i["criterion"] == "fit.users"]
    assert (item["owner"], item["due"], item["status"], item["note"]) == ("Bo", "2090-07-01", "doing", "Nearly.")
    assert plan_props(now, editable=True)["owners"] == ["Bo"]
    bare = saved(now, Changed(criterion="fit.users", owner="", due=""))
    (item,) = [i for i in plan_props(bare, editable=True)["items"] if i["criterion"] == "fit.users"]
    assert (item["owner"], item["due"], item["status"]) == ("", "", "doing")
    assert item["usually"]


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20), st.text(max_size=200))
def test_whatever_is_typed_is_saved_or_refused_field_by_field(owner: str, due: str, status: str, note: str) -> None:
    assessment = PILOTS["half"]()
    criterion = actions(assessment)[3].gap.criterion
    change = Changed(criterion=criterion, owner=owner, due=due, status=status, note=note)
    rows = edits(assessment, [change])
    try:
        records_of(assessment, rows, at=AT, speaker="bo", event="e")
    except PlanRefused as refused:
        told = complaints(refused, rows)
        assert list(told) == [criterion], "each problem stands at its field"
        assert set(told[criterion]) <= {"owner", "due", "status", "note"}
        for field, sentence in told[criterion].items():
            assert sentence.startswith(f"{field}: ")
            assert ": expected " in sentence


def test_a_bad_value_is_refused_by_name_value_and_what_was_expected() -> None:
    assessment = PILOTS["half"]()
    first, second = (a.gap.criterion for a in actions(assessment)[:2])
    changes = [
        Changed(criterion=first, due="31.12.2026", status="finished"),
        Changed(criterion=second, owner="x" * 201),
    ]
    rows = edits(assessment, changes)
    with pytest.raises(PlanRefused) as refused:
        records_of(assessment, rows, at=AT, speaker="bo", event="e")
    told = complaints(refused.value, rows)
    assert told[first]["due"].startswith("due: '31.12.2026': expected a date between")
    assert told[first]["status"] == "status: 'finished': expected one of open, doing, done, dropped."
    assert "200 characters at most, not 201" in told[second]["owner"]


def test_a_gap_that_is_nobody_s_is_told_beside_the_fields() -> None:
    rows = edits(PILOTS["half"](), [Changed(criterion="no.such", owner="Bo")])
    with pytest.raises(PlanRefused) as refused:
        records_of(PILOTS["half"](), rows, at=AT, speaker="bo", event="e")
    assert "'no.such'" in complaints(refused.value, rows)[""][""]


def test_closing_what_has_to_be_met_moves_the_verdict_and_what_comes_too_late_is_named() -> None:
    assessment = PILOTS["half"]()
    everything = [g.criterion for g in gaps(assessment)]
    start = date(2026, 4, 1)
    soon = what_if_props(assessment, Supposed(close=everything, by="2026-04-02"), start)
    later = what_if_props(assessment, Supposed(close=everything, by="2030-04-02"), start)
    assert not isinstance(soon, str)
    assert not isinstance(later, str)
    assert (later["word"], later["now"], later["moves"]) == ("Proceed", "Close the gaps first", True)
    assert soon["late"]
    assert later["late"] == []
    assert later["outdated"]
    none = what_if_props(assessment, Supposed(close=(), by="2026-04-02"), start)
    assert not isinstance(none, str)
    assert not none["moves"]
    assert len(none["left"]) == len(everything)


@pytest.mark.parametrize("by", ["", "soon", "2026-02-30", "1999-01-01", "2100-01-01", "12026-01-01"])
def test_a_day_that_is_none_or_is_over_is_refused(by: str) -> None:
    found = what_if_props(PILOTS["half"](), Supposed(close=(), by=by), date(2026, 4, 1))
    assert found == f"by: {by!r}: expected a day from 2026-04-01 to 2099-12-31."


def test_only_gaps_can_be_supposed_to_be_closed() -> None:
    with pytest.raises(InputRefused, match=r"no\.such"):
        what_if_props(PILOTS["half"](), Supposed(close=("no.such",), by="2091-01-01"), TODAY)


def test_the_runs_of_a_pilot_stand_beside_each_other_and_what_moved_names_what_caused_it() -> None:
    build = Build()
    build.meets("fit.purpose")
    first = build.assessment
    second = again(first, "n" * 16, first.opened_at + timedelta(days=30))
    grown = Build(id="n" * 16)
    grown.assessment = second
    grown.says("fit.users.asked", Status.EVIDENCED, "We asked forty of them in June.")
    runs = runs_props(grown.assessment, [first, grown.assessment], first.opened_at.date(), editable=True)
    assert [(r["id"], r["here"], r["met"]) for r in runs["runs"]] == [("n" * 16, True, 1), (first.id, False, 1)]
    assert "It would ask about" in runs["again"]
    moved = comparison_props(first, grown.assessment, grown.assessment)
    (users,) = [c for c in moved["criteria"] if any(e["said"] for e in c["elements"])]
    assert any("We asked forty of them in June." in s for e in users["elements"] for s in e["said"])


def test_an_example_is_not_assessed_again() -> None:
    assert runs_props(PILOTS["ready"](), [PILOTS["ready"]()], TODAY, editable=False)["again"] == ""
    assert plan_props(PILOTS["half"](), editable=False)["import_href"] == ""
