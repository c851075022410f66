"""Checks the labels against the papers as the product reads them: `python -m evals.documents.check`.

Every quote must stand in its paper's text (white space folded), what a person cannot see must not, every element
must be settled by some paper, every opposition between two papers of a pilot must be listed as a conflict, and the
papers must say what the sources make. Prints how far the second reading agrees with the labels.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from app.knowledge.documents import read_document
from evals.documents.build import FILES, SOURCES, built

HERE = Path(__file__).parent
FRAMEWORK = HERE.parents[1] / "knowledge" / "frameworks" / "five-gates.yaml"


def folded(text: str) -> str:
    """A text with every run of white space as one space."""
    return " ".join(text.split())


def element_ids() -> list[str]:
    """The framework's elements, in its order."""
    framework = yaml.safe_load(FRAMEWORK.read_text(encoding="utf-8"))
    return [e["id"] for gate in framework["gates"] for c in gate["criteria"] for e in c["elements"]]


def of_paper(name: str, paper: dict[str, Any], text: str, known: set[str]) -> Iterator[str]:
    """What is wrong with the labels and traps of one paper, a sentence each."""
    settled = Counter(label["element"] for label in paper["labels"])
    yield from (f"{name}: {element} is labelled twice" for element, times in settled.items() if times > 1)
    debatable = {entry["element"] for entry in paper.get("debatable", [])}
    yield from (f"{name}: {element} is labelled and debatable" for element in debatable & settled.keys())
    named = [trap["element"] for trap in paper["traps"] if "element" in trap]
    yield from (f"{name}: {element} is no element" for element in {*settled, *debatable, *named} - known)
    for label in paper["labels"]:
        if (label["status"] == "evidenced") != ("grade" in label):
            yield f"{name}: {label['element']}: a grade belongs to what is evidenced"
        yield from (f"{name}: does not say {q!r}" for q in label["quotes"] if folded(q) not in text)
    said = {label["element"]: label["status"] for label in paper["labels"]}
    for trap in paper["traps"]:
        if (folded(trap["quote"]) in text) == trap.get("hidden", False):
            yield f"{name}: trap {trap['quote']!r} is {'shown' if trap.get('hidden') else 'not there'}"
        if "element" in trap and said.get(trap["element"], "unknown") != trap["right"]:
            yield f"{name}: trap on {trap['element']} says {trap['right']}, the labels do not"


def oppositions(papers: dict[str, Any]) -> set[tuple[str, str, frozenset[str]]]:
    """The pilot, the element and the two papers wherever two labels oppose each other."""
    return {
        (a["pilot"], x["element"], frozenset((m, n)))
        for (m, a), (n, b) in itertools.combinations(papers.items(), 2)
        if a["pilot"] == b["pilot"]
        for x in a["labels"]
        for y in b["labels"]
        if x["element"] == y["element"] and x["status"] != y["status"]
    }


def agreement(papers: dict[str, Any], elements: list[str]) -> str:
    """How far the second reading agrees with the labels, over every element of every paper."""
    second = yaml.safe_load((HERE / "second-reading.yaml").read_text(encoding="utf-8"))
    read = {(second["papers"][p], e): code for e, of in second["readings"].items() for p, code in of.items()}
    code = {"evidenced": "E", "refuted": "R"}
    first = {
        (n, x["element"]): code[x["status"]] + x.get("grade", "")[:1] for n, p in papers.items() for x in p["labels"]
    }
    later = {(second["papers"][p], e) for e, papers_of in second["later"].items() for p in papers_of}
    cells = [cell for cell in itertools.product(papers, elements) if cell not in later]
    pairs = [(first.get(cell, "-"), read.get(cell, "-")) for cell in cells]
    same = sum(a[0] == b[0] for a, b in pairs) / len(pairs)
    left, right = Counter(a[0] for a, _ in pairs), Counter(b[0] for _, b in pairs)
    chance = sum(left[s] * right[s] for s in left) / len(pairs) ** 2
    differ = [f"{n} {e}: {a}, {b}" for (n, e), (a, b) in zip(cells, pairs, strict=True) if a != b]
    return (
        f"second reading: same status in {same:.1%} of {len(pairs)} (kappa {(same - chance) / (1 - chance):.3f}), "
        f"{sum(a[0] != b[0] for a, b in pairs)} differ in status, {sum(a != b and a[0] == b[0] for a, b in pairs)} "
        "in grade\n  " + "\n  ".join(differ)
    )


def main() -> int:
    """Checks everything; 1 where something is wrong."""
    labels = yaml.safe_load((HERE / "labels.yaml").read_text(encoding="utf-8"))
    papers: dict[str, Any] = labels["documents"]
    elements = element_ids()
    wrong: list[str] = []
    for name, paper in papers.items():
        text = folded(read_document(name, (FILES / name).read_bytes()).text)
        wrong += of_paper(name, paper, text, set(elements))
        # Compared as text: the bytes depend on the machine's zlib.
        made, fresh = built(SOURCES / paper["source"])
        if made != name or folded(read_document(name, fresh).text) != text:
            wrong.append(f"{name}: is not what {paper['source']} makes")
    said = [label for paper in papers.values() for label in paper["labels"]]
    wrong += [f"{e}: settled nowhere" for e in elements if all(label["element"] != e for label in said)]
    listed = [(pilot, conflict) for pilot, several in labels["conflicts"].items() for conflict in several]
    found = {(pilot, c["element"], frozenset(s["document"] for s in c["sides"])) for pilot, c in listed}
    wrong += [f"conflict listed or found, not both: {c}" for c in sorted(found ^ oppositions(papers), key=str)]
    for _, conflict in listed:
        for side in conflict["sides"]:
            of = next((x for x in papers[side["document"]]["labels"] if x["element"] == conflict["element"]), None)
            if of is None or of["status"] != side["status"] or side["quote"] not in of["quotes"]:
                wrong.append(f"conflict on {conflict['element']}: {side['document']} is labelled otherwise")
    print(f"{len(papers)} papers, {len(said)} labels ({dict(Counter(label['status'] for label in said))})")
    print(
        f"  basis {dict(Counter(x['basis'] for x in said))}, grade {dict(Counter(x.get('grade', '-') for x in said))}"
    )
    print(f"  conflicts {dict(Counter(conflict['kind'] for _, conflict in listed))}")
    print(f"  traps {dict(Counter(trap['kind'] for paper in papers.values() for trap in paper['traps']))}")
    print(agreement(papers, elements))
    print("\n".join(wrong) or "nothing wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
