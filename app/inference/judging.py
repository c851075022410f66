"""The model that judges what a reply says of a statement, on the CPU, without a network.

It is this project's own: `evals/training` makes it, `files/reader.md` is its card.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.inference.model import ModelFile
from app.inference.packing import Packed, ToJudge, length, pack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# numpy is imported in the functions: whoever starts waits a tenth of a second less for the first question.

STATUSES = ("unknown", "refuted", "evidenced")
GRADES = ("asserted", "instance")
BASES = ("today", "planned", "pilot", "other_system", "hearsay")
INTENTS = (
    "answer", "ask", "revise", "back", "skip", "dont_know", "not_applicable", "status", "export", "pause",
)  # fmt: skip
"""In the order in which the model gives them."""

FILES = Path(__file__).parent / "files"
_KEPT = 64
"""Judgements that are kept at hand: what a reply wants and what it says comes of the same run."""


@dataclass(frozen=True)
class Judged:
    """What the model makes of one statement; every figure is a probability.

    Attributes:
        status: By STATUSES, calibrated.
        grade: By GRADES, if it is evidenced.
        basis: By BASES.
        evidence: A token's place in the reply (code points) and how much of the judgement rests on it; sums to 1.
    """

    status: tuple[float, ...]
    grade: tuple[float, ...]
    basis: tuple[float, ...]
    evidence: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Judgement:
    """What the model makes of a reply.

    Attributes:
        intent: By INTENTS, calibrated.
        statements: In the order in which they were given.
    """

    intent: tuple[float, ...]
    statements: tuple[Judged, ...]


@dataclass(frozen=True)
class Calibration:
    """What was fitted on the development part after training.

    Attributes:
        status: What the logits of the status are divided by.
        intent: The same for the intent.
    """

    status: float
    intent: float


@dataclass(frozen=True)
class Release:
    """What belongs together: the files of a trained model, and what was fitted to it."""

    weights: ModelFile
    vocabulary: ModelFile
    calibration: Calibration


def shipped(folder: Path = FILES) -> Release:
    """The model that ships."""
    content = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
    return Release(
        ModelFile("the reading model", folder / "reader.onnx", content["weights"]),
        ModelFile("the reading model's tokenizer", folder / "reader-tokenizer.json", content["tokenizer"]),
        Calibration(**content["temperature"]),
    )


class ReadingModel:
    """The model, opened on first use. One object may be shared by threads.

    Args:
        release: Which; the one that ships if not given.
    """

    def __init__(self, release: Release | None = None) -> None:
        release = release or shipped()
        self._weights, self._vocabulary = release.weights, release.vocabulary
        self._calibration = release.calibration
        self.id = f"gatewise-reader:{self._weights.sha256[:12]}"
        self._opening = Lock()
        self._opened: tuple[Any, Any] | None = None
        self._judged = lru_cache(_KEPT)(self._judge_one)

    def tokens(self, text: str) -> int:
        """How many tokens a text has.

        Raises:
            ModelError: A model file is missing or is not the one that was checked.
        """
        return length(self._open()[1], text)

    def judge(self, many: Sequence[ToJudge]) -> list[Judgement]:
        """What each reply says of its statements.

        Raises:
            ModelError: A model file is missing or is not the one that was checked.
        """
        # One by one: the scale of what is quantised is that of a whole run, so others in it would have their say.
        return [self._judged(one) for one in many]

    def _judge_one(self, one: ToJudge) -> Judgement:
        session, tokenizer = self._open()
        packed = pack(tokenizer, one)
        status, grade, basis, evidence, intent = (output[0] for output in session.run(None, inputs([packed])))
        status, intent = _softmax(status / self._calibration.status), _softmax(intent / self._calibration.intent)
        grade, basis = _softmax(grade), _softmax(basis)
        return Judgement(
            tuple(intent.tolist()),
            tuple(
                Judged(
                    tuple(status[n].tolist()),
                    tuple(grade[n].tolist()),
                    tuple(basis[n].tolist()),
                    _placed(packed, evidence[n]),
                )
                for n in range(len(packed.statements))
            ),
        )

    def _open(self) -> tuple[Any, Any]:
        """The session and the tokenizer, opened once."""
        with self._opening:
            if self._opened is None:
                from onnxruntime import InferenceSession, SessionOptions
                from tokenizers import Tokenizer

                tokenizer = Tokenizer.from_buffer(self._vocabulary.read())
                tokenizer.no_padding()
                tokenizer.no_truncation()
                tokenizer.encode_special_tokens = True  # what a person types is text, even if it looks like a separator
                options = SessionOptions()
                options.intra_op_num_threads = 2
                session = InferenceSession(self._weights.read(), options, providers=["CPUExecutionProvider"])
                self._opened = session, tokenizer
            return self._opened


def inputs(packs: Sequence[Packed]) -> dict[str, NDArray[Any]]:
    """The arrays that the model takes: ids and mask (packs, tokens), masks of statements (packs, most, tokens).

    The mask of a statement averages over its tokens: it sums to 1, or to 0 where a pack has fewer statements.
    """
    import numpy as np

    longest, most = max(len(p.ids) for p in packs), max(1, *(len(p.statements) for p in packs))
    ids = np.ones((len(packs), longest), np.int64)  # 1 is <pad>
    mask = np.zeros_like(ids)
    reply = np.zeros((len(packs), longest), np.bool_)
    statements = np.zeros((len(packs), most, longest), np.float32)
    for row, one in enumerate(packs):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
        reply[row, one.reply[0] : max(one.reply[1], one.reply[0] + 1)] = True
        for column, (first, last) in enumerate(one.statements):
            statements[row, column, first:last] = 1 / (last - first)
    return {"ids": ids, "mask": mask, "statements": statements, "reply": reply}


def _placed(one: Packed, evidence: NDArray[np.float32]) -> tuple[tuple[int, int, float], ...]:
    begin, end = one.reply
    weights = _softmax(evidence[begin:end]).tolist() if end > begin else []
    return tuple((a, b, w) for (a, b), w in zip(one.offsets, weights, strict=True))


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: NDArray[np.float32] = powers / powers.sum(axis=-1, keepdims=True)
    return result
