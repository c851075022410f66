"""The process is killed (-9) while it reads a document: nothing given is lost, nothing is read or proposed twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.records import Attachment, DocumentReading, Finding, Purpose, Standing
from app.interview.events import DocumentRead
from tests.drive import running, sit_down
from tests.integration.archive import PAPERS


@pytest.mark.parametrize("sticks_at", [p.name for p in PAPERS])
async def test_killed_while_it_reads_it_goes_on_with_what_was_not_read(tmp_path: Path, sticks_at: str) -> None:
    command = [sys.executable, "-m", "tests.integration.archive", str(tmp_path), sticks_at]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout
        assessment = process.stdout.readline().strip()
        assert process.stdout.readline() == "reading\n"
        process.kill()

    left = [p.name for p in PAPERS][[p.name for p in PAPERS].index(sticks_at) :]
    async with running(tmp_path) as application:
        ada = await sit_down(application, assessment)
        assert [e.name for e in ada.seen(DocumentRead)] == left
        assert [a.name for a in await ada.records(Attachment)] == [p.name for p in PAPERS]
        assert len(await ada.records(DocumentReading)) == len(PAPERS)
        proposals = [f.element for f in await ada.records(Finding) if f.standing is Standing.PROPOSED]
        assert len(proposals) == len(set(proposals)) == len(PAPERS)
        assert (ada.purpose, ada.question.gate) == (Purpose.CONFIRM, "fit")
        await ada.until(Purpose.CLOSING)
        assert (await ada.count())["reasks"] == 0
