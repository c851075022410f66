from __future__ import annotations

import csv
import io

import icalendar
import pytest
from hypothesis import given

from app.domain.assessment import Assessment
from app.domain.report import build_report
from app.ports import ReportOptions
from app.reports import FORMATS
from app.reports.csv import FORMULA_STARTS
from tests.examples import rich
from tests.histories import histories
from tests.pilots import PILOTS, report_of
from tests.unit.test_markup import MARKDOWN

TRACKERS = ("jira", "azure", "github", "planner")


def rows(name: str, pilot: str) -> tuple[list[str], list[list[str]]]:
    data = FORMATS[name].render(report_of(pilot), ReportOptions())
    header, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    return header, lines


@pytest.mark.parametrize("name", TRACKERS)
@pytest.mark.parametrize("pilot", PILOTS)
def test_there_is_a_task_for_each_gap_and_each_question_and_no_cell_is_a_formula(name: str, pilot: str) -> None:
    report = report_of(pilot)
    header, lines = rows(name, pilot)

    assert len(lines) == sum(a.status != "dropped" for a in report.todo) + len(report.to_ask)
    assert all(len(line) == len(header) for line in lines)
    assert not [c for line in lines for c in line if c.startswith((*FORMULA_STARTS, "\t", "\r"))]


def test_jira_gets_what_its_import_asks_for() -> None:
    header, lines = rows("jira", "half")

    assert header == ["Summary", "Issue Type", "Priority", "Status", "Due Date", "Labels", "Labels", "Description"]
    title = report_of("half").title(report_of("half").gates[1].criteria[0].criterion.id)
    task = next(line for line in lines if line[0] == title)
    assert task[1:5] == ["Task", "Highest" if report_of("half").gates[1].criteria[0].must_meet else task[2],
                         "In Progress", "2026-05-15"]  # fmt: skip
    assert "Owner: Tomas Ek" in task[7]
    assert any(line[0].startswith("Find out: ") for line in lines)


def test_azure_gets_no_field_that_it_forbids_and_its_html_is_text() -> None:
    header, lines = rows("azure", "hostile")

    assert header == ["Work Item Type", "Title", "Priority", "Tags", "Description"]
    assert {line[0] for line in lines} == {"Task"}
    assert not [line for line in lines if "<script" in line[4] or "<img" in line[4]]


def test_github_s_bodies_hold_no_markup_but_ours() -> None:
    header, lines = rows("github", "hostile")

    assert header == ["title", "body", "labels", "state", "milestone", "assignees"]
    types = {t.type for line in lines for block in MARKDOWN.parse(line[1]) for t in block.children or ()}
    assert types <= {"text", "strong_open", "strong_close", "softbreak"}


def test_planner_says_how_far_a_task_is_and_whose() -> None:
    header, lines = rows("planner", "half")
    tasks = [dict(zip(header, line, strict=True)) for line in lines]

    doing = next(t for t in tasks if t["Progress"] == "In progress")
    assert (doing["Assigned To"], doing["Due Date"]) == ("Tomas Ek", "2026-05-15")
    assert {t["Bucket Name"] for t in tasks} == {g.gate.title for g in report_of("half").gates[1:]}


@pytest.mark.parametrize("pilot", PILOTS)
def test_the_calendar_holds_every_step_and_reads_back(pilot: str) -> None:
    report = report_of(pilot)
    data = FORMATS["ics"].render(report, ReportOptions())
    events = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}

    steps = [s for h in report.horizons for s in h.steps]
    assert len(events) == len(steps) + 1
    for step in steps:
        event = events[f"{report.id}.{step.action.gap.criterion}@gatewise"]
        assert event.decoded("DTSTART") == step.ends
        assert ("(estimate)" in str(event["SUMMARY"])) is not step.set
        assert step.action.gap.fix in str(event["DESCRIPTION"])
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


@given(histories())
def test_every_history_makes_a_calendar_that_opens(assessment: Assessment) -> None:
    data = FORMATS["ics"].render(build_report(assessment), ReportOptions())

    assert icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_due_date_that_was_set_is_no_estimate() -> None:
    data = FORMATS["ics"].render(build_report(rich()), ReportOptions()).decode()

    assert "DTSTART;VALUE=DATE:20260930\r\nSUMMARY:Watch: Bo\r\n" in data
