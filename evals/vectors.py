"""Makes the vectors that come with the guidance, `knowledge/vectors.npz`: `python -m evals.vectors`.

With them the index of a fresh installation is there in a second or two. Whatever text is not in the file, for it was
changed since or the embedding model is another one, is embedded where the index is built: nothing can go stale.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.knowledge.guidance import load_guidance
from app.knowledge.index import chunk
from app.knowledge.questions import load_asks, load_questions
from app.knowledge.vectors import embedded, keys_of, write_vectors

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
SHIPPED = KNOWLEDGE / "vectors.npz"


def texts() -> list[str]:
    """All that the index of the guidance holds: the pieces, and what queries are compared with."""
    framework = load_framework(KNOWLEDGE / "frameworks" / "five-gates.yaml")
    questions = load_questions(KNOWLEDGE / "questions.yaml", framework)
    pieces = [chunk(piece) for piece in load_guidance(KNOWLEDGE / "guidance")]
    asks = (text for texts in load_asks(KNOWLEDGE / "asks.yaml").values() for text in texts)
    return sorted({*pieces, *(question.text for question in questions), *asks})


def main() -> None:
    """Writes the file."""
    embedder, wanted = MiniLm(), texts()
    vectors = embedded(embedder, wanted, lambda done, total: None)
    write_vectors(SHIPPED, keys_of(wanted, embedder), np.stack(vectors), half=True)
    print(f"{len(wanted)} vectors, {SHIPPED.stat().st_size / 2**20:.1f} MiB: {SHIPPED.relative_to(KNOWLEDGE.parent)}")


if __name__ == "__main__":
    main()
