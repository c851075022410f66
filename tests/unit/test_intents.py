from __future__ import annotations

from functools import cache

import pytest

from app.assessors.local.intents import IntentReader, Wish, command
from app.assessors.local.thresholds import load
from app.domain.records import Intent, Purpose
from app.inference.judging import ReadingModel
from app.ports import ToRead
from tests.frameworks import five_gates, small_framework

COMMANDS = {
    Intent.ASK: ["I don't understand the question.", "Sorry, I don't get it"],
    Intent.SKIP: [
        "skip", "Next question.", "Later please", "Can we come back to that later?", "let's move on", "Pass",
        "I'd rather skip that", "Let’s leave that for later.",
    ],
    Intent.BACK: ["back", "Go back one step", "previous question please", "I want to change my last answer"],
    Intent.STATUS: ["where are we?", "Where do we stand?", "show me the checklist", "How many questions are left?"],
    Intent.EXPORT: ["export", "Can I have the report as PDF?", "download the report", "Give me the report"],
    Intent.PAUSE: ["Stop here.", "let's stop for today", "bye", "I have to go", "That's enough for today"],
    Intent.DONT_KNOW: [
        "no idea", "I don’t know.", "Can't say", "ask IT", "Not sure, ask the architects.", "You'd have to ask Legal.",
        "Not my area", "I don't know, ask our data team",
    ],
}  # fmt: skip
"""What is known by its phrase, without the model."""
SAID = {
    Intent.ASK: [
        "what is drift?", "Why do you ask?", "How would I fix that?", "what do you mean by baseline?",
        "Can you explain?", "Could you give me an example?", "Example please", "What counts as evidence?",
        "Sorry, what is a DPIA?", "How do other companies do that?",
    ],
    Intent.REVISE: [
        "Actually, I said earlier that we have a fallback, but that was switched off.",
        "I was wrong about the owners, two are missing.",
        "What I said about the rollback is not right, it was never tested.",
        "I need to correct something: legal has not signed.",
    ],
    Intent.ANSWER: [
        "Fallback? What fallback?", "No figure. Why would there be.", "What's the point?",
        "I don't know exactly but we have about five sources.", "We skip the bad records.", "Who has time for that?",
        "No.", "Yes.", "We go back to the old version with one command.",
        "What would make us stop? Nobody has written that down.", "Do we have a list? Yes, nine systems.",
        "Ask me in a month, the test is running.", "Legal signed it, didn't they?", "Stop criteria are agreed.",
        "The rule does not apply to weekends, apart from that all is automated.",
        "Governance.", "Move the files by hand",
        "Next year.", "We export a CSV every Monday.", "The status is shown in the CRM.", "I think IT tested it.",
    ],
}  # fmt: skip
"""What the model has to see; no rule knows it."""


@cache
def reader() -> IntentReader:
    return IntentReader(ReadingModel(), load().intent)


def wish(text: str) -> Wish:
    criterion = five_gates().criteria[0]
    return reader().read(ToRead(five_gates(), Purpose.LEAD, criterion.question, text, ()))


@pytest.mark.parametrize(("text", "intent"), [(text, intent) for intent, said in COMMANDS.items() for text in said])
def test_a_command_is_known_by_its_phrase(text: str, intent: Intent) -> None:
    assert command(text, five_gates()) == Wish(intent)


@pytest.mark.parametrize(("text", "intent"), [(text, intent) for intent, said in SAID.items() for text in said])
def test_a_reply_is_taken_for_what_it_is_or_asked_back(text: str, intent: Intent) -> None:
    found = wish(text)

    assert found.intent is intent or not found.clear


@pytest.mark.parametrize("text", [text for said in SAID.values() for text in said])
def test_no_command_is_found_in_what_is_said_of_the_pilot(text: str) -> None:
    assert command(text, five_gates()) is None


@pytest.mark.parametrize("text", ["", "...", "???", "Later."])
def test_what_could_mean_two_things_is_not_clear(text: str) -> None:
    assert not wish(text).clear


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("Let's go to Run", "run"),
        ("please jump to the fit gate", "fit"),
        ("Can we do watch first?", "run"),
        ("Let's go to lunch", None),
        ("Take the data to the lake", None),
    ],
)
def test_a_gate_is_found_by_its_id_its_title_or_that_of_a_criterion(text: str, gate: str | None) -> None:
    found = command(text, small_framework())

    assert (found.target if found else None) == gate


def test_a_long_reply_is_an_answer_whatever_it_begins_with() -> None:
    text = "What is drift? " + "We looked at it for a long time and found nothing. " * 10

    assert wish(text).intent is Intent.ANSWER
