"""The prompt cache, accounted by prefix: what is read, what is written, and when it is forgotten."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from tests.fake_claude.rules import blocks

LEAST = {"claude-haiku-5-5": 512, "claude-haiku-4-5": 4096}
"""Tokens of the shortest prefix that a model caches; 1024 for the others."""
SECONDS = {"5m": 300.0, "1h": 3600.0}


def tokens(text: str) -> int:
    """How many tokens a text has, about: four characters each."""
    return (len(text) + 3) // 4


@dataclass(frozen=True)
class Usage:
    """What a request is charged for."""

    input: int
    cache_written: int
    cache_read: int
    output: int = 0


@dataclass
class Cache:
    """What a service keeps; `now` is its clock, which a test moves."""

    now: float = 0.0
    _until: dict[str, float] = field(default_factory=dict)

    def charge(self, body: dict[str, Any]) -> Usage:
        """What a request reads and writes."""
        size, digest = 0, hashlib.sha256(str(body["model"]).encode())
        schema = json.dumps((body.get("output_config") or {}).get("format"))
        size += tokens(schema) if schema != "null" else 0
        digest.update(schema.encode())
        ends: list[tuple[int, str, float]] = []
        parts = [(b, "system") for b in blocks(body.get("system"))]
        parts += [(b, m["role"]) for m in body["messages"] for b in blocks(m["content"])]
        for block, role in parts:
            size += tokens(block["text"])
            digest.update(f"\x1e{role}\x1f{block['text']}".encode())
            if control := block.get("cache_control"):
                ends.append((size, digest.hexdigest(), SECONDS[control.get("ttl", "5m")]))
        ends = [end for end in ends if end[0] >= LEAST.get(body["model"], 1024)]
        read = max((length for length, name, _ in ends if self._until.get(name, -1.0) > self.now), default=0)
        for _, name, seconds in ends:
            self._until[name] = self.now + seconds
        longest = max((length for length, _, _ in ends), default=0)
        return Usage(input=size - max(longest, read), cache_written=max(0, longest - read), cache_read=read)
