"""What the elements of the page are given: it fits the contract, and says what the records say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, with_config

from app.domain.assessment import Assessment
from app.domain.cards import rows
from app.domain.records import Click, Grade, Purpose, Status, Track
from app.web import cards, panel, props
from app.web.addresses import assessment_of, bubble_id, thread_of
from app.web.bubbles import Bubble, Card, wired
from app.web.checklist import checklist_card, criterion_props
from app.web.example import Example
from app.web.history import history
from app.web.naming import is_a_name, named
from app.web.orders import click_for, ordered
from tests.builders import Build
from tests.fakes import ListedKnowledge
from tests.frameworks import five_gates, small_framework
from tests.histories import histories, whole_texts

ROOT = Path(__file__).parents[2]
STATED, TRIED, ASKED, NAMED = "fit.purpose.stated", "fit.purpose.tried", "fit.users.asked", "fit.users.named"

CONTRACT: Mapping[str, Any] = {
    "Question": props.QuestionProps,
    "Understanding": props.UnderstandingProps,
    "Conflict": props.ConflictProps,
    "SignOff": props.SignOffProps,
    "Gap": props.GapProps,
    "Said": props.SaidProps,
    "Noted": props.NotedProps,
    "Document": props.DocumentProps,
    "Library": props.LibraryProps,
    "Verdict": props.VerdictProps,
    "Impression": props.ImpressionProps,
    "Checklist": props.ChecklistProps,
    "Plan": panel.ViewProps,
    "WhatIf": panel.ViewProps,
    "Runs": panel.ViewProps,
    "Brand": panel.ViewProps,
    "Documents": panel.DocumentsProps,
    "Assessment": panel.ViewProps,
}
BESIDE = {"Checklist", "Plan", "WhatIf", "Runs", "Documents", "Brand", "Assessment"}
"""What stands in the panel, and not in the conversation."""
STRICT = {n: TypeAdapter(with_config(ConfigDict(strict=True, extra="forbid"))(kind)) for n, kind in CONTRACT.items()}


def fits(card: Card) -> None:
    """The props are those of the contract: nothing missing, nothing more, nothing of another type."""
    STRICT[card.element].validate_python(dict(card.props))


def test_every_card_has_an_element_that_shows_it_and_the_other_way_round() -> None:
    assert {p.stem for p in (ROOT / "public" / "elements").glob("*.jsx")} == set(CONTRACT)


@given(histories(small_framework()))
@settings(max_examples=60, deadline=None)  # the first one loads much
def test_whatever_happened_can_be_shown(assessment: Assessment) -> None:
    bubbles = history(assessment, "ada")
    for bubble in bubbles:
        if bubble.card:
            fits(bubble.card)
    assert len({b.id for b in bubbles}) == len(bubbles)
    for view in panel.views(checklist_card(assessment), assessment.id):
        fits(view)
    knowledge = ListedKnowledge([c.id for c in assessment.framework.criteria])
    for criterion in assessment.framework.criteria:
        opened = criterion_props(assessment, criterion, knowledge.for_criterion(criterion.id))
        TypeAdapter(props.CriterionProps).validate_python(opened, strict=True)


def test_the_finished_example_can_be_shown_whole_and_offers_nothing_to_press() -> None:
    example = Example(next((ROOT / "knowledge" / "examples").glob("*.json")))
    shown = [b.card for b in example.bubbles() if b.card]
    for card in shown:
        fits(card)
        assert not card.props.get("live")
    assert {c.element for c in shown} >= set(CONTRACT) - BESIDE - {"Impression", "Document", "Library"}


def test_the_checklist_counts_rates_and_marks_what_is_at_hand() -> None:
    build = Build()
    build.meets("fit.purpose")
    build.says(ASKED, Status.REFUTED, "Nobody asked them.")
    checklist = checklist_card(build.assessment, "fit.users").props
    fit, run = checklist["gates"]
    assert (checklist["word"], checklist["final"]) == ("In progress", False)
    assert checklist["band"] == {"worst": 1, "now": 1, "best": 3, "mark": 3, "applicable": 4}
    assert [(c["title"], c["rating"], c["at_hand"], c["must_meet"]) for c in fit["criteria"]] == [
        ("Purpose", "met", False, True),
        ("Users", "not_met", True, False),
    ]
    assert fit["criteria"][1]["elements"] == ["unknown", "refuted"]
    assert [c["rating"] for c in run["criteria"]] == ["open", "open"]
    assert (fit["met"], fit["of"], fit["signed"], fit["word"]) == (1, 2, False, "does not pass")
    assert (run["passed"], run["word"]) == (False, "open")


def test_an_opened_criterion_tells_who_said_what_and_what_still_counts() -> None:
    build = Build()
    first = build.says(STATED, Status.EVIDENCED, "We wrote it down in March.", grade=Grade.INSTANCE)
    build.says(STATED, Status.REFUTED, "No, that was another project.", revises=[first.id])
    opened = criterion_props(build.assessment, small_framework().criterion("fit.purpose"), ())
    stated, tried = opened["elements"]
    assert [(s["speaker"], s["words"], s["state"], s["weight"]) for s in stated["said"]] == [
        ("ada", "We wrote it down in March.", "evidenced", "superseded"),
        ("ada", "No, that was another project.", "refuted", "counts"),
    ]
    assert (stated["state"], tried["state"], tried["said"]) == ("refuted", "unknown", [])
    assert opened["gap"] is not None
    assert [r.split(": ")[1] for r in opened["gap"]["reasons"]] == ["it does not hold", "it was not asked yet"]


def test_a_row_says_in_words_what_its_shape_says() -> None:
    build = Build()
    build.says(STATED, Status.EVIDENCED, "Sure.", grade=Grade.ASSERTED)
    build.says(TRIED, Status.EVIDENCED, "We tried it.")
    build.says(TRIED, Status.REFUTED, "Nobody tried it.", speaker="bob")
    noted = cards.noted_card(rows(build.assessment, [STATED, TRIED, ASKED])).props["rows"]
    assert [(r["state"], r["word"], r["note"]) for r in noted] == [
        ("evidenced", "holds", "claimed only"),
        ("conflict", "in conflict", ""),
        ("unknown", "not heard yet", ""),
    ]


@pytest.mark.parametrize("purpose", Purpose)
def test_a_question_offers_its_buttons_only_while_it_waits(purpose: Purpose) -> None:
    build = Build()
    reply = build.reply(build.question(Purpose.LEAD, (STATED,)), "Well.")
    about = {Purpose.CLARIFY: (reply.id,), Purpose.RESOLVE: ()}.get(purpose, ())
    question = build.question(purpose, (STATED,), about=about, gate="fit")
    for live in (True, False):
        card = cards.question_card(build.assessment, question, live=live)
        fits(card)
        assert (card.props["question"], card.props["live"]) == (question.id, live)


def test_the_end_of_the_quick_screen_is_an_impression_and_no_verdict() -> None:
    build = Build()
    build.profile(track=Track.SCREEN)
    build.says(STATED, Status.EVIDENCED, "We wrote it down.")
    question = build.question(Purpose.CLOSING)
    card = cards.question_card(build.assessment, question, live=True)
    assert card.element == "Impression"
    assert [i["rating"] for i in card.props["items"]] == ["partial", "open"]
    assert [b["action"] for b in card.props["buttons"]] == ["continue", "pause"]


def test_what_nobody_was_asked_is_no_gap_under_way_and_is_one_once_every_gate_is_signed() -> None:
    build = Build()
    build.says(STATED, Status.REFUTED, "Nobody wrote it down.")
    assert [t["criterion"] for t in cards.status_card(build.assessment).props["todo"]] == ["Purpose"]
    build.sign_off("fit")
    build.sign_off("run")
    assert len(cards.status_card(build.assessment).props["todo"]) == 3


# --- coming back ----------------------------------------------------------------------------------------


def test_who_comes_back_after_a_while_is_told_where_things_stand_before_the_open_question() -> None:
    build = Build()
    build.reply(build.question(Purpose.OPENING), "It reads invoices.")
    build.question(Purpose.LEAD, (STATED,))
    last = build.assessment.records[-1].at
    back = history(build.assessment, "ada", now=last.replace(hour=last.hour + 2))
    tones = [b.card.props.get("tone") if b.card else "" for b in back]
    assert tones[-2:] == ["recap", None]
    assert all(t != "recap" for t in (b.card.props.get("tone") for b in history(build.assessment, "ada") if b.card))
    at_once = history(build.assessment, "ada", now=last)
    assert len(at_once) == len(back) - 1


def test_another_participants_words_stand_in_no_conversation_but_their_own() -> None:
    build = Build()
    build.says(STATED, Status.EVIDENCED, "Bob's own words.", speaker="bob")
    build.says(TRIED, Status.EVIDENCED, "Ada's own words.")
    spoken = [b.text for b in history(build.assessment, "ada") if not b.card]
    assert "Ada's own words." in spoken
    assert "Bob's own words." not in spoken


# --- addresses -----------------------------------------------------------------------------------------


@given(st.from_regex(r"[0-9a-f]{12}", fullmatch=True))
def test_the_thread_of_an_assessment_leads_back_to_it(assessment_id: str) -> None:
    assert assessment_of(thread_of(assessment_id)) == assessment_id


@given(st.text() | st.uuids().map(str))
def test_no_other_thread_leads_anywhere(thread: str) -> None:
    found = assessment_of(thread)
    assert found is None or thread_of(found) == thread


@given(whole_texts)
def test_an_id_from_elsewhere_has_a_thread_too(assessment_id: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", thread_of(assessment_id))
    assert bubble_id(assessment_id, "a") != bubble_id(assessment_id, "b")


def test_what_is_shown_travels_as_plain_data() -> None:
    build = Build()
    bubble = Bubble("1", build.assessment.opened_at, card=cards.notice_card("<b>x</b>"))
    steps, elements = wired([bubble, Bubble("2", build.assessment.opened_at, "ada", "![x](http://x)")], "thread")
    assert [(s["type"], s["output"]) for s in steps] == [("assistant_message", ""), ("user_message", "![x](http://x)")]
    assert [(e["forId"], e["props"]["text"], e["url"]) for e in elements] == [("1", "<b>x</b>", None)]


# --- commands -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "text", "means"),
    [
        ("status", "", ("status", "")),
        ("gate", "data", ("gate", "data")),
        (None, "/skip", ("skip", "")),
        (None, " /Gate  governance ", ("gate", "governance")),
        (None, "we roll back with /skip", None),
        (None, "/etc/passwd is where it is", None),
        ("nonsense", "my answer", None),
        (None, "", None),
    ],
)
def test_a_command_is_chosen_or_typed(command: str | None, text: str, means: tuple[str, str] | None) -> None:
    assert ordered(command, text) == means


def test_a_gate_is_found_by_its_name_or_the_beginning_of_it() -> None:
    framework = five_gates()
    assert click_for("gate", "GOV", framework) == Click(action="skip", target="governance")
    for unclear in ("", "a", "nowhere"):
        assert str(click_for("gate", unclear, framework)).startswith("Which gate? Type /gate and its name: Data, ")
    assert click_for("why", "", framework) == Click(action="why")


# --- the pilot's name -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("RouteMate", "RouteMate"),
        ("It's called FitCheck, our returns helper", "FitCheck"),
        ("we call it Ward Scribe.", "Ward Scribe"),
        ("Claims 2.0 for motor", "Claims 2.0 for motor"),
        ("it is", "it is"),
        ("...", "..."),
    ],
)
def test_the_name_is_taken_out_of_the_answer(typed: str, name: str) -> None:
    assert named(typed) == name


@given(st.text(min_size=1).filter(str.strip))
def test_there_is_always_a_name_left(typed: str) -> None:
    assert named(typed).strip()


@pytest.mark.parametrize(
    ("typed", "is_name"),
    [
        ("RouteMate", True),
        ("Invoice reader for finance", True),
        ("We plan routes for trucks.", False),
        ("a " * 9, False),
        ("Hello", False),
    ],
)
def test_a_first_sentence_is_no_name(typed: str, is_name: bool) -> None:
    assert is_a_name(typed) is is_name
