"""Takes the plan back from a workbook that somebody edited, whatever they did to it.

Nothing is taken while a cell of it is wrong; all that is wrong is told at once, by sheet and cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.assessment import Assessment
from app.domain.edits import Edit, records_of
from app.errors import PlanRefused
from app.reports.plan.sheet import CRITERION, EDITABLE, cell
from app.reports.plan.workbook import Entry, Grid, letters, read_grid, shown

_TITLES = {"criterion": CRITERION, **EDITABLE}
_UNREAD = "x005F_"
"""Escapes an escape in a workbook; the library that reads it drops it, and one that was typed as well."""
_HEADER_WITHIN = 20
"""Rows from the top; a title or a remark may stand above the header."""


def read_plan(content: bytes, assessment: Assessment) -> tuple[Edit, ...]:
    """The rows of an edited workbook, checked; `edits.records_of` makes records of those that change something.

    Args:
        content: The workbook.
        assessment: Whose plan it is.

    Raises:
        PlanRefused: It cannot be read, or cells of it are wrong: each is told with its sheet, its cell, what stands
            in it and what was expected.
    """
    plan = _Plan(read_grid(content, assessment.id), assessment)
    edits = tuple(plan.edits())
    problems = plan.problems
    try:
        records_of(assessment, edits, at=assessment.opened_at, speaker="", event="")
    except PlanRefused as error:
        problems += [plan.located(p) for p in error.problems]
    if problems:
        raise PlanRefused(problems)
    return edits


class _Plan:
    """The plan in a grid of cells.

    Attributes:
        problems: What was found wrong so far.
    """

    def __init__(self, grid: Grid, assessment: Assessment) -> None:
        self._grid, self._assessment = grid, assessment
        self.problems: list[str] = []
        self._header, self._places = self._found()

    def edits(self) -> Iterator[Edit]:
        """An edit for each row below the header in which something stands that is read."""
        for number, row in self._grid.rows.items():
            entries = {field: row.get(place) for field, place in self._places.items()}
            if number <= self._header or not any(e and str(e.value).strip() for e in entries.values()):
                continue
            values = {f: self._value(number, f, e) for f, e in entries.items() if e is not None}
            if entries["criterion"] is None or "criterion" in values:
                yield Edit(row=number, **{"criterion": None, "status": None, **self._kept(values)})

    def located(self, problem: str) -> str:
        """A problem that is told by row and field, told by its cell."""
        found = re.match(r"row (\d+): (\w+): ", problem)
        if found is None or found[2] not in self._places:
            return f"sheet {self._grid.name!r}: {problem}"
        return f"{self._cell(int(found[1]), found[2])}: {problem[found.end() :]}"

    def _found(self) -> tuple[int, Mapping[str, int]]:
        """The row of the header, and the columns by the fields that they hold."""
        fields = {title.casefold(): field for field, title in _TITLES.items()}
        header, best = 1, dict[str, list[int]]()
        for number, row in self._grid.rows.items():
            if number > _HEADER_WITHIN:
                break
            places: dict[str, list[int]] = {}
            for place, entry in row.items():
                if field := fields.get(" ".join(str(entry.value).split()).casefold()):
                    places.setdefault(field, []).append(place)
            if len(places) > len(best):
                header, best = number, places
        self._refuse_header(header, best)
        return header, {field: places[0] for field, places in best.items()}

    def _refuse_header(self, header: int, places: Mapping[str, list[int]]) -> None:
        problems = []
        if missing := [title for field, title in _TITLES.items() if field not in places]:
            there = ", ".join(shown(e.value, 30) for e in self._grid.rows.get(header, {}).values())
            nobody = "; a workbook that names nobody has no owners and cannot be taken back"
            problems.append(
                f"sheet {self._grid.name!r}, row {header}: {there or 'nothing'}: expected a header with"
                f" {', '.join(_TITLES.values())}; {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
                f"{nobody if missing == [EDITABLE['owner']] else ''}"
            )
        problems += [
            f"sheet {self._grid.name!r}, cells {' and '.join(f'{letters(p)}{header}' for p in found)}:"
            f" {_TITLES[field]!r}: expected one column of this name"
            for field, found in places.items()
            if len(found) > 1
        ]
        if problems:
            raise PlanRefused(problems)

    def _value(self, row: int, field: str, entry: Entry) -> Any:
        """What stands in a cell; of what cannot be taken at all it is noted, and nothing stands for it."""
        if not entry.reckoned:
            return entry.value
        self.problems.append(f"{self._cell(row, field)}: {shown(entry.value)}: expected a value, not {entry.reckoned}")
        return {"status": "open", "due": None}.get(field, "")

    def _kept(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values; a text that was left as its cell held it is what it was, whole, however it was read."""
        now = self._assessment.actions.get(str(values.get("criterion", "")).strip())
        for field, before in (("owner", now.owner), ("note", now.note)) if now else ():
            written = cell(before)
            if values.get(field) in (written, written.replace(_UNREAD, "")):
                values[field] = before
        return values

    def _cell(self, row: int, field: str) -> str:
        return f"sheet {self._grid.name!r}, cell {letters(self._places[field])}{row} ({_TITLES[field]})"
