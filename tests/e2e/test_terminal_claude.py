"""A whole interview in a terminal that Claude reads, over real HTTP: streamed as it comes, and with an outage in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reports.imports import read_export
from tests.e2e.claude import (
    ANSWER_BEGINS,
    ANSWER_ENDS,
    GAP_BEGINS,
    GAP_ENDS,
    OVERLOADED,
    Interviewed,
    check_read_by_claude,
    overload,
    recover,
    variables,
)
from tests.e2e.respondent import persona
from tests.e2e.terminal import Terminal
from tests.e2e.test_terminal import Stakeholder, flat
from tests.fake_claude import FakeClaude
from tests.frameworks import five_gates

PERSONA = persona("haul-planner")
OUT = "integration.end_to_end"
"""The criterion with whose lead question an outage begins."""


@pytest.fixture
def fake() -> Iterator[FakeClaude]:
    with FakeClaude(Interviewed(PERSONA.elements)) as fake:
        yield fake


def test_a_whole_interview_that_claude_reads_and_an_outage_in_it(fake: FakeClaude, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", "--pilot", PERSONA.name, **variables(fake))
    person = Stakeholder(terminal, PERSONA, five_gates())
    terminal.wait()
    assert "Claude reads" in terminal.shown
    assert "Nothing leaves this machine" not in terminal.shown
    person.go_on()

    # An answer to a question: its beginning stands there before the rest of it was sent.
    person.go_on_until("words", "data.quality")
    comes_in_parts(fake, terminal, "What do you mean by drift?", ANSWER_BEGINS, ANSWER_ENDS)
    assert person.question()[1] == "data.quality"

    # So does the explanation of a gap.
    comes_in_parts(fake, terminal, PERSONA.answers["data.quality"], GAP_BEGINS, GAP_ENDS)

    # An outage of two turns: the interview goes on without Claude, and that is told once.
    person.go_on_until("words", OUT)
    assert OVERLOADED not in flat(terminal.transcript)
    overload(fake)
    person.go_on()
    person.go_on()
    assert flat(terminal.transcript).count(OVERLOADED) == 1

    # It is over, and Claude is asked again.
    recover(fake)
    served = len(fake.served)
    person.go_on_until("sign_off")
    assert len(fake.served) > served

    person.go_on_until("closing")
    assert flat(terminal.transcript).count(OVERLOADED) == 1
    terminal.type(f"/export {tmp_path / 'export.json'}")
    terminal.type("q")
    assert terminal.end() == 0
    assessment = read_export((tmp_path / "export.json").read_bytes())
    check_read_by_claude(assessment, {e: str(s) for e, s in PERSONA.elements.items()}, but=OUT)


def comes_in_parts(fake: FakeClaude, terminal: Terminal, said: str, begins: str, ends: str) -> None:
    """What is streamed stands on the screen as far as it has come; the gate lets the rest through."""
    fake.gate.close()
    before = terminal.watch(said, seen=begins)
    assert ends not in flat(before)
    fake.gate.open()
    terminal.wait()
    assert ends in flat(terminal.shown)
