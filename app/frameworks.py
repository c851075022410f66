"""Loads framework files; every problem is named with its file, line and id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.domain.framework import Framework
from app.errors import FrameworkError


def load_framework(path: Path) -> Framework:
    """Reads and checks a framework file.

    Raises:
        FrameworkError: The file is not there, is no YAML, or breaks the schema; a line for each problem.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except OSError as error:
        raise FrameworkError([f"{path}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise FrameworkError([f"{path}: is not UTF-8 text (byte {error.start})"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FrameworkError([f"{path}:{line}: no valid YAML: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise FrameworkError([f"{path}: no valid YAML: {error}"]) from error
    if not isinstance(content, dict) or node is None:
        raise FrameworkError([f"{path}:1: a framework is a mapping with id, version, title, gates, ..."])
    try:
        return Framework.model_validate(content)
    except ValidationError as error:
        raise FrameworkError(_problems(path, node, content, error)) from error


def _problems(path: Path, node: yaml.Node, content: dict[str, Any], error: ValidationError) -> list[str]:
    problems = []
    for item in error.errors():
        if item["loc"]:
            line, part = _place(node, content, item["loc"])
            field = ".".join(str(x) for x in item["loc"] if not isinstance(x, int))
            problems.append(f"{path}:{line}: {part}: {field}: {item['msg']}{_given(item)}")
        else:  # the checks across the whole file; each names an id first
            for message in item["msg"].removeprefix("Value error, ").split("; "):
                name = message.partition(":")[0]
                problems.append(f"{path}:{_line_of(node, name)}: {message}")
    return problems


def _given(item: Any) -> str:
    value = item["input"]
    return f" (given: {value!r})" if isinstance(value, str | int | float | bool) and len(repr(value)) < 80 else ""


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
        content = content[key] if not isinstance(content, dict) or key in content else None
        if isinstance(content, dict) and "id" in content:
            part = str(content["id"])
    return line, part


def _line_of(node: yaml.Node, name: str) -> int:
    """The line of the last scalar that is this name; of a key, if no value is."""
    lines = [n.start_mark.line + 1 for n in _scalars(node) if n.value == name]
    return lines[-1] if lines else 1


def _scalars(node: yaml.Node) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    if isinstance(node, yaml.MappingNode):
        return [s for key, value in node.value for s in (*_scalars(key), *_scalars(value))]
    return [s for child in node.value for s in _scalars(child)]
