"""The stakeholders' questions, each with the criteria that it is about, by the part that they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.domain.framework import Text

HERE = Path(__file__).parent
FILES = ("questions-a.jsonl", "questions-b.jsonl")

Part = Literal["dev", "test"]
STYLES = ("terse", "colloquial", "broken")


class Question(BaseModel):
    """A question as its author put it; a piece is relevant if it serves one of the criteria."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    author: Text
    style: Literal["terse", "colloquial", "broken"]
    query: Text
    criteria: tuple[Text, ...] = Field(min_length=1, max_length=2)


class Split(BaseModel):
    """The authors of each part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dev: tuple[str, ...]
    test: tuple[str, ...]


def load_questions(part: Part | None = None) -> tuple[Question, ...]:
    """The questions of a part; all of them if none is named."""
    split = Split.model_validate(yaml.safe_load((HERE / "split.yaml").read_text(encoding="utf-8")))
    authors = (*split.dev, *split.test) if part is None else getattr(split, part)
    lines = [line for name in FILES for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = [Question.model_validate_json(line) for line in lines]
    return tuple(question for question in questions if question.author in authors)
