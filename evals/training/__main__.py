"""Trains the reading model and puts it where the product takes it from.

    make train                                  all of it; goes on where it was broken off
    python -m evals.training --stage calibrate  what comes after training only

Needs the packages of evals/training/requirements.lock and base.lock, which `make train` installs into an environment
of their own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

import numpy as np
import torch

from app.frameworks import load_framework
from app.inference.judging import FILES, INTENTS, Calibration, ReadingModel, Release
from app.inference.model import ModelFile
from evals.training import calibrating, examples
from evals.training.base import WEIGHTS, base
from evals.training.export import export, vocabulary
from evals.training.network import ReadingNetwork
from evals.training.training import Recipe, train

ROOT = Path(__file__).parents[2]
FRAMEWORK = ROOT / "knowledge" / "frameworks" / "five-gates.yaml"
WORK = ROOT / "build" / "training"
TYPICAL = 160
"""Answers of the training part from which is seen how large the network's channels become."""
THRESHOLDS = ROOT / "app" / "assessors" / "local" / "files" / "thresholds.json"


def told(line: str) -> None:
    """Prints a line at once."""
    print(line, flush=True)


def trained(recipe: Recipe) -> tuple[ReadingNetwork, object]:
    """The network after training, and its tokenizer."""
    from tokenizers import Tokenizer

    framework = load_framework(FRAMEWORK)
    torch.manual_seed(recipe.seed)
    network = ReadingNetwork(base(WORK), recipe.layers)
    vocabulary(base(WORK), FILES / "reader-tokenizer.json")
    tokenizer = Tokenizer.from_file(str(FILES / "reader-tokenizer.json"))
    tokenizer.encode_special_tokens = True
    data = [
        *examples.reading("train", framework),
        *examples.told(framework),
        *examples.frameworks(),
        *examples.documents(framework),
        *examples.intents("train", framework),
    ]
    told(f"{len(data)} examples, {sum(p.numel() for p in network.parameters()) / 1e6:.0f} million weights")
    train(network, tokenizer, data, framework, recipe, WORK / "state.pt", told)
    return network, tokenizer


def calibrate() -> None:
    """Fits temperatures and thresholds on the development part, as the shipped file reads it."""
    framework = load_framework(FRAMEWORK)
    files = {
        "weights": hashlib.sha256((FILES / "reader.onnx").read_bytes()).hexdigest(),
        "tokenizer": hashlib.sha256((FILES / "reader-tokenizer.json").read_bytes()).hexdigest(),
    }
    model = ReadingModel(
        Release(
            ModelFile("the reading model", FILES / "reader.onnx", files["weights"]),
            ModelFile("the reading model's tokenizer", FILES / "reader-tokenizer.json", files["tokenizer"]),
            Calibration(1, 1),
        )
    )
    answers, messages = list(examples.reading("dev", framework)), list(examples.intents("dev", framework))
    judged = model.judge([a.given for a in answers])
    statuses = calibrating.Scored(
        np.log([s.status for j in judged for s in j.statements]),
        np.array([label.status for a in answers for label in a.labels]),
    )
    intents = calibrating.Scored(
        np.log([j.intent for j in model.judge([m.given for m in messages])]), np.array([m.intent for m in messages])
    )
    temperature = {"status": calibrating.temperature(statuses), "intent": calibrating.temperature(intents)}
    marks = calibrating.thresholds(statuses, temperature["status"])
    chosen = {
        "statuses": marks,
        "elements": {},
        "intent": calibrating.intent_threshold(intents, temperature["intent"]),
    }
    _write(FILES / "reader.json", {**files, "base": WEIGHTS, "temperature": temperature})
    _write(THRESHOLDS, chosen)
    right = statuses.logits.argmax(axis=1) == statuses.truth
    meant = intents.logits.argmax(axis=1) == intents.truth
    told(f"development part: elements {right.mean():.3f}, intents {meant.mean():.3f} of {len(INTENTS)}; {chosen}")


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Does it."""
    parser = argparse.ArgumentParser(description="Trains the model that the local reader reads with.")
    parser.add_argument("--stage", choices=["train", "calibrate"], default="train", help="where to begin")
    stage: str = parser.parse_args(arguments).stage
    if stage == "train":
        recipe = Recipe()
        told(str(asdict(recipe)))
        network, tokenizer = trained(recipe)
        answers = list(examples.reading("train", load_framework(FRAMEWORK)))
        typical = [e.given for e in Random(recipe.seed).sample(answers, TYPICAL)]
        export(network.cpu(), tokenizer, typical, FILES / "reader.onnx")
    calibrate()


if __name__ == "__main__":
    main()
