"""Reading and searching in bulk: lines of JSON in, lines of JSON out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError

from app.domain.framework import Framework
from app.domain.rating import rate
from app.domain.records import Purpose, Status
from app.errors import InputRefused
from app.ports import Assessor, Found, ReplyReading, ToRead

T = TypeVar("T", bound=BaseModel)

LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


class Line(BaseModel):
    """A reply to read."""

    model_config = ConfigDict(extra="ignore")

    id: StrictStr | StrictInt
    criterion: str
    question: str | None = None
    answer: str


class Query(BaseModel):
    """A query to search for."""

    model_config = ConfigDict(extra="ignore")

    id: StrictStr | StrictInt
    query: str


def parse_replies(framework: Framework, lines: Iterable[str]) -> list[Line]:
    """The replies of a file, blank lines passed over.

    Raises:
        InputRefused: A line is no reply, or on no criterion of the framework; it says which and why.
    """
    known = {c.id for c in framework.criteria}
    replies = []
    for number, text in enumerate(lines, start=1):
        if text.strip():
            line = _parsed(Line, text, number)
            if line.criterion not in known:
                raise InputRefused(f"line {number}: there is no criterion {line.criterion!r} in {framework.id}")
            replies.append(line)
    return replies


async def read_replies(
    assessor: Assessor, framework: Framework, replies: Sequence[Line]
) -> AsyncIterator[dict[str, Any]]:
    """Reads each reply for the elements of its criterion; yields its result."""
    for line in replies:
        criterion = framework.criterion(line.criterion)
        reading = await assessor.read_reply(
            ToRead(
                framework=framework,
                purpose=Purpose.LEAD,
                question=line.question or criterion.question,
                reply=line.answer,
                elements=tuple(e.id for e in criterion.elements),
                criterion=criterion,
            )
        )
        yield _result(framework, line, reading)


def _result(framework: Framework, line: Line, reading: ReplyReading) -> dict[str, Any]:
    criterion = framework.criterion(line.criterion)
    read = {r.element: r for r in reading.readings}
    elements = {}
    for element in criterion.elements:
        found = read.get(element.id)
        elements[element.id] = {
            "status": found.status if found else Status.UNKNOWN,
            "confidence": round(found.confidence, 4) if found else 0.0,
            "quote": found.quote if found else "",
            "needs_confirmation": found.needs_confirmation if found else True,
        }
    must_meet = criterion.id in framework.gate_of(criterion.id).must_meet
    holds = {e: part["status"] is Status.EVIDENCED for e, part in elements.items()}
    rating = rate(criterion, holds, must_meet=must_meet)
    return {"id": line.id, "intent": reading.intent, "elements": elements, "rating": rating}


def parse_queries(lines: Iterable[str]) -> list[tuple[str | int, str]]:
    """The queries of a batch, blank lines passed over; InputRefused names the line that is none."""
    parsed = (_parsed(Query, text, number) for number, text in enumerate(lines, start=1) if text.strip())
    return [(query.id, query.query) for query in parsed]


def results_of(identifier: str | int, found: Iterable[Found]) -> dict[str, Any]:
    """The line of one query's results."""
    return {
        "id": identifier,
        "results": [
            {
                "chunk": hit.piece.id,
                "title": hit.piece.title,
                "source": hit.piece.source,
                "criteria": list(hit.piece.criteria),
                "score": round(hit.score, 6),
                "text": hit.piece.text,
            }
            for hit in found
        ],
    }


def json_lines(results: Iterable[dict[str, Any]]) -> bytes:
    """The lines of a file of results, in UTF-8.

    Half a character, which JSON can hold, is spelled out; so is what some take for the end of a line.
    """
    text = "".join(json.dumps(result, ensure_ascii=False).translate(LINE_ENDS) + "\n" for result in results)
    return text.encode("utf-8", "backslashreplace")


def _parsed(model: type[T], text: str, number: int) -> T:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise InputRefused(f"line {number}: no valid JSON: {reason}: {text.strip():.60}") from error
    if not isinstance(content, dict):
        raise InputRefused(f"line {number}: expected a JSON object, not {text.strip():.60}")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        given = "" if first["type"] == "missing" else f" (given: {first['input']!r:.60})"
        raise InputRefused(f"line {number}: {first['loc'][0]}: {first['msg']}{given}") from error
