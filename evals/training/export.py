"""The trained network as an int8 ONNX file that onnxruntime alone can run.

What goes into a matrix product is quantised with one scale, and some channels of it are thirty times as large as the
rest, which would then be rounded away. So these channels are divided, and their weights multiplied, before that
(SmoothQuant: Xiao et al., 2023).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from app.inference.judging import inputs
from app.inference.packing import Statement, ToJudge, pack
from evals.training.network import ReadingNetwork

OUTPUTS = ("status", "grade", "basis", "evidence", "intent")
SHARE = 0.8
"""How much of a channel's size goes over to the weights; of 0.5 to 0.8 the best on the development part."""
BATCH = 16


def export(network: ReadingNetwork, tokenizer: Any, typical: Sequence[ToJudge], target: Path) -> None:
    """Writes the network, its weights as integers of 7 bits, one scale a column.

    Args:
        network: As trained; is changed.
        tokenizer: Of its base.
        typical: Some of what it reads, to see how large its channels become.
        target: The file.
    """
    network.eval()
    _smooth(network, _largest(network, tokenizer, typical))
    statements = tuple(Statement("agreed", f"Something is agreed, number {n}.") for n in range(3))
    some = [ToJudge("Is it?", "It is, and it was tried in May.", statements), ToJudge("", "No.", statements[:1])]
    arrays = inputs([pack(tokenizer, one) for one in some])
    given = tuple(torch.from_numpy(arrays[name]) for name in ("ids", "mask", "statements", "reply"))
    sizes = {0: "packs", 1: "tokens"}
    axes = {"ids": sizes, "mask": sizes, "reply": sizes, "statements": {0: "packs", 1: "statements", 2: "tokens"}}
    axes |= {name: {0: "packs", 1: "statements"} for name in ("status", "grade", "basis")}
    axes |= {"evidence": {0: "packs", 1: "statements", 2: "tokens"}, "intent": {0: "packs"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network,
            given,
            str(whole),
            input_names=["ids", "mask", "statements", "reply"],
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        # 7 of the 8 bits: with all of them the sums overflow on processors without VNNI.
        quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


class _Smoothed(nn.Module):  # type: ignore[misc]  # torch has no types where it is not installed
    """A linear layer whose input is divided by what its weights were multiplied with."""

    def __init__(self, layer: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        layer.weight.data *= scale
        self.layer = layer
        self.register_buffer("factor", 1 / scale)

    def forward(self, given: Tensor) -> Tensor:
        return self.layer(given * self.factor)


def _largest(network: ReadingNetwork, tokenizer: Any, typical: Sequence[ToJudge]) -> dict[str, Tensor]:
    """The largest input of each channel of the encoder's linear layers, by the layer's name."""
    largest: dict[str, Tensor] = {}

    def seen(name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def see(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            most = given[0].abs().flatten(0, -2).max(0).values
            largest[name] = torch.maximum(largest[name], most) if name in largest else most

        return see

    hooks = [
        module.register_forward_pre_hook(seen(name))
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and name.startswith("encoder.")
    ]
    with torch.no_grad():
        for start in range(0, len(typical), BATCH):
            arrays = inputs([pack(tokenizer, one) for one in typical[start : start + BATCH]])
            network(**{name: torch.from_numpy(array) for name, array in arrays.items()})
    for hook in hooks:
        hook.remove()
    return largest


def _smooth(network: ReadingNetwork, largest: dict[str, Tensor]) -> None:
    for name, most in largest.items():
        layer = network.get_submodule(name)
        weights = layer.weight.data.abs().max(0).values.clamp(min=1e-5)
        scale = most.clamp(min=1e-5) ** SHARE / weights ** (1 - SHARE)
        parent, own = name.rsplit(".", 1)
        setattr(network.get_submodule(parent), own, _Smoothed(layer, scale.clamp(min=1e-4)))


def vocabulary(base: Path, target: Path) -> None:
    """Writes the base's tokenizer without its padding and cutting, which are done elsewhere."""
    content = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    content["truncation"] = content["padding"] = None
    target.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
