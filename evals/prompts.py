"""Every request that reading labelled replies would send, so that the prompts can be judged without a key.

    python -m evals.prompts --dump DIR [--part dev|train|test] [--count 40]      the same as `gatewise eval prompts`
    python -m evals.prompts --score DIR                                          what answers put beside them are worth

`DIR/NNN.txt` is a request as the model gets it, `DIR/NNN.schema.json` the schema of its answer. Whoever plays the model
writes `DIR/NNN.answer.json`; scoring takes these the way the product takes the model's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.assessors.claude import replies
from app.assessors.claude.outputs import reply_output
from app.assessors.claude.redaction import Mask
from app.domain.framework import Framework
from app.domain.records import Purpose, Status
from app.frameworks import load_framework
from app.ports import ToRead

ROOT = Path(__file__).parent.parent
DATASETS = ROOT / "evals" / "datasets"
FRAMEWORK = ROOT / "knowledge" / "frameworks" / "five-gates.yaml"


@dataclass(frozen=True)
class Labelled:
    """A reply with what it says.

    Attributes:
        truth: The status of every element of its criterion.
    """

    id: str
    reply: ToRead
    truth: dict[str, Status]


def labelled(part: str, framework: Framework) -> list[Labelled]:
    """The replies of a part of the dataset, author by author in turn, so that the first ones are by many."""
    authors = yaml.safe_load((DATASETS / "authors.yaml").read_text(encoding="utf-8"))
    chosen = [name for name, author in authors.items() if author["part"] == part]
    columns = [(DATASETS / "reading" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() for name in chosen]
    rows = (lines[n] for n in range(max(map(len, columns))) for lines in columns if n < len(lines))
    return [_labelled(json.loads(row), framework) for row in rows]


def _labelled(line: dict[str, Any], framework: Framework) -> Labelled:
    criterion = framework.criterion(line["criterion"])
    elements = tuple(e.id for e in criterion.elements)
    reply = ToRead(framework, Purpose.LEAD, line["question"], line["answer"], elements, criterion=criterion)
    return Labelled(line["id"], reply, {e: Status(label["status"]) for e, label in line["elements"].items()})


def dump(folder: Path, part: str, count: int) -> int:
    """Writes the requests, spread evenly over the part; how many there are."""
    framework = load_framework(FRAMEWORK)
    folder.mkdir(parents=True, exist_ok=True)
    every = labelled(part, framework)
    chosen = every[:: max(1, len(every) // count)][:count]
    for number, one in enumerate(chosen, 1):
        sent = replies.rendered(one.reply, Mask(None))
        parts = [("SYSTEM", text) for text in sent.system]
        parts += [("USER", text) for text in (sent.context, sent.turn) if text]
        text = "\n\n".join(f"===== {who} =====\n{words}" for who, words in parts)
        (folder / f"{number:03}.txt").write_text(text + "\n", encoding="utf-8")
        schema = reply_output(framework).model_json_schema()
        (folder / f"{number:03}.schema.json").write_text(json.dumps(schema, indent=1) + "\n", encoding="utf-8")
    (folder / "ids.json").write_text(json.dumps([one.id for one in chosen]), encoding="utf-8")
    return len(chosen)


def score(folder: Path, part: str) -> Iterator[str]:
    """How many elements the answers in a folder get right, and those that they do not."""
    framework = load_framework(FRAMEWORK)
    by_id = {one.id: one for one in labelled(part, framework)}
    right = total = 0
    for number, identifier in enumerate(json.loads((folder / "ids.json").read_text(encoding="utf-8")), 1):
        answer = folder / f"{number:03}.answer.json"
        if not answer.exists():
            continue
        one = by_id[identifier]
        output = reply_output(framework).model_validate_json(answer.read_text(encoding="utf-8"))
        _, _, _, readings = replies.settled(one.reply, output, Mask(None))
        read = {r.element: r.status for r in readings}
        for element, status in one.truth.items():
            said = read.get(element, Status.UNKNOWN)
            total += 1
            right += said is status
            if said is not status:
                yield f"{number:03} {identifier}: {element} is {status}, not {said}"
    yield f"{right} of {total} elements right ({right / max(1, total):.3f})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Dumps or scores."""
    parser = argparse.ArgumentParser(prog="evals.prompts", description="The requests for labelled replies.")
    parser.add_argument("--dump", type=Path, metavar="DIR", help="write them here")
    parser.add_argument("--score", type=Path, metavar="DIR", help="score the answers here")
    parser.add_argument("--part", choices=["train", "dev", "test"], default="dev", help="whose replies")
    parser.add_argument("--count", type=int, default=40, help="how many")
    given = parser.parse_args(arguments)
    told: Iterable[str] = ()
    if given.dump:
        told = [f"{dump(given.dump, given.part, given.count)} requests in {given.dump}"]
    if given.score:
        told = score(given.score, given.part)
    print("\n".join(told))


if __name__ == "__main__":
    main()
