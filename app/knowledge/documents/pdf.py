"""PDF: a page's text, of which only that counts which shows when the page is drawn.

There are many ways to hide text in a PDF (its colour, its rendering mode, something painted over it, a place
outside the page, a layer that is off). Instead of knowing them all, each page is drawn twice, with its text and
without: a stretch of text counts if it brings the picture, where it stands, nearer to the text's own colour.
"""

from __future__ import annotations

import ctypes
import math
import re
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from app.errors import DocumentRefused
from app.knowledge.documents.composing import COMMENT, Composer
from app.knowledge.documents.package import DAMAGED
from app.knowledge.documents.visible import TINY_POINTS, Unseen

DOTS_PER_POINT = 1.5
MOST_DOTS = 2_000
"""Along the longer side of a page; larger pages are drawn smaller."""

LEAST_DIFFERENCE = 16
"""Of 255: how much of a text has to show; light grey (#ccc) on white differs by 51, thin strokes by half of it."""

SCANNED = "holds pictures of pages and no text (a scan); run text recognition (OCR) over it and give the result"
EMPTY = "holds no text that can be seen"
LOCKED = "is protected by a password; save a copy without one and give that"
_TAIL = 4096
_SCRIPT = re.compile(rb"/(?:JavaScript|JS)\b")
_INVISIBLE_MODES = frozenset((raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP))
_OUTLINED = frozenset((raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP))
_MOST_ANNOTATIONS = 10_000

_SAMPLED = 4
"""Of the characters that an object draws, every which one is measured: they stand in one line."""

_Plane = NDArray[np.uint8]
"""One colour channel of a picture, (height, width)."""

_Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points; infinite where nothing is drawn."""


@dataclass
class _Run:
    """The characters of one text object of the page."""

    drawn_by: Any
    ink: tuple[int, int, int] | None
    """Its colour, or None where it has none of its own."""

    points: float
    recognised: bool = False
    """Whether it is drawn as nothing, as text recognition does over the picture of a page."""

    text: list[str] = field(default_factory=list)
    box: _Box = (math.inf, math.inf, -math.inf, -math.inf)
    why: Unseen | None = None


def read(content: bytes, composer: Composer) -> None:
    """Reads a PDF; a place for every page.

    Raises:
        DocumentRefused: It is locked, cut off, damaged, too long, or a scan.
    """
    if b"%%EOF" not in content[-_TAIL:]:
        raise DocumentRefused(DAMAGED)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise DocumentRefused(LOCKED if locked else DAMAGED) from error
    with closing(document):
        pages = len(document)
        if pages > composer.limits.pages:
            raise DocumentRefused(
                f"has {pages:,} pages, and at most {composer.limits.pages:,} are read; give the pages that matter"
            )
        if pages == 0:
            raise DocumentRefused(DAMAGED)
        if _SCRIPT.search(content) or raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
            composer.note("It carries scripts, which were not run.")
        composer.left_out("attached file", "attached files", max(0, raw.FPDFDoc_GetAttachmentCount(document)))
        pictures = [n for n in range(1, pages + 1) if _read_page(document, n, composer)]
    if not composer.length:
        raise DocumentRefused(SCANNED if pictures else EMPTY)
    if pictures:
        named = ", ".join(map(str, pictures[:10])) + (", ..." if len(pictures) > 10 else "")
        composer.note(f"Pages without text, only pictures, were not read: {named}.")


def _read_page(document: pdfium.PdfDocument, number: int, composer: Composer) -> bool:
    """Reads one page; says whether it holds a picture and no text."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise DocumentRefused(DAMAGED) from error
    composer.place("page", number)
    with closing(page):
        _count_annotations(page, composer)
        with closing(page.get_textpage()) as text:
            runs = _runs(text)
            if any(math.isfinite(run.box[0]) for run in runs):
                _look(page, runs)
        before = composer.length
        composer.block("".join(_kept(run, composer) for run in runs))
        return composer.length == before and _pictured(page)


def _kept(run: _Run, composer: Composer) -> str:
    """The text of a run if it can be seen, else the white space that parts its neighbours."""
    text = "".join(run.text)
    if run.why is not None:
        composer.unseen(run.why, text)
        return "\n" if "\n" in text else " "
    if run.recognised and text.strip():
        composer.note("Some of its text lies unseen over a picture of it, as text recognition (OCR) leaves it.")
    # Where a word is parted at the end of a line, the hyphen comes as no character.
    return re.sub("[\x02\ufffe]\r?\n", "", text)


def _runs(text: pdfium.PdfTextPage) -> list[_Run]:
    """The page's characters in reading order, grouped by the object that draws them."""
    handle = text.raw
    runs: list[_Run] = []
    last: int | None = None
    left, right, bottom, top = sides = tuple(ctypes.c_double() for _ in range(4))
    pointers = [ctypes.byref(side) for side in sides]
    for at in range(raw.FPDFText_CountChars(handle)):
        character = chr(raw.FPDFText_GetUnicode(handle, at))
        drawn_by = raw.FPDFText_GetTextObject(handle, at)  # nothing draws the spaces that are only inferred
        if drawn_by and (address := ctypes.addressof(drawn_by.contents)) != last:
            runs.append(_run(handle, at, drawn_by))
            last = address
        if not runs:
            continue
        run = runs[-1]
        run.text.append(character)
        measured = len(run.text) % _SAMPLED == 1 or not math.isfinite(run.box[0])
        if drawn_by and measured and not character.isspace() and raw.FPDFText_GetCharBox(handle, at, *pointers):
            box = run.box
            run.box = (
                min(box[0], left.value), min(box[1], bottom.value), max(box[2], right.value), max(box[3], top.value),
            )  # fmt: skip
    return runs


def _run(handle: Any, at: int, drawn_by: Any) -> _Run:
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn_by)
    matrix = raw.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(handle, at, matrix) else 1.0
    points = raw.FPDFText_GetFontSize(handle, at) * scale
    channels = [ctypes.c_uint() for _ in range(4)]
    painted = raw.FPDFText_GetStrokeColor if mode in _OUTLINED else raw.FPDFText_GetFillColor
    if mode in _INVISIBLE_MODES or not painted(handle, at, *channels):
        return _Run(drawn_by, None, points, recognised=mode in _INVISIBLE_MODES)
    red, green, blue = (channel.value for channel in channels[:3])
    return _Run(drawn_by, (red, green, blue), points)


def _look(page: pdfium.PdfPage, runs: list[_Run]) -> None:
    """Draws the page with its text and without, and sets why those runs that do not show do not."""
    with_text = _drawn(page)
    for run in runs:
        raw.FPDFPageObj_SetIsActive(run.drawn_by, False)
    without = _drawn(page)
    down, across = with_text[0].shape
    for run in runs:
        run.why = _why(run, with_text, without, _on_picture(page, run.box, across, down))


def _drawn(page: pdfium.PdfPage) -> list[_Plane]:
    """The page as a picture: its red, green and blue."""
    scale = min(DOTS_PER_POINT, MOST_DOTS / max(*page.get_size(), 1.0))
    with closing(page.render(scale=scale, rev_byteorder=True, draw_annots=False)) as bitmap:
        picture: NDArray[np.uint8] = bitmap.to_numpy()
        return [np.ascontiguousarray(picture[:, :, channel]) for channel in range(3)]


def _on_picture(page: pdfium.PdfPage, box: _Box, across: int, down: int) -> tuple[int, int, int, int] | None:
    """Where a stretch of the page stands in its picture: left, top, right, bottom in dots; None if outside."""
    if not all(map(math.isfinite, box)):
        return None
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for corner in ((box[0], box[1]), (box[2], box[3])):  # the page may be turned, or shown in part
        raw.FPDF_PageToDevice(page, 0, 0, across, down, 0, *corner, x, y)
        corners.append((x.value, y.value))
    left, right = sorted(corner[0] for corner in corners)
    top, bottom = sorted(corner[1] for corner in corners)
    left, top, right, bottom = max(0, left - 1), max(0, top - 1), min(across, right + 2), min(down, bottom + 2)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _why(
    run: _Run, with_text: list[_Plane], without: list[_Plane], place: tuple[int, int, int, int] | None
) -> Unseen | None:
    if not math.isfinite(run.box[0]):
        return None  # nothing but spaces
    if place is None:
        return Unseen.OUTSIDE
    if run.points < TINY_POINTS:
        return Unseen.TINY
    left, top, right, bottom = place
    here = [plane[top:bottom, left:right] for plane in with_text]
    if run.recognised:  # it shows where the picture under it has something to read
        shows = max(int(plane.max()) - int(plane.min()) for plane in here) >= LEAST_DIFFERENCE
    else:
        there = [plane[top:bottom, left:right] for plane in without]
        shows = _change(run.ink, here, there) >= LEAST_DIFFERENCE
    return None if shows else Unseen.BLANK


def _change(ink: tuple[int, int, int] | None, here: list[_Plane], there: list[_Plane]) -> int:
    """How much nearer to its ink a stretch is with the text than without; without an ink, how far apart the two."""
    if ink is None:
        return max(int((np.maximum(a, b) - np.minimum(a, b)).max()) for a, b in zip(here, there, strict=True))
    nearer = _away(there, ink).astype(np.int16) - _away(here, ink)
    return int(nearer.max())


def _away(planes: list[_Plane], ink: tuple[int, int, int]) -> _Plane:
    """How far each dot is from a colour, in the channel in which it is farthest."""
    # Eight bits without a sign hold every difference, if the larger comes first.
    red, green, blue = (
        np.maximum(plane, np.uint8(level)) - np.minimum(plane, np.uint8(level))
        for plane, level in zip(planes, ink, strict=True)
    )
    farthest: _Plane = np.maximum(np.maximum(red, green), blue)
    return farthest


def _pictured(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4))


def _count_annotations(page: pdfium.PdfPage, composer: Composer) -> None:
    """Counts what is laid over the page: comments, and form fields, whose entries are no text of the page."""
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind == raw.FPDF_ANNOT_WIDGET:
            composer.left_out("form field", "form fields")
        elif kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
            composer.left_out(*COMMENT)
