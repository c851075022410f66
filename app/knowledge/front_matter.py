"""What may stand in the guidance's YAML, and how a wrong value is named with its file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from app.domain.framework import Identifier, Text
from app.errors import KnowledgeError
from app.ports import PieceKind

T = TypeVar("T")

# The base loader leaves every value text, so that no "no" becomes False and no date a date. The one in C, where
# PyYAML brings it, saves a fifth of a second at every start; only where it finds an error the other one looks, too,
# which says better where it is.
_QUICK: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """A work that the guidance rests on; `taken` says what was taken from it, `note` what to beware of."""

    id: Slug
    publisher: Text
    title: Text
    year: int = Field(ge=1900, le=2100)
    taken: Text
    author: Text | None = None
    date: Text | None = None
    url: Text | None = None
    note: Text | None = None


class Citation(_Part):
    """A source of a piece; `said_by` names who said it first, where the source only passes it on."""

    id: Slug
    said_by: Text | None = None


class FrontMatter(_Part):
    """What stands above the text of a piece; how platforms are named is said in `app.domain.platforms`."""

    id: Slug
    title: Text
    kind: PieceKind
    criteria: tuple[Identifier, ...]
    elements: tuple[Identifier, ...]
    sources: tuple[Citation, ...] = Field(min_length=1)
    platforms: tuple[Text, ...] = ()


SOURCES = TypeAdapter(tuple[Source, ...])
FRONT_MATTER = TypeAdapter(FrontMatter)


def validated(adapter: TypeAdapter[T], text: str, path: Path, first_line: int = 1) -> T:
    """The content of a YAML text.

    Args:
        adapter: The schema.
        text: What to read.
        path: The file that it stands in, for the messages.
        first_line: The line of the file on which the text begins.

    Raises:
        KnowledgeError: It is no YAML or breaks the schema; a line for each problem.
    """
    try:
        node, content = _parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise KnowledgeError(f"{path}:{first_line + line}: no valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path}:{first_line}: no valid YAML: {error}") from error
    try:
        return adapter.validate_python(content)
    except ValidationError as error:
        problems = []
        for item in error.errors():
            field = ".".join(str(part) for part in item["loc"]) or "front matter"
            line = first_line + _line_of(node, item["loc"])
            problems.append(f"{path}:{line}: {field}: {item['msg']}{_given(item['input'])}")
        raise KnowledgeError("\n".join(problems)) from error


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    """A text as nodes, which know their lines, and as plain content."""
    try:
        return _built(_QUICK(text))
    except yaml.YAMLError:
        return _built(yaml.BaseLoader(text))


def _built(loader: Any) -> tuple[yaml.Node | None, Any]:
    node = loader.get_single_node()
    return node, loader.construct_document(node) if node else None


def _given(value: Any) -> str:
    return f" (given: {value!r})" if isinstance(value, str) and len(value) < 80 else ""


def _line_of(node: yaml.Node | None, location: Sequence[int | str]) -> int:
    """The line, from 0, of the innermost node on the way to a location."""
    line = 0
    for key in location:
        following: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value == key:
                    following, line = value, name.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
            following = node.value[key]
            line = following.start_mark.line
        node = following
    return line
