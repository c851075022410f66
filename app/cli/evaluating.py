"""Gatewise measured on the questions and documents of its repository."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal

import typer
from rich.status import Status
from rich.text import Text

from app import files
from app.cli.program import err, group, out, write
from app.errors import InputRefused, NotFound

eval_commands = group("eval", "Measures Gatewise on the repository's questions.")

Part = Annotated[Literal["train", "dev", "test"], typer.Option(help="Whose texts: no author is in two parts.")]
Reader = Annotated[Literal["local", "claude"], typer.Option(help="Who reads. Claude costs money, and asks first.")]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="The first N only.")]
Readings = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help="Add each reading as a line; what Claude has read there is not read again."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="As JSON, for a program.")]
Keep = Annotated[bool, typer.Option("--keep", help="Keep this run for later ones to be compared with.")]
Yes = Annotated[bool, typer.Option("--yes", help="Agree to what it costs.")]
Beside = Annotated[bool, typer.Option(help="Measure the baselines as well.")]


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


@eval_commands.command("reading")
def eval_reading(
    assessor: Reader = "local",
    part: Annotated[
        Literal["train", "dev", "test", "unseen"],
        typer.Option(help="Whose texts: no author is in two parts; or those on a framework of another field."),
    ] = "dev",
    limit: Limit = None,
    output: Readings = None,
    json_: Json = False,
    keep: Keep = False,
    yes: Yes = False,
    baselines: Beside = True,
    personas: Annotated[bool, typer.Option("--personas", help="The personas' replies instead.")] = False,
) -> None:
    """Counts how well labelled answers are read, element by element, beside three baselines."""
    if personas:
        with err.status("Reading ..."):
            table = list(_evaluation("reading.personas").lines())
        for line in table:
            out.print(Text(line), soft_wrap=True)
        return
    _measured("reading.run", json_, yes, assessor=assessor, part=part, limit=limit, output=output, keep=keep,
              baselines=baselines)  # fmt: skip


@eval_commands.command("intents")
def eval_intents(
    assessor: Reader = "local",
    part: Part = "dev",
    limit: Limit = None,
    output: Readings = None,
    json_: Json = False,
    keep: Keep = False,
    yes: Yes = False,
    baselines: Beside = True,
) -> None:
    """Counts how often it is told what a person wants, beside two baselines."""
    _measured("intents.run", json_, yes, assessor=assessor, part=part, limit=limit, output=output, keep=keep,
              baselines=baselines)  # fmt: skip


def _measured(name: str, json_: bool, yes: bool, **job: object) -> None:
    """Runs a measurement of an assessor and prints what came of it; ends with 4 where some could not be read."""
    with err.status("Starting ...") as status:
        measuring = _evaluation(name)

        def told(done: int, total: int) -> None:
            status.update(f"Reading: {done} of {total} ..." if done < total else "Counting ...")

        report = measuring.run(measuring.Job(**job), _agreement(status, yes), told)
    if json_:
        write(files.STANDARD_OUTPUT, (json.dumps(report.plain(), indent=2) + "\n").encode())
    else:
        for line in report.lines():
            out.print(Text(line), soft_wrap=True)
    if report.unread:
        raise typer.Exit(4)


def _agreement(status: Status, yes: bool) -> Callable[[str], None]:
    """Shows what something costs, and asks whether to go on."""

    def agree(plan: str) -> None:
        status.stop()
        err.print(Text(plan), soft_wrap=not err.is_terminal)
        if not yes and not sys.stdin.isatty():
            raise InputRefused("This costs money, and nobody is there to agree: add --yes")
        if not yes:
            typer.confirm("Go on?", abort=True, err=True)
        status.start()

    return agree


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
