"""Training: what is minimised, in which steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from app.domain.framework import Framework
from app.inference.judging import INTENTS, inputs
from app.inference.packing import Packed, pack
from evals.training.examples import NONE, Example, drawn
from evals.training.network import Logits, ReadingNetwork


@dataclass(frozen=True)
class Recipe:
    """What decides the outcome.

    Attributes:
        layers: Of the base that are kept.
        epochs: How often every example is shown.
        batch: Packs a step.
        rate: Of learning, for the encoder; the heads learn `heads` times as fast.
        warming: Share of the steps in which the rate rises; it falls to nothing after.
        smoothing: Of the labels of the status.
    """

    layers: int = 9
    epochs: int = 4
    batch: int = 16
    rate: float = 4e-5
    heads: float = 5.0
    warming: float = 0.08
    smoothing: float = 0.03
    seed: int = 1


WEIGHTS = {"grade": 0.2, "basis": 0.2, "evidence": 0.3, "intent": 0.4}
"""What the other losses count for beside that of the status."""
TOGETHER = 25
"""Batches that are sorted by length at once, so that little is padding."""
TOLD, KEPT = 25, 100
"""After so many steps each a line is told, and the state is kept."""


def train(
    network: ReadingNetwork,
    tokenizer: Any,
    examples: Sequence[Example],
    framework: Framework,
    recipe: Recipe,
    keep: Path,
    told: Callable[[str], None],
) -> None:
    """Trains the network in place; goes on from `keep` where a run was broken off there.

    Args:
        network: What is trained.
        tokenizer: Of its base; see `pack`.
        examples: What it learns from.
        framework: Where unrelated statements are drawn from.
        recipe: How.
        keep: A file that the state is written to now and then.
        told: Is given a line now and then.
    """
    place = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(place)
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    body = [p for name, p in network.named_parameters() if name.startswith("encoder.") and p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": heads, "lr": recipe.rate * recipe.heads}], weight_decay=0.01
    )
    an_epoch = -(-len(examples) // recipe.batch)
    steps = recipe.epochs * an_epoch
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / steps, recipe.warming))
    done = 0
    if keep.exists():
        state = torch.load(keep, weights_only=True, map_location=place)
        done = state["steps"]
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["chance"].cpu())
        told(f"goes on after step {done} of {steps}")
    network.train()
    began, since, total = time.monotonic(), done, 0.0
    for epoch in range(done // an_epoch, recipe.epochs):
        batches = list(_batches(tokenizer, examples, framework, recipe, Random(recipe.seed * 1000 + epoch)))
        for batch in batches[done - epoch * an_epoch :]:
            loss = _loss(network, batch, recipe, place)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            done += 1
            total += loss.item()
            if done % TOLD == 0 or done == steps:
                left = (time.monotonic() - began) / (done - since) * (steps - done) / 60
                told(f"step {done} of {steps}, loss {total / TOLD:.3f}, {left:.0f} min left")
                total = 0.0
            if done % KEPT == 0 or done == steps:
                _keep(keep, network, optimiser, schedule, done)


def _keep(path: Path, network: ReadingNetwork, optimiser: Any, schedule: Any, steps: int) -> None:
    state = {
        "steps": steps,
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "chance": torch.get_rng_state(),
    }
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)  # whoever breaks it off here loses nothing


def _rate(share: float, warming: float) -> float:
    return share / warming if share < warming else max(0.02, (1 - share) / (1 - warming))


T = TypeVar("T")
_Batch = list[tuple[Packed, Example]]


def _batches(
    tokenizer: Any, examples: Sequence[Example], framework: Framework, recipe: Recipe, random: Random
) -> Iterator[_Batch]:
    """The batches of an epoch, each of packs of about one length."""
    order = random.sample(list(examples), len(examples))
    batches: list[_Batch] = []
    for chunk in _chunks(order, recipe.batch * TOGETHER):
        shown = [drawn(e, framework, random) for e in chunk]
        packs = sorted(((pack(tokenizer, e.given), e) for e in shown), key=lambda p: len(p[0].ids))
        batches += list(_chunks(packs, recipe.batch))
    random.shuffle(batches)
    yield from batches


def _chunks(items: Sequence[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _loss(network: ReadingNetwork, batch: _Batch, recipe: Recipe, place: torch.device) -> Tensor:
    given = {name: torch.from_numpy(array).to(place) for name, array in inputs([p for p, _ in batch]).items()}
    logits: Logits = network(**given)
    most = given["statements"].shape[1]
    status, grade, basis = (
        torch.tensor([_padded([getattr(x, name) for x in e.labels], most) for _, e in batch], device=place)
        for name in ("status", "grade", "basis")
    )
    loss = _entropy(logits.status, status, label_smoothing=recipe.smoothing)
    loss = loss + WEIGHTS["grade"] * _entropy(logits.grade, grade) + WEIGHTS["basis"] * _entropy(logits.basis, basis)
    spans = _spans(batch, most, given["ids"].shape[1]).to(place)
    has = spans.sum(-1) > 0
    if has.any():
        loss = loss - WEIGHTS["evidence"] * (spans * logits.evidence.log_softmax(-1)).sum(-1)[has].mean()
    wanted = torch.tensor([e.intent for _, e in batch], device=place)
    weight = torch.ones(len(INTENTS), device=place)
    weight[INTENTS.index("answer")] = 0.5  # there are many more of them
    return loss + WEIGHTS["intent"] * _entropy(logits.intent, wanted, weight=weight)


def _padded(labels: list[int], most: int) -> list[int]:
    return labels + [NONE] * (most - len(labels))


def _entropy(logits: Tensor, labels: Tensor, **kwargs: Any) -> Tensor:
    if not (labels != NONE).any():
        return logits.sum() * 0
    return functional.cross_entropy(logits.flatten(0, -2), labels.flatten(), ignore_index=NONE, **kwargs)


def _spans(batch: _Batch, most: int, longest: int) -> Tensor:
    """For each statement the tokens of its span, each the same share; nothing where it has none."""
    spans = torch.zeros(len(batch), most, longest)
    for row, (packed, example) in enumerate(batch):
        for column, label in enumerate(example.labels):
            start = example.given.reply.find(label.span) if label.span else -1
            if start < 0:
                continue
            end = start + len(label.span)
            inside = [packed.reply[0] + n for n, (a, b) in enumerate(packed.offsets) if a < end and b > start]
            if inside:
                spans[row, column, inside] = 1 / len(inside)
    return spans
