"""The plan in the shapes of CSV that Jira, Azure Boards, GitHub and Microsoft Planner take in.

What was dropped is left out; what nobody has heard of yet is a task to find out. Owners are people's words, which no
tracker knows as accounts, so they stand in the description where a tracker refuses unknown ones.
"""

from __future__ import annotations

import csv
import html
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.domain.plan import PlannedAction
from app.domain.report import CriterionView, Report
from app.ports import ReportOptions
from app.reports import gaps, text
from app.reports.csv import FORMULA_STARTS
from app.reports.markup import escape


@dataclass(frozen=True)
class Task:
    """A task as every tracker knows it.

    Attributes:
        rank: How urgent it is, 0 (its criterion has to be met) to 2.
        details: Names and texts, on one line each.
    """

    title: str
    gate: str
    rank: int
    owner: str
    due: date | None
    status: str
    details: tuple[tuple[str, str], ...]


def tasks(report: Report) -> Iterator[Task]:
    """The plan's tasks in its order, then those to find out."""
    views = {c.criterion.id: c for c in report.criteria}
    for action in report.todo:
        if action.status == "dropped":
            continue
        view, gap = views[action.gap.criterion], action.gap
        details = (
            ("Pilot", report.pilot),
            ("Missing", "; ".join(gaps.missing(gap, report))),
            ("Why it matters", gap.why),
            ("How to close it", gap.fix),
            ("Done when", gap.done),
            ("Owner", gaps.owner(action)),
            ("Effort", gap.effort),
            ("Due", _iso(action.due)),
            ("Note", action.note),
            ("Sources", gaps.cited(view.citations)),
        )
        rank = 0 if gap.must_meet else 1 if gap.rating == "not_met" else 2
        owner = action.owner if action.named else ""
        yield Task(
            view.criterion.title, report.title(gap.gate), rank, owner, action.due, action.status, _filled(details)
        )
    for view in report.to_ask:
        if view.action:
            yield _question(report, view, view.action)


def _question(report: Report, view: CriterionView, action: PlannedAction) -> Task:
    subject = view.criterion
    details = (
        ("Pilot", report.pilot),
        ("Open", "; ".join(gaps.missing(action.gap, report))),
        ("To ask", subject.question),
        ("What counts", subject.evidence),
        ("Met when", subject.met_when),
        ("Sources", gaps.cited(view.citations)),
    )
    gate = report.framework.gate_of(subject.id).title
    owner = action.owner if action.named else ""
    rank = 0 if view.must_meet else 1
    return Task(f"Find out: {subject.title}", gate, rank, owner, action.due, action.status, _filled(details))


def _filled(details: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, line) for name, words in details if (line := text.one_line(words)))


class Tracker(ABC):
    """Writes the tasks as CSV, UTF-8; no cell begins like a formula."""

    suffix = ".csv"
    media_type = "text/csv; charset=utf-8"
    about: str
    label: str
    columns: ClassVar[tuple[str, ...]]

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """A header and one row for each task."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(self.columns)
        writer.writerows([_neutral(cell) for cell in self.row(task)] for task in tasks(report))
        return file.getvalue().encode("utf-8-sig")

    @abstractmethod
    def row(self, task: Task) -> tuple[str, ...]:
        """The cells of a task."""


class Jira(Tracker):
    """For Jira's CSV import; its header bears no punctuation, and a column that stands twice has two values."""

    about = "plan-jira"
    label = "Plan for Jira (CSV)"
    columns = ("Summary", "Issue Type", "Priority", "Status", "Due Date", "Labels", "Labels", "Description")

    def row(self, task: Task) -> tuple[str, ...]:
        """A task of the type Task; the owner stands in the description."""
        status = {"open": "To Do", "doing": "In Progress", "done": "Done"}.get(task.status, "To Do")
        words = "\n".join(f"{name}: {_plain_wiki(line)}" for name, line in task.details)
        label = re.sub(r"\W+", "-", task.gate).strip("-")
        return (
            text.one_line(task.title), "Task", ("Highest", "High", "Medium")[task.rank], status, _iso(task.due),
            "gatewise", label, words,
        )  # fmt: skip


class AzureBoards(Tracker):
    """For Azure Boards: only fields that every process has, and none that it forbids (state, assignee)."""

    about = "plan-azure-boards"
    label = "Plan for Azure Boards (CSV)"
    columns = ("Work Item Type", "Title", "Priority", "Tags", "Description")

    def row(self, task: Task) -> tuple[str, ...]:
        """A task of the type Task; its description is HTML."""
        words = "<br>".join(f"<b>{html.escape(name)}:</b> {html.escape(line)}" for name, line in task.details)
        tags = f"Gatewise; {text.one_line(task.gate).replace(';', ' ')}"
        return "Task", text.one_line(task.title)[:255], str(task.rank + 1), tags, words


class GitHub(Tracker):
    """For GitHub's issues, with the columns that the usual CSV tools for its API read."""

    about = "plan-github"
    label = "Plan for GitHub (CSV)"
    columns = ("title", "body", "labels", "state", "milestone", "assignees")

    def row(self, task: Task) -> tuple[str, ...]:
        """An issue; its body is Markdown."""
        body = "\n\n".join(f"**{name}:** {escape(line)}" for name, line in task.details)
        labels = f"gatewise,{text.one_line(task.gate).replace(',', ' ')}"
        return text.one_line(task.title), body, labels, "closed" if task.status == "done" else "open", "", ""


class Planner(Tracker):
    """For Microsoft Planner, with the columns of its own export to Excel."""

    about = "plan-planner"
    label = "Plan for Microsoft Planner (CSV)"
    columns = (
        "Task Name", "Bucket Name", "Progress", "Priority", "Assigned To", "Due Date", "Labels", "Description",
    )  # fmt: skip

    def row(self, task: Task) -> tuple[str, ...]:
        """A task in the bucket of its gate."""
        progress = {"doing": "In progress", "done": "Completed"}.get(task.status, "Not started")
        words = "\n".join(f"{name}: {line}" for name, line in task.details)
        return (
            text.one_line(task.title), text.one_line(task.gate), progress, ("Urgent", "Important", "Medium")[task.rank],
            text.one_line(task.owner), _iso(task.due), "Gatewise", words,
        )  # fmt: skip


def _iso(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _plain_wiki(line: str) -> str:
    """The line with what Jira takes for a macro, a link, a picture or a table made plain."""
    return re.sub(r"([{}\[\]!|])", r"\\\1", line)


def _neutral(cell: str) -> str:
    """The cell, its lines kept; an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
