"""What an interview costs, as the page shows it; the service is the strict fake, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.browser import INDEXED, Tab
from tests.e2e.respondent import Respondent, persona
from tests.e2e.server import Server
from tests.fake_claude import FakeClaude, Scripted

NEW = "/chat/?new"
THEY = persona("shop-returns")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeClaude]:
    with FakeClaude(Scripted(THEY.elements)) as running:
        yield running


@pytest.fixture(scope="module")
def server(fake: FakeClaude, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("cost") / "data"
    running = Server(data, ANTHROPIC_BASE_URL=fake.url, ANTHROPIC_API_KEY=fake.key)
    running.start()
    yield running
    running.stop()


def figures(cost: Locator) -> dict[str, list[str]]:
    rows = [line.split("\t") for line in cost.locator("tbody").inner_text().splitlines()]
    return {name: values for name, *values in rows}


def test_what_it_costs_is_shown_from_the_beginning_and_after_every_turn(tab: Tab, fake: FakeClaude) -> None:
    they = Respondent(THEY)
    tab.open(NEW)
    tab.begin(THEY.name)
    cost = tab.panel.get_by_test_id("cost")
    expect(cost.locator("summary")).to_have_text("Cost so far$0.00")
    cost.locator("summary").click()
    assert figures(cost)["Calls"] == ["0", "0"]
    they.go_on(tab)
    expect(cost.locator("tbody tr").first).to_have_text("Calls11")
    they.go_on(tab)  # a gap: it is read, and explained
    expect(cost.locator("tbody tr").first).to_have_text("Calls32")
    they.go_on(tab)
    served = [r.usage for r in fake.served if r.usage]
    shown = figures(cost)
    assert shown["Calls"] == [str(len(served)), "2"]
    assert shown["Tokens in"][0] == f"{sum(u.input + u.cache_written + u.cache_read for u in served):,}"
    assert shown["Tokens out"][0] == f"{sum(u.output for u in served):,}"
    assert shown["Price"][0].startswith("$0.0")
    expect(cost.locator("summary")).to_contain_text(shown["Price"][0])  # and it has stayed open all the while
    expect(cost).to_contain_text("By the prices of")


def test_a_question_to_the_playbook_says_below_its_answer_what_it_took(tab: Tab) -> None:
    tab.open(NEW)
    tab.ask_the_playbook()
    tab.page.get_by_role("button", name="How do we rehearse a rollback?").click()
    expect(tab.page.get_by_test_id("took")).to_contain_text("This answer took 1 call", timeout=INDEXED)
