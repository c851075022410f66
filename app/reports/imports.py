"""Reads a JSON export back. It trusts the records alone, and them only as far as the domain admits them.

Whatever else stands in the file is derived anew and compared, so a file that was edited to look better
than its records is refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import RECORD, Record
from app.errors import ImportRefused, RecordRefused
from app.reports.json import FORMAT_VERSION, MOMENT, export

T = TypeVar("T")
Kind = TypeVar("Kind", dict[str, Any], list[Any], str)


CAME_LATER = frozenset({"documents", "framework.dimensions"})
"""What exports did not have from the first; a file in which it would be empty may be without it."""


def read_export(data: bytes) -> Assessment:
    """The assessment that an export holds; exported again, it gives the same content.

    Args:
        data: A JSON export as `gatewise export --format json` writes it.

    Raises:
        ImportRefused: The file is no such export, or its derived parts do not follow from its records.
    """
    try:
        content = _parsed(data)
        version = content.get("format_version")
        if version != FORMAT_VERSION or isinstance(version, bool):
            _refuse(f"format_version: this is {_shown(version)}; this version of Gatewise reads {FORMAT_VERSION}")
        assessment = _replayed(content)
        _compare("", content, export(assessment))
    except RecursionError as error:
        raise ImportRefused("the file is nested too deeply to be an export") from error
    except UnicodeEncodeError as error:
        raise ImportRefused(f"the file holds half a character in an id: {error.object!r:.80}") from error
    return assessment


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_repetition,
            parse_float=_finite,
            parse_constant=lambda name: _refuse(f"the file holds {name}, which is no JSON number"),
        )
    except UnicodeDecodeError as error:
        raise ImportRefused(f"the file is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise ImportRefused(f"the file is no valid JSON: line {error.lineno}: {error.msg}") from error
    except ValueError as error:  # whole numbers of thousands of digits
        raise ImportRefused(f"the file holds a number that is too long: {error}") from error
    return _is(dict, content, "the file")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        _refuse(f"the key {next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
    return content


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse(f"the number {digits:.40} is too large")


def _replayed(content: dict[str, Any]) -> Assessment:
    provenance = _key(dict, content, "provenance")
    assessment = Assessment(
        id=_key(str, content, "id"),
        pilot=_key(str, content, "pilot"),
        framework=_framework(_key(dict, content, "framework")),
        opened_at=_valid("provenance.opened_at", MOMENT.validate_python, provenance.get("opened_at")),
    )
    for place, item in enumerate(_key(list, content, "records")):
        where = f"records[{place}]"
        record: Record = _valid(where, RECORD.validate_python, item)
        if record.id in assessment.by_id:
            _refuse(f"{where}: the id {record.id!r} was given to an earlier record")
        try:
            assessment = assessment.adding([record])
        except RecordRefused as error:
            raise ImportRefused(f"{where}: {error}") from error
    return assessment


def _framework(content: dict[str, Any]) -> Framework:
    given = content.get("hash")
    own = {name: value for name, value in content.items() if name != "hash"}
    framework = _valid("framework", Framework.model_validate, own)
    if framework.hash != given:
        _refuse(f"framework.hash: the file says {_shown(given)}, but its content has {framework.hash}")
    return framework


def _valid(where: str, parse: Callable[[Any], T], value: Any) -> T:
    """The value as the schema reads it; refused with the first thing that is wrong about it."""
    try:
        return parse(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join([where, *map(str, first["loc"])])
        raise ImportRefused(f"{place}: {first['msg']} (given: {_shown(first['input'])})") from error


def _key(kind: type[Kind], content: dict[str, Any], name: str) -> Kind:
    if name not in content:
        _refuse(f"the key {name!r} is missing")
    return _is(kind, content[name], name)


def _is(kind: type[Kind], value: Any, where: str) -> Kind:
    names = {dict: "an object", list: "a list", str: "a text"}
    return value if isinstance(value, kind) else _refuse(f"{where} has to be {names[kind]}, not {_shown(value)}")


def _compare(where: str, found: Any, derived: Any) -> None:
    """Refuses the file at the first place where it says other than what follows from its records."""
    if isinstance(found, dict) and isinstance(derived, dict):
        for name in derived:
            if name not in found and not derived[name] and _under(where, name) in CAME_LATER:
                continue
            if name not in found:
                _refuse(f"{_under(where, name)} is missing; {_shown(derived[name])} follows from the records")
            _compare(_under(where, name), found[name], derived[name])
        if unknown := [n for n in found if n not in derived]:
            _refuse(f"{where or 'the file'} has a key {unknown[0]!r}, which an export does not have")
    elif isinstance(found, list) and isinstance(derived, list):
        for place, (one, other) in enumerate(zip(found, derived, strict=False)):
            _compare(f"{where}[{place}]", one, other)
        if len(found) != len(derived):
            _refuse(f"{where} has {len(found)} entries, but {len(derived)} follow from the records")
    elif found != derived or isinstance(found, bool) is not isinstance(derived, bool):
        _refuse(f"{where}: the file says {_shown(found)}, but {_shown(derived)} follows from the records")


def _under(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _shown(value: Any) -> str:
    text = json.dumps(value, default=repr)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _refuse(message: str) -> NoReturn:
    raise ImportRefused(message)
