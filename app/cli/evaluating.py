"""Gatewise measured on the questions and documents of its repository."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal

import typer
from rich.text import Text

from app import files
from app.cli.program import err, group, out, write
from app.errors import NotFound

eval_commands = group("eval", "Measures Gatewise on the repository's questions.")


@eval_commands.command("retrieval")
def eval_retrieval(
    part: Annotated[
        Literal["dev", "test"], typer.Option(help="The questions that the search was made with, or the held-out ones.")
    ] = "dev",
    json_: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Counts how often the three ways of searching find what a question is about."""
    with err.status("Starting ...") as status:
        measuring = _evaluation("retrieval.measure")

        def told(done: int, total: int) -> None:
            status.update(f"Asking: {done} of {total} ...")

        table = measuring.run(part, told)
    if json_:
        write(files.STANDARD_OUTPUT, (json.dumps(measuring.plain(table), indent=2) + "\n").encode())
    else:
        for line in measuring.lines(table):
            out.print(Text(line), soft_wrap=True)


@eval_commands.command("answers")
def eval_answers(
    part: Annotated[
        Literal["dev", "test"],
        typer.Option(help="The questions it was made with, or the held-out ones."),
    ] = "dev",
    verbose: Annotated[bool, typer.Option("--verbose", help="Name every mistake.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Counts how often a question is answered from the right guidance, or rightly refused."""
    with err.status("Starting ...") as status:
        measuring = _evaluation("answers.measure")

        def told(done: int, total: int) -> None:
            status.update(f"Asking: {done} of {total} ...")

        answers = measuring.run(part, told)
    if json_:
        write(files.STANDARD_OUTPUT, (json.dumps(measuring.plain(answers), indent=2) + "\n").encode())
        return
    for line in (*(measuring.mistakes(answers) if verbose else ()), *measuring.lines(answers)):
        out.print(Text(line), soft_wrap=True)


@eval_commands.command("prefill")
def eval_prefill(
    verbose: Annotated[bool, typer.Option("--verbose", help="Name every mistake.")] = False,
) -> None:
    """Counts how well documents are read that others have labelled."""
    with err.status("Reading ..."):
        measuring = _evaluation("prefill")
        measured = measuring.run()
    for line in (*(measuring.mistakes(measured) if verbose else ()), *measuring.lines(measured)):
        out.print(Text(line), soft_wrap=True)


@eval_commands.command("prompts")
def eval_prompts(
    dump: Annotated[Path, typer.Option("--dump", metavar="DIR", help="Where the requests go.")],
    part: Annotated[Literal["train", "dev", "test"], typer.Option(help="Whose replies.")] = "dev",
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="How many requests.")] = 40,
) -> None:
    """Writes every request that reading labelled replies would send to Claude; sends none."""
    with err.status("Writing ..."):
        written = _evaluation("prompts").dump(dump, part, count)
    out.print(Text(f"{written} requests in {dump}"), soft_wrap=True)


def _evaluation(name: str) -> ModuleType:
    """A module of the repository's `evals`, which no installed package has: they need its questions and documents."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "evals" / "__init__.py").is_file():
        raise NotFound(f"{root / 'evals'}: is not there; measurements run in a copy of the repository only")
    if str(root) not in sys.path:
        sys.path.append(str(root))
    return import_module(f"evals.{name}")
