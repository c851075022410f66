"""How well documents are read: the papers in evals/documents, labelled by people who did not write the rules.

    python -m evals.prefill                 the table
    python -m evals.prefill --verbose       every finding that is wrong, every label that was missed
    python -m evals.prefill FOLDER          other papers: those in evals/datasets/prefill, which the reader was tuned on

A finding is right if the paper's labels give its element the same status; elements on which careful readers differ
count neither as right nor as wrong. A planted conflict is found if both of its papers give the findings that oppose
each other. A trap is taken if a finding on its element rests on its words and says other than the whole paper does.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.assessors.local import LocalAssessor
from app.domain.framework import Framework
from app.domain.records import Status
from app.errors import GatewiseError
from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.knowledge.documents import read_document
from app.ports import Assessor
from app.prefill import Found, read_files

ROOT = Path(__file__).parent.parent
FRAMEWORK = ROOT / "knowledge" / "frameworks" / "five-gates.yaml"
DOCUMENTS = ROOT / "evals" / "documents"


@dataclass
class Tally:
    """Counts of findings and labels of one status."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of findings that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of labels that were found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


@dataclass
class Measured:
    """What the papers came to.

    Attributes:
        statuses: For each status.
        beside: Findings that are right and rest on other words than the labels do.
        invented: Quotes that do not stand in their document.
        conflicts: How many oppositions were listed and how many of them were found, by kind.
        unlisted: Oppositions that were found and are not listed.
        traps: How many there were, and those that were taken.
        told: What there is to say with --verbose.
    """

    statuses: dict[str, Tally] = field(default_factory=dict)
    beside: int = 0
    invented: int = 0
    conflicts: dict[str, tuple[int, int]] = field(default_factory=dict)
    unlisted: int = 0
    traps: int = 0
    taken: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def whole(self) -> Tally:
        """Both statuses together."""
        sums = (sum(getattr(t, name) for t in self.statuses.values()) for name in ("right", "wrong", "missed"))
        return Tally(*sums)


def folded(text: str) -> str:
    """A text with every run of white space as one space."""
    return " ".join(text.split())


async def measure(assessor: Assessor, framework: Framework, folder: Path = DOCUMENTS) -> Measured:
    """Reads every labelled paper of a folder (`labels.yaml` and `files/`) and counts."""
    labels = yaml.safe_load((folder / "labels.yaml").read_text(encoding="utf-8"))
    papers: dict[str, Any] = labels["documents"]
    measured = Measured({s.value: Tally() for s in (Status.EVIDENCED, Status.REFUTED)})
    files = folder / "files" if (folder / "files").is_dir() else folder
    paths = [files / name for name in papers]
    problems: list[GatewiseError] = []
    result = await read_files(assessor, framework, paths, problems.append, lambda name, share: None)
    if problems:
        raise problems[0]
    by_paper: dict[str, list[Found]] = {name: [] for name in papers}
    for found in result.findings:
        by_paper[found.document].append(found)
    for path in paths:
        text = read_document(path.name, path.read_bytes()).text
        _of_paper(measured, path.name, papers[path.name], by_paper[path.name], text)
    _conflicts(measured, labels["conflicts"], papers, by_paper)
    return measured


def _of_paper(measured: Measured, name: str, paper: dict[str, Any], findings: Sequence[Found], text: str) -> None:
    truth = {label["element"]: label for label in paper["labels"]}
    debatable = {entry["element"] for entry in paper.get("debatable", ())}
    read = {f.finding.element: f for f in findings}
    for element, found in read.items():
        measured.invented += text[found.finding.start : found.finding.end] != found.finding.quote
        if element in debatable:
            continue
        label = truth.get(element)
        tally = measured.statuses[str(found.status)]
        if label and label["status"] == found.status:
            tally.right += 1
            measured.beside += not any(_overlap(found.finding.quote, quote) for quote in label["quotes"])
        else:
            tally.wrong += 1
            said = label["status"] if label else "unknown"
            measured.told.append(
                f"{name}: {element} is {said}, not {found.status}"
                f" ({found.finding.confidence:.2f}): {folded(found.finding.quote)}"
            )
    for element, label in truth.items():
        if element not in read or read[element].status != label["status"]:
            measured.statuses[label["status"]].missed += 1
            measured.told.append(f"{name}: {element} was missed: {label['status']}: {label['quotes'][0]}")
    for trap in paper.get("traps", ()):
        measured.traps += 1
        measured.taken += _taken(name, trap, findings)


def _taken(name: str, trap: dict[str, Any], findings: Sequence[Found]) -> Iterator[str]:
    for found in findings:
        on_it = trap.get("element") in (None, found.finding.element)
        if on_it and _overlap(found.finding.quote, trap["quote"]) and found.status != trap.get("right"):
            yield f"{name}: {trap['kind']}: {found.finding.element} is {found.status}: {folded(found.finding.quote)}"


def _overlap(one: str, other: str) -> bool:
    one, other = folded(one).casefold(), folded(other).casefold()
    return one in other or other in one


def _conflicts(
    measured: Measured, listed: dict[str, Any], papers: dict[str, Any], by_paper: dict[str, list[Found]]
) -> None:
    said = {
        (name, f.finding.element): str(f.status) for name, findings in by_paper.items() for f in findings
    }  # fmt: skip
    known = set()
    for conflicts in listed.values():
        for conflict in conflicts:
            sides = [(s["document"], s["status"]) for s in conflict["sides"]]
            known.add((conflict["element"], frozenset(name for name, _ in sides)))
            found = all(said.get((name, conflict["element"])) == status for name, status in sides)
            total, hit = measured.conflicts.get(conflict["kind"], (0, 0))
            measured.conflicts[conflict["kind"]] = (total + 1, hit + found)
    for (name, element), status in said.items():
        for (other, its), opposite in said.items():
            apart = name < other and papers[name]["pilot"] == papers[other]["pilot"]
            if apart and element == its and status != opposite and (element, frozenset((name, other))) not in known:
                measured.unlisted += 1


def run(folder: Path = DOCUMENTS) -> Measured:
    """Measures the embedded reader on a folder of labelled papers."""
    return asyncio.run(measure(LocalAssessor(MiniLm()), load_framework(FRAMEWORK), folder))


def mistakes(measured: Measured) -> Iterator[str]:
    """Every finding that is wrong, every label that was missed, every trap that was taken."""
    yield from measured.told
    yield from (f"trap taken: {taken}" for taken in measured.taken)


def lines(measured: Measured) -> Iterator[str]:
    """The table."""
    yield f"{'':12}{'findings':>10}{'right':>8}{'missed':>8}{'precision':>11}{'recall':>8}{'F1':>8}"
    for name, tally in {**measured.statuses, "both": measured.whole}.items():
        counts = f"{tally.right + tally.wrong:10}{tally.right:8}{tally.missed:8}"
        yield f"{name:12}{counts}{tally.precision:11.3f}{tally.recall:8.3f}{tally.f1:8.3f}"
    yield f"right, but on other words than the labels': {measured.beside}"
    yield f"quotes that do not stand in their document: {measured.invented}"
    for kind, (total, hit) in measured.conflicts.items():
        yield f"conflicts found, {kind}: {hit} of {total}"
    yield f"conflicts found that are not listed: {measured.unlisted}"
    yield f"traps taken: {len(measured.taken)} of {measured.traps}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="How well documents are read.")
    parser.add_argument("--verbose", action="store_true", help="name every mistake")
    parser.add_argument("folder", type=Path, nargs="?", default=DOCUMENTS, help="with labels.yaml")
    given = parser.parse_args(arguments)
    measured = run(given.folder)
    for line in (*(mistakes(measured) if given.verbose else ()), *lines(measured)):
        print(line)


if __name__ == "__main__":
    main()
