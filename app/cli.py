"""The commands. Each is thin: it reads its arguments, lets the application work, and shows what came of it.

Exit codes: 0 done; 1 done, and the answer is no; 2 wrong input; 3 not found; 4 the machine (disk, database, model).

What a command needs is imported in it, so that the others start at once; where it takes long, below a sign of life.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Coroutine
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from app import files
from app.errors import GatewiseError, InputRefused, NotFound
from app.settings import Settings
from app.terminal.console import PlainConsole

if TYPE_CHECKING:
    from app.ports import AssessmentLine, AssessmentStore
    from app.web.accounts import Accounts

app = typer.Typer(
    name="gatewise",
    help="Interviews the people behind an AI pilot, gate by gate, and says honestly whether it is ready.",
    epilog=(
        "Ends with 0 when done, 1 when the answer is no, 2 for wrong input, 3 for what is not there, 4 when the"
        " machine fails (disk, database, model)."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
framework_commands = typer.Typer(help="Checks framework files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(framework_commands, name="framework")
user_commands = typer.Typer(
    help="Says who may log in to the page.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(user_commands, name="users")
out = PlainConsole()
err = PlainConsole(stderr=True)


def main() -> NoReturn:
    """The entry point: every error of ours is one clear message and an exit code."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):  # a character that cannot be read or shown stops nothing
            stream.reconfigure(errors="replace")
    try:
        app()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else 0)
    except GatewiseError as error:
        code = error.exit_code
        err.print(Text(str(error), style="red"), soft_wrap=not err.is_terminal)
    except OSError as error:
        code = 4
        err.print(Text(f"{error}", style="red"), soft_wrap=not err.is_terminal)
    except Exception:
        code = 4
        traceback.print_exc()
        err.print(Text("This is a fault in Gatewise itself. What was kept before it stays kept.", style="red"))
    _leave(code)


def _leave(code: int) -> NoReturn:
    """Ends the process without waiting for threads that nobody waits for.

    Python would tear them down where they stand. In the middle of the index's foreign code that aborts the process.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except OSError:  # nobody reads, or there is no room: Python would complain once more
        os._exit(code or 4)
    if any(thread.daemon for thread in threading.enumerate()):
        os._exit(code)
    sys.exit(code)


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs a command's work."""
    asyncio.run(coroutine)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where to answer; this machine alone if not given.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=65535, help="If not given, 8000 or the next that is free.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser, too.")] = False,
) -> None:
    """Opens the page: the interview in the browser."""
    from app.web.serve import serve as answer

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    answer(Settings().model_copy(update=given), _tell, open_browser=open_)


@app.command()
def interview(
    pilot: Annotated[str, typer.Option(metavar="NAME", help="The pilot's name; asked for if not given.")] = "",
    resume: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with this assessment: its id, or the start of it.")
    ] = None,
    screen: Annotated[bool, typer.Option("--screen", help="The quick screen: a few questions, three minutes.")] = False,
    speaker: Annotated[str, typer.Option("--as", metavar="NAME", help="The name that your replies bear.")] = "",
) -> None:
    """Interviews you about a pilot, in this terminal."""
    with out.status("Starting ..."):
        from app.bootstrap import build_application
        from app.domain.records import Track
        from app.terminal.begin import begin, warm
        from app.terminal.line import lines
        from app.terminal.talk import Talk

    async def work() -> None:
        settings = Settings()
        source = lines(out)
        async with build_application(settings) as application:
            if resume is not None:
                identifier = (await _find(application.store, resume)).id
                warm(application.knowledge)
            else:
                warm(application.knowledge)
                try:
                    track = Track.SCREEN if screen else Track.FULL
                    identifier = await begin(application, out, source, pilot, track)
                except EOFError:
                    return
            await Talk(application, out, source, identifier, speaker or settings.participant).run()

    run(work())


async def _find(store: AssessmentStore, wanted: str) -> AssessmentLine:
    """The assessment that an id, or the beginning of one, means."""
    lines = await store.list()
    found = [line for line in lines if line.id == wanted]
    found = found or [line for line in lines if wanted and line.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputRefused(f"{wanted!r} is the start of {len(found)} ids: {', '.join(line.id for line in found)}")
    raise NotFound(f"there is no assessment {wanted!r}; `gatewise list` shows those there are")


@app.command("list")
def list_() -> None:
    """Lists the assessments, the one changed last first."""
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        async with open_store(settings.data_dir, settings.workspace) as store:
            lines = await store.list()
        if not lines:
            out.print("There are no assessments yet. Begin one with: gatewise interview")
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("Id", "Pilot", "Framework", "Opened", "Changed"):
            table.add_column(name, header_style="bold", no_wrap=name != "Pilot", overflow="fold")
        for line in lines:
            dates = (f"{moment:%Y-%m-%d %H:%M}" for moment in (line.opened_at, line.changed_at))
            table.add_row(line.id, line.pilot, line.framework, *dates)
        # A program that reads this wants a line for each assessment, however long.
        (out if out.is_terminal else PlainConsole(width=1000)).print(table)

    run(work())


@app.command()
def export(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The assessment: its id, or the start of it.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - for standard output.")
    ],
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME", help="md, csv or json; by the file's ending if not given.")
    ] = "",
) -> None:
    """Writes an assessment to a file as Markdown, CSV or JSON."""
    from app.bootstrap import build_application

    async def work() -> None:
        async with build_application() as application:
            line = await _find(application.store, identifier)
            assessment = await application.store.load(line.id)
            name = (format_ or output.suffix.removeprefix(".")).lower()
            if not name:
                raise InputRefused(f"{output}: no --format given, and the name has no ending to tell it by")
            _write(output, application.render(assessment, name))

    run(work())


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON export.")]) -> None:
    """Takes in an assessment from its JSON export."""
    from app.reports.imports import read_export
    from app.storage.store import open_store

    async def work() -> None:
        settings = Settings()
        content = files.read(file)
        with files.named(file):
            assessment = read_export(content)
        async with open_store(settings.data_dir, settings.workspace) as store:
            try:
                kept = await store.load(assessment.id)
            except NotFound:
                await store.create(assessment, Settings().participant)
                out.print(Text(f"Imported {assessment.pilot} as {assessment.id}."))
                return
            if kept != assessment:
                raise InputRefused(
                    f"{file}: assessment {assessment.id} is here already with {len(kept.records)} records, the file"
                    f" has {len(assessment.records)}; nothing was changed"
                )
            out.print(Text(f"{assessment.id} is here already, the same in every record."))

    run(work())


@app.command()
def read(
    input_: Annotated[
        Path,
        typer.Option("--input", metavar="FILE", help='A line of {"id", "criterion", "question"?, "answer"} a reply.'),
    ],
    output: Annotated[
        Path, typer.Option("--output", metavar="FILE", help="A line of JSON a reading; - for standard output.")
    ],
    assessor: Annotated[Literal["local"], typer.Option(help="Who reads.")] = "local",
) -> None:
    """Reads replies in bulk, as the interview would."""
    with err.status("Reading ...") as status:
        from app.assessors.local import LocalAssessor
        from app.bulk import json_lines, parse_replies, read_replies
        from app.frameworks import load_framework
        from app.inference.embedder import MiniLm

        framework = load_framework(Settings().framework)
        lines = files.read_lines(input_)
        with files.named(input_):
            replies = parse_replies(framework, lines)

        async def work() -> None:
            results = []
            async for result in read_replies(LocalAssessor(MiniLm()), framework, replies):
                results.append(result)
                status.update(f"Reading: {len(results)} of {len(replies)} ...")
            status.stop()
            _write(output, json_lines(results))

        run(work())


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
) -> None:
    """Searches the guidance."""
    if bool(query.strip()) == (batch is not None):
        raise InputRefused("search: expected a query or --batch FILE, one of the two")
    with err.status("Searching ...") as status:
        from app.bootstrap import build_knowledge
        from app.bulk import json_lines, parse_queries, results_of

        queries: list[tuple[str | int, str]] = [("query", query)]
        if batch:
            lines = files.read_lines(batch)
            with files.named(batch):
                queries = parse_queries(lines)
        settings = Settings()
        if mode != "lexical" and not (settings.data_dir / "index").exists():
            status.update("Searching; the index is built first, once, in some seconds ...")
        knowledge = build_knowledge(settings)
        found = [(i, knowledge.search(q, k=k, mode=mode)) for i, q in queries]
    if batch or output != files.STANDARD_OUTPUT or not out.is_terminal:
        _write(output, json_lines(results_of(i, hits) for i, hits in found))
        return
    for hit in found[0][1]:
        out.print(Text(hit.piece.title, style="bold"), Text(f"({hit.piece.source})", style="bright_black"))
        out.print(hit.piece.text)
        out.print()
    if not found[0][1]:
        out.print("Nothing was found.")


@app.command()
def simulate(
    persona: Annotated[Path, typer.Argument(metavar="PERSONA.yaml", help="The scripted stakeholder.")],
    accept: Annotated[
        Literal["all", "truth"], typer.Option(help="Confirm whatever is shown, or correct what is shown wrongly.")
    ] = "truth",
    json_: Annotated[bool, typer.Option("--json", help="The assessment's export with the counts.")] = False,
) -> None:
    """Lets a scripted stakeholder go through the real interview."""
    with err.status("Starting ...") as status:
        import json
        import tempfile

        from app.bootstrap import build_application, build_knowledge
        from app.domain.wording import VERDICT, counted, meaning
        from app.frameworks import load_framework
        from app.simulation.counting import count
        from app.simulation.persona import load_persona
        from app.simulation.run import simulate as go

        settings = Settings()
        files.read(persona)  # one that is not there is another matter than one that is wrong
        speaker = load_persona(persona, load_framework(settings.framework))

        async def work() -> None:
            # In a store of its own, so that it does not stand among real assessments.
            with tempfile.TemporaryDirectory(prefix="gatewise-") as folder:
                aside = settings.model_copy(update={"data_dir": Path(folder)})
                async with build_application(aside, knowledge=build_knowledge(settings)) as application:
                    events = 0

                    def watch(_: object) -> None:
                        nonlocal events
                        events += 1
                        status.update(Text(f"{speaker.name}: {counted(events, 'event')}"))

                    assessment = await go(application.interview, speaker, accept, watch=watch)
                    document = json.loads(application.render(assessment, "json"))
            status.stop()
            stats = count(document)
            if json_:
                text = json.dumps(document | {"stats": stats}, ensure_ascii=False, indent=2)
                _write(files.STANDARD_OUTPUT, f"{text}\n".encode("utf-8", "backslashreplace"))
                return
            out.print(Text(f"{speaker.name}: {VERDICT[assessment.verdict]}. {meaning(assessment)}"))
            out.print(Text(", ".join(f"{value} {name}" for name, value in stats.items())))

        run(work())


@framework_commands.command("validate")
def validate(file: Annotated[Path, typer.Argument(metavar="FILE", help="A framework file.")]) -> None:
    """Checks a framework file; names every problem with file, line and id."""
    from app.frameworks import load_framework

    files.read(file)  # one that is not there is another matter than one that is wrong
    framework = load_framework(file)
    counts = f"{len(framework.gates)} gates, {len(framework.criteria)} criteria, {len(framework.elements)} elements"
    _tell(f"{framework.title} (version {framework.version}) is valid: {counts}.")


@user_commands.command("add")
def add_user(
    name: Annotated[str, typer.Argument(metavar="NAME", help="1 to 64 of a-z 0-9 . _ @ -")],
    from_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
) -> None:
    """Adds somebody who may log in, or sets a new password for them."""
    from app.web.accounts import SHORTEST, proper_name

    users, name = _accounts(), proper_name(name)
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        hint = f"Password, {SHORTEST} characters or more"
        password = typer.prompt(hint, hide_input=True, confirmation_prompt="Once more", err=True)
    first = not users.names
    if users.add(name, password):
        _tell(Text(f"{name} may log in." + (" From now on the page asks everybody to." if first else "")))
    else:
        _tell(Text(f"{name} has a new password, and has to log in again."))


@user_commands.command("list")
def list_users() -> None:
    """Lists who may log in, and when their passwords were set."""
    users = _accounts()
    if not users.names:
        out.print("Nobody has to log in: the page is for you alone, on this machine.")
    for name in users.names:
        _tell(Text(f"{name}  {users.since(name):%Y-%m-%d %H:%M}"))


@user_commands.command("remove")
def remove_user(name: Annotated[str, typer.Argument(metavar="NAME", help="Who may no longer log in.")]) -> None:
    """Removes somebody who may log in; what they said stays."""
    users = _accounts()
    users.remove(name)
    last = "" if users.names else " Nobody is left, so that from its next start the page asks nobody to."
    _tell(Text(f"{name} may no longer log in.{last}"))


def _accounts() -> Accounts:
    from app.web.accounts import Accounts

    return Accounts(Settings().data_dir / "users.json")


@app.command()
def graph() -> None:
    """Prints the interview's graph as Mermaid."""
    from app.interview.graph import build_machine

    _write(files.STANDARD_OUTPUT, build_machine().get_graph().draw_mermaid().encode())


@app.command()
def doctor() -> None:
    """Says what is configured, reachable and missing."""
    from app.doctor import examine

    well = True
    for check in examine(Settings()):
        well = well and check.well
        shape, style = ("✔", "green") if check.well else ("✘", "red")
        _tell(Text.assemble((f"{shape} {check.name}: ", style), check.finding))
    if not well:
        raise typer.Exit(1)


def _tell(text: str | Text) -> None:
    """Prints a sentence; for a program that reads it, on one line."""
    out.print(text, soft_wrap=not out.is_terminal)


def _write(file: Path, content: bytes) -> None:
    if files.write(file, content):
        err.print(Text(f"Written to {file}"), soft_wrap=not err.is_terminal)
