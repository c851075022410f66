"""A zip of XML parts (DOCX, PPTX, XLSX), opened as what it is: something that a stranger packed.

Sizes are bounded as declared and again as unpacked, no part is unpacked that is not read, document types
and so entities are refused (the format forbids them), and nothing outside the file is ever opened.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, Protocol, TypeVar
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.errors import DocumentRefused
from app.knowledge.documents.document import Limits

DAMAGED = "is damaged or was cut off on its way; send it again, or open it, save it anew and give that"
BOMB = "unpacks to far more than a document holds (a zip bomb, or damaged); it was not opened"
MOST_PARTS = 20_000
_CHUNK = 2**16
_RATIO_FROM = 2**20

T = TypeVar("T", covariant=True)


class Guarded:
    """What every target is, so that no part can declare entities."""

    def doctype(self, *_: object) -> NoReturn:
        """Called at the head of a document type, before anything in it is taken in."""
        raise DocumentRefused("declares XML entities, which no honest document of its kind does; it was not read")


class Target(Protocol[T]):
    """What `Package.feed` hands a part's elements to, one by one."""

    def doctype(self, *_: object) -> NoReturn:
        """See `Guarded`."""
        ...

    def start(self, tag: str, attributes: dict[str, str]) -> object:
        """An element begins; its tag has the namespace in braces."""
        ...

    def end(self, tag: str) -> object:
        """It ends."""
        ...

    def data(self, text: str) -> object:
        """Text between the two."""
        ...

    def close(self) -> T:
        """The part is over."""
        ...


@dataclass(frozen=True)
class Relation:
    """A part's pointer to another; `kind` is the last word of its type (`slide`, `header`)."""

    kind: str
    target: str
    external: bool


class _Tree(Guarded, TreeBuilder):
    """Builds the whole part."""


class Package:
    """The parts of a packed document, by their names in the zip."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Opens it without unpacking anything.

        Raises:
            DocumentRefused: It is no whole zip, is locked, or declares sizes beyond the limits.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError) as error:
            raise DocumentRefused(DAMAGED) from error
        self._left = limits.unpacked
        self._ratio = limits.ratio
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS:
            raise DocumentRefused(BOMB)
        self._parts = {part.filename.lstrip("/").lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self, folder: str = "") -> list[str]:
        """The names of all parts under a folder, in small letters."""
        return [name for name in self._parts if name.startswith(folder)]

    @property
    def macros(self) -> bool:
        """Whether it carries a program."""
        return any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in self._parts)

    def tree(self, name: str) -> Element | None:
        """A part as a tree, or None if there is no such part."""
        return self.feed(name, _Tree())

    def feed(self, name: str, target: Target[T]) -> T | None:
        """Hands a part's elements to a target as they are unpacked; None if there is no such part.

        Raises:
            DocumentRefused: The part is damaged, is larger than it may be, or declares a document type.
        """
        part = self._parts.get(name.lower())
        if part is None:
            return None
        parser: XMLParser[T] = XMLParser(target=target)  # noqa: S314 - every target is guarded, sizes are bounded
        try:
            for chunk in self._chunks(part):
                parser.feed(chunk)
            return parser.close()
        except (ParseError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, LookupError) as error:
            raise DocumentRefused(DAMAGED) from error

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part points to, by the ids that it uses for them; targets are names of parts."""
        folder, base = posixpath.split(name)
        tree = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for relation in tree if tree is not None else ():
            target = unquote(relation.get("Target", ""))
            external = relation.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = Relation(kind, target, external)
        return found

    def main(self, usual: str) -> str:
        """The name of the part that the document begins in; the usual one where the package does not say."""
        starts = (r.target for r in self.relations("").values() if r.kind == "officeDocument" and not r.external)
        return next((name for name in starts if name in self), usual)

    def _chunks(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        if part.flag_bits & 1:
            raise DocumentRefused("is protected by a password; save a copy without one and give that")
        most = max(_RATIO_FROM, part.compress_size * self._ratio)
        if part.file_size > min(self._left, most):
            raise DocumentRefused(BOMB)
        read = 0
        with self._zip.open(part) as file:
            while chunk := file.read(_CHUNK):
                read += len(chunk)
                self._left -= len(chunk)
                if self._left < 0 or read > most:
                    raise DocumentRefused(BOMB)
                yield chunk
