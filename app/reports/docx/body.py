"""The body of a Word report while it is being written: headings, paragraphs, tables, and the list of contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.reports.docx.xml import Cell, Column, Markup, beside, join, paragraph, run, strong, table


class Body:
    """What stands in a document, from top to bottom.

    Attributes:
        width: Of the text, in twentieths of a point.
        numbers: Whether headings get the numbers that are written before them; not where a template counts itself.
    """

    def __init__(self, width: int, *, numbers: bool) -> None:
        self.width, self.numbers = width, numbers
        self._blocks: list[str] = []
        self._entries: list[tuple[str, Markup]] = []
        self._contents: int | None = None

    def heading(self, words: str, level: int, *, number: str = "", fresh: bool = False) -> None:
        """A heading (see `xml.paragraph`); one of the first level stands in the list of contents."""
        shown = join(run(f"{number} ") if number and self.numbers else "", words)
        if level == 1:
            mark = f"_Toc{len(self._entries) + 1:08d}"
            place = len(self._entries) + 1
            self._entries.append((mark, shown))
            shown = Markup(f'<w:bookmarkStart w:id="{place}" w:name="{mark}"/>{shown}<w:bookmarkEnd w:id="{place}"/>')
        self._blocks.append(paragraph(shown, f"heading {level}", fresh=fresh))

    def text(self, *parts: str, style: str = "Normal") -> None:
        """A paragraph; nothing where there is nothing to say."""
        if content := join(*parts):
            self._blocks.append(paragraph(content, style))

    def named(self, name: str, *parts: str, style: str = "Normal") -> None:
        """A paragraph that begins with what it is about; nothing where there is nothing to say."""
        if any(parts):
            self.text(strong(f"{name} "), *parts, style=style)

    def bullets(self, items: Iterable[str]) -> None:
        """A list."""
        for item in items:
            self.text(item, style="List Bullet")

    def table(
        self, shape: Sequence[Column], rows: Iterable[Sequence[Cell]], about: str, *, headed: bool = True
    ) -> None:
        """A table; nothing where it has no rows (see `xml.table`)."""
        self._blocks.append(table(shape, rows, about, self.width, headed=headed))

    def pairs(self, rows: Iterable[tuple[str, Cell]], about: str, *, share: float = 0.2) -> None:
        """A table of names and what they have; a row without content is left out."""
        shape = (Column("", share), Column("", 1 - share))
        self.table(shape, [(name, cell) for name, cell in rows if cell], about, headed=False)

    def add(self, markup: str) -> None:
        """What is XML already: a chart."""
        self._blocks.append(markup)

    def beside(self, left: Body, right: Body, space: int) -> None:
        """Two bodies side by side, with a space between that the left one leaves free (see `xml.beside`)."""
        self._blocks.append(beside(left.markup(), right.markup(), (left.width, right.width), space))

    def contents(self) -> None:
        """Where the list of contents stands."""
        self._contents = len(self._blocks)
        self._blocks.append("")

    def markup(self) -> str:
        """Everything."""
        blocks = list(self._blocks)
        if self._contents is not None:
            blocks[self._contents] = self._listed()
        return "".join(blocks)

    def _listed(self) -> str:
        """The list as a field that Word can bring up to date; it names no pages, for only a layout knows them."""
        if not self._entries:
            return ""
        begin = Markup(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\n'
            ' \\h \\z </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = Markup('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        last = len(self._entries) - 1
        return "".join(
            paragraph(
                Markup(
                    (begin if n == 0 else "")
                    + f'<w:hyperlink w:anchor="{mark}" w:history="1">{words}</w:hyperlink>'
                    + (end if n == last else "")
                ),
                "toc 1",
            )
            for n, (mark, words) in enumerate(self._entries)
        )
