"""Word (DOCX): what the page shows, with tracked insertions taken in and tracked deletions left out.

Word knows no pages before it lays a document out, so the places are the sections under its headings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from app.errors import DocumentRefused
from app.knowledge.documents.composing import COMMENT, PICTURE, STRUCK_OUT, Composer
from app.knowledge.documents.markup import attribute, child, children, local, on, true, within
from app.knowledge.documents.package import DAMAGED, Package
from app.knowledge.documents.table import BAR
from app.knowledge.documents.visible import Colour, Unseen
from app.knowledge.documents.wordstyles import (
    PLAIN,
    Look,
    Styles,
    box_colour,
    page_colour,
    shading,
    squeezed,
)

MAIN = "word/document.xml"
_DELETION = ("tracked deletion", "tracked deletions")
_OBJECT = ("embedded file or object", "embedded files or objects")
_DRAWN = {"blip": PICTURE, "imagedata": PICTURE, "chart": ("chart", "charts"), "relIds": ("diagram", "diagrams")}
_SIGNS = {  # of the symbol fonts, those that forms and checklists are made of
    ("Wingdings", 0xFE): "☒", ("Wingdings", 0xFD): "☒", ("Wingdings", 0xA8): "☐", ("Wingdings", 0x6F): "☐",
    ("Wingdings", 0xFC): "✔", ("Wingdings", 0xFB): "✘", ("Wingdings 2", 0x52): "☑", ("Wingdings 2", 0x50): "✔",
    ("Wingdings 2", 0x53): "☒", ("Wingdings 2", 0xA3): "☐", ("Wingdings 2", 0x4F): "✘",
}  # fmt: skip


_SHAPES = ("wsp", "shape", "rect", "roundrect", "oval")


@dataclass(frozen=True)
class _Around:
    """What a paragraph stands in: what is behind it, and what its table's style says of its text."""

    behind: Colour | None
    table: Look = PLAIN
    why: Unseen | None = None


@dataclass(frozen=True)
class _Block:
    text: str
    heading: bool = False


def read(content: bytes, composer: Composer) -> None:
    """Reads a document; a place for every heading's section, for its notes, headers and footers."""
    package = Package(content, composer.limits)
    main = package.main(MAIN)
    tree = package.tree(main)
    if tree is None:
        raise DocumentRefused(DAMAGED)
    relations = package.relations(main)
    parts = {r.kind: r.target for r in relations.values() if not r.external}
    reader = _Reader(composer, Styles(package.tree(parts.get("styles", "word/styles.xml"))))
    page = _Around(page_colour(tree))

    composer.place("section")
    for block in reader.blocks(child(tree, "body"), page):
        if block.heading and block.text.strip():
            composer.place("section", title=block.text)
        composer.block(block.text)
    for kind, cited in reader.cited.items():
        notes = package.tree(parts.get(f"{kind}s", f"word/{kind}s.xml"))
        by_id = {attribute(note, "id"): note for note in children(notes, kind)}
        for number, note_id in enumerate(cited, 1):
            composer.place("note", number)
            composer.block("\n".join(b.text for b in reader.blocks(by_id.get(note_id), page)))
    for title, target in _margins(package, tree, parts, {k: r.target for k, r in relations.items()}):
        composer.place("margin", title=title)
        composer.block("\n".join(b.text for b in reader.blocks(package.tree(target), page)))

    _tell(package, composer, parts, any(r.external and r.kind != "hyperlink" for r in relations.values()))
    if reader.insertions:
        composer.note("Its tracked changes are not settled yet: insertions were read, deletions left out.")


def _margins(
    package: Package, tree: Element, parts: dict[str, str], targets: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """The headers and footers that show, each once."""
    facing = on(package.tree(parts.get("settings", "word/settings.xml")), "evenAndOddHeaders")
    met: set[str] = set()
    for section in within(tree, "sectPr"):
        for reference in section:
            title = {"headerReference": "page header", "footerReference": "page footer"}.get(local(reference.tag))
            pages, target = attribute(reference, "type"), targets.get(attribute(reference, "id") or "")
            shows = (pages != "first" or on(section, "titlePg")) and (pages != "even" or facing)
            if title and target and shows and target not in met:
                met.add(target)
                yield title, target


def _tell(package: Package, composer: Composer, parts: dict[str, str], linked: bool) -> None:
    comments = package.tree(parts.get("comments", "word/comments.xml"))
    composer.left_out(*COMMENT, count=sum(1 for _ in children(comments, "comment")))
    if package.macros:
        composer.note("It carries macros, which were neither run nor read.")
    if linked:
        composer.note("It points to files outside itself, which were not opened.")


class _Reader:
    """Goes through the parts of a document.

    Attributes:
        cited: Ids of the footnotes and endnotes that the text refers to, in its order.
        insertions: How many tracked insertions it has met.
    """

    def __init__(self, composer: Composer, styles: Styles) -> None:
        self._composer = composer
        self._styles = styles
        self._instructions: list[bool] = []
        """For each field that is open, whether its instruction is still under way."""
        self._boxes: list[tuple[Element, _Around]] = []
        self.cited: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.insertions = 0

    def blocks(self, container: Element | None, around: _Around) -> Iterator[_Block]:
        """The paragraphs and table rows of a body, cell, box, note or margin, those that are seen."""
        for element in container if container is not None else ():
            match local(element.tag):
                case "p":
                    yield from self._paragraph(element, around)
                case "tbl":
                    yield from self._table(element, around)
                case "sdt":
                    yield from self.blocks(child(element, "sdtContent"), around)
                case "ins" | "moveTo" | "customXml" | "smartTag":
                    yield from self.blocks(element, around)
                case "AlternateContent":
                    yield from self.blocks(_chosen(element), around)
                case "altChunk":
                    self._composer.left_out(*_OBJECT)

    def _paragraph(self, paragraph: Element, around: _Around) -> Iterator[_Block]:
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        behind = shading(properties) or self._styles.shade(style) or around.behind
        why = around.why or squeezed(properties) or self._styles.squeezed(style)
        text = "".join(self._inline(paragraph, style, replace(around, behind=behind, why=why)))
        yield _Block(text, heading=self._styles.heads(style, properties))
        boxes, self._boxes = self._boxes, []
        for box, inner in boxes:
            yield from self.blocks(box, inner)

    def _table(self, table: Element, around: _Around) -> Iterator[_Block]:
        rows = list(_inside(table, "tr"))
        for at, row in enumerate(rows):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                self._composer.left_out(*_DELETION)
                continue
            why = around.why or (Unseen.HIDDEN if on(properties, "hidden") else None)
            cells = list(_inside(row, "tc"))
            texts = []
            for column, cell in enumerate(cells):
                look, shade = self._styles.cell(table, at, len(rows), column, len(cells))
                inner = _Around(shading(child(cell, "tcPr")) or shade or around.behind, look.over(around.table), why)
                texts.append([text for block in self.blocks(cell, inner) if (text := block.text.strip())])
            if any(len(text) > 1 for text in texts):  # a table that only lays paragraphs out
                yield from (_Block(text) for cell in texts for text in cell)
            else:
                yield _Block(BAR.join(text for cell in texts for text in cell))

    def _inline(self, container: Element | None, style: str | None, around: _Around) -> Iterator[str]:
        for element in container if container is not None else ():
            match local(element.tag):
                case "r":
                    yield self._run(element, style, around)
                case "del" | "moveFrom":
                    self._composer.left_out(*_DELETION)
                case "AlternateContent":
                    yield from self._inline(_chosen(element), style, around)
                case "pPr" | "sdtPr":
                    pass
                case other:
                    self.insertions += other in ("ins", "moveTo")
                    yield from self._inline(element, style, around)

    def _run(self, run: Element, style: str | None, around: _Around) -> str:
        text = "".join(self._characters(run, around))
        look = self._styles.run(child(run, "rPr"), style, around.table)
        why = around.why or look.unseen(around.behind)
        if why is not None:
            self._composer.unseen(why, text)
        elif look.struck and text.strip():
            self._composer.left_out(*STRUCK_OUT)
        else:
            return text
        return " " if text else ""

    def _characters(self, run: Element, around: _Around) -> Iterator[str]:
        for element in run:
            name = local(element.tag)
            if name == "fldChar":
                self._field(attribute(element, "fldCharType"))
            elif any(self._instructions):
                continue
            elif name == "t":
                yield element.text or ""
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                code = int(attribute(element, "char") or "0", 16) & 0xFF
                yield _SIGNS.get((attribute(element, "font") or "", code), "")
            elif name in ("footnoteReference", "endnoteReference"):
                self.cited[name.removesuffix("Reference")].append(attribute(element, "id") or "")
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._drawn(_chosen(element) if name == "AlternateContent" else element, around)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._instructions.append(True)
        elif self._instructions and kind == "separate":
            self._instructions[-1] = False
        elif self._instructions and kind == "end":
            self._instructions.pop()

    def _drawn(self, drawing: Element | None, around: _Around) -> None:
        """Counts the pictures of a drawing and keeps its text boxes for after the paragraph."""
        hidden = any(true(attribute(properties, "hidden")) for properties in within(drawing, "docPr"))
        why = around.why or (Unseen.HIDDEN if hidden else None)
        if drawing is not None and local(drawing.tag) == "object":
            self._composer.left_out(*_OBJECT)
        for shape in within(drawing, *_SHAPES):
            for box in (child(shape, "txbx", "txbxContent"), child(shape, "textbox", "txbxContent")):
                if box is not None:
                    self._boxes.append((box, _Around(box_colour(shape, around.behind), PLAIN, why)))
        for name, named in _DRAWN.items():
            self._composer.left_out(*named, count=sum(1 for _ in within(drawing, name)))


def _inside(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in content controls and tracked changes."""
    for inner in element:
        if local(inner.tag) == name:
            yield inner
        elif local(inner.tag) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _inside(inner, name)


def _chosen(alternatives: Element) -> Element | None:
    """Of the same content in several forms, the first."""
    first = child(alternatives, "Choice")
    return child(alternatives, "Fallback") if first is None else first
