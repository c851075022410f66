"""The labelled data as what the network is trained on, with another draw of it every epoch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

from app.domain.framework import Framework
from app.inference.judging import BASES, GRADES, INTENTS, STATUSES
from app.inference.packing import Statement, ToJudge

DATASETS = Path(__file__).parents[1] / "datasets"
NONE = -100
"""A label that nothing is learnt from."""
UNRELATED = 0.15
"""How often a reply is shown with the statements of another criterion, of which it says nothing."""
UNASKED = 0.1
"""How often it is shown without its question."""


@dataclass(frozen=True)
class Label:
    """What a reply says of one statement; numbers into STATUSES, GRADES and BASES, or NONE.

    Attributes:
        span: The words that it rests on, or "".
    """

    status: int
    grade: int = NONE
    basis: int = NONE
    span: str = ""


UNKNOWN = Label(STATUSES.index("unknown"))


@dataclass(frozen=True)
class Example:
    """One reply with its labels.

    Attributes:
        labels: In the order of the statements.
        intent: A number into INTENTS, or NONE.
        topic: The id of the criterion, or "".
        kind: Where it is from: reading, frameworks, documents, intents.
    """

    id: str
    given: ToJudge
    labels: tuple[Label, ...]
    intent: int
    topic: str
    kind: str
    styles: tuple[str, ...] = ()


def reading(part: str, framework: Framework) -> Iterator[Example]:
    """The answers of the authors of a part; for training those that were written for it alone as well."""
    practice = ("near_misses", "voices", "statements") if part == "train" else ()
    for line in (*_lines("reading", part), *(line for name in practice for line in _practice(name))):
        criterion = framework.criterion(line["criterion"])
        yield Example(
            line["id"],
            ToJudge(line["question"], line["answer"], _statements(framework, criterion.id)),
            tuple(_label(line["elements"].get(e.id)) for e in criterion.elements),
            INTENTS.index("answer"),
            criterion.id,
            "reading",
            tuple(line.get("styles", ())),
        )


def told(framework: Framework) -> Iterator[Example]:
    """The framework's own examples, each as an answer to the probe of its element; of others it says nothing known."""
    for criterion in framework.criteria:
        for number, element in enumerate(criterion.elements):
            kinds = (
                ("evidenced", "today", element.examples.evidenced),
                ("refuted", "today", element.examples.refuted),
                ("refuted", "planned", element.examples.planned),
            )
            for status, basis, texts in kinds:
                for text in texts:
                    label = Label(STATUSES.index(status), basis=BASES.index(basis), span=text)
                    labels = tuple(label if n == number else Label(NONE) for n in range(len(criterion.elements)))
                    given = ToJudge(element.probe, text, _statements(framework, criterion.id))
                    yield Example(f"{element.id}/{text}", given, labels, NONE, criterion.id, "reading")


def frameworks() -> Iterator[Example]:
    """Answers on other checklists, so that it is reading that is learnt and not this framework."""
    for line in _practice("frameworks"):
        criterion = line["criterion"]
        yield Example(
            line["id"],
            ToJudge(
                line["question"],
                line["answer"],
                tuple(Statement(e["proof"], e["statement"]) for e in criterion["elements"]),
            ),
            tuple(_label(line["elements"].get(e["id"])) for e in criterion["elements"]),
            INTENTS.index("answer"),
            "",
            "frameworks",
        )


def documents(framework: Framework) -> Iterator[Example]:
    """Lines of papers: one example for each criterion that a line settles something of, or for one drawn later."""
    for line in _practice("documents"):
        for topic in sorted({e.rsplit(".", 1)[0] for e in line["elements"]}) or [""]:
            elements = framework.criterion(topic).elements if topic else ()
            yield Example(
                line["id"],
                ToJudge(line["heading"], line["text"], _statements(framework, topic) if topic else ()),
                tuple(_label(line["elements"].get(e.id, {"status": "unknown"})) for e in elements),
                NONE,
                topic,
                "documents",
            )


def intents(part: str, framework: Framework) -> Iterator[Example]:
    """Messages and what their authors want; for training those that were written for it alone as well."""
    for line in (*_lines("intents", part), *(_practice("messages") if part == "train" else ())):
        topic = line["criterion"] or ""
        statements = _statements(framework, topic) if topic else ()
        yield Example(
            line["id"],
            ToJudge(line["question"] or "", line["message"], statements),
            tuple(Label(NONE) for _ in statements),
            INTENTS.index(line["intent"]),
            topic,
            "intents",
        )


def drawn(example: Example, framework: Framework, random: Random) -> Example:
    """An example as it is shown this time: its statements shuffled, at times unrelated ones, at times no question."""
    chance = random.random()
    if example.kind == "documents" and (not example.topic or chance < UNRELATED):
        return _unrelated(example, framework, random)
    if example.kind == "reading" and chance < UNRELATED:
        given = example.given if random.random() < 0.5 else replace(example.given, question="")
        return _unrelated(replace(example, given=given), framework, random)
    if example.kind == "intents" and example.given.statements and chance < 0.4:
        return replace(example, given=replace(example.given, statements=()), labels=())
    if example.kind == "reading" and chance > 1 - UNASKED:
        example = replace(example, given=replace(example.given, question=""))
    order = random.sample(range(len(example.labels)), len(example.labels))
    return replace(
        example,
        given=replace(example.given, statements=tuple(example.given.statements[i] for i in order)),
        labels=tuple(example.labels[i] for i in order),
    )


def _unrelated(example: Example, framework: Framework, random: Random) -> Example:
    topic = random.choice([c.id for c in framework.criteria if c.id != example.topic])
    statements = _statements(framework, topic)
    return replace(
        example, given=replace(example.given, statements=statements), labels=tuple(UNKNOWN for _ in statements)
    )


def _statements(framework: Framework, criterion: str) -> tuple[Statement, ...]:
    return tuple(Statement(e.proof.value, e.statement) for e in framework.criterion(criterion).elements)


def _label(given: Mapping[str, Any] | None) -> Label:
    if given is None:
        return Label(NONE)
    return Label(
        STATUSES.index(given["status"]),
        GRADES.index(given["grade"]) if given.get("grade") else NONE,
        BASES.index(given["basis"]) if given.get("basis") else NONE,
        given.get("span") or "",
    )


def _practice(name: str) -> Iterator[dict[str, Any]]:
    for line in (DATASETS / "practice" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _lines(kind: str, part: str) -> Iterator[dict[str, Any]]:
    authors = yaml.safe_load((DATASETS / "authors.yaml").read_text(encoding="utf-8"))
    for path in sorted((DATASETS / kind).glob("*.jsonl")):
        if authors[path.stem]["part"] == part:
            for line in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
