from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.records import Status
from app.domain.verdict import Verdict
from app.domain.what_if import what_if
from app.errors import InputRefused
from tests.builders import OPENED
from tests.examples import finished, rich
from tests.histories import histories
from tests.pilots import half

LATER = OPENED.date() + timedelta(days=60)


def test_closing_what_blocks_leads_to_the_verdict() -> None:
    found = what_if(rich(), ["run.watch", "run.owner.on_call", "fit.users.asked"], LATER)

    assert found.verdict is Verdict.PROCEED
    assert found.closed == ("fit.users.asked", "run.watch.alarm", "run.watch.drilled", "run.owner.on_call")
    assert found.left == ()
    assert found.late == ("run.watch",)  # its due date is in September
    assert rich().now.verdict is Verdict.CLOSE_GAPS


def test_what_is_not_closed_is_left() -> None:
    found = what_if(rich(), ["run.watch.alarm"], LATER)

    assert set(found.left) == {"run.watch", "run.owner", "fit.users"}
    assert found.verdict is Verdict.CLOSE_GAPS


@given(histories(), st.sets(st.sampled_from(["fit.purpose", "fit.users", "run.watch.alarm", "run.owner"])))
def test_closing_more_is_never_worse_and_closing_nothing_changes_nothing(
    assessment: Assessment, close: set[str]
) -> None:
    found, nothing = what_if(assessment, close, LATER), what_if(assessment, [], LATER)

    assert nothing.band == assessment.band
    assert nothing.closed == nothing.late == ()
    assert found.band.worst.met >= assessment.band.worst.met
    assert found.band.worst.met <= found.band.now.met <= found.band.best.met
    assert all(assessment.standings[e].status is not Status.EVIDENCED for e in found.closed)


def test_evidence_that_would_be_too_old_by_then_is_named() -> None:
    assert what_if(finished(), [], OPENED.date() + timedelta(days=90)).outdated == ()
    assert what_if(finished(), [], OPENED.date() + timedelta(days=91)).outdated == (
        "run.watch.alarm", "run.owner.on_call",
    )  # fmt: skip


def test_efforts_that_do_not_fit_until_the_date_are_late() -> None:
    criterion = half().framework.gates[1].criteria[3].id

    assert what_if(half(), [criterion], date(2026, 4, 2), start=date(2026, 4, 1)).late == (criterion,)
    assert what_if(half(), [criterion], date(2027, 4, 2), start=date(2026, 4, 1)).late == ()


def test_what_is_no_part_is_refused_by_its_name() -> None:
    with pytest.raises(InputRefused, match=r"'run\.wach': expected the id of an element or a criterion"):
        what_if(rich(), ["run.wach"], LATER)
