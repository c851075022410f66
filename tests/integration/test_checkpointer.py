# ruff: noqa: ASYNC240
from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

import pytest
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from app.errors import StorageError, StorageFull
from app.storage.checkpointer import open_checkpointer, prune

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig


class State(TypedDict):
    said: list[str]


def ask(state: State) -> State:
    reply: str = interrupt(f"question {len(state['said']) + 1}")
    return {"said": [*state["said"], reply]}


def graph(saver: AsyncSqliteSaver) -> Any:
    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_edge(START, "ask")
    builder.add_conditional_edges("ask", lambda state: END if state["said"][-1] == "stop" else "ask")
    return builder.compile(checkpointer=saver)


def thread(name: str) -> RunnableConfig:
    return {"configurable": {"thread_id": name}}


async def start(saver: AsyncSqliteSaver, name: str) -> str:
    return question(await graph(saver).ainvoke({"said": []}, thread(name), durability="sync"))


async def reply(saver: AsyncSqliteSaver, name: str, text: str) -> dict[str, Any]:
    result = await graph(saver).ainvoke(Command(resume=text), thread(name), durability="sync")
    return cast("dict[str, Any]", result)


def question(result: dict[str, Any]) -> str:
    return cast("str", result["__interrupt__"][0].value)


def rows(file: Path, name: str) -> tuple[int, int]:
    with closing(sqlite3.connect(file)) as connection:
        count = (
            "SELECT (SELECT count(*) FROM checkpoints WHERE thread_id = ?1), count(*) FROM writes WHERE thread_id = ?1"
        )
        checkpoints, writes = connection.execute(count, (name,)).fetchone()
    return checkpoints, writes


def write_from_elsewhere(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=3)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.rollback()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints.sqlite3"


async def test_a_conversation_goes_on_after_a_restart(file: Path) -> None:
    async with open_checkpointer(file) as saver:
        assert await start(saver, "one") == "question 1"
        assert question(await reply(saver, "one", "a")) == "question 2"
    async with open_checkpointer(file) as saver:
        assert (await reply(saver, "one", "stop"))["said"] == ["a", "stop"]


async def test_prune_keeps_what_the_conversation_goes_on_from(file: Path) -> None:
    async with open_checkpointer(file) as saver:
        await start(saver, "one")
        await start(saver, "two")
        untouched = rows(file, "two")
        sizes = []
        for turn in range(6):
            assert question(await reply(saver, "one", str(turn))) == f"question {turn + 2}"
            await prune(saver, "one")
            sizes.append(rows(file, "one"))
        assert {checkpoints for checkpoints, _ in sizes} == {1}
        assert len(set(sizes)) == 1
        assert rows(file, "two") == untouched
    async with open_checkpointer(file) as saver:
        state = await graph(saver).aget_state(thread("one"))
        assert [i.value for i in state.interrupts] == ["question 7"]
        assert (await reply(saver, "one", "stop"))["said"] == ["0", "1", "2", "3", "4", "5", "stop"]
        await prune(saver, "one")
        assert (await graph(saver).aget_state(thread("one"))).values["said"][-1] == "stop"


async def test_prune_of_a_thread_that_is_not_there_does_nothing(file: Path) -> None:
    async with open_checkpointer(file) as saver:
        await start(saver, "one")
        await prune(saver, "nowhere")
        assert question(await reply(saver, "one", "a")) == "question 2"


async def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(file: Path) -> None:
    async with open_checkpointer(file) as saver:
        for name in "abcdefgh":
            await start(saver, name)
    whole = file.read_bytes()
    damages = [b"\x07" * 9000, whole[: len(whole) // 2], whole[:4096] + b"\xff" * (len(whole) - 4096)]
    for number, damage in enumerate(damages, 1):
        file.write_bytes(damage)
        async with open_checkpointer(file) as saver:
            assert file.with_name(f"checkpoints.sqlite3.damaged-{number}").read_bytes() == damage
            assert await start(saver, "a") == "question 1"
        async with open_checkpointer(file) as saver:
            assert question(await reply(saver, "a", "yes")) == "question 2"


async def test_only_one_of_several_that_find_the_damage_moves_it_aside(file: Path) -> None:
    file.write_bytes(b"\x07" * 9000)

    async def begin(name: str) -> str:
        async with open_checkpointer(file) as saver:
            return await start(saver, name)

    assert await asyncio.gather(*(begin(name) for name in "abc")) == ["question 1"] * 3
    assert [p.name for p in file.parent.glob("*.damaged-*")] == ["checkpoints.sqlite3.damaged-1"]
    assert all(rows(file, name)[0] for name in "abc")


async def test_a_full_disk_is_named_and_the_conversation_goes_on_once_there_is_room(file: Path) -> None:
    async with open_checkpointer(file) as saver:
        await start(saver, "one")
        await saver.conn.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StorageFull, match=rf"{file}: there is no room left"):
            await reply(saver, "one", "x" * 300_000)
        await asyncio.to_thread(write_from_elsewhere, file)
        await saver.conn.execute("PRAGMA max_page_count = 100000")
        assert question(await reply(saver, "one", "a")) == "question 2"


@pytest.mark.parametrize("statement", ["INTO checkpoints", "INTO writes", "DELETE FROM"])
async def test_a_turn_that_is_cancelled_blocks_no_other_process(file: Path, statement: str) -> None:
    async with open_checkpointer(file) as saver:
        await start(saver, "one")

        async def turn() -> None:
            await reply(saver, "one", "a")
            await prune(saver, "one")

        loop = asyncio.get_running_loop()
        under_way = asyncio.create_task(turn())

        def cancel(executed: str) -> None:  # called in the connection's own thread
            if statement in executed:
                loop.call_soon_threadsafe(under_way.cancel)

        await saver.conn.set_trace_callback(cancel)
        with pytest.raises(asyncio.CancelledError):
            await under_way
        await asyncio.to_thread(write_from_elsewhere, file)


async def test_what_is_cancelled_takes_nothing_of_another_thread_back(file: Path) -> None:
    def put(saver: AsyncSqliteSaver, name: str) -> asyncio.Task[RunnableConfig]:
        config: RunnableConfig = {"configurable": {"thread_id": name, "checkpoint_ns": ""}}
        return asyncio.create_task(saver.aput(config, empty_checkpoint(), {}, {}))

    async with open_checkpointer(file) as saver:
        loop = asyncio.get_running_loop()
        staying, leaving = put(saver, "staying"), put(saver, "leaving")
        await saver.conn.set_trace_callback(lambda _: loop.call_soon_threadsafe(leaving.cancel) and None)
        await staying
        with pytest.raises(asyncio.CancelledError):
            await leaving
    assert (rows(file, "staying"), rows(file, "leaving")) == ((1, 0), (0, 0))


async def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    (tmp_path / "folder" / "checkpoints.sqlite3").mkdir(parents=True)
    for name in ("data", "folder"):
        file = tmp_path / name / "checkpoints.sqlite3"
        with pytest.raises(StorageError, match=f"{file}: opening the cursors of conversations failed"):
            async with open_checkpointer(file):
                pass
