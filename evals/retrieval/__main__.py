"""Prints how well the guidance is found: `python -m evals.retrieval [--part dev|test] [--json]`.

The same as `gatewise eval retrieval`. What the figures mean stands in README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from evals.retrieval.measure import lines, plain, run


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="evals.retrieval", description="How well the guidance is found.")
    parser.add_argument("--part", choices=["dev", "test"], default="dev", help="whose questions are asked")
    parser.add_argument("--json", action="store_true", help="as JSON, for a program")
    given = parser.parse_args(arguments)
    table = run(given.part)
    print(json.dumps(plain(table), indent=2) if given.json else "\n".join(lines(table)), flush=True)


if __name__ == "__main__":
    main()
