"""The interview, in the browser, in the terminal, and with a scripted stakeholder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from app import files
from app.cli.finding import find
from app.cli.program import app, err, out, run, tell, write
from app.errors import InputRefused
from app.settings import Settings


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
    answer(Settings().model_copy(update=given), tell, open_browser=open_)


@app.command()
def interview(
    pilot: Annotated[str, typer.Option(metavar="NAME", help="The pilot's name; asked for if not given.")] = "",
    resume: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with this assessment: its id, or the start of it.")
    ] = None,
    again: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Assess this one's pilot again: asks only what did not hold, or is too old to count."
        ),
    ] = None,
    screen: Annotated[bool, typer.Option("--screen", help="The quick screen: a few questions, three minutes.")] = False,
    speaker: Annotated[str, typer.Option("--as", metavar="NAME", help="The name that your replies bear.")] = "",
    documents: Annotated[
        list[Path] | None,
        typer.Option("--document", metavar="FILE", help="Fills the checklist from it; may be given again."),
    ] = None,
) -> None:
    """Interviews you about a pilot, in this terminal."""
    with out.status("Starting ..."):
        from app.bootstrap import build_application
        from app.domain.records import Track
        from app.terminal.begin import begin, warm
        from app.terminal.line import lines
        from app.terminal.talk import Talk

    given = [(file.name, files.read(file)) for file in documents or ()]
    if again is not None and (resume is not None or pilot or screen):
        raise InputRefused("--again: stands alone; expected it without --resume, --pilot and --screen")

    async def work() -> None:
        settings = Settings()
        source = lines(out)
        async with build_application(settings) as application:
            if resume is not None:
                identifier = (await find(application.store, resume)).id
                warm(application.knowledge)
            elif again is not None:
                earlier = await find(application.store, again)
                identifier = (await application.interview.begin_again(earlier.id, settings.participant)).id
                warm(application.knowledge)
            else:
                warm(application.knowledge)
                try:
                    track = Track.SCREEN if screen else Track.FULL
                    identifier = await begin(application, out, source, pilot, track)
                except EOFError:
                    return
            await Talk(application, out, source, identifier, speaker or settings.participant).run(given)

    run(work())


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
                write(files.STANDARD_OUTPUT, f"{text}\n".encode("utf-8", "backslashreplace"))
                return
            out.print(Text(f"{speaker.name}: {VERDICT[assessment.verdict]}. {meaning(assessment)}"))
            out.print(Text(", ".join(f"{value} {name}" for name, value in stats.items())))

        run(work())
