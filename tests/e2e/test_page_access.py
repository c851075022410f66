"""The page can be used by those who see it, hear it, or hold it in one hand: axe, and a phone's width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import INDEXED, Tab, Visit, visit
from tests.e2e.respondent import Respondent, persona
from tests.e2e.server import Server

AXE = files("axe_playwright_python").joinpath("axe.min.js")
NEW = "/chat/?new"
OURS = '[class*="gw-"], #welcome-screen .prose'
PAPERS = Path(__file__).parents[2] / "evals" / "documents" / "files"
PHONE = (390, 844)


def complaints(tab: Tab) -> list[str]:
    """What axe finds within our own elements."""
    page = tab.page
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    expect(page.locator(OURS).first).to_be_attached()  # a page that loads anew is empty for a moment
    found: dict[str, Any] = page.evaluate(f"() => axe.run({{include: ['{OURS}']}}, {{resultTypes: ['violations']}})")
    return [
        f"{v['id']} ({v['impact']}): {n['target']}: {n['html'][:160]}: {n['failureSummary'][:300]}"
        for v in found["violations"]
        for n in v["nodes"]
    ]


@pytest.fixture(params=["light", "dark"])
def tab(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Tab]:
    with visit(browser, server.url, dark=request.param == "dark", past_policy=True) as here:
        yield here.tab()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Visit]:
    with visit(browser, server.url, width=PHONE[0], height=PHONE[1]) as here:
        yield here


def test_axe_finds_nothing_in_an_interview(tab: Tab) -> None:
    they = Respondent(persona("branch-copilot"))
    tab.open(NEW)
    tab.begin(they.persona.name)
    tab.is_told()
    assert complaints(tab) == [], "the opening question and an empty checklist"
    they.go_on(tab)
    tab.press("why")
    expect(tab.page.locator('[data-tone="answer"]')).to_be_visible()
    tab.press("not_applicable")
    assert complaints(tab) == [], "a question, an answer, the field for a reason"
    tab.live.get_by_role("button", name="Cancel").click()
    they.go_on(tab)
    assert tab.kind == "understanding"
    assert complaints(tab) == [], "a card"
    row = tab.live.get_by_test_id("row").first
    tab.set(tab.live, row.get_attribute("data-element") or "", "not_applicable")
    tab.press("accept")
    expect(tab.live.get_by_text("Please give a reason.")).to_be_visible()
    assert complaints(tab) == [], "a card that was changed, with a reason missing"
    row.locator(".gw-as-refuted").click()
    assert complaints(tab) == [], "a card that was changed"
    they.truth[row.get_attribute("data-element") or ""] = "refuted"
    they.go_on_until(tab, "question", "data.representative")
    expect(tab.page.get_by_test_id("gap")).to_be_visible()
    opened = tab.open_criterion("data.quality")
    assert complaints(tab) == [], "a gap, an opened criterion"
    tab.set(opened, "data.quality.measured", "unknown")
    opened.get_by_role("button", name="Save").click()
    expect(tab.page.get_by_test_id("noted").first).to_be_visible()
    they.truth["data.quality.measured"] = "unknown"
    they.go_on_until(tab, "sign-off")
    assert complaints(tab) == [], "a sign-off"
    tab.live.get_by_role("button", name="Show what each point means").click()
    assert complaints(tab) == [], "a sign-off in full"


def test_axe_finds_nothing_in_an_impression(tab: Tab) -> None:
    they = Respondent(persona("shop-returns"))
    tab.open(NEW)
    tab.begin(they.persona.name, "Quick screen")
    they.go_on_until(tab, "impression")
    assert complaints(tab) == []


def test_axe_finds_nothing_in_the_finished_example(tab: Tab) -> None:
    tab.open(NEW)
    assert complaints(tab) == [], "the welcome"
    tab.page.get_by_role("button", name=re.compile("finished example")).click()
    expect(tab.page.get_by_test_id("verdict").first).to_be_visible()
    expect(tab.panel).to_be_visible()
    expect(tab.page.get_by_test_id("conflict").first).to_be_attached()
    tab.open_criterion("architecture.cost_model")
    assert complaints(tab) == []


def test_axe_finds_nothing_in_documents_and_in_the_playbook(tab: Tab) -> None:
    tab.open(NEW)
    tab.begin("Sluice")
    tab.bring(PAPERS / "sluice-minutes-may.docx", PAPERS / "sluice-minutes-july.txt")
    expect(tab.page.locator('[data-testid="document"][data-state="read"]')).to_have_count(2, timeout=INDEXED)
    tab.rest()
    assert tab.kind == "understanding"
    assert complaints(tab) == [], "documents, and what they say"
    while tab.kind == "understanding":
        tab.decide("accept")
    assert tab.kind == "conflict"
    assert complaints(tab) == [], "two documents that oppose each other"

    tab.open(NEW)
    tab.ask_the_playbook()
    assert complaints(tab) == [], "the playbook"
    tab.say("How do we rehearse a rollback?")
    expect(tab.page.get_by_test_id("cite").first).to_be_visible(timeout=INDEXED)
    tab.page.get_by_test_id("cite").first.get_by_role("button").click()
    assert complaints(tab) == [], "an answer with an opened source"
    tab.bring(PAPERS / "torque-runbook.md")
    expect(tab.page.get_by_test_id("library")).to_be_visible(timeout=INDEXED)
    assert complaints(tab) == [], "own guidance"


def test_on_a_phone_the_checklist_opens_when_asked_for_and_nothing_is_too_wide(phone: Visit) -> None:
    tab, they = phone.tab(), Respondent(persona("branch-copilot"))
    page = tab.page
    tab.open(NEW)
    fits(tab)
    tab.begin(they.persona.name)
    low = tab.line.evaluate("line => line.offsetHeight")
    they.go_on(tab)
    expect(tab.panel).to_have_count(0)
    fits(tab)
    expect(tab.line).to_have_css("height", f"{low}px")  # it has grown with the answer, and shrinks again
    they.go_on(tab)
    assert tab.kind == "understanding"
    fits(tab)
    they.go_on(tab)
    expect(tab.panel).to_have_count(0)

    tab.press("panel")
    expect(tab.panel).to_be_visible()
    fits(tab)
    tab.open_criterion("data.quality")
    fits(tab)
    with page.expect_response("**/project/action"):  # from then on it is sent nothing
        page.keyboard.press("Escape")
    expect(tab.panel).to_have_count(0)

    # What follows does not open it again.
    they.go_on(tab)
    expect(tab.panel).to_have_count(0)
    tab.press("panel")
    expect(tab.shape("data.quality", "open")).to_have_count(0)


def fits(tab: Tab) -> None:
    """Nothing that is shown is wider than the window."""
    wide: list[str] = tab.page.evaluate(
        """() => [...document.querySelectorAll('[class*="gw-"], [class*="gw-"] *')]
          .filter((node) => node.getClientRects().length && !node.closest('.gw-sr'))
          .filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
          .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert tab.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
