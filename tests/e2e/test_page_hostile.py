"""What people type runs nothing, fetches nothing, and is shown as it was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Tab, Visit
from tests.e2e.respondent import Respondent, persona

NEW = "/chat/?new"
TAGS = "<img src=x onerror=\"window.pwned=1;alert('img')\"><script>window.pwned=2</script>"
MARKUP = (
    "![a](https://evil.example/a.png) [b](https://evil.example/b) [c](javascript:window.pwned=3)"
    ' <iframe src="https://evil.example/c"></iframe> <svg onload="window.pwned=4"> **bold** `code` {{7*7}} ${7*7}'
)
ANSWER = f"I was told that the data office agreed 98 percent completeness in January {TAGS} {MARKUP}"
"""From others' mouths, so that it is shown for confirmation, however sure the reader is of it."""
LONGEST = 100_000


def nothing_ran(tab: Tab, person: Visit) -> None:
    page = tab.page
    assert page.evaluate("window.pwned") is None
    assert (
        page.locator("iframe, script[src^='https:'], img[src^='http']:not([src*='127.0.0.1']), img[src='x']").count()
        == 0
    )
    assert page.locator("a[href^='javascript' i], a[href*='evil.example']").count() == 0
    assert person.strangers == []


def test_hostile_words_are_words(tab: Tab, person: Visit) -> None:
    page = tab.page
    tab.open(NEW)
    tab.begin(TAGS)
    tab.is_told()
    expect(tab.panel.get_by_role("heading", name=TAGS)).to_be_visible()
    expect(page.get_by_role("link").filter(has_text=TAGS)).to_be_visible()
    tab.answer(f"It reads claims. {MARKUP}")
    nothing_ran(tab, person)

    tab.answer(ANSWER)
    assert tab.kind == "understanding"
    expect(tab.live.get_by_text("98 percent completeness").first).to_be_visible()
    expect(page.get_by_text(ANSWER, exact=True)).to_be_visible()
    row = tab.live.get_by_test_id("row").last
    element = row.get_attribute("data-element") or ""
    tab.set(tab.live, element, "not_applicable", TAGS + MARKUP)
    tab.decide("accept")
    nothing_ran(tab, person)
    opened = tab.open_criterion("data.quality")
    expect(opened.get_by_text(TAGS).first).to_be_visible()

    tab.press("not_applicable")
    tab.live.get_by_label("Why does it not apply to your pilot?").fill(TAGS)
    with tab.moving_on():
        tab.live.get_by_role("button", name="Send").click()
    expect(page.get_by_text(f"Does not apply: {TAGS}")).to_be_visible()
    nothing_ran(tab, person)

    tab.page.goto(person.url, wait_until="domcontentloaded")
    tab.is_told()
    expect(page.get_by_text(ANSWER, exact=True)).to_be_visible()
    expect(tab.panel.get_by_role("heading", name=TAGS)).to_be_visible()
    tab.open_criterion("data.quality")
    nothing_ran(tab, person)


def test_what_is_too_long_is_refused_and_stays_to_be_copied(tab: Tab) -> None:
    they = Respondent(persona("haul-planner"))
    tab.open(NEW)
    tab.begin("Long-winded")
    tab.answer("It plans tours.")
    asked = tab.asked
    words = "We measure every source, every month. " * 3000
    words = words[: LONGEST + 1]
    tab.say(words)
    expect(tab.said("at most 100,000 are taken at once")).to_be_visible()
    expect(tab.page.get_by_text(words.strip()[-200:])).to_be_attached()
    assert tab.asked == asked
    tab.say("x" * 300 + "\n" + words[: LONGEST - 301])
    expect(tab.page.locator("#stop-button")).to_have_count(0)
    they.go_on(tab)


def test_a_pilot_without_a_proper_name_is_asked_for_another(tab: Tab) -> None:
    tab.open(NEW)
    tab.page.get_by_role("button", name="Assess my pilot").click()
    expect(tab.page.get_by_text("What is the pilot called?")).to_be_visible()
    tab.say("n" * 201)
    expect(tab.said("expected 1 to 200 characters")).to_be_visible()
    with tab.moving_on():
        tab.say("A proper name")
    expect(tab.page.get_by_role("link", name="A proper name")).to_be_visible()


@pytest.mark.parametrize(
    "odd", ["\u202eevil\u202c \u2066x", "null\x00 bell\x07 escape\x1b[31m red", "\ufeff\u200b e\u0301 𝕏 👩‍💻"]
)
def test_odd_characters_break_nothing(tab: Tab, person: Visit, odd: str) -> None:
    tab.open(NEW)
    tab.begin(f"Odd {odd}")
    tab.answer(f"It reads letters {odd}.")
    tab.say(f"We measure all four sources {odd} every month.")
    expect(tab.cards).not_to_have_count(3)
    told = tab.told()[1:]
    tab.page.goto(person.url, wait_until="domcontentloaded")
    tab.is_told()
    assert len(tab.told()) == len(told)
    assert "\u202e" not in tab.panel.inner_text()
