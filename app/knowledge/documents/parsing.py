"""One document, in this process: from a name and bytes to text, or to a sentence that says why not."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath, PureWindowsPath

from app.errors import DocumentRefused
from app.knowledge.documents.composing import Composer
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.formats import FORMATS, READABLE, ending_of, sniff
from app.knowledge.documents.package import DAMAGED
from app.knowledge.documents.visible import shown

LONGEST_NAME = 200
NO_TEXT = "holds no text that can be seen"


def parse(name: str, content: bytes, limits: Limits) -> Document:
    """Reads a document here and now; `read_document` does so in a process of its own, held to the limits.

    Raises:
        DocumentRefused: It cannot be read; the message names the file.
    """
    name = plain_name(name)
    check_size(name, content, limits)
    try:
        return _parsed(name, content, limits)
    except DocumentRefused as error:
        raise DocumentRefused(f"{name}: {error}") from error
    except MemoryError as error:
        raise DocumentRefused(f"{name}: {too_much(limits)}") from error
    except RecursionError as error:
        raise DocumentRefused(
            f"{name}: is nested deeper than any document that people write; it was not read"
        ) from error
    except Exception as error:
        # What a library makes of a damaged file can be anything; here it means one thing.
        raise DocumentRefused(f"{name}: {DAMAGED} ({type(error).__name__})") from error


def check_size(name: str, content: bytes, limits: Limits) -> None:
    """Refuses a file that is empty or too large, before anything looks into it."""
    if not content:
        raise DocumentRefused(f"{plain_name(name)}: is empty (0 bytes); send it again")
    if len(content) > limits.size:
        raise DocumentRefused(
            f"{plain_name(name)}: has {len(content) / 2**20:,.1f} MB, and at most {limits.size / 2**20:,.0f} MB "
            "are read; give the part that matters"
        )


def plain_name(name: str) -> str:
    """The last part of a file's name, on one line, without characters that are never drawn."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    return " ".join(shown(last)[0].split())[-LONGEST_NAME:] or "a file without a name"


def too_much(limits: Limits) -> str:
    """What is said of a file that takes more memory than it may."""
    return f"takes more than {limits.memory / 2**20:,.0f} MB of memory to read; give the part that matters"


def _parsed(name: str, content: bytes, limits: Limits) -> Document:
    found = sniff(name, content)
    composer = Composer(limits)
    ending = ending_of(name)
    if ending not in found.endings and any(ending in other.endings for other in FORMATS):
        composer.note(f"By its content it is {found.title}, not what its ending ({ending}) says, and was read so.")
    found.reader()(content, composer)
    text, places, notes = composer.finish()
    if not text:
        raise DocumentRefused(f"{NO_TEXT}; {' '.join(notes)}" if notes else f"{NO_TEXT}; what is read is {READABLE}")
    return Document(name, found.media_type, hashlib.sha256(content).hexdigest(), text, places, notes)
