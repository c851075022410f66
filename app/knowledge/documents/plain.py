"""Plain text: a place for every line."""

from __future__ import annotations

from app.knowledge.documents.composing import Composer
from app.knowledge.documents.encoding import decode


def read(content: bytes, composer: Composer) -> None:
    """Reads a text."""
    apart = False
    text = decode(content, composer).replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            composer.place("line", number)
            composer.block(line, apart=apart)
        apart = not line.strip()
