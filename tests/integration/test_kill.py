"""The process is killed (-9) at random moments of interviews: nothing acknowledged is lost, nothing asked again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.assessment import Assessment
from app.domain.records import Question, Reply
from app.reports.json import export
from app.simulation.counting import count
from app.storage.store import open_store

KILLS = 200
PERSONA = Path(__file__).parents[2] / "evals" / "personas" / "permit-desk.yaml"


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.integration.nursery", str(PERSONA)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def kill_once(nursery: subprocess.Popen[str], folder: Path, journal: Path, after: float) -> int:
    """Starts a child on the folder, kills it after a while, and gives its exit status."""
    assert nursery.stdin
    assert nursery.stdout
    print(folder, journal, file=nursery.stdin, flush=True)
    child = int(nursery.stdout.readline())
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):  # it may be through already
        os.kill(child, signal.SIGKILL)
    return int(nursery.stdout.readline())


def stored(folder: Path) -> Assessment:
    async def load() -> Assessment:
        async with open_store(folder) as store:
            return await store.load((await store.list())[0].id)

    return asyncio.run(load())


def test_killed_at_200_random_moments_it_loses_no_kept_reply_and_asks_nothing_twice(
    tmp_path: Path, nursery: subprocess.Popen[str]
) -> None:
    chance = random.Random(20261122)
    kills = finished = 0
    while kills < KILLS:
        folder, journal = tmp_path / f"data-{finished}", tmp_path / f"journal-{finished}"
        through = False
        while not through and kills < KILLS:
            status = kill_once(nursery, folder, journal, chance.uniform(0.0, 0.6))
            kills += status == -signal.SIGKILL
            assert status in (0, -signal.SIGKILL), "the interview broke of itself"
            through = status == 0
        if not journal.exists():
            continue
        check(stored(folder), journal.read_text().splitlines())
        finished += through
    assert finished >= 3, "no interview came to its end between the kills"


def check(assessment: Assessment, journal: list[str]) -> None:
    kept: dict[str, str] = {}
    for line in journal:
        what, question, *reply = line.split()
        if what == "posed":
            assert question not in kept, "an answered question was asked again"
        elif what == "kept":
            kept[question] = reply[0]
    replies = {r.id: r for r in assessment.records if isinstance(r, Reply)}
    assert set(kept.values()) <= set(replies), "an acknowledged reply is lost"
    answered = [r.question for r in replies.values()]
    assert len(answered) == len(set(answered)), "a question was answered twice"
    assert count(export(assessment))["reasks"] == 0
    leads = [r.criterion for r in assessment.records if isinstance(r, Question) and r.purpose == "lead"]
    assert len(leads) == len(set(leads)), "a criterion was asked twice"
