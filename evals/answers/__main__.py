"""Prints how well questions are answered: `python -m evals.answers [--part dev|test] [--verbose] [--text] [--json]`.

What the figures mean stands in README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from evals.answers.measure import lines, mistakes, plain, run


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(prog="evals.answers", description="How well questions are answered.")
    parser.add_argument("--part", choices=["dev", "test"], default="dev", help="which questions are asked")
    parser.add_argument("--verbose", action="store_true", help="name every mistake")
    parser.add_argument("--text", action="store_true", help="print every answer")
    parser.add_argument("--json", action="store_true", help="as JSON, for a program")
    given = parser.parse_args(arguments)
    answers = run(given.part)
    if given.text:
        for answer in answers:
            cited = "; ".join(f"[{n}] {p.title}" for n, p in enumerate(answer.cites, start=1))
            print(f"# {answer.question.ask}\n{answer.text}\n{cited}  ({answer.words} words)\n")
    if given.verbose:
        print("\n".join(mistakes(answers)))
    print(json.dumps(plain(answers), indent=2) if given.json else "\n".join(lines(answers)), flush=True)


if __name__ == "__main__":
    main()
