"""The dense index on disk, with the real Chroma."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.knowledge.index import DenseIndex, Only, chunk
from app.ports import Piece, PieceKind
from tests.fakes import HashingEmbedder

ROOT = Path(__file__).parent.parent.parent


def piece(name: str, text: str, *criteria: str) -> Piece:
    return Piece(name, name.title(), PieceKind.FIX, criteria, (), "Somebody, 2026", text)


PIECES = (
    piece("rollback", "Go back to the release before with one command.", "release.rollback"),
    piece("alarm", "An alarm wakes whoever is on call at night.", "run.watch", "run.owner"),
    piece("owner", "One name stands behind the system.", "run.owner"),
    piece("overview", "All of it at a glance."),
    *(piece(f"filler-{i}", f"Nothing but number{i}.", "filler") for i in range(80)),
)

Open = Callable[..., DenseIndex]


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[Open]:
    """Opens an index under the test's directory; all are closed at the end."""
    opened: list[DenseIndex] = []

    def open_index(
        embedder: HashingEmbedder | None = None, pieces: tuple[Piece, ...] = PIECES, questions: tuple[str, ...] = ()
    ) -> DenseIndex:
        opened.append(DenseIndex(pieces, embedder or HashingEmbedder(), tmp_path, questions))
        return opened[-1]

    yield open_index
    for index in opened:
        index.close()


def nearest(index: DenseIndex, query: str = "who is on call when the alarm goes at night") -> str:
    return next(iter(index.nearest(query, 3)))


def versions(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir()}


def current(root: Path) -> str:
    return (root / "current").read_text(encoding="utf-8").strip()


def test_the_nearest_pieces_come_with_their_cosine(open_index: Open) -> None:
    found = open_index().nearest(chunk(PIECES[0]), 3)
    assert len(found) == 3
    assert next(iter(found)) == "rollback"
    assert found["rollback"] == pytest.approx(1.0, abs=1e-5)


def test_only_pieces_of_the_criterion_are_found_and_all_of_them(open_index: Open) -> None:
    index = open_index()
    assert set(index.nearest("go back", 50, "run.owner")) == {"alarm", "owner"}
    assert set(index.nearest("go back", 90, "filler")) == {f"filler-{i}" for i in range(80)}
    assert index.nearest("go back", 50, "run") == {}


def test_more_can_be_asked_for_than_there_are(open_index: Open) -> None:
    assert len(open_index().nearest("anything", 500)) == len(PIECES)


def test_one_piece_makes_an_index(open_index: Open) -> None:
    for embedded in (2, 1):
        embedder = HashingEmbedder()
        index = open_index(embedder, PIECES[:1])
        assert set(index.nearest("anything", 5)) == {"rollback"}
        assert len(embedder.embedded) == embedded
        index.close()


def test_an_index_is_built_once(open_index: Open, tmp_path: Path) -> None:
    first, second = HashingEmbedder(), HashingEmbedder()
    index = open_index(first)
    assert nearest(index) == "alarm"
    assert len(first.embedded) == len(PIECES) + 1
    index.close()
    assert nearest(open_index(second, tuple(reversed(PIECES)))) == "alarm"
    assert len(second.embedded) == 1
    assert versions(tmp_path) == {current(tmp_path)}


@pytest.mark.parametrize(
    ("changed", "new"),
    [
        ((*PIECES[1:], replace(PIECES[0], text="Another text.")), ["Rollback\nAnother text."]),
        ((*PIECES[1:], replace(PIECES[0], title="Another title")), [f"Another title\n{PIECES[0].text}"]),
        ((*PIECES[1:], replace(PIECES[0], criteria=("run.watch",))), []),
        (PIECES[1:], []),
    ],
    ids=["text", "title", "criteria", "one fewer"],
)
def test_a_piece_that_changes_makes_a_new_version_and_nothing_else_is_embedded_again(
    open_index: Open, tmp_path: Path, changed: tuple[Piece, ...], new: list[str]
) -> None:
    nearest(open_index())
    before = current(tmp_path)
    embedder = HashingEmbedder()
    index = open_index(embedder, changed)
    found = index.nearest("go back", 500)
    assert current(tmp_path) != before
    assert sorted(embedder.embedded) == sorted([*new, "go back"])
    assert set(found) == {p.id for p in changed}
    afresh = DenseIndex(changed, HashingEmbedder(), tmp_path / "afresh")
    assert found == afresh.nearest("go back", 500)
    afresh.close()


def test_vectors_that_are_damaged_are_made_again(
    open_index: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = open_index()
    nearest(index)
    index.close()
    (tmp_path / current(tmp_path) / "vectors.npz").write_bytes(b"x" * 1000)
    embedder = HashingEmbedder()
    nearest(open_index(embedder, PIECES[1:]))
    assert len(embedder.embedded) == len(PIECES)
    assert "its vectors cannot be used" in caplog.text


def test_whether_an_index_is_built_can_be_asked(open_index: Open) -> None:
    index, other = open_index(), open_index(pieces=PIECES[1:])
    assert not index.is_built()
    index.open()
    assert open_index().is_built()
    assert not other.is_built()


def test_an_index_is_built_anew_for_another_embedder(open_index: Open) -> None:
    nearest(open_index())
    other = HashingEmbedder("other-64")
    nearest(open_index(other))
    assert len(other.embedded) == len(PIECES) + 1


def test_questions_are_compared_with_the_query_and_are_a_part_of_the_version(open_index: Open) -> None:
    questions = ("who is on call", "what does it cost")
    near = open_index(None, PIECES, questions).near("what does it cost", 3, Only())
    assert near.questions.shape == (2, 64)
    assert near.questions[1] @ near.query == pytest.approx(1.0, abs=1e-5)
    assert near.questions[0] @ near.query < 0.9
    again, other = HashingEmbedder(), HashingEmbedder()
    open_index(again, PIECES, questions).near("what does it cost", 3, Only())
    assert len(again.embedded) == 1
    open_index(other, PIECES, ("another one", *questions[:1])).near("what does it cost", 3, Only())
    assert sorted(other.embedded) == ["another one", "what does it cost"]


def test_the_version_before_stays_and_older_ones_go(open_index: Open, tmp_path: Path) -> None:
    names = []
    for n in (10, 20, 30):
        nearest(open_index(pieces=PIECES[:n]))
        names.append(current(tmp_path))
    assert versions(tmp_path) == set(names[1:])


def test_a_version_that_was_kept_is_used_again(open_index: Open, tmp_path: Path) -> None:
    nearest(open_index())
    name = current(tmp_path)
    nearest(open_index(pieces=PIECES[:10]))
    embedder = HashingEmbedder()
    nearest(open_index(embedder))
    assert current(tmp_path) == name
    assert len(embedder.embedded) == 1


def test_a_reader_goes_on_while_versions_come_and_go(open_index: Open) -> None:
    reader = open_index()
    before = reader.nearest("go back", 50)
    for n in (10, 20, 30):
        nearest(open_index(pieces=PIECES[:n]))
    assert reader.nearest("go back", 50) == before
    assert set(reader.nearest("go back", 50, "run.owner")) == {"alarm", "owner"}


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("chroma.sqlite3", Path.unlink),
        ("chroma.sqlite3", empty),
        ("chroma.sqlite3", garble),
        ("*/data_level0.bin", garble),
        ("*/header.bin", garble),
        ("*/length.bin", garble),
        ("vectors.npz", garble),
        ("vectors.npz", Path.unlink),
        ("seal", empty),
        ("*/index_metadata.pickle", Path.unlink),
    ],
)
def test_a_damaged_index_is_built_anew(
    open_index: Open, tmp_path: Path, file: str, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    index = open_index()
    before = index.nearest("go back", 90)
    index.close()
    (path,) = (tmp_path / current(tmp_path)).glob(file)
    damage(path)
    assert open_index().nearest("go back", 90) == before
    assert "the index is damaged and is built anew" in caplog.text
    assert versions(tmp_path) == {current(tmp_path)}


def test_an_index_that_is_damaged_while_it_is_open_is_built_anew(open_index: Open, tmp_path: Path) -> None:
    index = open_index()
    before = index.nearest("go back", 50)
    garble(tmp_path / current(tmp_path) / "chroma.sqlite3")
    assert index.nearest("go back", 50) == before
    assert versions(tmp_path) == {current(tmp_path)}


def test_an_index_with_vectors_of_another_embedder_is_built_anew(open_index: Open, tmp_path: Path) -> None:
    index = open_index(HashingEmbedder("other-64"))
    nearest(index)
    index.close()
    other = current(tmp_path)
    index = open_index()
    nearest(index)
    index.close()
    shutil.rmtree(tmp_path / current(tmp_path))
    (tmp_path / other).rename(tmp_path / current(tmp_path))
    embedder = HashingEmbedder()
    nearest(open_index(embedder))
    assert len(embedder.embedded) == len(PIECES) + 1


@pytest.mark.parametrize("pointer", [None, "", "no-such-version\n"])
def test_an_index_is_found_without_a_good_pointer(open_index: Open, tmp_path: Path, pointer: str | None) -> None:
    index = open_index()
    nearest(index)
    index.close()
    name = current(tmp_path)
    (tmp_path / "current").unlink() if pointer is None else (tmp_path / "current").write_text(pointer)
    embedder = HashingEmbedder()
    nearest(open_index(embedder))
    assert len(embedder.embedded) == 1
    assert current(tmp_path) == name


def test_reading_leaves_the_vectors_on_disk_as_they_are(open_index: Open, tmp_path: Path) -> None:
    index = open_index()
    nearest(index)
    index.close()
    files = [path for path in (tmp_path / current(tmp_path)).glob("*/*") if path.is_file()]
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in files]
    nearest(open_index())
    assert files
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in files] == before


def test_threads_share_one_index(open_index: Open) -> None:
    embedder = HashingEmbedder()
    index = open_index(embedder)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: index.nearest("go back", 50), range(64)))
    assert len(embedder.embedded) == len(PIECES) + 64
    assert all(f == found[0] for f in found)


PROCESS = """
import os, sys
from pathlib import Path
import chromadb
from app.knowledge.index import DenseIndex
from tests.fakes import HashingEmbedder
from tests.integration.test_index import PIECES, nearest

class Dying(HashingEmbedder):
    def embed(self, texts):
        if len(self.embedded) > 1:
            os._exit(9)  # like a kill: in the middle of the build, nothing cleaned up
        return super().embed(texts)

embedder = Dying() if "die" in sys.argv else HashingEmbedder()
index = DenseIndex(PIECES, embedder, Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    assert nearest(index) == "alarm"
    assert len(index.nearest("anything", 500)) == len(PIECES)
print(len(embedder.embedded) - 40, index.nearest("go back", 50))
"""


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS, str(root), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_processes_that_build_at_once_end_with_one_good_index(tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:  # all are imported and set up; now they go off at once
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate()[0].split(" ", 1) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sorted(int(embedded) for embedded, _ in outputs) == [0, 0, len(PIECES)]
    assert len({found for _, found in outputs}) == 1
    assert versions(tmp_path) == {current(tmp_path)}


def test_a_build_that_was_killed_leaves_nothing_that_counts(tmp_path: Path, open_index: Open) -> None:
    killed = start(tmp_path, "die")
    killed.communicate("\n")
    assert killed.returncode == 9
    (left,) = versions(tmp_path)
    assert left.startswith(".aside-")
    assert not (tmp_path / "current").exists()
    assert nearest(open_index()) == "alarm"
    assert versions(tmp_path) == {current(tmp_path)}


def test_a_failing_embedder_leaves_nothing_behind(tmp_path: Path, open_index: Open) -> None:
    class Failing(HashingEmbedder):
        def embed(self, texts):  # type: ignore[no-untyped-def]
            if self.embedded:
                raise RuntimeError("no room")
            return super().embed(texts)

    with pytest.raises(RuntimeError, match="no room"):
        nearest(open_index(Failing()))
    assert versions(tmp_path) == set()
    assert nearest(open_index()) == "alarm"


def test_opening_is_quiet(open_index: Open, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    nearest(open_index())
    assert not caplog.records
