"""The action plan in the terminal: shown as a list, and changed gap by gap."""

from __future__ import annotations

from rich.text import Text

from app.domain.assessment import Assessment
from app.domain.edits import Edit
from app.domain.hearing import Heard
from app.domain.plan import PlannedAction, actions
from app.errors import PlanRefused
from app.reports import gaps, text

FIELDS = ("owner", "due", "status", "note")
HOW = "/plan N owner|due|status|note WORDS changes a gap: /plan 2 due 2026-12-31"
NO_GAPS = "There are no gaps: nothing to plan."
FIND_OUT = "To find out first: nothing is known to be missing yet"


def listed(assessment: Assessment) -> Text:
    """All gaps in order, with who closes them, until when, and how they stand."""
    plan = ordered(assessment)
    if not plan:
        return Text(NO_GAPS)
    shown = Text()
    for number, action in enumerate(plan, 1):
        if action.gap.heard is not Heard.SETTLED and (number == 1 or plan[number - 2].gap.heard is Heard.SETTLED):
            shown.append(f"{FIND_OUT}\n", style="bold")
        shown.append(_gap(assessment, number, action)).append("\n")
    return shown.append(HOW, style="bright_black")


def gap_line(assessment: Assessment, number: int) -> Text:
    """One gap of the list, by its number there."""
    return _gap(assessment, number, ordered(assessment)[number - 1])


def _gap(assessment: Assessment, number: int, action: PlannedAction) -> Text:
    must = " (must be met)" if action.gap.must_meet else ""
    shown = Text(f"{number:3}  {assessment.framework.criterion(action.gap.criterion).title}{must}")
    for words in (f"{action.status} · {gaps.owner(action)} · {gaps.due(action)}", text.one_line(action.note)):
        if words:
            shown.append(f"\n     {words}", style="bright_black")
    return shown


def told(refused: PlanRefused) -> str:
    """What is wrong with a change, without the row that it has in a workbook."""
    return "; ".join(problem.partition(": ")[2] for problem in refused.problems)


def ordered(assessment: Assessment) -> tuple[PlannedAction, ...]:
    """The plan as it is numbered here: what is known to be missing first."""
    return tuple(sorted(actions(assessment), key=lambda a: a.gap.heard is not Heard.SETTLED))


def edited(words: str, assessment: Assessment) -> Edit | str:
    """The change that words ask for, or a sentence why there is none."""
    number, _, rest = words.strip().partition(" ")
    field, _, value = rest.strip().partition(" ")
    plan = ordered(assessment)
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
    if not 1 <= place <= len(plan):
        return f"{number!r}: expected the number of a gap, 1 to {len(plan)}. {HOW}" if plan else NO_GAPS
    if field.lower() not in FIELDS:
        return f"{field!r}: expected one of {', '.join(FIELDS)}. {HOW}"
    action = plan[place - 1]
    now = {
        "owner": action.owner if action.named else "",
        "due": action.due,
        "status": action.status,
        "note": action.note,
    }
    return Edit(place, action.gap.criterion, **{**now, field.lower(): value.strip()})
