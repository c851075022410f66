"""The network: an encoder that reads a reply together with the statements, and heads on it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import MPNetModel

from app.inference.judging import BASES, GRADES, INTENTS, STATUSES

POINTER = 128
"""Dimensions in which statements and tokens are compared to find the evidence."""


class Logits(NamedTuple):
    """What the network gives; before softmax.

    Attributes:
        status: Shape (packs, statements, 3).
        grade: Shape (packs, statements, 2).
        basis: Shape (packs, statements, 5).
        evidence: Shape (packs, statements, tokens); far below zero outside the reply.
        intent: Shape (packs, 10).
    """

    status: Tensor
    grade: Tensor
    basis: Tensor
    evidence: Tensor
    intent: Tensor


class ReadingNetwork(nn.Module):  # type: ignore[misc]  # torch has no types where it is not installed
    """The lower layers of a pretrained encoder, and five heads.

    Args:
        base: The folder of the pretrained encoder (MPNet).
        layers: How many of its layers are kept, from the lowest on.
    """

    def __init__(self, base: Path, layers: int) -> None:
        super().__init__()
        self.encoder = MPNetModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.config.num_hidden_layers = layers
        self.encoder.embeddings.requires_grad_(False)  # so that words which no author used stay where they belong
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.joined = nn.Linear(2 * width, width)
        self.status = nn.Linear(width, len(STATUSES))
        self.grade = nn.Linear(width, len(GRADES))
        self.basis = nn.Linear(width, len(BASES))
        self.pointer = nn.Linear(width, POINTER)
        self.pointed = nn.Linear(width, POINTER)
        self.aim = nn.Linear(width, width)
        self.intent = nn.Linear(width, len(INTENTS))

    def forward(self, ids: Tensor, mask: Tensor, statements: Tensor, reply: Tensor) -> Logits:
        """Reads packs; see `app.inference.judging.inputs` for the shapes."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        meant = torch.bmm(statements, states)  # the mean of each statement's tokens
        evidence = torch.bmm(self.pointer(meant), self.pointed(states).transpose(1, 2)) / math.sqrt(POINTER)
        evidence = evidence.masked_fill(~reply[:, None, :], -1e4)
        said = torch.bmm(evidence.softmax(-1), states)
        joined = self.drop(nn.functional.gelu(self.joined(self.drop(torch.cat([meant, said], -1)))))
        aim = self.drop(nn.functional.gelu(self.aim(states[:, 0])))
        return Logits(self.status(joined), self.grade(joined), self.basis(joined), evidence, self.intent(aim))
