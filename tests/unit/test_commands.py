from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.cards import Row
from app.domain.framework import Framework
from app.domain.records import Change, Choice, Click, Purpose, Track
from app.interview.events import Place, QuestionPosed
from app.terminal.commands import HELP, Cycle, Export, Meaning, Plan, Press, Tell, Words, following, understand
from tests.builders import Build
from tests.frameworks import small_framework

FIT = ("fit.purpose.stated", "fit.purpose.tried", "fit.users.named", "fit.users.asked")
CHANGE = Change(element="fit.purpose.tried", choice=Choice.REFUTED)
WITH_ROWS = (Purpose.CONFIRM, Purpose.SIGN_OFF, Purpose.RESOLVE)


def posed(purpose: Purpose, *, rows: int = 3) -> QuestionPosed:
    """A question of a purpose; a card or a sign-off with that many rows."""
    build = Build()
    elements = () if purpose in (Purpose.OPENING, Purpose.CLOSING) else FIT[:1]
    doubted = [build.reply(build.question()).id] if purpose is Purpose.CLARIFY else []
    question = build.question(purpose, elements, about=doubted)
    framework = small_framework()
    shown = tuple(Row(framework.element(FIT[i % 4]), Choice.EVIDENCED) for i in range(rows))
    place = Place(None, 4, 0, 0, None, None, Track.FULL)
    return QuestionPosed(question, place, shown if purpose in WITH_ROWS else ())


def meaning(line: str, purpose: Purpose, *changes: Change, rows: int = 3) -> Meaning:
    return understand(line, posed(purpose, rows=rows), {c.element: c for c in changes}, small_framework())


def press(action: str, *changes: Change, text: str = "", target: str | None = None) -> Press:
    return Press(Click.model_validate({"action": action, "changes": changes, "target": target}), text)


@pytest.mark.parametrize("purpose", Purpose)
@given(line=st.one_of(st.text(), st.text("0123456789"), st.text().map("/{}".format), st.from_regex(r"/[a-z]+ .*")))
@example(line="9" * 5000)
@example(line="²")
@example(line="/gate \x00")
@example(line='/export "half')
def test_any_line_means_something_and_words_are_never_altered(purpose: Purpose, line: str) -> None:
    found = meaning(line, purpose)

    assert isinstance(found, Words | Press | Cycle | Export | Plan | Tell)
    if isinstance(found, Words):
        assert found.text == line
    if isinstance(found, Cycle):
        assert 0 <= found.row < 3


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("/why", "why"),
        ("/EXAMPLE ", "example"),
        ("/dontknow", "dont_know"),
        ("/skip", "skip"),
        ("/back", "back"),
        ("/status", "status"),
        ("/pause", "pause"),
        ("/quit", "pause"),
    ],
)
def test_a_command_means_the_same_at_every_question(purpose: Purpose, line: str, action: str) -> None:
    assert meaning(line, purpose) == press(action)


def test_words_beside_a_command_are_kept() -> None:
    assert meaning("/dontknow  ask our DBA ", Purpose.PROBE) == press("dont_know", text="ask our DBA")


def test_setting_aside_takes_a_reason() -> None:
    assert meaning("/na it has no users", Purpose.LEAD) == press("not_applicable", text="it has no users")
    bare = meaning("/na ", Purpose.LEAD)
    assert isinstance(bare, Tell)
    assert "a reason is needed" in bare.text


@pytest.mark.parametrize("line", ["/gate run", "/gate RU", "/gate Run"])
def test_a_gate_is_known_by_its_beginning(line: str) -> None:
    assert meaning(line, Purpose.LEAD) == press("skip", target="run")


@pytest.mark.parametrize("line", ["/gate", "/gate x", "/gate fit run"])
def test_a_gate_that_is_none_gets_the_list_of_them(line: str) -> None:
    assert meaning(line, Purpose.LEAD) == Tell("Which gate? Fit, Run")


def test_a_gate_whose_name_begins_another_one_can_be_named() -> None:
    small = small_framework()
    fit = small.gates[0]
    longer = fit.model_copy(update={"id": "fitness", "title": "Fitness"})
    framework = Framework.model_construct(**dict(small) | {"gates": (fit, longer)})

    assert understand("/gate fit", posed(Purpose.LEAD), {}, framework) == press("skip", target="fit")
    assert isinstance(understand("/gate fi", posed(Purpose.LEAD), {}, framework), Tell)


def test_an_export_goes_where_it_is_told_to() -> None:
    assert meaning("/export", Purpose.LEAD) == Export("")
    assert meaning("/export 'my report.md'", Purpose.LEAD) == Export("my report.md")
    assert meaning("/export Anna's report.md", Purpose.LEAD) == Export("Anna's report.md")


def test_the_plan_is_shown_or_changed() -> None:
    assert meaning("/plan", Purpose.LEAD) == Plan("")
    assert meaning("/plan 2 owner Ida Brandt", Purpose.CLOSING) == Plan("2 owner Ida Brandt")


def test_help_lists_the_commands_and_so_does_what_is_no_command() -> None:
    assert meaning("/help", Purpose.CONFIRM) == Tell(HELP)
    unknown = meaning("/etc/hosts is where", Purpose.LEAD)
    assert isinstance(unknown, Tell)
    assert "There is no command /etc/hosts" in unknown.text
    assert HELP in unknown.text


@pytest.mark.parametrize("purpose", [Purpose.OPENING, Purpose.LEAD, Purpose.PROBE, Purpose.SCREEN])
@pytest.mark.parametrize("line", ["", "1", "y", "s", "l", "c", "q", "yes"])
def test_where_words_are_asked_for_no_key_is_one(purpose: Purpose, line: str) -> None:
    assert meaning(line, purpose) == Words(line)


def test_the_keys_of_a_card() -> None:
    assert meaning("", Purpose.CONFIRM) == press("accept")
    assert meaning(" ", Purpose.CONFIRM, CHANGE) == press("accept", CHANGE)
    assert meaning("2", Purpose.CONFIRM) == Cycle(1)
    assert meaning("4", Purpose.CONFIRM) == Words("4")
    assert meaning("0", Purpose.CONFIRM) == Words("0")
    assert meaning("yes", Purpose.CONFIRM) == Words("yes")


def test_the_keys_of_a_doubt() -> None:
    for line in ("", "y", "YES"):
        assert meaning(line, Purpose.CLARIFY) == press("accept")
    for line in ("n", "No"):
        assert meaning(line, Purpose.CLARIFY) == press("reject")
    assert meaning("no, I meant March", Purpose.CLARIFY) == Words("no, I meant March")


def test_the_keys_of_a_sign_off() -> None:
    assert meaning("s", Purpose.SIGN_OFF) == press("sign")
    assert meaning("Sign", Purpose.SIGN_OFF, CHANGE) == press("change", CHANGE), "what was changed is not signed unseen"
    assert meaning("", Purpose.SIGN_OFF, CHANGE) == press("change", CHANGE)
    assert meaning("", Purpose.SIGN_OFF) == Tell("s signs the gate, l leaves it for later.")
    assert meaning("l", Purpose.SIGN_OFF) == press("later")
    assert meaning("12", Purpose.SIGN_OFF, rows=12) == Cycle(11)


def test_the_keys_of_a_conflict() -> None:
    holds = Change(element=FIT[0], choice=Choice.EVIDENCED)
    assert meaning("1", Purpose.RESOLVE) == press("accept", holds)
    assert meaning("2", Purpose.RESOLVE) == press("accept", Change(element=FIT[0], choice=Choice.REFUTED))
    assert meaning("later", Purpose.RESOLVE) == press("later")
    assert meaning("3", Purpose.RESOLVE) == Words("3")


def test_the_keys_of_the_end() -> None:
    assert meaning("c", Purpose.CLOSING) == press("continue")
    assert meaning("q", Purpose.CLOSING) == press("pause")
    assert meaning("", Purpose.CLOSING) == press("pause")


@pytest.mark.parametrize("shown", Choice)
def test_a_line_of_a_card_goes_through_every_state_and_comes_back(shown: Choice) -> None:
    states = [shown]
    for _ in Choice:
        states.append(following(states[-1], shown))

    assert set(states) == set(Choice)
    assert states[-1] is shown
    assert states[1] is (Choice.REFUTED if shown is Choice.EVIDENCED else Choice.EVIDENCED)
