"""The guidance, searched and asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from app import files
from app.cli.knowledge import Workspace, settings_of
from app.cli.program import app, err, out, write
from app.errors import InputRefused


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")] = "",
    batch: Annotated[
        Path | None, typer.Option(metavar="FILE", help='Lines of {"id", "query"} instead of one query.')
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", metavar="FILE", help="Where the lines go; - for standard output.")
    ] = files.STANDARD_OUTPUT,
    k: Annotated[int, typer.Option("-k", metavar="N", min=1, max=100, help="How many pieces to find.")] = 5,
    mode: Annotated[
        Literal["hybrid", "dense", "lexical"], typer.Option(help="By meaning and words, by meaning, or by words.")
    ] = "hybrid",
    criterion: Annotated[
        str | None, typer.Option(metavar="ID", help="Only pieces that serve this criterion, such as data.quality.")
    ] = None,
    kind: Annotated[
        Literal["why", "fix", "example", "benchmark", "definition", "policy"] | None,
        typer.Option(help="Only pieces of a kind; policy is what your own guidance asks."),
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Searches the guidance."""
    if bool(query.strip()) == (batch is not None):
        raise InputRefused("search: expected a query or --batch FILE, one of the two")
    with err.status("Searching ...") as status:
        from app.bootstrap import build_knowledge
        from app.bulk import json_lines, parse_queries, results_of
        from app.ports import PieceKind

        queries: list[tuple[str | int, str]] = [("query", query)]
        if batch:
            lines = files.read_lines(batch)
            with files.named(batch):
                queries = parse_queries(lines)
        settings = settings_of(workspace)

        def progress(done: int, total: int) -> None:
            status.update(f"Building the index, once: {done} of {total} texts ..." if done < total else "Searching ...")

        knowledge = build_knowledge(settings, progress=progress)
        only = PieceKind(kind) if kind else None
        found = [(i, knowledge.search(q, k=k, mode=mode, criterion=criterion, kind=only)) for i, q in queries]
    if batch or output != files.STANDARD_OUTPUT or not out.is_terminal:
        write(output, json_lines(results_of(i, hits) for i, hits in found))
        return
    for hit in found[0][1]:
        out.print(Text(hit.piece.title, style="bold"), Text(f"({hit.piece.source})", style="bright_black"))
        out.print(hit.piece.text)
        out.print()
    if not found[0][1]:
        out.print("Nothing was found.")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Anything about readiness.")],
    workspace: Workspace = None,
) -> None:
    """Answers a question from the guidance, with its sources."""
    if not question.strip():
        raise InputRefused("ask: expected a question, got nothing")
    with err.status("Starting ..."):
        from app.bootstrap import build_application
        from app.terminal.asking import ask as answer

    async def work() -> None:
        async with build_application(settings_of(workspace)) as application:
            await answer(application, out, question)

    asyncio.run(work())
