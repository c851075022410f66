from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from app.domain.assessment import Assessment
from app.domain.plan import Gap, Missing, Reason, actions, gaps
from app.domain.rating import Rating
from app.domain.records import Basis, Choice, Purpose, Standing, Status
from tests.builders import Build
from tests.examples import one_by_one_aside
from tests.histories import histories


def gap_of(build: Build, criterion: str) -> Gap:
    return next(g for g in gaps(build.assessment) if g.criterion == criterion)


def missing_of(build: Build, element: str) -> Missing:
    criterion = build.assessment.framework.criterion_of(element).id
    return next(m for m in gap_of(build, criterion).missing if m.element == element)


def test_every_applicable_criterion_that_is_not_met_is_a_gap_with_the_advice_of_the_framework() -> None:
    build = Build()
    build.meets("fit.purpose")
    build.set_aside("fit.users", "It has no users.")
    build.says("run.owner.named", Status.EVIDENCED, "Ada owns it since May.")

    assert {g.criterion for g in gaps(build.assessment)} == {"run.watch", "run.owner"}
    gap = gap_of(build, "run.owner")
    assert (gap.gate, gap.rating, gap.must_meet) == ("run", Rating.PARTIAL, False)
    assert [m.element for m in gap.missing] == ["run.owner.on_call"]
    advice = build.assessment.framework.criterion("run.owner")
    assert (gap.why, gap.fix, gap.owner, gap.effort, gap.done) == (
        advice.why, advice.fix, advice.owner, advice.effort, advice.done,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bases", "reason"),
    [
        ([Basis.TODAY], Reason.REFUTED),
        ([Basis.HEARSAY], Reason.REFUTED),
        ([Basis.PLANNED], Reason.PLANNED),
        ([Basis.PILOT], Reason.PILOT_ONLY),
        ([Basis.PILOT, Basis.PLANNED], Reason.PILOT_ONLY),
        ([Basis.PLANNED, Basis.TODAY], Reason.REFUTED),
    ],
)
def test_what_a_refuted_element_rests_on_says_why_it_is_missing(bases: list[Basis], reason: Reason) -> None:
    build = Build()
    said = [build.says("run.watch.alarm", Status.REFUTED, f"Reply {n}.", basis=b) for n, b in enumerate(bases)]

    missing = missing_of(build, "run.watch.alarm")

    assert missing.reason is reason
    assert missing.statements == tuple(said)
    assert missing.quotes == tuple(f"Reply {n}." for n in range(len(bases)))


def test_a_refuted_element_is_explained_by_what_refutes_it_and_not_by_an_avowed_not_knowing() -> None:
    build = Build()
    build.says("run.watch.alarm", Status.UNKNOWN, "No idea.")
    build.says("run.watch.alarm", Status.REFUTED, "There is none.")

    assert missing_of(build, "run.watch.alarm").quotes == ("There is none.",)


def test_an_element_refuted_by_a_click_is_missing_without_a_quote() -> None:
    build = Build()
    build.clicks("run.watch.alarm", Status.REFUTED)

    missing = missing_of(build, "run.watch.alarm")

    assert (missing.reason, missing.quotes) == (Reason.REFUTED, ())


def test_opposed_statements_are_both_named_until_they_are_resolved() -> None:
    build = Build()
    build.says("run.owner.named", Status.EVIDENCED, "Ada owns it.")
    build.says("run.owner.named", Status.REFUTED, "Nobody does.", speaker="chen")

    missing = missing_of(build, "run.owner.named")
    assert (missing.reason, missing.quotes) == (Reason.CONFLICT, ("Ada owns it.", "Nobody does."))

    build.resolution("run.owner.named", Choice.EVIDENCED, reason="She does.")
    assert [m.element for m in gap_of(build, "run.owner").missing] == ["run.owner.on_call"]


def test_what_nobody_could_verify_is_told_from_what_was_never_asked() -> None:
    build = Build()
    build.question(Purpose.PROBE, ["run.watch.alarm"])
    build.says("run.owner.named", Status.UNKNOWN, "I do not know.")
    build.says("run.owner.on_call", Status.EVIDENCED, "I think so.", standing=Standing.PROPOSED)

    charter = build.attachment("Perhaps.")
    build.finding("fit.users.named", Status.EVIDENCED, charter, standing=Standing.PROPOSED)

    assert missing_of(build, "run.watch.alarm").reason is Reason.NOT_VERIFIED
    assert missing_of(build, "fit.users.named").reason is Reason.NOT_VERIFIED
    assert missing_of(build, "run.watch.drilled").reason is Reason.NOT_ASKED
    assert missing_of(build, "run.owner.named").quotes == ("I do not know.",)
    assert missing_of(build, "run.owner.on_call").quotes == ("I think so.",)


def test_gaps_come_in_the_order_that_unblocks_the_verdict() -> None:
    build = Build()
    build.says("run.watch.alarm", Status.EVIDENCED, "It rang on 3 May.")  # must meet, one element missing
    build.says("run.owner.named", Status.EVIDENCED, "Ada, since May.")  # one element missing
    # fit.purpose: must meet, two missing; fit.users: not met at all

    assert [g.criterion for g in gaps(build.assessment)] == ["fit.purpose", "run.watch", "fit.users", "run.owner"]


def test_a_must_meet_criterion_set_aside_element_by_element_is_a_gap_with_nothing_missing() -> None:
    gap = next(g for g in gaps(one_by_one_aside()) if g.criterion == "fit.purpose")

    assert (gap.rating, gap.missing) == (Rating.NOT_MET, ())


def test_an_action_is_open_without_a_date_and_with_the_usual_owner_until_somebody_decides() -> None:
    build = Build()
    build.action("run.watch", owner="Bo", due=date(2026, 9, 1), note="first")
    build.action("run.watch", owner="Cy", due=date(2026, 10, 1), status="doing", note="second")
    build.action("run.owner", status="dropped", note="not worth it")

    lines = {a.gap.criterion: a for a in actions(build.assessment)}

    assert [a.gap for a in actions(build.assessment)] == list(gaps(build.assessment))
    decided, half, none = lines["run.watch"], lines["run.owner"], lines["fit.users"]
    assert (decided.owner, decided.named, decided.due, decided.status, decided.note) == (
        "Cy", True, date(2026, 10, 1), "doing", "second",
    )  # fmt: skip
    assert (half.owner, half.named, half.status) == ("Usual owner of Owner", False, "dropped")
    assert (none.owner, none.named, none.due, none.status, none.note) == (
        "Usual owner of Users", False, None, "open", "",
    )  # fmt: skip


def test_a_closed_gap_leaves_the_plan() -> None:
    build = Build()
    build.action("run.watch", owner="Bo")
    build.meets("run.watch")

    assert "run.watch" not in {a.gap.criterion for a in actions(build.assessment)}


@given(histories())
def test_gaps_are_exactly_the_criteria_that_the_rating_leaves_open(assessment: Assessment) -> None:
    found = gaps(assessment)
    ratings = {c: r for g in assessment.now.gates for c, r in g.ratings.items()}

    assert {g.criterion for g in found} == {c for c, r in ratings.items() if r in (Rating.PARTIAL, Rating.NOT_MET)}
    for gap in found:
        held = {e.id for e in assessment.framework.elements_of(gap.criterion)} - {m.element for m in gap.missing}
        assert all(
            assessment.standings[e].status is Status.EVIDENCED or assessment.standings[e].set_aside for e in held
        )
