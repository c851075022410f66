"""What the reader makes of replies and of documents, outside an interview."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from app import files
from app.cli.program import app, err, refused, run, tell, write
from app.settings import Settings


@app.command()
def read(
    input_: Annotated[
        Path,
        typer.Option("--input", metavar="FILE", help='A line of {"id", "criterion", "question"?, "answer"} a reply.'),
    ],
    output: Annotated[
        Path, typer.Option("--output", metavar="FILE", help="A line of JSON a reading; - for standard output.")
    ],
    assessor: Annotated[Literal["local", "claude"], typer.Option(help="Who reads.")] = "local",
) -> None:
    """Reads replies in bulk, as the interview would."""
    with err.status("Reading ...") as status:
        from app.assessors.claude import ClaudeAssessor
        from app.bootstrap import build_claude, build_local
        from app.bulk import json_lines, parse_replies, read_replies
        from app.frameworks import load_framework

        settings = Settings()
        framework = load_framework(settings.framework)
        reader = build_claude(settings) if assessor == "claude" else build_local()
        lines = files.read_lines(input_)
        with files.named(input_):
            replies = parse_replies(framework, lines)

        async def work() -> None:
            results = []
            try:
                async for result in read_replies(reader, framework, replies):
                    results.append(result)
                    status.update(f"Reading: {len(results)} of {len(replies)} ...")
            finally:
                if isinstance(reader, ClaudeAssessor):
                    await reader.aclose()
            status.stop()
            write(output, json_lines(results))

        run(work())


@app.command()
def prefill(
    documents: Annotated[list[Path], typer.Argument(metavar="DOC...", help="PDF, DOCX, PPTX, XLSX, HTML, MD, TXT.")],
    json_: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """Reads documents for what they say; keeps nothing."""
    from app.prefill import human_readable, machine_readable, read_files

    with err.status("Starting ...") as status:
        from app.assessors.local import LocalAssessor
        from app.frameworks import load_framework
        from app.inference.embedder import MiniLm

        framework = load_framework(Settings().framework)

        def progress(name: str, share: float) -> None:
            status.update(Text(f"Reading {name}: {share:.0%}"))

        found = asyncio.run(read_files(LocalAssessor(MiniLm()), framework, documents, refused, progress))
    if json_:
        write(files.STANDARD_OUTPUT, machine_readable(found.findings))
    else:
        for line in human_readable(framework, found.findings):
            tell(line)
    if found.exit_code:
        raise typer.Exit(found.exit_code)
