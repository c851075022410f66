"""Reads a document in a process of its own: held to a time and a memory, and killed where it goes over.

What a stranger sends is parsed where it can do no harm: the process gets the bytes on its standard input, has none
of this one's environment (no keys), may write no file, and answers in JSON. Whatever it does, this one goes on.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import DocumentRefused
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.package import DAMAGED
from app.knowledge.documents.parsing import check_size, plain_name, too_much

AT_ONCE = 2
"""Documents read at the same time; each may take `Limits.memory`."""

_LONGEST_ESCAPE = 12
"""Bytes that one character takes in JSON at most: two escapes of six."""

_CLOCK = 2
"""How many seconds on the clock go with one second of work, on a machine that has other things to do."""

_TOO_LONG = -getattr(signal, "SIGXCPU", sys.maxsize)

_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Threads would only take address space."""

_turns = threading.BoundedSemaphore(AT_ONCE)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document: Document | None = None
    refused: str | None = None


def read_document(name: str, content: bytes, limits: Limits | None = None) -> Document:
    """Reads a document; blocks for at most twice `limits.seconds`, once it is its turn.

    Args:
        name: Of the file; what it is goes by its content.
        content: The whole file.
        limits: What the reading may take.

    Raises:
        DocumentRefused: It cannot be read, or not within the limits; one sentence says which file, why, and
            what to do.
    """
    limits = limits or Limits()
    check_size(name, content, limits)
    with _turns:
        output, status, late = _run(name, content, limits)
    if late:
        raise DocumentRefused(
            f"{plain_name(name)}: takes longer than {limits.seconds:g} seconds to read; give the part that matters"
        )
    if status != 0:
        # A library that gets no memory, or meets what it should not, can end its process with no word.
        raise DocumentRefused(f"{plain_name(name)}: {too_much(limits)}, or open it, save it anew and give that")
    try:
        answer = _Answer.model_validate_json(output)
    except ValidationError as error:
        raise DocumentRefused(f"{plain_name(name)}: {DAMAGED}") from error
    if answer.document is None:
        raise DocumentRefused(answer.refused or f"{plain_name(name)}: {DAMAGED}")
    return replace(answer.document, name=plain_name(name), sha256=sha256(content).hexdigest())


async def read_document_async(name: str, content: bytes, limits: Limits | None = None) -> Document:
    """The same as `read_document`, without holding up the event loop."""
    return await asyncio.to_thread(read_document, name, content, limits)


def _run(name: str, content: bytes, limits: Limits) -> tuple[bytes, int, bool]:
    """What the process wrote, its exit status, and whether it was ended for taking too long."""
    head = json.dumps({"name": plain_name(name), "limits": asdict(limits)}).encode("ascii") + b"\n"
    environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ} | _ONE_THREAD
    late = threading.Event()
    # -P and -B: nothing is imported from where it stands, and nothing is written.
    command = [sys.executable, "-P", "-B", "-m", f"{__package__}.worker"]
    with subprocess.Popen(  # noqa: S603 - the command is ours; what is read goes in on standard input
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds * _CLOCK, end)
        timer.start()
        try:
            try:
                process.stdin.write(head)
                process.stdin.write(content)
                process.stdin.close()
            except BrokenPipeError:
                pass  # it has ended already; its status says why
            most = limits.characters * _LONGEST_ESCAPE * 2
            output = process.stdout.read(most + 1)
            if len(output) > most:
                process.kill()
            status = process.wait()
        finally:
            timer.cancel()
            process.kill()
    return output, status, late.is_set() or status == _TOO_LONG
