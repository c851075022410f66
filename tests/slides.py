"""A deck as a program reads it that knows nothing of who wrote it: the package's files and their XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Read(NamedTuple):
    """A slide: its title, its paragraphs in the order of reading, and its notes."""

    title: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]


def slides_of(data: bytes) -> tuple[Read, ...]:
    """The slides of a deck, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return tuple(_slide(package, name) for name in _slides(package))


def words_of_slides(data: bytes) -> str:
    """All text of a deck, a line a paragraph, the notes after the slides."""
    slides = slides_of(data)
    return "\n".join([p for s in slides for p in s.paragraphs] + [n for s in slides for n in s.notes])


def related(package: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """What a part of a package refers to inside it: by id, the last word of the kind and the part's name."""
    folder, file = posixpath.split(name)
    path = f"{folder}/_rels/{file}.rels"
    if path not in package.namelist():
        return {}
    return {
        r.attrib["Id"]: (
            r.attrib["Type"].rpartition("/")[2],
            posixpath.normpath(posixpath.join(folder, r.attrib["Target"])).lstrip("/"),
        )
        for r in ElementTree.fromstring(package.read(path))
        if r.get("TargetMode") != "External"
    }


def _slides(package: zipfile.ZipFile) -> Iterator[str]:
    relations = related(package, "ppt/presentation.xml")
    for entry in ElementTree.fromstring(package.read("ppt/presentation.xml")).iter(f"{_P}sldId"):
        yield relations[entry.attrib[f"{_R}id"]][1]


def _slide(package: zipfile.ZipFile, name: str) -> Read:
    root = ElementTree.fromstring(package.read(name))
    titles = [
        " ".join(_paragraphs(shape))
        for shape in root.iter(f"{_P}sp")
        for place in shape.iter(f"{_P}ph")
        if place.get("type") in ("title", "ctrTitle")
    ]
    notes = [target for kind, target in related(package, name).values() if kind == "notesSlide"]
    told = tuple(p for n in notes for p in _paragraphs(ElementTree.fromstring(package.read(n))))
    return Read(" ".join(titles), tuple(_paragraphs(root)), told)


def _paragraphs(root: ElementTree.Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_A}p"):
        yield "".join(t.text or "" for t in paragraph.iter(f"{_A}t"))
