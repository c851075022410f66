"""Gives documents to an interview until it is killed: run by test_kill_documents.py as a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from app.interview.events import DocumentProgress
from app.ports import Perusal, ToReadDocument, no_progress
from tests.drive import Paper, begin, running
from tests.fakes import ScriptedAssessor

PAPERS = tuple(
    Paper(f"paper-{n}.txt", f"Paper {n}.\n{element}=evidenced")
    for n, element in enumerate(("fit.purpose.stated", "fit.users.named", "run.watch.alarm"))
)


class Slow(ScriptedAssessor):
    """Never comes to the end of the paper that it is told to stick at."""

    def __init__(self, sticks_at: str) -> None:
        super().__init__()
        self.sticks_at = sticks_at

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        perusal = await super().read_document(document, progress=progress)
        if document.name == self.sticks_at:
            await asyncio.sleep(60)
        return perusal


async def work(folder: Path, sticks_at: str) -> None:
    async with running(folder, assessor=Slow(sticks_at)) as application:
        ada = await begin(application)
        print(ada.id, flush=True)
        async for event in application.interview.attach(ada.id, ada.participant, PAPERS):
            if isinstance(event, DocumentProgress) and event.name == sticks_at:
                print("reading", flush=True)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2]))
