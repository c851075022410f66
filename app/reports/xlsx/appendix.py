"""The sheets on what the result rests on: gates, dimensions, figures, notes, documents, guidance, method, glossary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.domain.report import Report
from app.reports import text
from app.reports.plan.sheet import EDITABLE
from app.reports.rows import identity, remarks
from app.reports.xlsx.book import HIGHEST, Book, Cell, Column, Table, line, moment
from app.reports.xlsx.fit import lines_of

_MOMENT, _SHARE = "yyyy-mm-dd hh:mm", "0%"
GATE, MET, OPEN, NOT_MET, SHARE, AT_BEST, NEEDED = 0, 5, 8, 9, 10, 12, 13
"""Columns of the gates' sheet that charts are drawn from."""
DIMENSION, HELD, MISSING, UNKNOWN = 0, 4, 5, 6
"""Those of the dimensions' sheet."""


def gates_sheet(book: Book) -> Table:
    """Every gate with its rule, its result and its numbers."""
    report = book.report
    columns = (
        Column("Gate", 12.5, strong=True),
        Column(text.so_far("Result", report), 13, strong=True),
        Column("Signed off", 13),
        Column("Criteria that apply", 7.5, number="0"),
        Column("Needed", 7.5, number="0"),
        Column("Met", 5, number="0"),
        Column("At worst", 6, number="0"),
        Column("At best", 6, number="0"),
        Column("Not settled", 7.5, number="0"),
        Column("Not met", 6, number="0"),
        Column("Share met", 7, number=_SHARE),
        Column("At worst", 6, number=_SHARE),
        Column("At best", 6, number=_SHARE),
        Column("Needed", 7.5, number=_SHARE),
        Column("What it is for", 22),
        Column("It passes when", 30),
        Column("What stands in the way", 28),
    )
    rows: Iterator[tuple[Cell, ...]] = (
        (
            line(gate.gate.title),
            text.gate_result(gate),
            line(text.sign_off(gate)),
            axis.applicable,
            axis.mark,
            axis.met,
            axis.worst,
            axis.best,
            axis.best - axis.met,
            axis.applicable - axis.best,
            *(axis.share(n) for n in (axis.met, axis.worst, axis.best, axis.mark)),
            line(gate.gate.purpose),
            line(gate.gate.pass_criteria),
            "\n".join(map(line, gate.hurdles)) or "–",
        )
        for axis, gate in zip(report.briefing.radar, report.gates, strict=True)
    )
    return book.table("Gates", columns, rows, frozen=1)


def dimensions_sheet(book: Book) -> Table | None:
    """Where the pilot is between pilot and production; none where the framework does not say."""
    columns = (
        Column("Dimension", 20, strong=True),
        Column("In a pilot", 42),
        Column("In production", 42),
        Column("Elements that apply", 10, number="0"),
        Column("Evidenced", 10.5, number="0"),
        Column("Known not to hold", 10, number="0"),
        Column("Not known", 9, number="0"),
        Column("Share evidenced", 10.5, number=_SHARE),
    )
    rows = (
        (
            line(place.dimension.title),
            line(place.dimension.pilot),
            line(place.dimension.production),
            place.applicable,
            place.held,
            place.missing,
            place.unknown,
            place.share if place.share is not None else "–",
        )
        for place in book.report.dimensions
    )
    return book.table("Dimensions", columns, rows, frozen=1) if book.report.dimensions else None


def standing_still_sheet(book: Book) -> None:
    """What it costs to stay as it is, with who says so."""
    columns = (
        Column("The cost of standing still", 34, key=True, strong=True),
        Column("Figures", 90),
        Column("Source", 36),
    )
    rows = ((line(b.title), _paragraphs(b.text), line(b.source)) for b in book.report.standing_still)
    if book.report.standing_still:
        book.table("Standing still", columns, rows, frozen=1)


def _paragraphs(words: str) -> str:
    """Guidance in one cell: a line for each paragraph or item."""
    return "\n".join(f"• {line(p.words)}" if p.item else line(p.words) for p in text.passages(words))


def notes_sheet(book: Book) -> None:
    """Notes and parked questions; also those notes of the plan that its rows cannot show as a whole."""
    columns = (
        Column("On", 26, key=True, strong=True),
        Column("Kind", 14),
        Column("Text", 84),
        Column("Who", 24),
        Column("When (UTC)", 16, number=_MOMENT),
    )
    rows = list(_notes(book.report))
    if rows:
        book.table("Notes", columns, rows, frozen=1)


def _notes(report: Report) -> Iterator[tuple[Cell, ...]]:
    for r in remarks(report):
        yield line(r.on), r.kind, line(r.words), line(r.who), moment(r.at)
    for action in report.plan:
        for kind, words in (("plan: note", action.note), ("plan: owner", action.owner)):
            if lines_of(words, 12) > HIGHEST:
                yield line(report.title(action.gap.criterion)), kind, line(words), "–", "–"


def documents_sheet(book: Book) -> None:
    """The documents that something was read from."""
    columns = (
        Column("Document", 52, key=True, strong=True),
        Column("Kind", 26),
        Column("Given by", 24),
        Column("When (UTC)", 16, number=_MOMENT),
        Column("SHA-256", 66),
    )
    rows = (
        (line(d.name), line(d.media_type), line(text.who(d.speaker)), moment(d.at), line(d.sha256))
        for d in book.report.documents
    )
    if book.report.documents:
        book.table("Documents", columns, rows, frozen=1)


def guidance_sheet(book: Book) -> None:
    """What the advice on the gaps rests on, and which of them it serves."""
    serving: dict[tuple[str, str], list[str]] = defaultdict(list)
    for view in book.report.criteria:
        for citation in view.citations if view.gap else ():
            serving[line(citation.title), line(citation.source)].append(line(view.criterion.title))
    columns = (Column("Guidance", 54, strong=True), Column("Source", 58), Column("Gaps that it is on", 60))
    rows = ((title, source, "; ".join(titles)) for (title, source), titles in serving.items())
    if serving:
        book.table("Guidance", columns, rows, frozen=1)


def method_sheet(book: Book) -> None:
    """How it was judged and read, and what the words mean."""
    columns = (
        Column("Part", 22, key=True, strong=True),
        Column("On", 30, key=True),
        Column("Text", 96),
        Column("Source", 30),
    )
    rows = ((part, on, words, source) for part, on, words, source in _method(book.report))
    book.table("Method & glossary", columns, rows, frozen=1)


def _method(report: Report) -> Iterator[tuple[str, str, str, str]]:
    yield "The pilot", "Its name", line(report.pilot), ""
    if report.description:
        yield "The pilot", "What it is", line(report.description), ""
    yield "The result", "What it means", line(report.meaning), ""
    yield "The result", "What it hangs on", line(report.robustness_words), ""
    for said in report.weakest:
        yield (
            "The result",
            line(report.title(said.part)),
            line(text.quote(said)),
            line(text.who(said.statement.speaker)),
        )
    if report.anonymous:
        yield "This workbook", "Names", text.NOBODY_NAMED, ""
    else:
        yield "This workbook", "The plan", _editing(), ""
    for on, words in _facts(report):
        yield "What it rests on", on, line(words), ""
    for number, paragraph in enumerate(report.method, 1):
        yield "How it is judged", f"Rule {number}", line(paragraph), ""
    yield "How it is judged", "The framework", line(report.framework.origin), ""
    for term in report.glossary:
        yield "Glossary", line(term.word), _paragraphs(term.meaning), line(term.source)


def _editing() -> str:
    *first, last = EDITABLE.values()
    return (
        f"On the sheet Plan the columns {', '.join(first)} and {last} can be changed; the others are locked, without a"
        " password. Rows may be sorted, filtered and left out, columns moved. The workbook can then be taken back with"
        " `gatewise plan import`."
    )


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    counts = report.coverage
    yield from identity(report)
    yield "The plan begins", f"{report.start:%Y-%m-%d}"
    yield "Elements asked about", f"{counts.asked} of {counts.elements}"
    yield "Elements settled", f"{counts.settled} of {counts.elements}"
    yield "Elements set or confirmed by hand", f"{counts.confirmed} of {counts.elements}"
    claimed = counts.evidenced - counts.with_instance
    yield "Elements evidenced", f"{counts.evidenced}: {counts.with_instance} with an instance, {claimed} claimed only"
    yield "Gates signed off", f"{counts.signed} of {counts.gates}"
    yield from (("Read by", text.reading(reader)) for reader in report.readers)
    yield from (("Explained by", text.reader(stamp)) for stamp in report.writers)
    if report.spending.turns:
        for model, used in report.spending.models.items():
            yield f"Used of {model}", text.spent(used)
        yield "Used in all", text.spent(report.spending.total)
