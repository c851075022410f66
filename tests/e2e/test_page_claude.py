"""A whole interview on the page that Claude reads, over real HTTP: streamed as it comes, and with an outage in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.reports.imports import read_export
from tests.e2e.browser import INDEXED, Visit
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
from tests.e2e.respondent import Respondent, persona
from tests.e2e.server import Server
from tests.fake_claude import FakeClaude

PERSONA = persona("branch-copilot")
OUT = "integration.end_to_end"
"""The criterion with whose lead question an outage begins."""


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeClaude]:
    with FakeClaude(Interviewed(PERSONA.elements)) as fake:
        yield fake


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, fake: FakeClaude) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("claude") / "data", **variables(fake))
    running.start()
    yield running
    running.stop()


def test_a_whole_interview_that_claude_reads_and_an_outage_in_it(
    person: Visit, fake: FakeClaude, tmp_path: Path
) -> None:
    tab, they = person.tab(), Respondent(PERSONA)
    tab.open()
    tab.begin(PERSONA.name)

    # An answer to a question: its beginning stands there before the rest of it was sent.
    they.go_on_until(tab, "question", "data.quality")
    fake.gate.close()
    tab.say("What do you mean by drift?")
    comes_in_parts(fake, tab.page.locator('[data-tone="answer"]'), ANSWER_BEGINS, ANSWER_ENDS)
    tab.rest()
    assert they.part(tab) == "data.quality"

    # So does the explanation of a gap.
    they.go_on_until(tab, "question", "data.pipeline")
    fake.gate.close()
    with tab.moving_on():
        tab.say(PERSONA.answers["data.pipeline"])
        comes_in_parts(fake, tab.page.get_by_test_id("gap"), GAP_BEGINS, GAP_ENDS)

    # An outage of two turns: the interview goes on without Claude, and that is told once.
    they.go_on_until(tab, "question", OUT)
    notice = tab.said(OVERLOADED)
    expect(notice).to_have_count(0)
    overload(fake)
    they.go_on(tab)
    expect(notice).to_have_count(1)
    they.go_on(tab)
    expect(notice).to_have_count(1)

    # It is over, and Claude is asked again.
    recover(fake)
    served = len(fake.served)
    they.go_on_until(tab, "question", "governance.compliance")
    they.go_on(tab)
    assert len(fake.served) > served

    they.go_on_until(tab, "verdict")
    expect(notice).to_have_count(1)
    assert set(tab.ratings().values()) <= {"met", "partial", "not_met"}
    with tab.page.expect_download() as download:
        tab.live.get_by_role("link", name="Everything (JSON)").click()
    download.value.save_as(tmp_path / "export.json")
    assessment = read_export((tmp_path / "export.json").read_bytes())
    assert {e: str(s.status) for e, s in assessment.standings.items()} == they.truth
    check_read_by_claude(assessment, they.truth, but=OUT)


def comes_in_parts(fake: FakeClaude, text: Locator, begins: str, ends: str) -> None:
    """What is streamed stands on the page as far as it has come; the gate, closed before, lets the rest through."""
    expect(text).to_contain_text(begins, timeout=INDEXED)
    assert ends not in text.inner_text()
    fake.gate.open()
    expect(text).to_contain_text(ends)
