"""The labelled answers and messages of evals/datasets, part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from app import files
from app.domain.framework import Framework
from app.domain.records import Basis, Grade, Intent, Purpose, Status
from app.errors import InputRefused
from app.ports import ToRead

DATASETS = Path(__file__).parent / "datasets"
UNSEEN = "unseen"
"""The part, and the folder, of the answers to a framework that nothing was trained on; it lies there as well."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Line):
    """What an answer says of an element; `span` are the words of the answer that say it."""

    status: Status
    grade: Grade | None = None
    basis: Basis | None = None
    span: str = ""


class AnswerLine(_Line):
    """A line of `reading/`."""

    id: str
    author: str
    criterion: str
    question: str
    answer: str
    styles: tuple[str, ...]
    elements: dict[str, Label]


class MessageLine(_Line):
    """A line of `intents/`."""

    id: str
    author: str
    criterion: str | None
    question: str
    message: str
    intent: Intent


L = TypeVar("L", AnswerLine, MessageLine)


@dataclass(frozen=True)
class Answer:
    """An answer with what it says.

    Attributes:
        reply: As it is put to an assessor: all elements of the criterion are asked for.
        gate: The id of the criterion's gate.
        styles: What makes it hard.
        labels: Of every element of the criterion, in order.
    """

    id: str
    reply: ToRead
    gate: str
    styles: tuple[str, ...]
    labels: dict[str, Label]


@dataclass(frozen=True)
class Message:
    """A message with what the person wants.

    Attributes:
        reply: As it is put to an assessor, for the criterion that the question was on, if any.
    """

    id: str
    reply: ToRead
    intent: Intent


Item = Answer | Message


def load_answers(part: str, framework: Framework, folder: Path = DATASETS) -> list[Answer]:
    """The answers of a part, author by author in turn, so that the first ones are by many.

    Raises:
        InputRefused: There is no such part, or a line is no answer on the framework; names file and line.
        NotFound: A file is not there.
    """
    return [_answer(line, framework, where) for where, line in _lines("reading", part, folder, AnswerLine)]


def load_messages(part: str, framework: Framework, folder: Path = DATASETS) -> list[Message]:
    """The messages of a part, author by author in turn; raises as `load_answers` does."""
    return [_message(line, framework, where) for where, line in _lines("intents", part, folder, MessageLine)]


def _answer(line: AnswerLine, framework: Framework, where: str) -> Answer:
    reply = _reply(line.criterion, line.question, line.answer, framework, where)
    if tuple(line.elements) != reply.elements:
        raise InputRefused(f"{where}: elements: expected {', '.join(reply.elements)}")
    for element, label in line.elements.items():
        if label.span not in line.answer:
            raise InputRefused(f"{where}: {element}: the span does not stand in the answer")
    return Answer(line.id, reply, framework.gate_of(line.criterion).id, line.styles, line.elements)


def _message(line: MessageLine, framework: Framework, where: str) -> Message:
    return Message(line.id, _reply(line.criterion, line.question, line.message, framework, where), line.intent)


def _reply(criterion_id: str | None, question: str, text: str, framework: Framework, where: str) -> ToRead:
    if criterion_id is None:
        return ToRead(framework, Purpose.LEAD, question, text, ())
    if criterion_id not in {c.id for c in framework.criteria}:
        raise InputRefused(f"{where}: criterion: there is no {criterion_id!r} in {framework.id}")
    criterion = framework.criterion(criterion_id)
    probed = any(question == e.probe for e in criterion.elements)
    elements = tuple(e.id for e in criterion.elements)
    return ToRead(
        framework, Purpose.PROBE if probed else Purpose.LEAD, question, text, elements, criterion=criterion
    )  # fmt: skip


def _lines(kind: str, part: str, folder: Path, model: type[L]) -> Iterator[tuple[str, L]]:
    """The lines of a part, each with where it stands."""
    columns = [_column(folder / kind / f"{author}.jsonl", model) for author in _authors(part, folder)]
    return (found for row in zip_longest(*columns) for found in row if found)


def _authors(part: str, folder: Path) -> list[str]:
    path = folder / "authors.yaml"
    authors: dict[str, dict[str, Any]] = yaml.safe_load(files.read(path))
    parts = sorted({author["part"] for author in authors.values()})
    if part not in parts:
        raise InputRefused(f"{path}: there is no part {part!r}; the parts are {', '.join(parts)}")
    return [name for name, author in authors.items() if author["part"] == part]


def _column(path: Path, model: type[L]) -> list[tuple[str, L]]:
    """The lines of a file. What is wrong with one is said without its words: the held-out ones are not to be seen."""
    found = []
    for number, text in enumerate(files.read_lines(path), start=1):
        if not text.strip():
            continue
        where = f"{path}: line {number}"
        try:
            found.append((where, model.model_validate(json.loads(text))))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            raise InputRefused(f"{where}: {'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}") from error
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
            raise InputRefused(f"{where}: no valid JSON: {reason}") from error
    return found
