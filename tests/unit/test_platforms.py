from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.platforms import concerns
from app.knowledge.guidance import load_guidance

AGENTFORCE = ("agentforce", "agent force", "salesforce")
BREEZE = ("hubspot", "Breeze")


@pytest.mark.parametrize(
    "description",
    [
        "An Agentforce agent answers service cases.",
        "AGENTFORCE for claims",
        "We run it on Salesforce's Service Cloud.",
        "an agent-force pilot",
        "Built with Agent\nForce",
    ],
)
def test_a_platform_is_found_by_its_name_in_any_case(description: str) -> None:
    assert concerns(AGENTFORCE, description)
    assert not concerns(BREEZE, description)


@pytest.mark.parametrize(
    "description",
    ["", "Our sales force gets suggestions.", "A reinforcement agent, forced to stop", "Salesforceful", "agentforce2"],
)
def test_words_that_only_look_like_a_platform_are_none(description: str) -> None:
    assert not concerns(AGENTFORCE, description)


def test_a_name_with_a_capital_is_found_as_it_is_written_only() -> None:
    assert concerns(BREEZE, "Drafts by Breeze in marketing")
    assert concerns(BREEZE, "our Hubspot portal")
    assert not concerns(BREEZE, "Setting it up was a breeze.")


@given(st.text())
def test_guidance_on_no_platform_is_for_every_pilot(description: str) -> None:
    assert concerns((), description)


@given(st.lists(st.text(min_size=1)), st.text())
def test_any_name_can_be_looked_for_anywhere(platforms: list[str], description: str) -> None:
    assert concerns(platforms, description) in (True, False)


def test_the_guidance_on_platforms_is_shown_there_and_nowhere_else() -> None:
    pieces = load_guidance(Path(__file__).parent.parent.parent / "knowledge" / "guidance")

    def shown(description: str) -> set[str]:
        return {p.id for p in pieces if p.platforms and concerns(p.platforms, description)}

    assert shown("An assistant that sorts claims") == set()
    both = {"crm-who-answers-what", "example-crm-ai-tools"}
    assert shown("Agentforce in the service centre") == both | {p.id for p in pieces if "agentforce" in p.id}
    assert shown("HubSpot with Breeze") == both | {p.id for p in pieces if "breeze" in p.id}
