"""The files that a command is given, and those it writes."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import InputRefused, NotFound, PlanRefused, StorageFull

STANDARD_OUTPUT = Path("-")


def read(file: Path) -> bytes:
    """The content of a file; NotFound if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotFound(f"{file}: cannot be read: {error.strerror}") from error


def read_up_to(file: Path, most: int) -> bytes:
    """The first bytes of a file, `most` of them; NotFound if it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise NotFound(f"{file}: cannot be read: {error.strerror}") from error


@contextmanager
def named(file: Path) -> Iterator[None]:
    """Puts the file's name before what is refused of its content."""
    try:
        yield
    except PlanRefused as error:
        raise PlanRefused([f"{file}: {problem}" for problem in error.problems]) from error
    except InputRefused as error:
        raise type(error)(f"{file}: {error}") from error


def read_lines(file: Path) -> list[str]:
    """The lines of a UTF-8 file. Only a line feed ends one: JSON lets other line ends stand inside a string.

    Raises:
        NotFound: The file cannot be read.
        InputRefused: It is not UTF-8 text.
    """
    content = read(file)
    try:
        return content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputRefused(f"{file}: line {line}: is not UTF-8 text (byte {error.start} of the file)") from error


def write(file: Path, content: bytes) -> bool:
    """Writes a file, or to standard output where it is `-`; says whether it was a file.

    Raises:
        InputRefused: The path cannot be written.
        StorageFull: There is no room.
    """
    try:
        if file == STANDARD_OUTPUT:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            file.write_bytes(content)
    except BrokenPipeError:  # whoever reads has seen enough
        raise
    except OSError as error:
        kind = StorageFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else InputRefused
        name = "standard output" if file == STANDARD_OUTPUT else file
        raise kind(f"{name}: cannot be written: {error.strerror}") from error
    return file != STANDARD_OUTPUT
