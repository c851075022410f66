"""The loop of the terminal interview: ask, send, show, until the person leaves."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from app.bootstrap import Application
from app.domain.records import Change, Choice, Click, Purpose, Track
from app.errors import GatewiseError, InputRefused, PlanRefused, StorageFull
from app.files import write
from app.interview.events import (
    DocumentKept,
    DocumentProgress,
    DocumentRead,
    DocumentRefused,
    Event,
    ExportWanted,
    Paused,
    QuestionPosed,
    ReplyKept,
)
from app.interview.session import Sent
from app.reports import FORMATS
from app.terminal.commands import Cycle, Export, Plan, Press, Tell, Words, following, understand
from app.terminal.face import Face
from app.terminal.line import Lines
from app.terminal.plan import edited, gap_line, listed, told

HINTS = {
    Purpose.CONFIRM: "Enter: right   1-9: change that line   or type what is wrong   /help",
    Purpose.CLARIFY: "y: yes   n: no, that was my answer",
    Purpose.RESOLVE: "1: it holds   2: it does not   l: leave it open",
    Purpose.SIGN_OFF: "s: sign   a number: change that line   l: later   or type a correction",
}
FREE = "Enter sends   /why   /example   /dontknow   /skip   /back   /status   /pause   /help"
CLOSING = "/plan   /export report.md   or type a question or a correction   q: leave"
CLOSING_SCREEN = "c: go on with the full interview   /export report.md   q: leave"


class Talk:
    """One person at one terminal, in one assessment."""

    def __init__(
        self, application: Application, console: Console, lines: Lines, assessment_id: str, participant: str
    ) -> None:
        self._application = application
        self._console = console
        self._lines = lines
        self._id = assessment_id
        self._participant = participant
        self._face = Face(console, application.assessor.stamp)
        self._posed: QuestionPosed | None = None
        self._changes: dict[str, Change] = {}
        self._over = False

    async def run(self, files: Sequence[tuple[str, bytes]] = ()) -> None:
        """Goes on until the person pauses or there is no more input.

        Args:
            files: Documents that fill the checklist first: of each its name and its content.
        """
        try:
            if files:
                await self._follow(self._application.attach(self._id, self._participant, files))
            else:
                await self._follow(self._application.interview.open(self._id, self._participant))
            while not self._over and self._posed is not None:
                await self._take(await self._lines.ask(self._hint(), digits=self._digits()))
        except EOFError:
            self._face.kept(self._id)
        except asyncio.CancelledError:  # Ctrl-C while something is read
            self._face.kept(self._id)
            raise

    async def _take(self, line: str) -> None:
        assert self._posed is not None
        framework = (await self._application.interview.assessment(self._id)).framework
        match understand(line, self._posed, self._changes, framework):
            case Words(text):
                await self._send(text, None)
            case Press(click, text):
                await self._send(text, click)
            case Cycle(row):
                await self._cycle(row)
            case Export(path):
                await self._export(path)
            case Plan(words):
                await self._plan(words)
            case Tell(text):
                self._console.print(Text(text, style="yellow"))

    async def _send(self, text: str, click: Click | None) -> None:
        """Sends something; if there is no room for it, it stays on the line and can be sent again."""
        assert self._posed is not None
        sent = Sent(event=uuid.uuid4().hex, question=self._posed.question.id, text=text, click=click)
        while True:
            try:
                await self._follow(self._application.interview.send(self._id, self._participant, sent))
                return
            except (InputRefused, StorageFull) as error:
                self._console.print(Text(f"{error}", style="red"))
                try:
                    again = await self._lines.ask(
                        "Not sent yet. Enter tries again   /drop: don't send it", default=sent.text
                    )
                except EOFError:
                    self._console.print(Text("What you typed last was not sent and is not kept.", style="red"))
                    raise
                if again.strip() == "/drop":
                    return
                sent = replace(sent, text=again)

    async def _follow(self, events: AsyncIterator[Event]) -> None:
        """Shows what happens, with a sign of life while something is read."""
        with self._console.status("Reading ...") as status:
            async for event in events:
                if isinstance(event, DocumentProgress):
                    status.update(Text(f"Reading {event.name}: {event.share:.0%}"))
                elif not isinstance(event, ReplyKept | DocumentKept | DocumentRead | DocumentRefused):
                    status.stop()
                if isinstance(event, QuestionPosed):
                    self._posed, self._changes = event, {}
                elif isinstance(event, Paused):
                    self._over = True
                elif isinstance(event, ExportWanted):
                    await self._export("")
                if not (self._over and isinstance(event, QuestionPosed)):
                    self._face.show(event)

    async def _cycle(self, number: int) -> None:
        """Moves a line of the card to its next state; a reason is asked for where one is needed."""
        assert self._posed is not None
        row = self._posed.rows[number]
        element = row.element.id
        choice = following(self._changes[element].choice if element in self._changes else row.choice, row.choice)
        reason = ""
        self._face.changed(row, choice, number + 1)
        if choice is Choice.NOT_APPLICABLE:
            reason = await self._lines.ask("Why does it not apply? (empty: it does)")
            if not reason.strip():
                choice = following(choice, row.choice)
                self._face.changed(row, choice, number + 1)
        self._changes.pop(element, None)
        if choice is not row.choice or row.open or row.conflict:  # of these, "not known" says something new
            self._changes[element] = Change(element=element, choice=choice, reason=reason)

    async def _export(self, wanted: str) -> None:
        assessment = await self._application.interview.assessment(self._id)
        try:
            target, format_name = _destination(wanted)
            with self._console.status(Text(f"Making {wanted or 'the report'} ...")):
                document = await asyncio.to_thread(self._application.document, assessment, format_name)
                target = target / document.name if target.is_dir() else target
                await asyncio.to_thread(write, target, document.content)
        except (GatewiseError, OSError, ValueError, RuntimeError) as error:  # the last three: of what is no path
            why = error.strerror if isinstance(error, OSError) else error
            self._console.print(Text(f"Not written: {why}", style="red"))
            return
        self._console.print(Text(f"Written to {target}"))

    async def _plan(self, words: str) -> None:
        """Shows the action plan; or changes a gap of it, and shows that one."""
        interview = self._application.interview
        if not words:
            self._console.print(listed(await interview.assessment(self._id)))
            return
        edit = edited(words, await interview.assessment(self._id))
        try:
            if not isinstance(edit, str):
                await interview.edit_plan(self._id, self._participant, [edit], uuid.uuid4().hex)
        except PlanRefused as refused:
            edit = f"Not saved: {told(refused)}"
        except GatewiseError as error:
            edit = f"Not saved: {error}"
        if isinstance(edit, str):
            self._console.print(Text(edit, style="red"))
        else:
            self._console.print(gap_line(await interview.assessment(self._id), edit.row))

    def _digits(self) -> bool:
        return bool(self._posed and self._posed.question.purpose is Purpose.CONFIRM and len(self._posed.rows) < 10)

    def _hint(self) -> str:
        assert self._posed is not None
        purpose = self._posed.question.purpose
        if purpose is Purpose.CLOSING:
            return CLOSING_SCREEN if self._posed.place.track is Track.SCREEN else CLOSING
        return HINTS.get(purpose, FREE)


def _destination(wanted: str) -> tuple[Path, str]:
    """Where a document is to go, a file or a folder, and in which format.

    Args:
        wanted: A format, a folder, or a file whose ending tells the format; nothing for the report here.

    Raises:
        InputRefused: It is none of them.
    """
    if wanted.lower() in FORMATS:
        return Path(), wanted.lower()
    target = Path(wanted).expanduser()
    if target.is_dir():
        return target, "md"
    if not target.suffix:
        raise InputRefused(f"{wanted!r}: expected a file such as report.docx, a folder, or one of {', '.join(FORMATS)}")
    return target, target.suffix.removeprefix(".").lower()
