"""The two other ways to start: the quick screen with its way on, and the finished example."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.browser import Tab
from tests.e2e.respondent import Respondent, persona
from tests.frameworks import five_gates

NEW = "/chat/?new"
EXAMPLE = "Estate inspections at a housing association"


def test_the_quick_screen_leads_to_an_impression_and_on_into_the_interview(tab: Tab) -> None:
    they = Respondent(persona("shop-returns"))
    tab.open(NEW)
    tab.begin(they.persona.name, "Quick screen")
    they.go_on_until(tab, "impression")
    titles = [s.title for s in five_gates().quick_screen]
    assert [a for a in they.asked if a] == titles, "each question once, and no other"
    expect(tab.live).to_contain_text("not a verdict")
    for title in titles:
        expect(tab.live.get_by_text(title)).to_be_visible()
    with tab.page.expect_download() as download:
        tab.live.get_by_role("link", name="Report (Markdown)").click()
    assert "quick screen" in download.value.path().read_text(encoding="utf-8")

    tab.live.get_by_role("button", name="Go on with the full interview").click()
    expect(tab.page.get_by_test_id("impression")).to_have_attribute("data-live", "false")
    they.go_on_until(tab, "question")
    assert they.part(tab).startswith("data.")


def test_the_finished_example_is_looked_at_and_never_changed(tab: Tab) -> None:
    page = tab.page
    tab.open(NEW)
    page.get_by_role("button", name=re.compile("finished example")).click()
    verdict = page.get_by_test_id("verdict").first
    expect(verdict).to_be_visible()
    expect(page.get_by_test_id("question").first).to_be_attached()
    expect(tab.live).to_have_count(0)

    expect(tab.panel.get_by_role("heading", name=EXAMPLE)).to_be_visible()
    opened = tab.open_criterion("data.quality")
    expect(opened.locator(".gw-words").first).to_be_visible()
    expect(tab.panel.get_by_role("radio")).to_have_count(0)
    with page.expect_download() as download:
        verdict.get_by_role("link", name="Report (Markdown)").click()
    assert EXAMPLE in download.value.path().read_text(encoding="utf-8")

    ratings = tab.ratings()
    tab.say("Actually, nothing of this is true.")
    expect(tab.said("nothing that you type changes it")).to_be_visible()
    assert tab.ratings() == ratings
    tab.say("/plan")
    expect(page.get_by_role("tabpanel", name="Plan")).to_be_visible()
    expect(tab.live).to_have_count(0)
    expect(page.get_by_role("link", name=EXAMPLE)).to_have_count(0)

    tab.open(NEW)
    expect(page.get_by_role("button", name=re.compile("Assess my pilot"))).to_be_visible()
    expect(tab.panel).to_have_count(0)
    expect(page.get_by_role("link", name=EXAMPLE)).to_have_count(0)


def test_whoever_just_tells_of_the_pilot_is_asked_for_its_name_and_not_for_the_same_again(tab: Tab) -> None:
    words = "We want to know whether our invoice reader is ready. Four clerks have tried it since May."
    tab.open(NEW)
    tab.say(words)
    expect(tab.page.get_by_text("What is the pilot called?")).to_be_visible()
    tab.say("Invoice reader")
    expect(tab.live.get_by_text("1 of 20")).to_be_visible()
    expect(tab.page.get_by_role("link", name="Invoice reader")).to_be_visible()
