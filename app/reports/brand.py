"""Reads a brand from `brand.yaml`: what is wrong in it is told, and the default stands in its place.

name: Example Ltd
colours: {primary: "#0c5580", accent: "#b3541e"}
logo: logo.png                # beside the file; PNG, JPEG or SVG
docx_template: report.docx
pptx_template: slides.pptx
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from app.domain.brand import DEFAULT, Brand, Colour, Logo
from app.errors import BrandRefused

T = TypeVar("T")

LARGEST_FILE, LARGEST_LOGO, LARGEST_TEMPLATE = 64 * 1024, 2 * 1024 * 1024, 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LONGEST_NAME = 80
_KEYS = ("name", "colours", "logo", "docx_template", "pptx_template")
_RUNS_OR_FETCHES = frozenset(
    {"script", "foreignobject", "iframe", "image", "animate", "set", "handler", "audio", "video"}
)
"""Elements of an SVG that no logo needs."""
_ELSEWHERE = re.compile(r"javascript:|@import|url\s*\((?!\s*[\"']?\s*#)", re.IGNORECASE)


def load_brand(file: Path) -> tuple[Brand, tuple[str, ...]]:
    """The brand of a file, and a sentence on everything in it that could not be used.

    No file is the default brand, and nothing to tell.
    """
    try:
        content = _bytes(file, LARGEST_FILE, "a brand")
    except BrandRefused as error:
        return DEFAULT, (str(error),) if file.exists() else ()
    try:
        given = yaml.safe_load(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError) as error:
        return DEFAULT, (f"{file.name}: is no YAML: {str(error).splitlines()[0]}; the default is used",)
    if given is None:
        return DEFAULT, ()
    if not isinstance(given, dict):
        return DEFAULT, (f"{file.name}: {_shown(given)}: expected the keys {', '.join(_KEYS)}; the default is used",)
    return _Reading(file, given).brand()


class _Reading:
    """One file being read: what is refused is noted, and the next is read."""

    def __init__(self, file: Path, given: dict[Any, Any]) -> None:
        self._file, self._given = file, given
        self._problems: list[str] = []

    def brand(self) -> tuple[Brand, tuple[str, ...]]:
        given = self._given
        for key in given:
            if key not in _KEYS:
                self._refuse(f"{key}: there is no such key; expected {', '.join(_KEYS)}")
        brand = replace(
            DEFAULT,
            name=self._taken("name", check_name, DEFAULT.name),
            logo=self._taken("logo", lambda v: check_logo(self._beside(v, LARGEST_LOGO, "a logo")), None),
            docx_template=self._taken("docx_template", lambda v: check_docx(self._template(v)), None),
            pptx_template=self._taken("pptx_template", lambda v: check_pptx(self._template(v)), None),
        )
        colours = given.get("colours") or {}
        if not isinstance(colours, dict):
            self._refuse(f"colours: {_shown(colours)}: expected primary and accent")
            colours = {}
        for name, value in colours.items():
            try:
                brand = check_colour(brand, str(name), value)
            except BrandRefused as error:
                self._refuse(f"colours.{error}")
        return brand, tuple(self._problems)

    def _taken(self, key: str, check: Callable[[Any], T], default: T) -> T:
        value = self._given.get(key)
        if value is None:
            return default
        try:
            return check(value)
        except BrandRefused as error:
            self._refuse(f"{key}: {error}")
            return default

    def _refuse(self, problem: str) -> None:
        self._problems.append(f"{self._file.name}: {problem}; the default is used")

    def _beside(self, name: Any, most: int, what: str) -> bytes:
        if not isinstance(name, str) or not name.strip():
            raise BrandRefused(f"{_shown(name)}: expected the name of a file")
        return _bytes(self._file.parent / name, most, what)

    def _template(self, name: Any) -> bytes:
        return self._beside(name, LARGEST_TEMPLATE, "a template")


def check_name(value: object) -> str:
    """A name to stand in headers; BrandRefused if it is none."""
    line = " ".join(value.split()) if isinstance(value, str) else ""
    if not line or len(line) > LONGEST_NAME or not line.isprintable():
        raise BrandRefused(f"{_shown(value)}: expected a name of 1 to {LONGEST_NAME} printable characters")
    return line


def check_colour(brand: Brand, name: str, value: object) -> Brand:
    """The brand with one of its colours set; BrandRefused if it is no colour, or cannot be seen on paper."""
    if name not in ("primary", "accent"):
        raise BrandRefused(f"{name}: there is no such colour; expected primary or accent")
    try:
        colour = Colour(value) if isinstance(value, str) else Colour("")
        return replace(brand, primary=colour) if name == "primary" else replace(brand, accent=colour)
    except ValueError as error:
        known = str(error)
        reason = known if known.startswith(name) else f"{name}: {_shown(value)}: expected # and six hexadecimal digits"
        raise BrandRefused(reason) from error


def check_logo(content: bytes) -> Logo:
    """A picture that opens and runs nothing; BrandRefused if it is none."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        _open_picture(content, "PNG")
        return Logo(content, "image/png")
    if content.startswith(b"\xff\xd8\xff"):
        _open_picture(content, "JPEG")
        return Logo(content, "image/jpeg")
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<svg", b"<?xml")) and b"<svg" in content:
        _open_svg(content)
        return Logo(content, "image/svg+xml")
    raise BrandRefused(f"a file that begins with {content[:8]!r}: expected a PNG, a JPEG or an SVG")


def check_docx(content: bytes) -> bytes:
    """A Word file that opens and has no macros; BrandRefused if it is none."""
    from docx import Document

    return _office(content, "word/document.xml", "Word (.docx)", lambda file: Document(file))


def check_pptx(content: bytes) -> bytes:
    """A PowerPoint file that opens, has no macros, and has layouts to use; BrandRefused if it is none."""
    from pptx import Presentation

    def opened(file: io.BytesIO) -> None:
        if not len(Presentation(file).slide_layouts):
            raise ValueError("it has no layouts")

    return _office(content, "ppt/presentation.xml", "PowerPoint (.pptx)", opened)


def _office(content: bytes, main: str, kind: str, opened: Callable[[io.BytesIO], object]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            size = sum(entry.file_size for entry in package.infolist())
            types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise BrandRefused(f"a file that begins with {content[:8]!r}: expected a {kind} file") from error
    if main not in names:
        raise BrandRefused(f"a package without {main}: expected a {kind} file")
    if size > LARGEST_UNPACKED:
        raise BrandRefused(f"{size} bytes when unpacked: expected {LARGEST_UNPACKED} at most")
    if b"macroEnabled" in types or any(n.endswith("vbaProject.bin") for n in names):
        raise BrandRefused(f"a file with macros: expected a {kind} file without any")
    try:
        opened(io.BytesIO(content))
    except Exception as error:  # whatever a foreign file makes the library raise
        raise BrandRefused(f"a file that does not open ({error}): expected a {kind} file") from error
    return content


def _open_picture(content: bytes, kind: str) -> None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            width, height = picture.size
            if width * height > 25_000_000:
                raise BrandRefused(f"{width} by {height} pixels: expected 25 million at most")
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BrandRefused(f"a picture that does not open ({error}): expected a {kind} file") from error


def _open_svg(content: bytes) -> None:
    from xml.etree import ElementTree

    if re.search(rb"<!(doctype|entity)|<\?xml-stylesheet", content, re.IGNORECASE):
        raise BrandRefused("an SVG with a document type or a style sheet: expected a drawing alone")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (it declares no entities, as was just seen)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise BrandRefused(f"an SVG that does not open ({error}): expected a well-formed one") from error
    if root.tag.rpartition("}")[2] != "svg":
        raise BrandRefused(f"a file whose root is {root.tag!r}: expected an SVG")
    for part in root.iter():
        name = str(part.tag).rpartition("}")[2].lower()
        bad = [name] if name in _RUNS_OR_FETCHES else []
        bad += [k for k, v in part.attrib.items() if _acts(k.rpartition("}")[2].lower(), v)]
        if bad or _ELSEWHERE.search(part.text or ""):
            raise BrandRefused(f"an SVG with {(bad or ['a style that fetches'])[0]!r}: expected a drawing alone")


def _acts(name: str, value: str) -> bool:
    """Whether an attribute runs something, or leads out of the drawing."""
    leads_out = name == "href" and not value.strip().startswith("#")
    return name.startswith("on") or leads_out or _ELSEWHERE.search(value) is not None


def _bytes(file: Path, most: int, what: str) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BrandRefused(f"{file.name!r}: cannot be read ({reason}): expected a file beside the brand's") from error
    if len(content) > most:
        raise BrandRefused(f"{file.name!r}: is larger than {most} bytes, expected {what} of that size at most")
    return content


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
