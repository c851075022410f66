"""Reads and checks the guidance: one Markdown file a piece, and beside the directory the list of its sources.

    knowledge/sources.yaml        who is cited
    knowledge/guidance/ID.md      front matter between two lines of three dashes, then the text

`front_matter` says what may stand in either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from app.domain.framework import Framework
from app.errors import KnowledgeError
from app.knowledge.coverage import uncovered
from app.knowledge.front_matter import FRONT_MATTER, SOURCES, Citation, Source, validated
from app.knowledge.overlap import RUN, copied_runs
from app.ports import Piece, PieceKind

FEWEST_WORDS, MOST_WORDS = 80, 250
"""How long the text of a piece may be."""

_REFERENCE = re.compile(r"\[\[[^\]]*\]\]|\]\([^)]*\.md[^)]*\)")
"""What looks like a reference to another piece. A piece is read alone, so it has none that could be dead."""


def load_guidance(directory: Path) -> tuple[Piece, ...]:
    """All pieces of a directory, by id; `sources.yaml` stands beside the directory.

    Raises:
        KnowledgeError: A file is wrong, two pieces share an id, or there is none; a line for each problem.
    """
    pieces, problems = _load(directory)
    if problems:
        raise KnowledgeError("\n".join(problems))
    return tuple(sorted(pieces.values(), key=lambda piece: piece.id))


def load_sources(path: Path) -> dict[str, Source]:
    """The sources by id.

    Raises:
        KnowledgeError: The file cannot be read or breaks the schema; a line for each problem.
    """
    sources: dict[str, Source] = {}
    for source in validated(SOURCES, _read(path), path):
        if sources.setdefault(source.id, source) is not source:
            raise KnowledgeError(f"{path}: id: {source.id!r} stands twice; expected one source of each id")
    return sources


def check(directory: Path, framework: Framework, sources: Mapping[str, Set[int]] | None = None) -> list[str]:
    """What is wrong with a directory of guidance that serves a framework; one line for each problem.

    Args:
        directory: Where the pieces are.
        framework: The framework whose criteria and elements they name, and have to cover.
        sources: The shingles of sources by name; no piece may share a run of words with one.
    """
    pieces, problems = _load(directory)
    if not pieces:
        return problems
    for path, piece in pieces.items():
        if piece.id != path.stem:
            problems.append(f"{path}: id: {piece.id!r} is not the name of the file; expected {path.stem!r}")
        problems += [f"{path}: {problem}" for problem in _out_of_place(piece, framework)]
        words = len(piece.text.split())
        if not FEWEST_WORDS <= words <= MOST_WORDS:
            problems.append(f"{path}: text: has {words} words; expected {FEWEST_WORDS} to {MOST_WORDS}")
        for reference in _REFERENCE.findall(piece.text):
            problems.append(f"{path}: text: {reference!r} refers to another piece; expected a text that stands alone")
        for name, shingles in (sources or {}).items():
            for run in copied_runs(f"{piece.title}\n{piece.text}", shingles):
                problems.append(f'{path}: text: "{run}" stands in {name}; expected fewer than {RUN} words in a row')
    return problems + [f"{directory}: {gap}" for gap in uncovered(pieces.values(), framework)]


def _load(directory: Path) -> tuple[dict[Path, Piece], list[str]]:
    try:
        sources = load_sources(directory.parent / "sources.yaml")
    except KnowledgeError as error:
        return {}, str(error).splitlines()
    pieces: dict[Path, Piece] = {}
    problems: list[str] = []
    homes: dict[str, Path] = {}
    for path in sorted(directory.glob("*.md")):
        try:
            piece = _parse(_read(path), path, sources)
        except KnowledgeError as error:
            problems += str(error).splitlines()
            continue
        if (other := homes.setdefault(piece.id, path)) != path:
            problems.append(f"{path}: id: {piece.id!r} is the id of {other.name}; expected one of its own")
        pieces[path] = piece
    if not pieces and not problems:
        problems.append(f"{directory}: holds no guidance; expected files named *.md")
    return pieces, problems


def _parse(text: str, path: Path, sources: Mapping[str, Source]) -> Piece:
    opening, _, rest = text.partition("\n")
    matter, fence, body = rest.partition("\n---\n")
    if opening.strip() != "---" or not fence:
        raise KnowledgeError(f"{path}:1: no front matter; expected it first, between two lines of ---")
    front = validated(FRONT_MATTER, matter, path, first_line=2)
    if front.kind is PieceKind.POLICY:
        raise KnowledgeError(f"{path}: kind: 'policy' is what an organisation's own documents are; expected another")
    unknown = [citation.id for citation in front.sources if citation.id not in sources]
    if unknown:
        raise KnowledgeError(f"{path}: sources: {', '.join(unknown)} not known; expected of {', '.join(sources)}")
    return Piece(
        id=front.id,
        title=front.title,
        kind=front.kind,
        criteria=front.criteria,
        elements=front.elements,
        source=_cite(front.sources, sources),
        text=body.strip(),
        platforms=front.platforms,
    )


def _cite(citations: Iterable[Citation], sources: Mapping[str, Source]) -> str:
    """The sources in words, such as "Gartner, 2025, cited by Vantage Point, 2026; Gatewise, 2026"."""
    words = []
    for citation in citations:
        source = sources[citation.id]
        first = f"{citation.said_by}, cited by " if citation.said_by else ""
        words.append(f"{first}{source.publisher}, {source.year}")
    return "; ".join(words)


def _out_of_place(piece: Piece, framework: Framework) -> list[str]:
    known = {criterion.id for criterion in framework.criteria}
    problems = [f"criteria: {c!r} is no criterion of {framework.id}" for c in piece.criteria if c not in known]
    for element in piece.elements:
        if not framework.has_element(element):
            problems.append(f"elements: {element!r} is no element of {framework.id}")
        elif (home := framework.criterion_of(element).id) not in piece.criteria:
            problems.append(f"elements: {element!r} belongs to {home}; expected that among the criteria")
    return problems


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark first
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: is not UTF-8 text (byte {error.start})") from error
