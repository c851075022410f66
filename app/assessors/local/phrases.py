"""Reads the lists of phrases in files/*.txt.

    # a comment
    name = an expression that {name} stands for below
    [section]
    one expression
    another one

They are regular expressions, and data: what people say is added there, and the code stays as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

_FILES = Path(__file__).parent / "files"
_NAMED = re.compile(r"(\w+) = (.+)")
_USE = re.compile(r"\{([a-z_]+)\}")


def phrases(name: str) -> dict[str, str]:
    """For each section of a file, one expression that matches any of its phrases, and for each name its expression."""
    named: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in (_FILES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        whole = _USE.sub(lambda use: named[use[1]], line)
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        elif current is None and (definition := _NAMED.fullmatch(whole)):
            named[definition[1]] = definition[2]
        elif current is not None:
            current.append(whole)
    return named | {section: f"(?:{'|'.join(found)})" for section, found in sections.items()}
