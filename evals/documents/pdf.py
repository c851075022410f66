"""A small writer of PDF: Helvetica, WinAnsi, one column or two, tables, a header and a footer on every page."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT, MARGIN, GUTTER = 595, 842, 54, 22
# Advance widths of Helvetica from space to tilde, in thousandths of the size (Adobe's public font metrics).
RUN = """
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278
    584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944
    667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500
    278 556 500 722 500 500 500 334 260 334 584"""
ADVANCES = [int(width) for width in RUN.split()]
SIZES = {"heading1": 15.0, "heading2": 11.5, "heading3": 10.0}
INDENTS = {"bullet": 12.0, "number": 12.0, "quotation": 18.0}
BODY, BOLDER = 10.5, 1.08


def advance(text: str, size: float) -> float:
    """How wide a text runs, in points; a character outside ASCII counts as a digit does."""
    return sum(ADVANCES[ord(c) - 32] if 32 <= ord(c) < 127 else 556 for c in text) * size / 1000


def wrapped(text: str, size: float, room: float) -> list[str]:
    """A text cut into lines that fit the room, in points, at white space only."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and advance(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def shown(text: str, x: float, y: float, size: float, *, bold: bool = False) -> str:
    """The operators that show a line of text."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{2 if bold else 1} {size:g} Tf {x:.1f} {y:.1f} Td ({escaped}) Tj ET"


@dataclass
class Paper:
    """Pages as they fill, from the top of the first column to the foot of the last."""

    columns: int
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    column: int = 0
    y: float = HEIGHT - MARGIN - 14.0

    @property
    def room(self) -> float:
        """How wide a column is, in points."""
        return (WIDTH - 2 * MARGIN - GUTTER * (self.columns - 1)) / self.columns

    @property
    def x(self) -> float:
        """Where the column starts, in points from the left."""
        return MARGIN + self.column * (self.room + GUTTER)

    def turn(self, *, page: bool = False) -> None:
        """Goes to the next column, or to the next page where there is none or `page` says so."""
        self.column += 1
        if page or self.column == self.columns:
            self.column = 0
            self.pages.append([])
        self.y = HEIGHT - MARGIN - 14.0

    def need(self, height: float) -> None:
        """Turns where less than `height` points are left."""
        if self.y - height < MARGIN + 10:
            self.turn()

    def paragraph(self, kind: str, text: str) -> None:
        """Sets a heading, a paragraph or an item of a list."""
        heading = kind.startswith("heading")
        size, indent = SIZES.get(kind, BODY), INDENTS.get(kind, 0.0)
        room = (self.room - indent) / (BOLDER if heading else 1)
        if heading:
            self.need(size * 4)
            self.y -= 5
        for number, line in enumerate(wrapped(text, size, room)):
            self.need(size)
            self.y -= size
            if kind == "bullet" and number == 0:
                self.pages[-1].append(shown("\u2022", self.x, self.y, size))
            self.pages[-1].append(shown(line, self.x + indent, self.y, size, bold=heading))
            self.y -= size * 0.28
        self.y -= 2 if kind == "bullet" else 5

    def row(self, cells: list[str], *, head: bool) -> None:
        """Sets a row of a table in columns of equal width, with a rule below."""
        size, room = BODY - 1, self.room / len(cells)
        lines = [wrapped(cell, size, (room - 6) / (BOLDER if head else 1)) for cell in cells]
        height = max(len(cell) for cell in lines) * size * 1.25
        self.need(height + 4)
        for column, cell in enumerate(lines):
            for number, line in enumerate(cell):
                at = self.y - size - number * size * 1.25
                self.pages[-1].append(shown(line, self.x + column * room + 2, at, size, bold=head))
        self.y -= height + 3
        self.pages[-1].append(f"0.4 w {self.x:.1f} {self.y:.1f} m {self.x + self.room:.1f} {self.y:.1f} l S")
        self.y -= 2


def pdf(pieces: list[tuple[str, list[str]]], *, title: str, header: str, footer: str, columns: int) -> bytes:
    """Sets the pieces and writes the file.

    Args:
        pieces: Kind (heading1 to heading3, paragraph, bullet, number, quotation, head, row, gap, page) and texts.
        title: Of the document, for its properties.
        header: At the top of every page.
        footer: At the foot of every page, before "page n of m".
        columns: On a page.
    """
    paper = Paper(columns)
    for kind, texts in pieces:
        if kind == "page":
            paper.turn(page=True)
        elif kind in ("head", "row"):
            paper.row(texts, head=kind == "head")
        elif kind == "gap":
            paper.y -= 6
        else:
            paper.paragraph(kind, texts[0])
    total = len(paper.pages)
    for number, operators in enumerate(paper.pages, start=1):
        operators.insert(0, shown(header, MARGIN, HEIGHT - 40, 8))
        operators.append(shown(f"{footer}  page {number} of {total}", MARGIN, 34, 8))
    return written(["\n".join(operators).encode("cp1252") for operators in paper.pages], title)


def written(contents: list[bytes], title: str) -> bytes:
    """The objects of a PDF around the pages' contents, with its table of references."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
        f"<< /Title ({title}) /CreationDate (D:20260907080000Z) >>".encode("cp1252"),
    ]
    for number, content in enumerate(contents):
        packed = zlib.compress(content)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode(),
            f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream",
        ]
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, size = len(out), len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
