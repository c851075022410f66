"""A plan that was edited elsewhere, in a spreadsheet or on the page, taken back as records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from app.domain.assessment import Assessment
from app.domain.records import Action, record_id
from app.errors import PlanRefused

STATUSES: tuple[str, ...] = get_args(Action.model_fields["status"].annotation)
"""What an action can be: open, doing, done or dropped."""
LONGEST_OWNER, LONGEST_NOTE = 200, 5_000
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Edit:
    """A row of an edited plan; its values are whatever stood in the cells.

    Attributes:
        row: What the person calls it: the number of the row in the sheet.
        criterion: The id of the criterion whose gap it is on.
        due: A date, or a text such as 2026-12-31; nothing for no date.
    """

    row: int
    criterion: object
    owner: object = ""
    due: object = None
    status: object = "open"
    note: object = ""


def plain(text: str) -> str:
    """The text as a spreadsheet can hold it: without control characters and half characters, lines ended alike."""
    return _UNWRITABLE.sub("", re.sub("\r\n?", "\n", text)).strip()


def records_of(
    assessment: Assessment, rows: Iterable[Edit], *, at: datetime, speaker: str, event: str
) -> tuple[Action, ...]:
    """The records that an edited plan comes to; rows that change nothing come to none.

    Args:
        assessment: Whose plan it is.
        rows: The rows, in any order; what is not among them stays as it is.
        at: When it was edited, UTC.
        speaker: Who edited it.
        event: What brought it, such as the upload's id: the same event writes once.

    Raises:
        PlanRefused: A row is wrong; every problem is told, and nothing is taken.
    """
    known = {c.id for c in assessment.framework.criteria}
    problems: list[str] = []
    found: list[Action] = []
    seen: dict[str, int] = {}
    for edit in rows:
        criterion = plain(edit.criterion) if isinstance(edit.criterion, str) else edit.criterion
        if not isinstance(criterion, str) or criterion not in known:
            problems.append(_problem(edit.row, "criterion", edit.criterion, "the id of a criterion of this assessment"))
            continue
        if criterion in seen:
            expected = f"each criterion once; it stands in row {seen[criterion]}, too"
            problems.append(_problem(edit.row, "criterion", criterion, expected))
            continue
        seen[criterion] = edit.row
        values, wrong = _values(edit, assessment.actions.get(criterion))
        problems += wrong
        if values and not wrong:
            name = record_id(assessment.id, event, "action", criterion)
            found.append(Action(id=name, at=at, speaker=speaker, criterion=criterion, **values))
    if problems:
        raise PlanRefused(problems)
    return tuple(found)


def _values(edit: Edit, now: Action | None) -> tuple[dict[str, Any], Sequence[str]]:
    """The fields of a record, none where nothing changes; and what is wrong."""
    problems: list[str] = []
    before: dict[str, Any] = {
        "owner": now.owner if now else "",
        "due": now.due if now else None,
        "status": now.status if now else "open",
        "note": now.note if now else "",
    }
    after = dict(before)
    for field, longest in (("owner", LONGEST_OWNER), ("note", LONGEST_NOTE)):
        given = getattr(edit, field)
        words = _words(given)
        if words is None:
            problems.append(_problem(edit.row, field, given, "a text"))
        elif words != plain(str(before[field])):
            after[field] = words
            if len(words) > longest:
                problems.append(_problem(edit.row, field, words, f"{longest} characters at most, not {len(words)}"))
    try:
        due = _day(edit.due)
        if due is not None and due != before["due"] and not FIRST_DAY <= due <= LAST_DAY:
            raise ValueError(due)
        after["due"] = due
    except ValueError:
        expected = f"a date between {FIRST_DAY} and {LAST_DAY}, such as 2026-12-31, or nothing"
        problems.append(_problem(edit.row, "due", edit.due, expected))
    status = edit.status.strip().casefold() if isinstance(edit.status, str) else edit.status
    if status not in STATUSES:
        problems.append(_problem(edit.row, "status", edit.status, f"one of {', '.join(STATUSES)}"))
    else:
        after["status"] = status
    return ({} if after == before else after), problems


def _words(given: object) -> str | None:
    """A cell's text; a number is one, too. None for anything else."""
    if given is None:
        return ""
    if isinstance(given, str):
        return plain(given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(int(given)) if given == given // 1 else str(given)
    return None


def _day(given: object) -> date | None:
    """A cell's day, None for none; ValueError for what is no day."""
    if given is None or isinstance(given, datetime):
        return given.date() if given else None
    if isinstance(given, date):
        return given
    words = plain(given) if isinstance(given, str) else repr(given)
    if words and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", words, re.ASCII):
        raise ValueError(words)
    return date.fromisoformat(words) if words else None


def _problem(row: int, field: str, value: object, expected: str) -> str:
    shown = repr(value)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    return f"row {row}: {field}: {shown}: expected {expected}"
