"""What an organisation's own documents are kept as: a file each, in the directory of its workspace.

    <data>/workspaces/<workspace>/guidance/<name>.json    a document, cut into passages
    <data>/workspaces/<workspace>/index/                  their vectors, made anew when needed

Whoever looks into one directory sees nothing of another: a workspace's guidance is in nobody else's memory.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import InputRefused, KnowledgeError, NotFound, StorageError
from app.ports import Piece, PieceKind
from app.writing import write_whole

logger = logging.getLogger(__name__)

MOST_PASSAGES = 10_000
"""In a workspace: among so many a search takes less than twice as long as among those that come with Gatewise."""
LOCK_SECONDS = 30.0

_NAME = re.compile(r"[^\W_][\w .@&+-]{0,63}")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnPassage(_Part):
    """A stretch of a document that can be read alone.

    Attributes:
        heading: What it stands under, or "".
        place: What a person calls the place where it stands, or "".
        criteria: The ids of those that it is likely about, with how likely, the likeliest first.
    """

    heading: str
    place: str
    text: str
    criteria: dict[str, float]


class OwnDocument(_Part):
    """A document of an organisation's own guidance.

    Attributes:
        sha256: Of the file's content, in hexadecimal.
        notes: A sentence each on what was left out of it.
    """

    layout: Literal[1] = 1
    name: str
    media_type: str
    sha256: str
    added_at: datetime
    notes: tuple[str, ...]
    passages: tuple[OwnPassage, ...]

    @property
    def id(self) -> str:
        """Stands for the name and the content."""
        return hashlib.sha256(f"{self.name}\n{self.sha256}".encode()).hexdigest()[:8]

    def pieces(self, workspace: str) -> Iterator[tuple[Piece, dict[str, float]]]:
        """The passages as guidance of a workspace, each with how likely it is about its criteria."""
        for number, passage in enumerate(self.passages, 1):
            where = passage.heading or passage.place
            piece = Piece(
                id=f"own:{self.id}:{number}",  # no piece that comes with Gatewise has a colon in its id
                title=f"{self.name}: {where}" if where else self.name,
                kind=PieceKind.POLICY,
                criteria=tuple(passage.criteria),
                elements=(),
                source=f"“{self.name}”{passage.place and f', {passage.place}'} (your own guidance)",
                text=passage.text,
                workspace=workspace,
            )
            yield piece, passage.criteria


Look = tuple[tuple[str, int, int, int], ...]
"""What tells whether a directory has changed."""


class OwnDocuments:
    """The documents of one workspace. Threads and processes may share one directory.

    Args:
        data_dir: Where everything lives.
        workspace: Whose they are.

    Raises:
        InputRefused: The workspace's name is none.
    """

    def __init__(self, data_dir: Path, workspace: str) -> None:
        self.workspace = proper_workspace(workspace)
        self.home = data_dir / "workspaces" / _folder(self.workspace)
        self._directory = self.home / "guidance"
        self._read: dict[tuple[str, int, int, int], OwnDocument | None] = {}
        self._lock = threading.Lock()

    def look(self) -> Look:
        """A cheap look at the directory: what it gives changes with any document."""
        try:
            with os.scandir(self._directory) as entries:
                found = [(e.name, e.stat()) for e in entries if e.name.endswith(".json") and e.name[0] != "."]
        except OSError:
            return ()
        return tuple(sorted((name, s.st_mtime_ns, s.st_size, s.st_ino) for name, s in found))

    def all(self, look: Look | None = None) -> tuple[OwnDocument, ...]:
        """The documents by name; a file that is damaged is left out, and a warning says so once.

        Args:
            look: Which files to read; those that are there now, if it is not given.
        """
        with self._lock:
            wanted = self.look() if look is None else look
            self._read = {entry: self._read[entry] if entry in self._read else self._load(entry[0]) for entry in wanted}
            found = [document for document in self._read.values() if document is not None]
        return tuple(sorted(found, key=lambda document: (document.name.casefold(), document.name)))

    def put(self, document: OwnDocument) -> OwnDocument | None:
        """Keeps a document in the place of that of its name; gives the one that was there.

        Raises:
            InputRefused: There is no room for so many passages.
            StorageError: It cannot be written.
        """
        with self._alone():
            others = [other for other in self.all() if other.name != document.name]
            if sum(len(other.passages) for other in others) + len(document.passages) > MOST_PASSAGES:
                raise InputRefused(
                    f"{document.name}: makes {len(document.passages):,} passages, and with the {len(others)} documents"
                    f" that are there they would be more than {MOST_PASSAGES:,}; remove one first"
                )
            former = next((other for other in self.all() if other.name == document.name), None)
            write_whole(self._directory / _file(document.name), document.model_dump_json().encode())
            return former

    def find(self, wanted: str) -> OwnDocument:
        """The document of a name or an id; NotFound if there is none."""
        documents = self.all()
        found = [d for d in documents if d.name == wanted] or [d for d in documents if d.id == wanted]
        if not found:
            known = ", ".join(f"{d.name} ({d.id})" for d in documents) or "none"
            raise NotFound(f"there is no document {wanted!r} in the workspace {self.workspace!r}; there are: {known}")
        return found[0]

    def remove(self, wanted: str) -> OwnDocument:
        """Removes the document of a name or an id, for good; NotFound if there is none."""
        with self._alone():
            document = self.find(wanted)
            try:
                (self._directory / _file(document.name)).unlink(missing_ok=True)
            except OSError as error:
                raise StorageError(f"{document.name}: cannot be removed: {error.strerror}") from error
        return document

    def _load(self, name: str) -> OwnDocument | None:
        file = self._directory / name
        try:
            document = OwnDocument.model_validate_json(file.read_bytes())
            if _file(document.name) != name:
                raise ValueError(f"holds {document.name!r}, whose file has another name")
        except FileNotFoundError:  # removed since the look
            return None
        except (OSError, ValueError, ValidationError) as error:
            logger.warning("%s: is no document of this workspace and is left out (%s)", file, error)
            return None
        return document

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Alone among all that change this workspace's documents."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.home / "lock", timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise KnowledgeError(f"{self.home}: another process is changing it; nothing was changed here") from error
        except OSError as error:
            raise StorageError(f"{self.home}: cannot be written: {error.strerror}") from error


def proper_workspace(name: str) -> str:
    """A workspace's name; InputRefused if it is none."""
    proper = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(proper) or proper[-1] in " .":
        raise InputRefused(
            f"{name!r} is no name of a workspace; expected 1 to 64 letters, digits, spaces or . _ - @ & +, of which the"
            " first is a letter or digit"
        )
    return proper


def _folder(workspace: str) -> str:
    """A workspace's name as that of a directory: no two share one, even where capital letters count for nothing."""
    return "".join(c if c in _PLAIN else "".join(f"%{byte:02x}" for byte in c.encode()) for c in workspace)


def _file(name: str) -> str:
    """Of a document: names of files may be long, odd, or differ in capital letters alone."""
    return f"{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.json"
