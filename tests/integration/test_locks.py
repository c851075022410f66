from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.errors import StorageError
from app.storage.store import open_store

ROOT = Path(__file__).parents[2]

HOLDER = """
import asyncio, sys
from pathlib import Path
from app.storage.store import open_store

async def main() -> None:
    async with open_store(Path(sys.argv[1])) as store, store.turn("thread 1"):
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


@pytest.fixture
async def holder(tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(tmp_path),
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_a_turn_that_another_process_holds_is_reported_in_the_end(
    tmp_path: Path, holder: asyncio.subprocess.Process
) -> None:
    async with open_store(tmp_path, turn_timeout=0.2) as store:
        with pytest.raises(StorageError, match=r"another client is busy with this conversation .* 0\.2 s"):
            async with store.turn("thread 1"):
                pass
        async with store.turn("thread 2"):
            pass


@pytest.mark.parametrize("ending", ["leaves", "killed"])
async def test_a_turn_waits_for_its_holder_to_leave_or_to_be_killed(
    tmp_path: Path, holder: asyncio.subprocess.Process, ending: str
) -> None:
    async with open_store(tmp_path) as store:

        async def take() -> int | None:
            async with store.turn("thread 1"):
                return holder.returncode

        waiting = asyncio.create_task(take())
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
        if ending == "killed":
            holder.kill()
        else:
            assert holder.stdin is not None
            holder.stdin.write(b"\n")
        await asyncio.wait_for(waiting, 20)
    await holder.wait()


@pytest.mark.parametrize("stores", [1, 2], ids=["one store", "two stores"])
async def test_turns_of_one_thread_do_not_overlap_within_a_process(tmp_path: Path, stores: int) -> None:
    inside = 0
    taken: list[int] = []
    async with open_store(tmp_path) as one, open_store(tmp_path) as two:

        async def take(number: int) -> None:
            nonlocal inside
            async with (one, two)[number % stores].turn("thread 1"):
                inside += 1
                assert inside == 1
                await asyncio.sleep(0.001)
                inside -= 1
                taken.append(number)

        await asyncio.gather(*(take(n) for n in range(12)))
    assert sorted(taken) == list(range(12))


async def test_a_turn_that_fails_or_is_cancelled_frees_the_thread(tmp_path: Path) -> None:
    async with open_store(tmp_path, turn_timeout=5) as store:
        with pytest.raises(ZeroDivisionError):
            async with store.turn("thread 1"):
                raise ZeroDivisionError

        entered = asyncio.Event()

        async def hold() -> None:
            async with store.turn("thread 1"):
                entered.set()
                await asyncio.Event().wait()

        holding = asyncio.create_task(hold())
        await entered.wait()
        queued = asyncio.create_task(hold())
        await asyncio.sleep(0.01)
        for task in (queued, holding):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        async with store.turn("thread 1"):
            pass


async def test_a_timeout_within_a_turn_is_not_taken_for_a_busy_thread(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(TimeoutError, match="theirs"):
            async with store.turn("../thread/with any \udcff name" * 50):
                raise TimeoutError("theirs")
