"""Builds the papers of three pilots from `sources/` into `files/`: `python -m evals.documents.build`.

A source in Markdown (a small part of it, see `blocks`) becomes DOCX, PDF, HTML, MD or TXT, as the name in its
front matter says; one in YAML becomes XLSX or PPTX. The same sources give the same bytes on one machine.
"""

from __future__ import annotations

import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import yaml
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from pptx.util import Inches

from evals.documents.pdf import pdf

HERE = Path(__file__).parent
SOURCES, FILES = HERE / "sources", HERE / "files"
EPOCH = datetime(2026, 9, 7, 8, 0)


@dataclass(frozen=True)
class Block:
    """A piece of a paper.

    Attributes:
        kind: heading, paragraph, bullet, number, quotation, table, page, white (text in the colour of the paper)
            or none (text that is not displayed).
        text: What it says, but for a table.
        level: Of a heading, from 1.
        rows: Of a table; the first one heads it.
    """

    kind: str
    text: str = ""
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A source in Markdown: its front matter, and the text below as it stands and cut into blocks."""

    about: dict[str, Any]
    body: str
    blocks: list[Block]


MARKS = (
    ("heading", re.compile(r"(#{1,3}) (.*)")),
    ("bullet", re.compile(r"(-) (.*)")),
    ("number", re.compile(r"(\d+\.) (.*)")),
    ("quotation", re.compile(r"(>) ?(.*)")),
)
HIDDEN = re.compile(r"<!-- (?:(page|white|none)(?:: (.*?))?) -->")


def cells(line: str) -> list[str]:
    """The cells of a table's line, `| a | b |`."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def blocks(body: str) -> Iterator[Block]:
    """Cuts Markdown into blocks: headings, paragraphs, lists of one line an item, quotations, tables, page breaks."""
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = chunk.split("\n")
        if hidden := HIDDEN.fullmatch(chunk):
            yield Block(hidden[1], hidden[2] or "")
        elif lines[0].startswith("|"):
            yield Block("table", rows=[cells(line) for line in lines if not re.fullmatch(r"[|\-\s:]+", line)])
        else:
            paragraph: list[str] = []
            for line in lines:
                found = next(((kind, mark) for kind, rule in MARKS if (mark := rule.fullmatch(line))), None)
                if found is None:
                    paragraph.append(line)
                    continue
                kind, mark = found
                yield Block(kind, mark[2], level=len(mark[1]) if kind == "heading" else 0)
            if paragraph:
                yield Block("paragraph", " ".join(paragraph))


def load(path: Path) -> Source:
    """Reads a source in Markdown with its front matter."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Source(yaml.safe_load(front), body, list(blocks(body)))


def repacked(content: bytes) -> bytes:
    """An Office package whose parts and properties carry one date, so that it does not change from run to run."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-09-07T08:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, (2026, 9, 7, 8, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word(source: Source) -> bytes:
    """A DOCX with header, footer, lists and tables."""
    document = docx.Document()
    document.core_properties.title = source.about["title"]
    document.core_properties.author = source.about["author"]
    document.core_properties.created = document.core_properties.modified = EPOCH
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.header.paragraphs[0].text = source.about["header"]
    section.footer.paragraphs[0].text = source.about["footer"]
    styles = {"bullet": "List Bullet", "number": "List Number", "quotation": "Quote", "paragraph": "Normal"}
    for block in source.blocks:
        if block.kind == "heading":
            document.add_heading(block.text, block.level - 1)
        elif block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            document.add_paragraph()
        elif block.kind == "page":
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif block.kind == "white":
            run = document.add_paragraph().add_run(block.text)
            run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        else:
            document.add_paragraph(block.text, style=styles[block.kind])
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def portable(source: Source) -> bytes:
    """A PDF in one column or two, with a header and a numbered footer on every page."""
    pieces: list[tuple[str, list[str]]] = []
    for block in source.blocks:
        if block.kind == "table":
            pieces += [("head" if n == 0 else "row", row) for n, row in enumerate(block.rows)]
            pieces.append(("gap", []))
        else:
            pieces.append((f"heading{block.level}" if block.kind == "heading" else block.kind, [block.text]))
    about = source.about
    return pdf(pieces, title=about["title"], header=about["header"], footer=about["footer"], columns=about["columns"])


def page(source: Source) -> bytes:
    """An HTML page of a wiki, with its navigation around the text."""
    title = html.escape(source.about["title"])
    parts: list[str] = []
    for block in source.blocks:
        text = html.escape(block.text, quote=False)
        if block.kind == "table":
            rows = ["".join(f"<td>{html.escape(cell, quote=False)}</td>" for cell in row) for row in block.rows]
            rows[0] = rows[0].replace("td>", "th>")
            parts.append("<table border=1>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>")
        elif block.kind == "none":
            parts.append(f'<div style="display:none">{text}</div>')
        elif block.kind == "heading":
            parts.append(f"<h{block.level}>{text}</h{block.level}>")
        else:
            parts.append(
                {"bullet": "<li>{}</li>", "quotation": "<blockquote>{}</blockquote>"}.get(
                    block.kind, "<p>{}</p>"
                ).format(text)
            )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font-family: sans-serif }} nav {{ float: right }}</style>
<script>window.wiki = {{ page: 4711, macros: ["toc", "status"] }};</script></head>
<body><nav><a href="#">Home</a> <a href="#">Spaces</a> <a href="#">Log out</a></nav>
<main>
{chr(10).join(parts)}
</main>
<footer>Last edited by b.mercier · 3 watchers · Print · Export</footer>
</body></html>
""".encode()


def plain(source: Source) -> bytes:
    """The text below the front matter as it stands."""
    return source.body.lstrip("\n").encode()


def workbook(source: dict[str, Any]) -> bytes:
    """An XLSX with a sheet for each in the source; the rows below a head are wrapped, scores of 15 and more red."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for described in source["sheets"]:
        sheet: Worksheet = book.create_sheet(described["name"])
        for number, width in enumerate(described["widths"]):
            sheet.column_dimensions["ABCDEFGHIJ"[number]].width = width
        if "header" in described:
            sheet.append(described["header"])
            for cell in sheet[1]:
                cell.font = Font(bold=True)
            sheet.freeze_panes = "A2"
        for row in described["rows"]:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, int) and cell.value >= 15:
                    cell.fill = PatternFill("solid", fgColor="FFF4B6B6")
    book.properties.title, book.properties.creator, book.properties.created = source["title"], source["author"], EPOCH
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue())


def slides(source: dict[str, Any]) -> bytes:
    """A PPTX with title, bullets, perhaps a table and speaker's notes on each slide."""
    deck = pptx.Presentation()
    deck.core_properties.title, deck.core_properties.author = source["title"], source["author"]
    deck.core_properties.created = deck.core_properties.modified = EPOCH
    for described in source["slides"]:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = described["title"]
        slide.placeholders[1].text = "\n".join(described["bullets"])
        if rows := described.get("table"):
            shape = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.7), Inches(5), Inches(8.5), Inches(1.5))
            for row, texts in enumerate(rows):
                for column, text in enumerate(texts):
                    shape.table.cell(row, column).text = text
        if "notes" in described:
            slide.notes_slide.notes_text_frame.text = described["notes"]
    out = io.BytesIO()
    deck.save(out)
    return repacked(out.getvalue())


FROM_MARKDOWN: dict[str, Callable[[Source], bytes]] = {
    ".docx": word,
    ".pdf": portable,
    ".html": page,
    ".md": plain,
    ".txt": plain,
}
FROM_YAML: dict[str, Callable[[dict[str, Any]], bytes]] = {".xlsx": workbook, ".pptx": slides}


def built(path: Path) -> tuple[str, bytes]:
    """The name and the bytes of the paper that a source makes."""
    if path.suffix == ".md":
        source = load(path)
        name = source.about["file"]
        return name, FROM_MARKDOWN[Path(name).suffix](source)
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    return described["file"], FROM_YAML[Path(described["file"]).suffix](described)


def main() -> int:
    """Builds every paper."""
    FILES.mkdir(exist_ok=True)
    for path in sorted(SOURCES.iterdir()):
        name, content = built(path)
        (FILES / name).write_bytes(content)
        print(f"{name:34} {len(content):7,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
