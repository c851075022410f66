from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.errors import DocumentRefused
from app.knowledge.documents import Limits, read_document, read_document_async
from tests.documents import bomb, book, line, paragraphs, pdf

ROOT = Path(__file__).parents[2]
NESTED = b"<html><body>" + b"<div>" * 200_000 + b"x"
"""Takes minutes to parse: for every element, all that are open are looked through."""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf([line("Rolled back.")])),
        ("a.docx", paragraphs("Rolled back.")),
        ("a.xlsx", book(lambda workbook: workbook.worksheets[0].append(["Rolled back."]))),
        ("a.md", b"Rolled back."),
        ("a.txt", b"Rolled back."),
    ],
)
def test_every_format_is_read_in_a_process_of_its_own(name: str, content: bytes) -> None:
    document = read_document(name, content)

    assert document.text == "Rolled back."
    assert document.places[0].end == len(document.text)


def test_a_refusal_comes_out_as_the_same_sentence() -> None:
    with pytest.raises(DocumentRefused, match=r"^b\.docx: is damaged or was cut off"):
        read_document("a/b.docx", paragraphs("x")[:300])
    with pytest.raises(DocumentRefused, match=r"^b\.txt: is empty"):
        read_document("a/b.txt", b"")


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(DocumentRefused, match=r"^deep\.html: takes longer than 1 seconds to read"):
        read_document("deep.html", NESTED, Limits(seconds=1))


@pytest.mark.skipif(sys.platform != "linux", reason="holds processes to no address space")
def test_what_takes_too_much_memory_is_refused_and_this_process_goes_on() -> None:
    limits = Limits(memory=128 * 2**20, ratio=10_000)
    content = bomb(paragraphs("x"), "word/document.xml", 120)

    with pytest.raises(DocumentRefused, match=r"^big\.docx: takes more than 128 MB of memory"):
        read_document("big.docx", content, limits)

    assert read_document("small.docx", paragraphs("Still here."), limits).text == "Still here."


async def test_the_event_loop_goes_on_while_documents_are_read() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.001)

    clock = asyncio.create_task(tick())
    results = await asyncio.gather(
        *(read_document_async(f"{n}.txt", f"Text {n}.".encode()) for n in range(3)),
        read_document_async("x.pdf", b"%PDF-"),
        return_exceptions=True,
    )
    clock.cancel()

    assert [getattr(r, "text", None) for r in results] == ["Text 0.", "Text 1.", "Text 2.", None]
    assert isinstance(results[3], DocumentRefused)
    assert ticks > 10


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at the process from outside")
def test_the_process_gets_none_of_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "a key")

    def read() -> None:
        with contextlib.suppress(DocumentRefused):
            read_document("deep.html", NESTED, Limits(seconds=1))

    reading = threading.Thread(target=read)
    reading.start()
    environments = set()
    while reading.is_alive():
        for child in children():
            with contextlib.suppress(OSError):
                if "documents.worker" in (child / "cmdline").read_text():
                    environments.add((child / "environ").read_text())
        reading.join(0.01)

    assert any("OPENBLAS_NUM_THREADS" in environment for environment in environments)
    assert not any("ANTHROPIC_API_KEY" in environment for environment in environments)


def children() -> list[Path]:
    ids = " ".join(task.read_text() for task in Path("/proc/self/task").glob("*/children"))
    return [Path("/proc") / number for number in ids.split()]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")
def test_the_process_can_write_no_file(tmp_path: Path) -> None:
    target = tmp_path / "out"
    probe = (
        "import pathlib\n"
        "from app.knowledge.documents.document import Limits\n"
        "from app.knowledge.documents.worker import confine\n"
        "confine(Limits())\n"
        f"pathlib.Path({str(target)!r}).write_text('x')\n"
    )

    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=False)

    assert "File too large" in done.stderr
    assert target.read_text() == ""
