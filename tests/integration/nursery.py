"""Raises interviews to be killed: imports everything once, then forks a child for each line of standard input.

Run by test_kill.py as a process of its own, because only a process without threads forks safely.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path
from typing import IO

from app.bootstrap import build_application
from app.domain.records import Purpose
from app.interview.events import QuestionPosed, ReplyKept
from app.interview.session import Sent
from app.ports import ReplyReading, ToRead
from app.settings import Settings
from app.simulation.persona import Persona, load_persona
from app.simulation.stakeholder import Stakeholder
from tests.fakes import ListedKnowledge, ScriptedAssessor
from tests.frameworks import five_gates


class Hesitant(ScriptedAssessor):
    """Takes its time, so that some are killed while it reads."""

    async def read_reply(self, reply: ToRead) -> ReplyReading:
        await asyncio.sleep(random.random() * 0.01)
        return await super().read_reply(reply)


async def interview(folder: Path, persona: Persona, journal: IO[str]) -> None:
    """Goes on with the interview of this folder, or begins one; writes what it sees to the journal."""
    framework = five_gates()
    assessor = Hesitant(persona.elements, unsure=True)
    knowledge = ListedKnowledge([c.id for c in framework.criteria])
    settings = Settings(data_dir=folder)
    async with build_application(settings, framework=framework, assessor=assessor, knowledge=knowledge) as application:
        lines = await application.store.list()
        assessment = lines[0].id if lines else (await application.interview.begin(persona.name)).id
        stakeholder = Stakeholder(persona, "truth")
        posed = None
        async for event in application.interview.open(assessment, "local"):
            posed = event if isinstance(event, QuestionPosed) else posed
        while posed is not None:
            question = posed.question
            print("posed", question.id, file=journal, flush=True)
            if question.purpose is Purpose.CLOSING:
                print("done", assessment, file=journal, flush=True)
                return
            text, click = stakeholder.reply(posed)
            sent = Sent(os.urandom(8).hex(), question.id, text, click)
            async for event in application.interview.send(assessment, "local", sent):
                if isinstance(event, ReplyKept):
                    print("kept", question.id, event.reply, file=journal, flush=True)
                posed = event if isinstance(event, QuestionPosed) else posed


def main() -> None:
    """For each line `FOLDER JOURNAL`: forks a child, prints its process id, and then its exit status.

    An interview of its own first, so that the children find everything imported.
    """
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w", encoding="utf-8") as nowhere:
        persona = load_persona(Path(sys.argv[1]), five_gates())
        asyncio.run(interview(Path(folder), persona, nowhere))
    for line in sys.stdin:
        folder, journal = line.split()
        child = os.fork()
        if child == 0:
            random.seed(os.urandom(8))
            with open(journal, "a", encoding="utf-8") as file:
                asyncio.run(interview(Path(folder), persona, file))
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
