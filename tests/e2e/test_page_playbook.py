"""Asking the playbook: a chat profile of its own, with answers that cite, and no assessment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, expect

from tests.e2e.browser import INDEXED, Tab, Visit

NEW = "/?new"


@pytest.fixture
def asking(person: Visit) -> Iterator[Tab]:
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    person.context.on("console", hear)
    tab = person.tab()
    tab.open(NEW)
    tab.ask_the_playbook()
    yield tab
    assert errors == []


def test_a_question_is_answered_with_sources_that_open_and_what_is_not_covered_is_said(asking: Tab) -> None:
    page = asking.page
    expect(page.get_by_text("This is no assessment")).to_be_visible()
    page.get_by_role("button", name="How do we rehearse a rollback?").click()
    answer = page.get_by_test_id("said").last
    cite = answer.get_by_test_id("cite").filter(has_text="Rehearse the rollback before you need it")
    expect(cite).to_contain_text("Google", timeout=INDEXED)
    cite.get_by_role("button").click()
    expect(cite.get_by_test_id("piece")).to_contain_text("A rehearsal takes an afternoon")
    cite.get_by_role("button").click()
    expect(cite.get_by_test_id("piece")).to_have_count(0)

    answer.locator(".gw-ask").first.click()
    expect(page.get_by_test_id("said")).to_have_count(2)
    expect(page.get_by_test_id("said").last.get_by_test_id("cite").first).to_be_visible()

    asking.say("What is the weather like in Madrid?")
    refusal = asking.said("The guidance has nothing on that.")
    expect(refusal).to_be_visible()
    expect(refusal.get_by_test_id("cite")).to_have_count(0)
    expect(refusal.locator(".gw-ask").first).to_be_visible()


def test_nothing_is_kept_of_it_and_the_assessment_is_a_choice_away(asking: Tab) -> None:
    page = asking.page
    asking.say("What is drift?")
    expect(page.get_by_test_id("said").last.get_by_test_id("cite").first).to_be_visible(timeout=INDEXED)
    expect(page.locator('a[href*="/thread/"]')).to_have_count(0)
    asking.open(NEW)
    expect(page.get_by_role("button", name=re.compile("Assess my pilot"))).to_be_visible()
    expect(page.get_by_text("What is drift?")).to_have_count(0)
    asking.begin("Letter sorter")
    expect(asking.live).to_have_count(1)


POLICY = """# Rollback standard of Northgate Mutual

## 4.2 Rehearsal
Every system that decides on claims rehearses its rollback twice a year, in March and in September, before the Change
Advisory Board. The rehearsal is witnessed by Internal Audit, who note the minutes that it took in register CAB-7. A
system whose last rehearsal is older than seven months takes no further release until it has been done again. The
owner of the system, and nobody in their place, signs the sheet on the day itself.
"""


def test_an_organisation_adds_its_own_guidance_which_is_cited_until_it_is_removed(asking: Tab, tmp_path: Path) -> None:
    page, policy, broken = asking.page, tmp_path / "Rollback standard.md", tmp_path / "Old.pdf"
    policy.write_text(POLICY)
    broken.touch()
    asking.bring(policy, broken)
    library = page.get_by_test_id("library").last
    expect(library.locator("li")).to_have_count(1, timeout=INDEXED)
    expect(library).to_contain_text("Rollback standard.md")
    expect(page.locator('[data-testid="document"][data-state="read"]')).to_contain_text("1 passage")
    expect(page.locator('[data-testid="document"][data-state="refused"]')).to_contain_text("is empty")

    question = "How often do we rehearse a rollback, and who witnesses it?"
    asking.say(question)
    cite = page.get_by_test_id("cite").filter(has_text="your own guidance")
    expect(cite.first).to_contain_text("Rollback standard.md", timeout=INDEXED)

    library.get_by_role("button", name="Remove Rollback standard.md").click()
    library.get_by_role("button", name="Remove Rollback standard.md for good").click()
    expect(library.locator("li")).to_have_count(0)
    asking.say(question)
    expect(page.get_by_test_id("said").last.get_by_test_id("cite").first).to_be_visible(timeout=INDEXED)
    expect(page.get_by_test_id("said").last).not_to_contain_text("your own guidance")
