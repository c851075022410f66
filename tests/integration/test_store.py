from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Choice, Click, Purpose, Record, Standing, Status, TextPlace, Track
from app.errors import InputRefused, NotFound, StorageCorrupt, StorageError, StorageFull
from app.frameworks import load_framework
from app.ports import AssessmentStore
from app.storage.store import SqlAssessmentStore, open_store
from tests.builders import Build
from tests.frameworks import FIVE_GATES, small_framework

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlAssessmentStore]:
    async with open_store(tmp_path) as opened:
        yield opened


def one_of_each() -> Assessment:
    build = Build(pilot="Rechnungsleser „Süd“ 📄")
    build.profile("Reads invoices.\n\x00 And more.", Track.SCREEN)
    build.says("fit.purpose.stated", Status.EVIDENCED, "Wir haben es im März aufgeschrieben; Straße 4.")
    build.says("fit.purpose.stated", Status.REFUTED, "No, nobody did.", speaker="bob")
    build.resolution("fit.purpose.stated", Choice.EVIDENCED, reason="seen in the charter", dissent=("bob",))
    build.reply(build.question(Purpose.LEAD, ("run.owner.named",)), click=Click(action="skip"))
    build.usage(build.reply(build.question(Purpose.LEAD, ("run.owner.named",)), text="Eve."))
    build.set_aside("fit.users.asked", "it has no users")
    build.explanation("Nobody watches it.", criterion="run.watch")
    build.naming("Rechnungsleser „Nord“ 📄")
    build.sign_off("fit")
    build.action("run.watch", owner="Eve", due=build.assessment.opened_at.date(), status="doing", note="soon")
    build.note("a remark", "run.watch")
    build.park("run.owner", "later")
    page = TextPlace(start=0, end=20, label="page 1")
    charter = build.attachment("The charter’s text. " * 50, places=[page])
    proposal = build.finding("run.watch.alarm", Status.REFUTED, charter, quote="text", standing=Standing.PROPOSED)
    build.document_reading(charter)
    card = build.reply(build.question(Purpose.CONFIRM, about=[proposal.id]), click=Click(action="accept"))
    build.dismissal("run.watch.alarm", card, [proposal.id])
    assessment = build.assessment
    kinds = {model.model_fields["kind"].default for model in get_args(get_args(Record)[0])}
    assert {r.kind for r in assessment.records} == kinds
    return assessment


def notes(build: Build, count: int, text: str = "a remark") -> tuple[Record, ...]:
    return tuple(build.note(f"{text} {n}") for n in range(count))


def empty(build: Build) -> Assessment:
    return replace(build.assessment, records=())


async def test_what_is_created_loads_as_it_was(store: SqlAssessmentStore, tmp_path: Path) -> None:
    assessment = one_of_each()
    port: AssessmentStore = store
    await port.create(assessment)
    async with open_store(tmp_path) as other:
        assert await other.load(assessment.id) == assessment


async def test_what_is_appended_record_by_record_loads_in_that_order(store: SqlAssessmentStore) -> None:
    assessment = one_of_each()
    await store.create(replace(assessment, records=()))
    for record in assessment.records:
        await store.append(assessment.id, [record])
    assert await store.load(assessment.id) == assessment


async def test_the_same_record_twice_is_kept_once(store: SqlAssessmentStore) -> None:
    build = Build()
    first, second, third = notes(build, 3)
    await store.create(empty(build))
    await store.append(build.assessment.id, [first, second])
    await store.append(build.assessment.id, [second, third, third])
    await store.append(build.assessment.id, [])
    assert (await store.load(build.assessment.id)).records == (first, second, third)


async def test_a_copy_under_another_id_keeps_its_records(store: SqlAssessmentStore) -> None:
    assessment = one_of_each()
    copy = replace(assessment, id="copy")
    await store.create(assessment)
    await store.create(copy)
    assert await store.load("copy") == copy
    assert await store.load(assessment.id) == assessment


async def test_an_id_is_taken_once(store: SqlAssessmentStore) -> None:
    assessment = one_of_each()
    await store.create(assessment)
    with pytest.raises(StorageError, match=f"{assessment.id}.*already"):
        await store.create(replace(assessment, pilot="Another", records=()))
    assert await store.load(assessment.id) == assessment


async def test_an_id_that_is_not_there_is_named(store: SqlAssessmentStore) -> None:
    with pytest.raises(NotFound, match="'nowhere'"):
        await store.load("nowhere")
    with pytest.raises(NotFound, match="'nowhere'"):
        await store.append("nowhere", notes(Build(), 1))


async def test_a_name_that_is_no_text_is_refused_by_name(store: SqlAssessmentStore) -> None:
    with pytest.raises(InputRefused, match=r"\\udcff"):
        await store.create(Build(pilot="caf\udcff").assessment)


async def test_a_workspace_sees_its_own_assessments_only(store: SqlAssessmentStore, tmp_path: Path) -> None:
    build = Build()
    await store.create(build.assessment)
    async with open_store(tmp_path, "elsewhere") as other:
        assert await other.list() == ()
        with pytest.raises(NotFound):
            await other.load(build.assessment.id)
        with pytest.raises(NotFound):
            await other.append(build.assessment.id, notes(build, 1))
    assert (await store.load(build.assessment.id)).records == ()


async def test_the_list_has_the_one_changed_last_first(store: SqlAssessmentStore) -> None:
    old = Build(id="old", pilot="Old")
    new = Build(id="new", pilot="New", opened_at=old.assessment.opened_at + timedelta(minutes=1))
    await store.create(old.assessment)
    await store.create(new.assessment)
    untouched = await store.list()
    assert [line.id for line in untouched] == ["new", "old"]
    assert [(line.records, line.changed_at) for line in untouched] == [
        (0, new.assessment.opened_at),
        (0, old.assessment.opened_at),
    ]
    added = notes(old, 3)
    await store.append("old", added)
    line = (await store.list())[0]
    assert (line.id, line.pilot, line.framework, line.records) == ("old", "Old", "two-gates", 3)
    assert (line.opened_at, line.changed_at) == (old.assessment.opened_at, added[-1].at)


async def test_records_cannot_be_changed_or_deleted_even_past_us(store: SqlAssessmentStore, tmp_path: Path) -> None:
    assessment = one_of_each()
    await store.create(assessment)
    with closing(sqlite3.connect(tmp_path / "gatewise.sqlite3")) as connection:
        for statement in ("UPDATE records SET body = '{}'", "DELETE FROM records", "DELETE FROM records WHERE seq = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="records are added, never"):
                connection.execute(statement)
    assert await store.load(assessment.id) == assessment


async def test_an_assessment_belongs_to_somebody_who_is_listed_what_is_theirs(store: SqlAssessmentStore) -> None:
    mine, other = Build(id="mine").assessment, Build(id="other").assessment
    await store.create(mine, "ada")
    await store.create(other, "bob")
    assert [(line.id, await store.owner(line.id)) for line in await store.list("ada")] == [("mine", "ada")]
    assert {line.id for line in await store.list()} == {"mine", "other"}
    assert await store.list("eve") == ()
    with pytest.raises(NotFound, match="'gone'"):
        await store.owner("gone")


async def test_a_deleted_assessment_leaves_nothing_behind_and_its_id_is_free(
    store: SqlAssessmentStore, tmp_path: Path
) -> None:
    gone, stays = one_of_each(), replace(one_of_each(), id="stays")
    await store.create(gone)
    await store.create(stays)
    await store.delete(gone.id)
    with closing(sqlite3.connect(tmp_path / "gatewise.sqlite3")) as connection:
        left = connection.execute("SELECT DISTINCT assessment_id FROM records").fetchall()
    assert left == [("stays",)]
    for missing in (store.load(gone.id), store.delete(gone.id)):
        with pytest.raises(NotFound):
            await missing
    assert await store.load("stays") == stays
    await store.create(replace(gone, records=()))
    assert (await store.load(gone.id)).records == ()


async def test_the_framework_stays_as_it_was_when_its_file_changes(store: SqlAssessmentStore, tmp_path: Path) -> None:
    file = tmp_path / "five-gates.yaml"
    file.write_bytes(FIVE_GATES.read_bytes())
    before = load_framework(file)
    await store.create(Build(before).assessment)
    file.write_text(FIVE_GATES.read_text().replace(before.title, "Another title"))
    after: Framework = load_framework(file)
    assert after.hash != before.hash
    await store.create(Build(after, id="after").assessment)
    async with open_store(tmp_path) as other:
        assert (await other.load(Build().assessment.id)).framework == before
        assert (await other.load("after")).framework == after


# --- what others write --------------------------------------------------------------------------------


async def test_refresh_brings_what_another_process_added_in_the_order_of_the_database(
    store: SqlAssessmentStore, tmp_path: Path
) -> None:
    build = Build()
    first, theirs, ours, later, unsaved = notes(build, 5)
    await store.create(replace(build.assessment, records=(first,)))
    mine = await store.load(build.assessment.id)
    assert await store.refresh(mine) is mine
    async with open_store(tmp_path) as other:
        await other.append(mine.id, [theirs])
        await store.append(mine.id, [ours])
        mine = mine.adding([ours])
        mine = await store.refresh(mine)
        assert mine.records == (first, theirs, ours)
        await other.append(mine.id, [later])
        refreshed = await store.refresh(mine.adding([unsaved]))
        assert refreshed.records == (first, theirs, ours, later, unsaved)
        assert (await other.refresh(mine)).records == (first, theirs, ours, later)
    old = replace(mine, records=(first,))
    assert (await store.refresh(old)).records == (first, theirs, ours, later)


async def test_refresh_is_right_for_more_assessments_than_are_kept_at_hand(store: SqlAssessmentStore) -> None:
    builds = [Build(id=f"a{n}") for n in range(40)]
    for build in builds:
        notes(build, 2)
        await store.create(build.assessment)
    for build in builds:
        assert (await store.refresh(empty(build))) == build.assessment
        added = build.note("one more")
        await store.append(build.assessment.id, [added])
        assert await store.refresh(empty(build)) == build.assessment


WRITER = """
import asyncio, sys
from pathlib import Path
from app.storage.store import open_store
from tests.builders import Build

async def main(data_dir: Path, speaker: str) -> None:
    build = Build()
    for _ in range(int(sys.argv[3])):
        build._made += 1
    async with open_store(data_dir) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        for _ in range(60):
            await store.append(build.assessment.id, [build.note("x", speaker=speaker) for _ in range(3)])

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


async def test_refresh_misses_nothing_of_two_processes_that_write_at_once(
    store: SqlAssessmentStore, tmp_path: Path
) -> None:
    build = Build()
    await store.create(build.assessment)
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, str(tmp_path), speaker, offset,
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for speaker, offset in (("ada", "1000"), ("bob", "2000"))
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert await writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
        await writer.stdin.drain()
    seen = build.assessment
    ended = asyncio.gather(*(writer.wait() for writer in writers))
    while not ended.done():
        grown = await store.refresh(seen)
        assert grown.records[: len(seen.records)] == seen.records
        seen = grown
        await asyncio.sleep(0)
    assert await ended == [0, 0]
    seen = await store.refresh(seen)
    async with open_store(tmp_path) as fresh:
        assert seen.records == (await fresh.load(seen.id)).records
    for speaker in ("ada", "bob"):
        times = [r.at for r in seen.records if r.speaker == speaker]
        assert len(times) == 180
        assert times == sorted(times)


@pytest.mark.parametrize("moment", ["before_cursor_execute", "after_cursor_execute", "commit"])
async def test_an_append_whose_caller_is_cancelled_is_whole_and_blocks_nobody(
    store: SqlAssessmentStore, tmp_path: Path, moment: str
) -> None:
    build = Build()
    await store.create(build.assessment)
    appending = asyncio.create_task(store.append(build.assessment.id, notes(build, 3)))
    loop = asyncio.get_running_loop()
    event.listen(store.engine, moment, lambda *_: loop.call_soon_threadsafe(appending.cancel))
    with pytest.raises(asyncio.CancelledError):
        await appending
    with closing(sqlite3.connect(tmp_path / "gatewise.sqlite3", timeout=0)) as other, other:
        other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM records").fetchone() == (3,)


# --- a broken machine ---------------------------------------------------------------------------------


def cap(engine: Engine) -> Callable[[int], None]:
    """A disk of so many pages; the function that is returned sets how many."""
    pages = [1 << 30]

    @event.listens_for(engine, "checkout")
    def limit(connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count = {pages[0]}")
        cursor.close()

    def set_pages(count: int) -> None:
        pages[0] = count

    return set_pages


async def test_a_full_disk_keeps_nothing_of_an_append_and_all_from_before(store: SqlAssessmentStore) -> None:
    build = Build()
    kept = notes(build, 5)
    await store.create(build.assessment)
    small, large = build.note("small"), build.note("x" * 500_000)
    set_pages = cap(store.engine)
    set_pages(1)
    for _ in range(3):
        with pytest.raises(StorageFull, match=r"no room left, so saving records \(note\)"):
            await store.append(build.assessment.id, [small, large])
    with pytest.raises(StorageFull, match="saving the new assessment other"):
        await store.create(replace(build.assessment, id="other"))
    assert (await store.load(build.assessment.id)).records == kept
    assert [line.records for line in await store.list()] == [5]
    set_pages(1 << 30)
    await store.append(build.assessment.id, [small, large])
    assert (await store.load(build.assessment.id)).records == (*kept, small, large)


async def filled(data_dir: Path) -> Path:
    build = Build()
    notes(build, 300, "a remark of some length " * 10)
    async with open_store(data_dir) as store:
        await store.create(build.assessment)
    return data_dir / "gatewise.sqlite3"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: bytes(range(256)) * 64,
        lambda whole: b"not a database",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[: len(whole) // 2 + 1000],
        lambda whole: whole[:50],
    ],
    ids=["other bytes", "short text", "half", "half a page more", "50 bytes"],
)
async def test_a_damaged_file_is_reported_with_what_to_do_and_left_alone(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = await filled(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    before = file.read_bytes()
    for _ in range(2):
        with pytest.raises(StorageCorrupt) as caught:
            async with open_store(tmp_path):
                pass
        assert str(file) in str(caught.value)
        assert "Nothing was changed in it. Restore a copy" in str(caught.value)
        assert file.read_bytes() == before
    file.unlink()
    async with open_store(tmp_path) as store:
        assert await store.list() == ()


async def test_damage_within_the_file_shows_when_it_is_read_and_is_left_alone(tmp_path: Path) -> None:
    file = await filled(tmp_path)
    whole = file.read_bytes()
    half = len(whole) // 2
    file.write_bytes(whole[:half] + b"\xff" * (len(whole) - half))
    before = file.read_bytes()
    async with open_store(tmp_path) as store:
        with pytest.raises(StorageCorrupt, match=f"{file}.*found while reading assessment"):
            await store.load(Build().assessment.id)
    assert file.read_bytes() == before


async def test_a_record_of_a_kind_that_we_do_not_know_is_named(tmp_path: Path) -> None:
    file = await filled(tmp_path)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "INSERT INTO records (assessment_id, id, kind, speaker, at, body) VALUES (?, 'r1', 'mood', 'ada', '', ?)",
            (Build().assessment.id, '{"kind": "mood", "id": "r1"}'),
        )
    async with open_store(tmp_path) as store:
        with pytest.raises(StorageCorrupt, match=r"record r1 \(mood\).*newer version"):
            await store.load(Build().assessment.id)


async def test_a_data_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    for place in (tmp_path / "data", tmp_path / "data" / "below"):
        with pytest.raises(StorageError, match=str(place)):
            async with open_store(place):
                pass


async def test_a_data_directory_may_have_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "50 % of #1?" / "Büro"
    async with open_store(odd) as store:
        await store.create(Build(small_framework()).assessment)
    async with open_store(odd) as store:
        assert len(await store.list()) == 1
    assert (odd / "gatewise.sqlite3").exists()


def test_what_append_returned_from_survives_a_kill(tmp_path: Path) -> None:
    script = """
import asyncio, os, signal, sys
from pathlib import Path
from app.storage.store import open_store
from tests.builders import Build

async def main() -> None:
    build = Build()
    async with open_store(Path(sys.argv[1])) as store:
        await store.create(build.assessment)
        await store.append(build.assessment.id, [build.note("kept")])
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=False)

    async def load() -> Assessment:
        async with open_store(tmp_path) as store:
            return await store.load(Build().assessment.id)

    assert [r.kind for r in asyncio.run(load()).records] == ["note"]
