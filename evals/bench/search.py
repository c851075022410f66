"""What a search costs, with the guidance as it is and among 10,000 pieces: `python -m evals.bench.search`.

Once the 10,000 are guidance for everybody, and once the passages of an organisation's own documents.

The 10,000 are sentences of the guidance, dealt anew. Their vectors are dealt from those of the true pieces with
noise, since what is measured is the search and not the embedding of pieces, of which all but the query's is left out.

What has to hold: a search takes less than 50 ms, and among 10,000 pieces less than twice as long as now.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.frameworks import load_framework
from app.inference.embedder import MiniLm
from app.inference.vocabulary import whole_words
from app.knowledge.guidance import load_guidance
from app.knowledge.index import chunk
from app.knowledge.own_documents import OwnDocument, OwnDocuments, OwnPassage
from app.knowledge.questions import load_questions
from app.knowledge.retrieval import GuidanceKnowledge
from app.ports import Piece
from app.settings import Settings
from evals.retrieval.questions import load_questions as load_queries

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY = 10_000
QUERIES = 60
BUDGET, GROWTH = 0.050, 2.0


class Dealing:
    """The embedder, but that pieces which are made up get a true one's vector with noise, at no cost.

    Args:
        true: The texts whose vectors are dealt.
    """

    def __init__(self, true: Sequence[str]) -> None:
        self._embedder = MiniLm(cache=0)
        self.id = f"dealing:{self._embedder.id}"
        self._vectors = MiniLm().embed(true)
        self._made_up: set[str] = set()
        self._random = np.random.default_rng(7)

    def deal(self, texts: Sequence[str]) -> None:
        """Takes these texts for made up."""
        self._made_up.update(texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions)."""
        if not self._made_up.issuperset(texts):
            return self._embedder.embed(texts)
        places = self._random.integers(len(self._vectors), size=len(texts))
        dealt = self._vectors[places] + self._random.normal(0, 0.02, (len(texts), self._vectors.shape[1]))
        unit: NDArray[np.float32] = (dealt / np.linalg.norm(dealt, axis=1, keepdims=True)).astype(np.float32)
        return unit


def make_up(pieces: Sequence[Piece], count: int) -> list[Piece]:
    """So many pieces more, of the sentences of these."""
    dice = random.Random(7)
    sentences = [s for piece in pieces for s in re.split(r"(?<=[.!?])\s+", piece.text)]
    return [
        replace(dice.choice(pieces), id=f"made-up-{n}", title=f"Number {n}", text=" ".join(dice.sample(sentences, 7)))
        for n in range(count)
    ]


def keep(documents: OwnDocuments, pieces: Sequence[Piece]) -> list[str]:
    """Keeps pieces as documents of a thousand passages each; gives the texts that they are found by."""
    for start in range(0, len(pieces), 1000):
        passages = tuple(
            OwnPassage(heading=p.title, place="", text=p.text, criteria=dict.fromkeys(p.criteria, 0.5))
            for p in pieces[start : start + 1000]
        )
        documents.put(
            OwnDocument(
                name=f"Policy {start}.txt",
                media_type="text/plain",
                sha256=f"{start:064}",
                added_at=datetime.now(UTC),
                notes=(),
                passages=passages,
            )
        )
    return [chunk(piece) for document in documents.all() for piece, _ in document.pieces(documents.workspace)]


def measure() -> bool:
    """Measures and prints; whether all that has to hold holds."""
    settings = Settings()
    few = load_guidance(settings.knowledge_dir / "guidance")
    questions = load_questions(settings.knowledge_dir / "questions.yaml", load_framework(settings.framework))
    many = [*few, *make_up(few, MANY - len(few))]
    embedder = Dealing([f"{piece.title}\n{piece.text}" for piece in few])
    embedder.deal([f"{piece.title}\n{piece.text}" for piece in many[len(few) :]])
    queries = [question.query for question in load_queries("dev")][:QUERIES]
    with tempfile.TemporaryDirectory(prefix="gatewise-bench-") as name:
        place = Path(name)
        own = OwnDocuments(place / "own", "bench")
        embedder.deal(keep(own, many[len(few) :]))
        ways = {
            "now": GuidanceKnowledge(few, embedder, place / "few", questions, whole_words),
            f"among {MANY} pieces": GuidanceKnowledge(many, embedder, place / "many", questions, whole_words),
            f"among {MANY}, most of them own": GuidanceKnowledge(
                few, embedder, place / "few", questions, whole_words, own=own
            ),
        }
        for way, knowledge in ways.items():
            start = time.perf_counter()
            knowledge.search("ready")
            built = time.perf_counter() - start
            print(f"{way:32} the first search, which builds what index is missing, {built:5.1f} s", flush=True)
        times: dict[str, list[float]] = {way: [] for way in ways}
        for query in queries:  # in turn, so that whatever else the machine does falls on all
            for way, knowledge in ways.items():
                start = time.perf_counter()
                knowledge.search(query)
                times[way].append(time.perf_counter() - start)
        for knowledge in ways.values():
            knowledge.close()
    now, *others = (statistics.median(taken) for taken in times.values())
    slowest = sorted(times["now"])[int(0.95 * len(times["now"]))]
    print(f"{'a search now':32} {now * 1000:6.1f} ms, 95 % below {slowest * 1000:.1f} (at most {BUDGET * 1000:.0f})")
    for way, then in zip(list(times)[1:], others, strict=True):
        print(f"{way:32} {then * 1000:6.1f} ms, {then / now:.2f} times as long (less than {GROWTH})")
    return now <= BUDGET and all(then / now < GROWTH for then in others)


if __name__ == "__main__":
    sys.exit(0 if measure() else 1)
