"""What the model is asked to answer with. The names in it are the domain's; whether they are used well, it checks."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from app.domain.framework import Framework
from app.domain.records import Basis, Grade, Intent

O = TypeVar("O", bound=BaseModel)  # noqa: E741

Sure = Literal["sure", "likely", "unsure"]
"""How many careful readers would agree. A word can be meant; of a figure between 0 and 1 only the look is exact."""


class Said(BaseModel):
    """What a text says of an element."""

    element: str
    status: Literal["evidenced", "refuted", "unclear"]
    quote: str
    grade: Grade
    basis: Basis
    sure: Sure


class ReplyOutput(BaseModel):
    """What a reply wants and says."""

    intent: Intent
    intent_clear: bool
    gate: str
    pressure: bool
    findings: list[Said]


class DocumentOutput(BaseModel):
    """What a passage of a document says."""

    findings: list[Said]


NO_GATE = "none"


def reply_output(framework: Framework) -> type[ReplyOutput]:
    """The type for replies, whose ids are those of a framework."""
    return _closed(ReplyOutput, framework.hash, _elements(framework), (*(g.id for g in framework.gates), NO_GATE))


def document_output(framework: Framework) -> type[DocumentOutput]:
    """The type for documents, whose ids are those of a framework."""
    return _closed(DocumentOutput, framework.hash, _elements(framework), ())


def _elements(framework: Framework) -> tuple[str, ...]:
    return tuple(e.id for e in framework.elements)


@cache
def _closed(base: type[O], of: str, elements: tuple[str, ...], gates: tuple[str, ...]) -> type[O]:
    """A type whose schema names the ids that there are. A stray one is dropped later, and spoils nothing else."""
    ids = Annotated[str, Field(json_schema_extra={"enum": list(elements)})]
    said = create_model("Said", __base__=Said, element=(ids, ...))
    fields: dict[str, object] = {"findings": (list[said], ...)}
    if gates:
        fields["gate"] = (Annotated[str, Field(json_schema_extra={"enum": list(gates)})], ...)
    made: type[O] = create_model(base.__name__, __base__=base, **fields)  # type: ignore[call-overload]
    return made
