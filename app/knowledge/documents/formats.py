"""Which format a file is in, by its content: the name is only asked where the content is plain text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import PurePath

from app.errors import DocumentRefused
from app.knowledge.documents.composing import Composer
from app.knowledge.documents.package import DAMAGED

READABLE = "PDF, Word (DOCX), PowerPoint (PPTX), Excel (XLSX), HTML, Markdown, CSV and plain text"

Reader = Callable[[bytes, Composer], None]


@dataclass(frozen=True)
class Format:
    """A format that is read.

    Attributes:
        title: What people call a file of it, with its article.
        endings: Of names that such files bear, the usual one first.
        module: Whose `read(content, composer)` reads it; imported when the first such file comes.
    """

    title: str
    media_type: str
    endings: tuple[str, ...]
    module: str

    def reader(self) -> Reader:
        """The function that reads it."""
        reader: Reader = import_module(f"{__package__}.{self.module}").read
        return reader


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Format("a PDF", "application/pdf", (".pdf",), "pdf")
WORD = Format(
    "a Word document",
    f"{_OFFICE}.wordprocessingml.document",
    (".docx", ".docm", ".dotx", ".dotm"),
    "word",
)
SLIDES = Format(
    "a PowerPoint presentation",
    f"{_OFFICE}.presentationml.presentation",
    (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    "slides",
)
SHEETS = Format(
    "an Excel workbook",
    f"{_OFFICE}.spreadsheetml.sheet",
    (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "sheets",
)
HTML = Format("an HTML page", "text/html", (".html", ".htm", ".xhtml"), "html")
MARKDOWN = Format("a Markdown text", "text/markdown", (".md", ".markdown"), "markdown")
CSV = Format("a CSV table", "text/csv", (".csv", ".tsv"), "table")
TEXT = Format("a plain text", "text/plain", (".txt", ".text", ".log"), "plain")

FORMATS = (PDF, WORD, SLIDES, SHEETS, HTML, MARKDOWN, CSV, TEXT)

_PACKAGES = (("word/", WORD), ("ppt/", SLIDES), ("xl/", SHEETS))
_STREAMS = (
    ("EncryptedPackage", "is protected by a password; save a copy without one and give that"),
    ("WordDocument", "is in the old Word format (DOC); save it as DOCX and give that"),
    ("PowerPoint Document", "is in the old PowerPoint format (PPT); save it as PPTX and give that"),
    ("Workbook", "is in the old Excel format (XLS); save it as XLSX and give that"),
    ("__substg1.0_", "is an Outlook message (MSG); save it as text or PDF and give that"),
)
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1f\x8b", "a packed archive"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"Rar!", "a packed archive"),
    (b"{\\rtf", "a rich text (RTF)"),
    (b"%!PS", "a PostScript file"),
    (b"SQLite format 3", "a database"),
)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(rb"<[a-z][a-z0-9]*[\s>/]", re.I)
_HEAD = 2048
_PDF_WITHIN = 1024


def ending_of(name: str) -> str:
    """A name's ending, in small letters, with its dot."""
    return PurePath(name).suffix.lower()


def sniff(name: str, content: bytes) -> Format:
    """The format of a file.

    Raises:
        DocumentRefused: It is none that is read.
    """
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return PDF
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        for stream, sentence in _STREAMS:
            if stream.encode("utf-16-le") in content:
                raise DocumentRefused(sentence)
        raise DocumentRefused(f"is an old office file of an unknown kind; what can be read is {READABLE}")
    for magic, what in _OTHERS:
        if content.startswith(magic) and (len(magic) > 2 or b"\0" in content[:_HEAD]):
            raise DocumentRefused(f"is {what}, which holds no text to read; what can be read is {READABLE}")
    return _text(ending_of(name), content)


def _packed(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {part.lstrip("/").lower() for part in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError) as error:
        raise DocumentRefused(DAMAGED) from error
    if "[content_types].xml" in names:
        for folder, found in _PACKAGES:
            if any(name.startswith(folder) for name in names):
                return found
    if "mimetype" in names:
        raise DocumentRefused(f"is an OpenDocument or EPUB file; save it as one of these: {READABLE}")
    raise DocumentRefused("is a zip archive, which is not opened; give the files in it one by one")


def _text(ending: str, content: bytes) -> Format:
    head = content[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")  # UTF-16 shows its ASCII so, too
    if _HTML.match(head) or (ending in HTML.endings and _TAG.search(content.replace(b"\0", b""))):
        return HTML
    for found in (MARKDOWN, CSV):
        if ending in found.endings:
            return found
    return TEXT
