"""How long an export takes: `python -m evals.bench.reports`.

The finished example, a pilot full of hostile text and one of sixty criteria in every format, each in a process of
its own: first with the import of the library that writes it, then again. The floor is the same library writing the
same texts without any form, a paragraph, a row or a text box each; for what is text itself, reading the JSON export
and writing it again.

What has to hold for the finished example, imports included: 2 s a format at most, 8 s for all.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

from app.domain.report import Report
from app.knowledge.guidance import load_guidance
from app.ports import ReportOptions
from app.reports import FORMATS, prepare
from app.reports.imports import read_export
from app.settings import CONTENT
from evals.example import EXAMPLE
from tests.facts import facts
from tests.pilots import PILOTS

EACH, TOGETHER = 2.0, 8.0
"""Seconds."""
WHOLE = ("md", "docx", "pdf", "xlsx", "pptx", "csv", "json")
AGAIN = 3


Floor = Callable[[Sequence[str]], object]


def docx(texts: Sequence[str]) -> None:
    """The floor for Word."""
    from docx import Document

    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(io.BytesIO())


def pdf(texts: Sequence[str]) -> None:
    """The floor for PDF."""
    from typst import Compiler

    main: Any = {
        "main.typ": b'#for text in json("texts.json") [#par(text)]',
        "texts.json": json.dumps(texts).encode(),
    }
    Compiler(main).compile(format="pdf")


def xlsx(texts: Sequence[str]) -> None:
    """The floor for Excel."""
    from xlsxwriter import Workbook

    book = Workbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet()
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text)
    book.close()


def pptx(texts: Sequence[str]) -> None:
    """The floor for PowerPoint: ten texts a slide."""
    from pptx import Presentation

    deck = Presentation()
    for start in range(0, len(texts), 10):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for text in texts[start : start + 10]:
            slide.shapes.add_textbox(0, 0, 1000, 1000).text_frame.text = text
    deck.save(io.BytesIO())


def rewritten(export: bytes) -> str:
    """The floor for what is text itself."""
    return json.dumps(json.loads(export), indent=1)


FLOORS: Mapping[str, Floor] = {"docx": docx, "pdf": pdf, "xlsx": xlsx, "pptx": pptx}


def reports() -> Iterator[tuple[str, Report]]:
    """The example that ships, and the two that are the most work."""
    guidance = load_guidance(CONTENT / "guidance")
    yield "the finished example", prepare(read_export(EXAMPLE.read_bytes()), guidance)
    for name in ("hostile", "sixty"):
        yield name, prepare(PILOTS[name](), guidance)


def timed(form: str) -> dict[str, tuple[float, float, float]]:
    """Seconds for each report: the first time, again, and the floor; the median of three but for the first time."""
    taken = {}
    for name, report in reports():
        texts = sorted({text.encode("utf-8", "replace").decode() for text in facts(report)})
        texts = ["".join(c for c in text if c.isprintable()) for text in texts]
        render = partial(FORMATS[form].render, report, ReportOptions())
        whole = FORMATS["json"].render(report, ReportOptions())
        first, *later = (_seconds(render) for _ in range(1 + AGAIN))
        floor = partial(FLOORS[form], texts) if form in FLOORS else partial(rewritten, whole)
        floors = [_seconds(floor) for _ in range(AGAIN)]
        taken[name] = first, statistics.median(later), statistics.median(floors)
    return taken


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure() -> bool:
    """Measures and prints; whether all that has to hold holds."""
    whole = {}
    for form in WHOLE:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            taken = process.submit(timed, form).result()
        whole[form] = taken["the finished example"][0]
        for name, (first, again, floor) in taken.items():
            print(f"{form:5} {name:21} {first:6.2f} s, again {again:6.2f} s, {again / floor:6.1f} times the floor")
    slowest = max(whole, key=whole.__getitem__)
    together = sum(whole.values())
    print(f"slowest: {slowest}, {whole[slowest]:.2f} s (at most {EACH:.0f})")
    print(f"all: {together:.2f} s (at most {TOGETHER:.0f})")
    return whole[slowest] <= EACH and together <= TOGETHER


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
