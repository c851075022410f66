"""The process that reads one document: bytes on standard input, JSON on standard output.

The first line that comes in is a JSON object with the name and the limits; the rest is the file. What goes out is
{"document": {...}} or {"refused": "a sentence"}.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
from dataclasses import asdict
from typing import BinaryIO

from app.errors import DocumentRefused
from app.knowledge.documents.document import Limits
from app.knowledge.documents.parsing import parse


def confine(limits: Limits) -> None:
    """Gives up what the reading does not need, where the platform lets a process do so for itself."""
    try:
        import resource
    except ImportError:  # Windows: the time limit alone holds there
        return
    seconds = math.ceil(limits.seconds)
    for name, most in (("AS", limits.memory), ("CPU", seconds), ("FSIZE", 0), ("CORE", 0)):
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (allowed, hard))


def answer(source: BinaryIO) -> dict[str, object]:
    """What is said of the file that comes in."""
    head = json.loads(source.readline())
    limits = Limits(**head["limits"])
    confine(limits)
    try:
        return {"document": asdict(parse(head["name"], source.read(), limits))}
    except DocumentRefused as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    sys.stdout.buffer.write(json.dumps(answer(sys.stdin.buffer)).encode("ascii"))
    sys.stdout.buffer.flush()
