"""Prints what is wrong with the guidance, and exits 1 if anything is.

    python -m evals.content [--sources DIR]

With `--sources`, a directory of the sources' texts (*.txt), it also looks for sentences copied from them;
the texts are not ours to publish and so stand in no repository.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.frameworks import load_framework
from app.knowledge.guidance import check

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks the repository's guidance; returns the exit code."""
    parser = argparse.ArgumentParser(description="Checks the guidance pieces.")
    parser.add_argument("--sources", type=Path, help="a directory of the sources' texts (*.txt)")
    directory: Path | None = parser.parse_args(arguments).sources
    files = sorted(directory.glob("*.txt")) if directory else []
    if directory and not files:
        parser.error(f"--sources {directory}: holds no *.txt file")
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    problems = check(KNOWLEDGE / "guidance", load_framework(KNOWLEDGE / "frameworks" / "five-gates.yaml"), texts)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
