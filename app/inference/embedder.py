"""Sentences to vectors, on the CPU, without a network."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.inference.model import ModelFile, tokenizer, weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# numpy is imported in the functions: whoever starts waits a tenth of a second less for the first question.

TOKENS = 256
"""Where a text is cut; what the model was trained to take at most."""
DIMENSIONS = 384
_BATCH = 8  # larger ones were slower per sentence: they leave the cache


class MiniLm:
    """all-MiniLM-L6-v2 behind the Embedder port: mean over the attention mask, then L2 norm. English only.

    The model is opened on first use. One object may be shared by threads. The vectors of the last texts are
    kept, because the framework's texts are embedded again and again.

    Args:
        cache: How many vectors are kept, 1.5 kB each.
        model: The weights; the installed package's if not given.
        vocabulary: The tokenizer; the vendored one if not given.
    """

    def __init__(
        self, cache: int = 4096, *, model: ModelFile | None = None, vocabulary: ModelFile | None = None
    ) -> None:
        self._weights = model or weights()
        self._tokenizer = vocabulary or tokenizer()
        self.id = f"all-MiniLM-L6-v2:{self._weights.sha256[:12]}:mean:l2:{TOKENS}"
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._capacity = cache
        self._keeping = Lock()
        self._opening = Lock()
        self._opened: tuple[Any, Any] | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), 384).

        Raises:
            ModelError: A model file is missing or is not the one that was checked.
        """
        import numpy as np

        vectors: dict[str, NDArray[np.float32]] = {}
        with self._keeping:
            for text in texts:
                if text in self._kept:
                    self._kept.move_to_end(text)
                    vectors[text] = self._kept[text]
        new = sorted({t for t in texts if t not in vectors}, key=lambda t: (len(t), t))  # so that little is padding
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors.update(zip(batch, self._run(batch), strict=True))
        with self._keeping:
            for text in new:
                self._kept[text] = vectors[text]
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        return np.stack([vectors[t] for t in texts])

    def _run(self, batch: list[str]) -> NDArray[np.float32]:
        import numpy as np

        session, tokens = self._open()
        # A lone surrogate, which a broken client can send, has no UTF-8 form.
        encoded = tokens.encode_batch([t.encode("utf-8", "replace").decode() for t in batch])
        longest = max(len(e.ids) for e in encoded)
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, e in enumerate(encoded):
            ids[row, : len(e.ids)] = e.ids
            mask[row, : len(e.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states: NDArray[np.float32] = session.run(["last_hidden_state"], inputs)[0]
        means = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: NDArray[np.float32] = (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def _open(self) -> tuple[Any, Any]:
        """The session and the tokenizer, opened once."""
        with self._opening:
            if self._opened is None:
                # Imported here: the two take longer to load than the rest of the application together.
                from onnxruntime import InferenceSession, SessionOptions
                from tokenizers import Tokenizer

                tokens = Tokenizer.from_buffer(self._tokenizer.read())
                tokens.no_padding()
                tokens.enable_truncation(TOKENS)
                options = SessionOptions()
                options.intra_op_num_threads = 1  # one thread is faster for short texts, and leaves the rest free
                session = InferenceSession(self._weights.read(), options, providers=["CPUExecutionProvider"])
                self._opened = session, tokens
            return self._opened
