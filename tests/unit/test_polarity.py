from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.assessors.local import polarity
from app.errors import ModelError
from app.inference.embedder import MiniLm


def test_the_weights_that_ship_fit_the_embedder_that_ships() -> None:
    assert polarity.load(MiniLm().id).element.shape == (5,)


def test_weights_of_another_embedder_are_refused_by_name() -> None:
    with pytest.raises(ModelError, match=r"all-MiniLM-L6-v2.*expected another-model") as refused:
        polarity.load("another-model")
    assert "python -m evals.polarity" in str(refused.value)


def test_weights_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.npz"):
        polarity.load(MiniLm().id, tmp_path / "none.npz")
    np.savez(tmp_path / "poor.npz", embedder=np.array("x"))
    with pytest.raises(ModelError, match=r"poor\.npz"):
        polarity.load(MiniLm().id, tmp_path / "poor.npz")
