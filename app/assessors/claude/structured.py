"""Answers of a type, also from an endpoint that does not keep to one.

The service is asked to keep to a schema. An endpoint that answers prose, a fenced block or other keys all the same is
found out by its first answer; from then on the schema stands in the prompt, and an answer that is still no use gets
one chance to be put right.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.assessors.claude.client import Client
from app.assessors.claude.request import Request
from app.assessors.claude.retrying import retried
from app.assessors.failure import Failed, FormatRefused, Unfit
from app.domain.records import ModelCall
from app.prompts import load_prompt

T = TypeVar("T", bound=BaseModel)

log = logging.getLogger(__name__)


@dataclass
class Structured:
    """Asks for answers of a type.

    Attributes:
        by_prompt: Whether the endpoint is known not to keep to a schema; remembered for as long as the process runs.
        keeps: Whether it has kept to one: a single answer that does not is then a slip, and is put right.
    """

    client: Client
    by_prompt: bool = False
    keeps: bool = False

    async def ask(self, request: Request, output: type[T]) -> tuple[T, tuple[ModelCall, ...]]:
        """The answer, and what it took, all tries and chances within one budget; Failed where there is none."""
        await self.client.connected()  # not counted as waiting for the service
        deadline = asyncio.get_running_loop().time() + self.client.endpoint.patience
        text, calls, problem = "", tuple[ModelCall, ...](), ""
        if not self.by_prompt:
            try:
                value, call = await retried(lambda: self.client.parse(request, output), deadline)
                self.keeps = True
                return value, (call,)
            except FormatRefused as refused:
                self._found_out(refused)
            except Unfit as unfit:
                self._found_out(unfit)
                text, calls, problem = unfit.text, unfit.calls, unfit.problem
        told = _with_schema(request, output)
        if not calls:
            text, call = await retried(lambda: self.client.text(told), deadline)
            calls = (call,)
        try:
            return _salvaged(text, output), calls
        except ValueError as error:
            problem = problem or str(error)
        objection = load_prompt("repair").render(schema=_schema(output), problem=problem).turn
        again = replace(told, exchange=(text or "(nothing)", objection))
        try:
            text, call = await retried(lambda: self.client.text(again), deadline)
        except Failed as failed:
            failed.calls = (*calls, *failed.calls)
            raise
        calls = (*calls, call)
        try:
            return _salvaged(text, output), calls
        except ValueError as error:
            raise Unfit(text, str(error), calls) from error

    def _found_out(self, failed: Failed) -> None:
        if self.keeps:
            log.warning("an answer of another form than usual: %s", failed)
            return
        log.warning("this endpoint does not keep to a schema (%s); from now on it stands in the prompt", failed)
        self.by_prompt = True


def _with_schema(request: Request, output: type[BaseModel]) -> Request:
    rules = load_prompt("repair").render(schema=_schema(output), problem="-").system
    return replace(request, rendered=replace(request.rendered, system=(*request.rendered.system, *rules)))


def _schema(output: type[BaseModel]) -> str:
    return json.dumps(output.model_json_schema(), ensure_ascii=False, separators=(",", ":"))


def _salvaged(text: str, output: type[T]) -> T:
    """The first object of the type in a text, whatever stands around it; ValueError says why there is none."""
    problem = "there is no JSON object in it"
    for found in _objects(text):
        try:
            return output.model_validate(found)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    raise ValueError(problem)


def _objects(text: str) -> list[dict[str, Any]]:
    """The JSON objects in a text that do not stand in another one, the first three of them."""
    decoder, found, at = json.JSONDecoder(), list[dict[str, Any]](), 0
    while len(found) < 3 and (opening := re.compile(r"\{").search(text, at)):
        try:
            value, at = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            at = opening.end()
            continue
        found.append(value)
    return found
