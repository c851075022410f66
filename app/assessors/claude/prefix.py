"""How long the beginnings are that every request of a kind has in common, and that a service is to keep."""

from __future__ import annotations

import json

from app.assessors.claude.outputs import reply_output
from app.assessors.claude.rubric import examples, rubric
from app.domain.framework import Framework
from app.prompts import load_prompt

CHARACTERS = 4
"""Of a token, about; Claude's newer tokenizers make more tokens of the same text, so this errs on the short side."""


def of_readings(framework: Framework) -> int:
    """That of reading a reply within a gate, in tokens: what is told, its examples, and the schema of the answer."""
    told = sum(map(len, load_prompt("read_reply").system)) + len(rubric(framework))
    told += min(len(examples(framework, gate.id)) for gate in framework.gates)
    return (told + len(json.dumps(reply_output(framework).model_json_schema()))) // CHARACTERS


def of_prose() -> int:
    """That of explaining and answering, the shorter of the two, in tokens."""
    return min(sum(map(len, load_prompt(name).system)) for name in ("explain_gap", "answer_question")) // CHARACTERS
