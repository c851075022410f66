"""A persona: a pilot whose truth is known, and how its speaker talks about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.framework import Framework
from app.domain.records import Choice
from app.errors import PersonaError


class Persona(BaseModel):
    """A persona file; keys besides these are passed over.

    Attributes:
        elements: The truth of every element.
        facts: The fact behind it.
        answers: The first answer to the lead question of each criterion.
        followups: The answer to a probe on each element.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    name: str
    industry: str
    pilot: str
    speaker: str
    author: str = ""
    elements: dict[str, Choice]
    facts: dict[str, str]
    answers: dict[str, str]
    followups: dict[str, str]


def load_persona(path: Path, framework: Framework) -> Persona:
    """Reads a persona file and checks that it knows every element and criterion of the framework.

    Raises:
        PersonaError: It cannot be read, breaks the schema, or leaves something out.
    """
    content = _parsed(path)
    try:
        persona = Persona.model_validate(content)
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise PersonaError("\n".join(lines)) from error
    elements = {e.id for e in framework.elements}
    wanted = {
        "elements": elements,
        "followups": elements,
        "answers": {c.id for c in framework.criteria},
    }
    problems: list[str] = []
    for name, ids in wanted.items():
        given = set(getattr(persona, name))
        problems += [f"{path}: {name}: {i} is missing" for i in sorted(ids - given)]
        problems += [f"{path}: {name}: {i} is not in framework {framework.id}" for i in sorted(given - ids)]
    if problems:
        raise PersonaError("\n".join(problems))
    return persona


def _parsed(path: Path) -> dict[str, Any]:
    """The content of a file, in which every scalar is text: an answer `No` is the word and no truth value."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes only texts
    except OSError as error:
        raise PersonaError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise PersonaError(f"{path}: no valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise PersonaError(f"{path}: a persona is a mapping with {', '.join(Persona.model_fields)}")
    return content
