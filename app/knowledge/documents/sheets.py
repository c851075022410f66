"""Excel (XLSX): the cells that show, as they show, by sheet and row. Formulas are never computed.

A formula counts with the value that was kept when the workbook was last saved; dates are written as ISO 8601.
Sheets are read as they are unpacked, a row at a time, since they unpack to many times their size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import DocumentRefused
from app.knowledge.documents.composing import COMMENT, PICTURE, STRUCK_OUT, Composer
from app.knowledge.documents.markup import attribute, child, children, local, true, within
from app.knowledge.documents.numbers import display
from app.knowledge.documents.package import DAMAGED, Guarded, Package
from app.knowledge.documents.sheetstyles import Font, Format, Palette, formats
from app.knowledge.documents.table import BAR
from app.knowledge.documents.visible import Unseen

MAIN = "xl/workbook.xml"
_ELSEWHERE = re.compile(r"xl/(?:externallinks/|connections\.xml|querytables/)")

Rich = list[tuple[str, Font | None]]
"""A text in stretches; with None for the font the cell's own."""


def read(content: bytes, composer: Composer) -> None:
    """Reads a workbook; a place for every row."""
    package = Package(content, composer.limits)
    main = package.main(MAIN)
    tree = package.tree(main)
    if tree is None:
        raise DocumentRefused(DAMAGED)
    relations = package.relations(main)
    parts = {r.kind: r.target for r in relations.values() if not r.external}
    palette = Palette(package.tree(parts.get("theme", "xl/theme/theme1.xml")))
    book = _Book(
        strings=package.feed(parts.get("sharedStrings", "xl/sharedStrings.xml"), _Strings(palette)) or [],
        formats=formats(package.tree(parts.get("styles", "xl/styles.xml")), palette),
        palette=palette,
        since_1904=true(attribute(child(tree, "workbookPr"), "date1904")),
    )
    for sheet in children(child(tree, "sheets"), "sheet"):
        title = attribute(sheet, "name") or ""
        relation = relations.get(next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""))
        if attribute(sheet, "state") in ("hidden", "veryHidden"):
            composer.left_out("hidden sheet", "hidden sheets")
        elif relation is not None and relation.kind == "worksheet" and not relation.external:
            package.feed(relation.target, _Sheet(title, book, composer))
    _tell(package, composer)


def _tell(package: Package, composer: Composer) -> None:
    for name in package.names("xl/"):
        if re.fullmatch(r"xl/(?:comments/)?comments?\d*\.xml", name):
            composer.left_out(*COMMENT, count=sum(1 for _ in within(package.tree(name), "comment")))
        elif re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
            boxes = sum(1 for _ in within(package.tree(name), "txBody"))
            composer.left_out("text box", "text boxes", count=boxes)
    composer.left_out(*PICTURE, count=len(package.names("xl/media/")))
    composer.left_out("chart", "charts", count=sum(n.endswith(".xml") for n in package.names("xl/charts/chart")))
    if package.macros:
        composer.note("It carries macros, which were neither run nor read.")
    if any(_ELSEWHERE.match(name) for name in package.names("xl/")):
        composer.note("It points to data outside itself, which was not fetched; its kept values were read.")


@dataclass(frozen=True)
class _Book:
    """What all sheets share."""

    strings: list[Rich]
    formats: list[Format]
    palette: Palette
    since_1904: bool


class _Texts(Guarded):
    """Follows the texts of an item or a cell: plain, or in stretches that have fonts of their own."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self.text: Rich = []
        self._takes = False
        self._phonetic = False
        self._properties: dict[str, dict[str, str]] | None = None
        self._pieces: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element within a text begins."""
        if name == "t":
            self._takes, self._pieces = not self._phonetic, []
        elif name == "rPh":
            self._phonetic = True
        elif name == "rPr":
            self._properties = {}
        elif self._properties is not None and name in ("color", "sz", "strike"):
            self._properties[name] = attributes

    def finish(self, name: str) -> None:
        """It ends."""
        if name == "t" and self._takes:
            font = self._palette.font(self._properties) if self._properties else None
            self.text.append(("".join(self._pieces), font))
            self._takes = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "r":
            self._properties = None

    def data(self, text: str) -> None:
        """Characters between two tags."""
        if self._takes:
            self._pieces.append(text)


class _Strings(_Texts):
    """The texts that cells refer to by number."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette)
        self._all: list[Rich] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.begin(local(tag), attributes)

    def end(self, tag: str) -> None:
        if local(tag) == "si":
            self._all.append(self.text)
            self.text = []
        else:
            self.finish(local(tag))

    def close(self) -> list[Rich]:
        return self._all


class _Sheet(_Texts):
    """One sheet, row by row."""

    def __init__(self, title: str, book: _Book, composer: Composer) -> None:
        super().__init__(book.palette)
        self._title, self._book, self._composer = title, book, composer
        self._hidden_columns: list[tuple[int, int]] = []
        self._rows_hidden = False
        self._row, self._column = 0, 0
        self._hidden = False
        self._cells: list[str] = []
        self._cell: dict[str, str] = {}
        self._value: list[str] | None = None
        self._formula = False
        self._shown = True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._open(attributes)
        elif name == "v":
            self._value = []
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = 0
            height = attributes.get("ht", "")
            flat = height != "" and height.strip("0.") == ""
            self._hidden = flat or true(attributes.get("hidden", "1" if self._rows_hidden else "0"))
        elif name == "col":
            if true(attributes.get("hidden")) or attributes.get("width", "1").strip("0.") == "":
                self._hidden_columns.append((int(attributes.get("min", "0")), int(attributes.get("max", "0"))))
        elif name == "sheetFormatPr":
            self._rows_hidden = true(attributes.get("zeroHeight"))
        else:
            self.begin(name, attributes)

    def data(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)
        else:
            super().data(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "c":
            self._take()
            self._value = None
        elif name == "row":
            if self._hidden and self._cells:
                self._composer.left_out("hidden row", "hidden rows")
            elif self._cells:
                self._composer.place("row", self._row, self._title)
                self._composer.block(BAR.join(self._cells))
            self._cells = []
        elif name not in ("v", "f"):
            self.finish(name)

    def close(self) -> None:
        """Nothing is left to do."""

    def _open(self, attributes: dict[str, str]) -> None:
        letters = re.match("[A-Z]{1,3}", attributes.get("r", ""))
        self._column = _column(letters[0]) if letters else self._column + 1
        self._cell, self._formula, self.text = attributes, False, []

    def _take(self) -> None:
        value = "".join(self._value or ())
        if not value and not self.text:
            self._composer.left_out(
                "formula without a kept value", "formulas without a kept value", count=int(self._formula)
            )
            return
        number = self._cell.get("s", "0")
        known = number.isdecimal() and int(number) < len(self._book.formats)
        look = self._book.formats[int(number)] if known else Format()
        stretches = self._said(value, look)
        if any(first <= self._column <= last for first, last in self._hidden_columns):
            if not self._hidden and stretches:
                self._composer.left_out("cell in a hidden column", "cells in hidden columns")
            return
        shown = " ".join("".join(self._seen(stretches, look)).split())
        if shown:
            self._cells.append(shown)

    def _said(self, value: str, look: Format) -> Rich:
        match self._cell.get("t", "n"):
            case "s":
                known = value.isdecimal() and int(value) < len(self._book.strings)
                return self._book.strings[int(value)] if known else []
            case "inlineStr":
                return self.text
            case "b":
                return [("TRUE" if value.strip() == "1" else "FALSE", None)]
            case "n":
                text = display(value, look.code, self._book.since_1904)
                if value.strip() and not text:
                    self._composer.unseen(Unseen.HIDDEN)
                return [(text, None)]
            case _:
                return [(value, None)]

    def _seen(self, stretches: Rich, look: Format) -> list[str]:
        kept = []
        for text, own in stretches:
            font = own or look.font
            why = font.unseen(look.fill)
            if self._hidden or (why is None and not font.struck):
                kept.append(text)  # those of a hidden row are counted with their row
            elif why is not None:
                self._composer.unseen(why, text)
            else:
                self._composer.left_out(*STRUCK_OUT, count=bool(text.strip()))
        return kept


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
