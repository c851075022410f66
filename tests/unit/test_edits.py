from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.edits import STATUSES, Edit, plain, records_of
from app.domain.plan import actions
from app.domain.records import Action
from app.errors import PlanRefused
from tests.builders import Build
from tests.examples import rich
from tests.histories import histories

AT = datetime(2090, 6, 1, 8, 0, tzinfo=UTC)
CRITERIA = ["fit.purpose", "fit.users", "run.watch", "run.owner"]


def taken(assessment: Assessment, *rows: Edit, event: str = "upload") -> tuple[Action, ...]:
    return records_of(assessment, rows, at=max([AT, *(r.at for r in assessment.records)]), speaker="bo", event=event)


def rows_of(assessment: Assessment) -> list[Edit]:
    """The plan as a sheet holds it."""
    return [
        Edit(n, a.gap.criterion, plain(a.owner) if a.named else "", a.due, a.status, plain(a.note))
        for n, a in enumerate(actions(assessment), 2)
    ]


@given(histories())
def test_a_plan_that_comes_back_as_it_was_changes_nothing(assessment: Assessment) -> None:
    assert taken(assessment, *rows_of(assessment)) == ()


@given(
    histories(),
    st.dictionaries(
        st.sampled_from(CRITERIA),
        st.tuples(
            st.text(max_size=30), st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(STATUSES),
            st.text(max_size=60),
        ),
    ),
)  # fmt: skip
def test_what_was_edited_is_in_the_plan_and_comes_back_the_same(
    assessment: Assessment, edited: dict[str, tuple[str, date | None, str, str]]
) -> None:
    rows = [Edit(n, c, *values) for n, (c, values) in enumerate(edited.items(), 2)]
    grown = assessment.adding(taken(assessment, *rows))

    for criterion, (owner, due, status, note) in edited.items():
        found = grown.actions.get(criterion)
        kept = (plain(found.owner), found.due, found.status, plain(found.note)) if found else ("", None, "open", "")
        assert kept == (plain(owner), due, status, plain(note))
    assert taken(grown, *rows_of(grown), event="again") == ()
    assert grown.adding(taken(assessment, *rows)) == grown


def test_a_row_takes_what_a_spreadsheet_gives() -> None:
    cells = Edit(4, " run.watch ", "  Cy ", datetime(2026, 12, 31), " Done", 42)

    (record,) = taken(rich(), cells)

    assert (record.criterion, record.owner, record.due, record.status, record.note) == (
        "run.watch", "Cy", date(2026, 12, 31), "done", "42",
    )  # fmt: skip
    assert (record.speaker, record.at) == ("bo", AT)


def test_a_date_may_be_a_text_or_taken_away() -> None:
    (record,) = taken(rich(), Edit(2, "run.watch", "Bo", "2026-10-01", "doing", "Ordered the pager."))
    assert record.due == date(2026, 10, 1)
    (record,) = taken(rich(), Edit(2, "run.watch", "Bo", None, "doing", "Ordered the pager."))
    assert record.due is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Edit(7, "run.wach"), "row 7: criterion: 'run.wach': expected the id of a criterion of this assessment"),
        (Edit(7, None), "row 7: criterion: None: expected the id"),
        (Edit(7, "run.watch", status="finished"), "row 7: status: 'finished': expected one of open, doing,"),
        (Edit(7, "run.watch", status=None), "row 7: status: None"),
        (Edit(7, "run.watch", due="31.12.2026"), "row 7: due: '31.12.2026': expected a date between 2000-01-01"),
        (Edit(7, "run.watch", due="2026-02-30"), "row 7: due: '2026-02-30'"),
        (Edit(7, "run.watch", due="２０２６-01-01"), "row 7: due"),
        (Edit(7, "run.watch", due=45123), "row 7: due: 45123"),
        (Edit(7, "run.watch", due=date(1900, 1, 1)), "row 7: due"),
        (Edit(7, "run.watch", owner=True), "row 7: owner: True: expected a text"),
        (Edit(7, "run.watch", owner="x" * 201), "row 7: owner: 'xxx"),
        (Edit(7, "run.watch", note="x" * 5001), "expected 5000 characters at most, not 5001"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_row_field_and_value(row: Edit, words: str) -> None:
    with pytest.raises(PlanRefused) as caught:
        taken(rich(), Edit(2, "run.owner", "Cy"), row)

    assert words in caught.value.problems[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(PlanRefused) as caught:
        taken(Build().assessment, Edit(2, "run.watch", due="x", status="y"), Edit(3, "run.watch"), Edit(4, "z"))

    assert [p.partition(": expected")[0] for p in caught.value.problems] == [
        "row 2: due: 'x'", "row 2: status: 'y'", "row 3: criterion: 'run.watch'", "row 4: criterion: 'z'",
    ]  # fmt: skip
