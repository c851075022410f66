"""Prints what is wrong with the guidance and the questions on it, and exits 1 if anything is.

    python -m evals.content [--sources DIR [--write-shingles]]

It looks for words copied from the sources by their shingles in `knowledge/sources.shingles`; the texts are not
ours to publish and so stand in no repository. With `--sources`, a directory of the texts (*.txt), it compares
with these themselves and names the one; `--write-shingles` then writes the shingles anew first.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.domain.framework import Text
from app.errors import KnowledgeError
from app.frameworks import load_framework
from app.knowledge.front_matter import Slug, validated
from app.knowledge.guidance import check, load_guidance
from app.knowledge.overlap import shingles
from app.knowledge.questions import check_asks, check_questions
from app.ports import Piece

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
SHINGLES = KNOWLEDGE / "sources.shingles"
TOPICS = Path(__file__).parent / "retrieval" / "coverage.yaml"


class Topic(BaseModel):
    """Something that a source says, and where the guidance says it; each figure stands in one of the pieces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: Text
    pieces: tuple[Slug, ...] = Field(min_length=1)
    figures: tuple[Text, ...] = ()


def load_topics(path: Path = TOPICS) -> tuple[Topic, ...]:
    """The topics of the sources; KnowledgeError where the file breaks the schema."""
    return validated(TypeAdapter(tuple[Topic, ...]), path.read_text(encoding="utf-8"), path)


def untold(topics: Sequence[Topic], pieces: Sequence[Piece]) -> list[str]:
    """What the guidance does not say although the topics say that it does; one line for each problem."""
    texts = {piece.id: _plain(f"{piece.title}\n{piece.text}") for piece in pieces}
    problems = []
    for topic in topics:
        absent = [piece for piece in topic.pieces if piece not in texts]
        problems += [f"{topic.topic}: {piece!r} is no piece; expected the id of one" for piece in absent]
        told = [texts[piece] for piece in topic.pieces if piece in texts]
        problems += [
            f"{topic.topic}: {figure!r} stands in none of {', '.join(topic.pieces)}"
            for figure in topic.figures
            if not any(_stands(figure, text) for text in told)
        ]
    return problems


def _stands(figure: str, text: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(_plain(figure))}(?!\w|[.,]\d)", text) is not None


def _plain(text: str) -> str:
    """Without what does not tell figures apart: case, and the space before a per cent sign."""
    return re.sub(r"\s+(?=%)", "", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def read_shingles(path: Path = SHINGLES) -> frozenset[int]:
    """The shingles of all sources; ValueError where the file holds something else."""
    return frozenset(int(line, 16) for line in path.read_text(encoding="ascii").split())


def write_shingles(texts: Mapping[str, str], path: Path = SHINGLES) -> None:
    """Writes the shingles of the sources' texts, sorted, so that nothing tells in which order they stand."""
    path.write_text("".join(f"{s:016x}\n" for s in sorted(_union(texts))), encoding="ascii")


def _union(texts: Mapping[str, str]) -> frozenset[int]:
    return frozenset[int]().union(*(shingles(text) for text in texts.values()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks the repository's guidance; returns the exit code."""
    parser = argparse.ArgumentParser(description="Checks the guidance pieces.")
    parser.add_argument("--sources", type=Path, help="a directory of the sources' texts (*.txt)")
    parser.add_argument("--write-shingles", action="store_true", help="write the shingles of these sources first")
    given = parser.parse_args(arguments)
    directory: Path | None = given.sources
    texts = (
        {file.name: file.read_text(encoding="utf-8") for file in sorted(directory.glob("*.txt"))} if directory else {}
    )
    if directory and not texts:
        parser.error(f"--sources {directory}: holds no *.txt file")
    if given.write_shingles and not texts:
        parser.error("--write-shingles: needs --sources")
    if given.write_shingles:
        write_shingles(texts)
    for problem in (problems := _problems(texts)):
        print(problem)
    return 1 if problems else 0


def _ids() -> set[str]:
    return {path.stem for path in (KNOWLEDGE / "guidance").glob("*.md")}


def _problems(texts: Mapping[str, str]) -> list[str]:
    known: dict[str, Set[int]] = {name: shingles(text) for name, text in texts.items()}
    problems = []
    if not texts:
        known = {"a source": read_shingles()}
    elif _union(texts) != read_shingles():
        problems.append(f"{SHINGLES}: is not made of these sources; expected what --write-shingles writes")
    framework = load_framework(KNOWLEDGE / "frameworks" / "five-gates.yaml")
    problems += check(KNOWLEDGE / "guidance", framework, known)
    problems += check_questions(KNOWLEDGE / "questions.yaml", framework)
    problems += check_asks(KNOWLEDGE / "asks.yaml", _ids())
    try:
        problems += [f"{TOPICS}: {p}" for p in untold(load_topics(), load_guidance(KNOWLEDGE / "guidance"))]
    except KnowledgeError as error:
        problems += [line for line in str(error).splitlines() if line not in problems]
    return problems


if __name__ == "__main__":
    sys.exit(main())
