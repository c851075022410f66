"""Everything by keyboard alone, with the focus always to be seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visit
from tests.e2e.keyboard import Keyboard
from tests.e2e.respondent import Respondent, persona


@pytest.fixture
def keys(person: Visit) -> Keyboard:
    return Keyboard(person.tab().page, person.url)


def test_a_gate_from_the_start_to_its_signature(keys: Keyboard) -> None:
    page, they = keys.page, Respondent(persona("branch-copilot"))
    keys.open("/chat/?new")
    keys.begin(they.persona.name)
    they.go_on(keys)
    assert they.part(keys) == "data.quality"

    keys.press("why")
    expect(page.locator('[data-tone="answer"]')).to_be_visible()
    expect(page.locator(":focus")).to_have_count(1)  # and not lost with the button that was pressed

    # The reason's field takes the focus, and gives it back.
    button = keys.live.locator('[data-action="not_applicable"]')
    keys.press("not_applicable")
    field = keys.live.get_by_label("Why does it not apply to your pilot?")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(button).to_be_focused()

    they.go_on_until(keys, "understanding")
    they.truth["data.quality.passing"] = "refuted"
    they.go_on_until(keys, "question", "data.representative")
    assert they.corrected == ["data.quality.passing"], "a card was changed"

    opened = keys.open_criterion("data.quality")
    keys.set(opened, "data.quality.passing", "not_applicable", "There is one source alone.")
    they.truth["data.quality.passing"] = "not_applicable"
    keys.go_to(opened.get_by_role("button", name="Save"))
    page.keyboard.press("Space")
    expect(page.get_by_text("“Latest scores pass” does not apply (There is one source alone.)")).to_be_visible()
    expect(opened.get_by_role("button", name="Save")).to_have_count(0)

    keys.decide("skip")
    they.go_on_until(keys, "sign-off")
    they.go_on_until(keys, "question", "architecture.service_levels")
    expect(keys.said("The Data gate is signed")).to_be_visible()


def test_the_checklist_is_closed_and_opened_again(keys: Keyboard) -> None:
    page = keys.page
    keys.open("/chat/?new")
    keys.begin("Panel")
    keys.answer("It sorts letters.")
    keys.is_told()
    keys.go_to(page.get_by_role("button", name="Close the panel"))
    page.keyboard.press("Enter")
    expect(keys.panel).to_have_count(0)
    keys.press("panel")
    expect(keys.panel).to_be_visible()
