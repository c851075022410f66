"""The embedder over its real model."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.errors import ModelError
from app.inference.embedder import MiniLm
from app.inference.model import ModelFile, tokenizer, weights

SENTENCES = ["Nobody owns the data.", "The data has no owner.", "It rained all day.", ""]


@pytest.fixture(scope="module")
def embedder() -> MiniLm:
    return MiniLm()


def test_vectors_are_unit_vectors_in_the_order_of_the_texts(embedder: MiniLm) -> None:
    vectors = embedder.embed(SENTENCES)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(vectors, np.vstack([embedder.embed([s]) for s in SENTENCES]), atol=1e-5)


def test_what_means_the_same_is_nearer_than_what_does_not(embedder: MiniLm) -> None:
    owner, no_owner, rain, _ = embedder.embed(SENTENCES)
    assert owner @ no_owner > 0.7 > 0.3 > owner @ rain


def test_a_text_has_the_same_vector_whatever_it_is_embedded_with(embedder: MiniLm) -> None:
    crowd = [f"Sentence {n} of quite a few" + " that go on" * n for n in range(40)]
    together = MiniLm().embed([*SENTENCES, *crowd])[: len(SENTENCES)]
    assert np.allclose(together, embedder.embed(SENTENCES), atol=1e-5)


def test_nothing_and_what_has_no_utf8_form_can_be_embedded(embedder: MiniLm) -> None:
    assert embedder.embed([]).shape == (0, 384)
    assert np.isfinite(embedder.embed(["\ud800 half a pair", "word " * 5000])).all()


def test_threads_share_one_embedder(embedder: MiniLm) -> None:
    shared = MiniLm(cache=3)
    texts = [[f"Source {i} of {j}" for i in range(5)] for j in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(shared.embed, texts))
    assert all(np.allclose(v, embedder.embed(t), atol=1e-5) for v, t in zip(found, texts, strict=True))


def test_the_id_names_the_weights(embedder: MiniLm) -> None:
    assert weights().sha256[:12] in embedder.id
    other = MiniLm(model=replace(weights(), sha256="0" * 64))
    assert other.id != embedder.id


@pytest.mark.parametrize("part", ["weights", "tokenizer"])
def test_a_file_that_is_not_the_checked_one_is_refused_with_both_hashes(part: str, tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"not a model")
    whole = weights() if part == "weights" else tokenizer()
    other = ModelFile(whole.name, file, whole.sha256)
    embedder = MiniLm(model=other) if part == "weights" else MiniLm(vocabulary=other)
    with pytest.raises(ModelError) as refused:
        embedder.embed(["anything"])
    message = str(refused.value)
    assert str(file) in message
    assert whole.sha256 in message
    assert len([w for w in message.replace(",", " ").split() if len(w) == 64]) == 2


@pytest.mark.parametrize("path", [None, Path("/nowhere/model.onnx")])
def test_a_file_that_is_missing_is_named_with_the_hash_that_was_expected(path: Path | None) -> None:
    missing = replace(weights(), path=path)
    with pytest.raises(ModelError, match=missing.sha256):
        missing.read()


def test_importing_the_embedder_and_the_assessor_loads_no_model_library() -> None:
    code = (
        "import sys, app.assessors.local, app.inference.embedder as e; e.MiniLm();"
        "sys.exit(any(m in sys.modules for m in ('onnxruntime', 'tokenizers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
