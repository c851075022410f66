"""A strict stand-in for Claude: an HTTP server that speaks the Messages API of 2026-10-21 and enforces its rules.

with FakeClaude(Scripted(truth)) as fake:
    assessor = claude_at(fake)
    fake.fail(ErrorStatus(529))
    ...
    assert fake.requests[-1].usage.cache_read > 0
"""

from __future__ import annotations

from pydantic import SecretStr

from app.assessors.claude import ClaudeAssessor, Client, Endpoint, Redaction
from app.prices import load_prices
from tests.fake_claude.brains import Brain, Local, Scripted
from tests.fake_claude.faults import Cut, Drop, ErrorEvent, ErrorStatus, Fault, Hang, Html, Junk, Stall, Stops, Wrong
from tests.fake_claude.gates import Gate
from tests.fake_claude.server import FakeClaude, Form

__all__ = [
    "Brain",
    "Cut",
    "Drop",
    "ErrorEvent",
    "ErrorStatus",
    "FakeClaude",
    "Fault",
    "Form",
    "Gate",
    "Hang",
    "Html",
    "Junk",
    "Local",
    "Scripted",
    "Stall",
    "Stops",
    "Wrong",
    "claude_at",
]  # fmt: skip


def claude_at(fake: FakeClaude, *, patience: float = 10.0, redaction: Redaction | None = None) -> ClaudeAssessor:
    """The real assessor, with the real SDK, on a fake service."""
    endpoint = Endpoint(SecretStr(fake.key), fake.url, patience=patience)
    return ClaudeAssessor(
        Client(endpoint, load_prices()), "claude-haiku-5-5", "claude-sonnet-5-5", redaction or Redaction()
    )
