"""Reading documents without an assessment: what they say of each element, and where they contradict each other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.text import Text

from app import files
from app.domain import wording
from app.domain.admission import judged
from app.domain.framework import Framework
from app.domain.records import Choice, Status, TextPlace
from app.errors import GatewiseError, InputRefused, NotFound
from app.knowledge.documents import Document, Limits, Place, read_document_async
from app.ports import Assessor, DocumentFinding, ToReadDocument


@dataclass(frozen=True)
class Found:
    """What a document says of an element.

    Attributes:
        place: Where in the document; None where that has no name.
    """

    document: str
    finding: DocumentFinding
    status: Status
    place: Place | None


@dataclass(frozen=True)
class Prefill:
    """What several documents say.

    Attributes:
        findings: In the order of the framework's elements, and for each in that of the documents.
        exit_code: 0 where every document was read, else that of the first that was refused.
    """

    findings: tuple[Found, ...]
    exit_code: int


async def read_files(
    assessor: Assessor,
    framework: Framework,
    paths: Sequence[Path],
    refused: Callable[[GatewiseError], None],
    progress: Callable[[str, float], None],
) -> Prefill:
    """Reads the documents of some files; one that cannot be read is `refused` and the others go on.

    Args:
        assessor: Who reads.
        framework: What they are read for.
        paths: The files.
        refused: Is given what is wrong with a file; the message names it.
        progress: Is told of each document by name which share of it is read.
    """
    found: list[Found] = []
    read: dict[str, str] = {}
    exit_code = 0
    opening = [asyncio.create_task(_open(path)) for path in paths]
    for path, coming in zip(paths, opening, strict=True):
        try:
            document = await coming
            if document.sha256 in read:
                raise InputRefused(f"{document.name}: is the same, byte for byte, as {read[document.sha256]}")
        except (InputRefused, NotFound) as error:
            refused(error)
            exit_code = exit_code or error.exit_code
            continue
        read[document.sha256] = str(path)
        found += await _read(assessor, framework, document, progress)
    order = {e.id: number for number, e in enumerate(framework.elements)}
    return Prefill(tuple(sorted(found, key=lambda f: order[f.finding.element])), exit_code)


async def _open(path: Path) -> Document:
    return await read_document_async(path.name, await asyncio.to_thread(files.read_up_to, path, Limits().size + 1))


async def _read(
    assessor: Assessor, framework: Framework, document: Document, progress: Callable[[str, float], None]
) -> list[Found]:
    places = tuple(TextPlace(start=p.start, end=p.end, label=p.label) for p in document.places)
    perusal = await assessor.read_document(
        ToReadDocument(framework, document.name, document.text, places),
        progress=lambda share: progress(document.name, share),
    )
    return [
        Found(document.name, finding, status, document.place(finding.start))
        for finding in perusal.findings
        if (status := judged(framework, finding.element, finding.status, finding.basis)) not in (None, Status.UNKNOWN)
        and status is not None
    ]


def conflicts(findings: Iterable[Found]) -> dict[str, list[Found]]:
    """For every element on which the documents disagree, all that they say of it."""
    by_element: dict[str, list[Found]] = {}
    for found in findings:
        by_element.setdefault(found.finding.element, []).append(found)
    return {element: said for element, said in by_element.items() if len({f.status for f in said}) > 1}


def machine_readable(findings: Sequence[Found]) -> bytes:
    """The findings and the conflicts as JSON."""
    content = {
        "findings": [_line(f) for f in findings],
        "conflicts": [
            {"element": element, "findings": [_line(f) for f in said]} for element, said in conflicts(findings).items()
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def _line(found: Found) -> dict[str, Any]:
    place = found.place
    return {
        "element": found.finding.element,
        "status": str(found.status),
        "quote": found.finding.quote,
        "document": found.document,
        **({"page": place.number} if place and place.kind == "page" else {}),
        **({"place": place.label} if place else {}),
        "confidence": found.finding.confidence,
    }


def human_readable(framework: Framework, findings: Sequence[Found]) -> Iterator[Text]:
    """The findings gate by gate, the conflicts at the end."""
    opposed = conflicts(findings)
    gate = None
    for found in findings:
        if gate is not framework.gate_of(found.finding.element):
            gate = framework.gate_of(found.finding.element)
            yield Text(gate.title, style="bold")
        yield _told(framework, found)
    if not findings:
        yield Text("Nothing was found that settles an element.")
    if opposed:
        yield Text(f"In conflict: {wording.counted(len(opposed), 'element')}", style="bold red")
    for said in opposed.values():
        for found in said:
            yield _told(framework, found)


def _told(framework: Framework, found: Found) -> Text:
    shape, style = ("✔", "green") if found.status is Status.EVIDENCED else ("✘", "red")
    label, word = framework.element(found.finding.element).label, wording.CHOICE[Choice(found.status)]
    where = f"{found.document}, {found.place.label}" if found.place else found.document
    words = " ".join(found.finding.quote.split())
    return Text.assemble((f"  {shape} {label}: {word}. ", style), f"“{words}” ", (f"({where})", "bright_black"))
