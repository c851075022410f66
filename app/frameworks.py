"""Loads framework files; every problem is named with its file, line and id."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.constructor import ConstructorError
from yaml.reader import ReaderError

from app.domain.framework import Framework
from app.errors import FrameworkError


class _Loader(yaml.BaseLoader):
    """YAML in which every leaf is a text and no key stands twice in one mapping.

    The schema says which texts are numbers. Left to YAML, a title `No` would be false, a word that looks
    like a date would be one, and of two equal keys the last would win unseen.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def load_framework(path: Path) -> Framework:
    """Reads and checks a framework file.

    Raises:
        FrameworkError: The file is not there, is no YAML, or breaks the schema; a line for each problem.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FrameworkError([f"{path}: cannot be read: {error.strerror}"]) from error
    node, content = _parsed(path, data)
    try:
        return Framework.model_validate(content)
    except ValidationError as error:
        raise FrameworkError(_problems(path, node, content, error)) from error


def _parsed(path: Path, data: bytes) -> tuple[yaml.Node, dict[str, Any]]:
    """A file as nodes, which know their lines, and as plain content."""
    try:
        loader = _Loader(data.decode("utf-8"))
        node = loader.get_single_node()
        if isinstance(node, yaml.MappingNode):
            return node, loader.construct_document(node)
        line, problem = 1, "a framework is a mapping with id, version, title, gates, ..."
    except UnicodeDecodeError as error:
        line, problem = data.count(b"\n", 0, error.start) + 1, f"is not UTF-8 text (byte {error.start})"
    except ReaderError as error:
        line = data.decode("utf-8").count("\n", 0, error.position) + 1
        problem = f"no valid YAML: the character {error.character!r} cannot stand in it"
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = f"no valid YAML: {error.problem}"
    except RecursionError:
        line, problem = 1, "is nested too deeply to be a framework"
    raise FrameworkError([f"{path}:{line}: {problem}"])


def _problems(path: Path, node: yaml.Node, content: dict[str, Any], error: ValidationError) -> list[str]:
    problems = []
    for item in error.errors():
        if item["loc"]:
            line, part = _place(node, content, item["loc"])
            field = ".".join(str(x) for x in item["loc"] if not isinstance(x, int))
            problems.append(f"{path}:{line}: {part}: {field}: {item['msg']}{_given(item)}")
        else:  # the checks across the whole file; each names an id first
            messages = item["msg"].removeprefix("Value error, ").split("; ")
            problems += [f"{path}:{_line_of(node, m)}: {m}" for m in messages]
    return problems


def _given(item: Any) -> str:
    value = item["input"]
    return f" (given: {value!r})" if isinstance(value, str) and len(repr(value)) < 80 else ""


def _place(node: yaml.Node, content: Any, location: tuple[int | str, ...]) -> tuple[int, str]:
    """The line of the innermost node on the way to a location, and the id of the innermost part that has one."""
    line, part = node.start_mark.line + 1, str(content.get("id", "framework"))
    for key in location:
        following: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                if name.value == key:
                    following, line = value, name.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            following = node.value[key]
            line = following.start_mark.line + 1
        if following is None:
            break
        node = following
        content = content[key]
        if isinstance(content, dict) and "id" in content:
            part = str(content["id"])
    return line, part


def _line_of(node: yaml.Node, message: str) -> int:
    """The line that a message across the file is about: of what it names, under the keys and parts that it names.

    That is the last such place, so that of an id that stands twice it is the second one; a key, if no value
    is meant; and the first line, if nothing is.
    """
    name, _, rest = message.partition(":")
    words = set(rest.split())
    places = [(trail, scalar.start_mark.line + 1) for trail, scalar in _scalars(node) if scalar.value == name]
    best = max((len(words.intersection(trail)) for trail, _ in places), default=0)
    return next((line for trail, line in reversed(places) if len(words.intersection(trail)) == best), 1)


def _scalars(node: yaml.Node, trail: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], yaml.ScalarNode]]:
    """Every scalar with the keys and the ids of the parts that it stands under."""
    if isinstance(node, yaml.ScalarNode):
        yield trail, node
    elif isinstance(node, yaml.MappingNode):
        own = [str(value.value) for key, value in node.value if key.value == "id"]
        for key, value in node.value:
            yield from _scalars(key, trail)
            yield from _scalars(value, (*trail, *own, str(key.value)))
    else:
        for child in node.value:
            yield from _scalars(child, trail)
