"""What people may ask, by the criterion that it is about: other words for the guidance, from which a search learns.

    knowledge/questions.yaml      a list of questions for each element of the framework
    knowledge/asks.yaml           for pieces that say what no other does: what people ask who want just that

Where the file has nothing for a criterion, as with a framework of one's own, the framework's wording stands in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from app.domain.framework import Criterion, Framework, Identifier, Text
from app.errors import KnowledgeError
from app.knowledge.front_matter import validated

FEWEST = 20
"""How many questions each element needs: with half as many, clearly fewer searches find their criterion."""

_FILE = TypeAdapter(dict[Identifier, tuple[Text, ...]])


class Question(NamedTuple):
    """A question and the criterion that it is about."""

    criterion: str
    text: str


def load_questions(path: Path, framework: Framework) -> tuple[Question, ...]:
    """The questions on the criteria of a framework; those on other elements are left out.

    Raises:
        KnowledgeError: The file cannot be read or breaks the schema; a line for each problem.
    """
    written = _read(path)
    questions: list[Question] = []
    for criterion in framework.criteria:
        texts = [text for element in criterion.elements for text in written.get(element.id, ())]
        questions += [Question(criterion.id, text) for text in texts or _wording(criterion)]
    return tuple(questions)


def load_asks(path: Path) -> dict[str, tuple[str, ...]]:
    """What people ask who want just one piece, by the piece's id; nothing where there is no such file.

    Raises:
        KnowledgeError: The file cannot be read or breaks the schema; a line for each problem.
    """
    return _read(path)


def check_asks(path: Path, pieces: Collection[str]) -> list[str]:
    """What is wrong with a file of what pieces are asked by; one line for each problem."""
    try:
        asks = _read(path)
    except KnowledgeError as error:
        return str(error).splitlines()
    counts = Counter(text.casefold() for texts in asks.values() for text in texts)
    problems = [f"{path}: {piece!r} is no piece of the guidance" for piece in asks if piece not in pieces]
    return problems + [f"{path}: {text!r} stands there {n} times; expected once" for text, n in counts.items() if n > 1]


def check_questions(path: Path, framework: Framework) -> list[str]:
    """What is wrong with a file of questions that serves a framework; one line for each problem."""
    try:
        written = _read(path)
    except KnowledgeError as error:
        return str(error).splitlines()
    problems = [f"{path}: {e!r} is no element of {framework.id}" for e in written if not framework.has_element(e)]
    problems += [
        f"{path}: {element.id}: has {count} questions; expected {FEWEST} at least"
        for element in framework.elements
        if (count := len(written.get(element.id, ()))) < FEWEST
    ]
    counts = Counter(text.casefold() for texts in written.values() for text in texts)
    return problems + [f"{path}: {text!r} stands there {n} times; expected once" for text, n in counts.items() if n > 1]


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    if not path.exists():
        return {}
    try:
        return validated(_FILE, path.read_text(encoding="utf-8-sig"), path)
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: is not UTF-8 text (byte {error.start})") from error


def _wording(criterion: Criterion) -> Iterator[str]:
    yield criterion.question
    for element in criterion.elements:
        yield from (element.label, element.statement, element.probe)
