from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.domain.assessment import Assessment
from app.domain.cards import Row, rows
from app.domain.conversation import opposed
from app.domain.rating import Rating
from app.domain.records import Choice, Grade, Purpose, Statement, Status, Track
from app.interview.events import (
    DocumentKept,
    DocumentProgress,
    DocumentRead,
    DocumentRefused,
    Event,
    ExportWanted,
    Finished,
    GapFound,
    GateOpened,
    GateSigned,
    Noticed,
    Paused,
    Place,
    QuestionPosed,
    ReplyKept,
    Said,
    ScreenFinished,
    StatusShown,
    Understood,
)
from app.ports import Piece, PieceKind
from app.terminal.console import OBEYED, PlainConsole
from app.terminal.face import Face
from app.terminal.prose import Prose
from tests.builders import Build
from tests.examples import HOSTILE, PIECES, empty, finished, hostile, rich
from tests.frameworks import small_framework

SMALL = small_framework()
PURPOSE, USERS = (SMALL.criterion(c) for c in ("fit.purpose", "fit.users"))
STATED = SMALL.element("fit.purpose.stated")
ELEMENTS = [e.id for e in SMALL.elements]
WIDTHS = (40, 80, 200)


class Screen:
    """A face on a console that keeps what it shows."""

    def __init__(self, width: int = 80) -> None:
        self.console = PlainConsole(width=width)
        self.console.file = io.StringIO()
        self.face = Face(self.console)

    def show(self, *events: Event) -> str:
        for event in events:
            self.face.show(event)
        return self.text

    @property
    def text(self) -> str:
        assert isinstance(self.console.file, io.StringIO)
        return self.console.file.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def place(number: int | None = 1) -> Place:
    if number is None:
        return Place(None, 4, 2, 1, None, None, Track.FULL)
    return Place(number, 4, 2, 1, SMALL.gates[0], PURPOSE, Track.FULL)


def posed(assessment: Assessment, purpose: Purpose, *elements: str) -> QuestionPosed:
    """A question as the interview poses it, with the rows or sides that belong to it."""
    build = Build.on(assessment)
    reply = build.reply(build.question(Purpose.OPENING), "Well.")
    about = [reply.id] if purpose is Purpose.CLARIFY else []
    question = build.question(purpose, elements, text=f"Asked to {purpose}?", about=about)
    shown = elements if purpose in (Purpose.CONFIRM, Purpose.SIGN_OFF, Purpose.RESOLVE) else ()
    statements = (assessment.by_id[i] for e in elements for i in opposed(assessment, e))
    sides = tuple(s for s in statements if isinstance(s, Statement))
    return QuestionPosed(question, place(1 if elements else None), rows(assessment, shown), sides)


def in_conflict() -> Assessment:
    build = Build()
    build.says("fit.purpose.stated", Status.EVIDENCED, "We wrote it down.", speaker="ada")
    build.says("fit.purpose.stated", Status.REFUTED, "Nobody ever did.", speaker="chen")
    build.clicks("fit.purpose.tried", Status.EVIDENCED)
    build.clicks("fit.purpose.tried", Status.REFUTED, speaker="chen")
    return build.assessment


def every_event(assessment: Assessment) -> Iterator[Event]:
    framework = assessment.framework
    yield ReplyKept("r1")
    yield DocumentKept(Build(framework).attachment("Charter."))
    yield DocumentProgress("a1", "charter.pdf", 0.4)
    yield DocumentRead("a1", "charter.pdf", 3, ("Left out: 2 comments.",))
    yield DocumentRefused("scan.pdf", "holds no text that can be seen")
    yield Noticed("That has arrived already.")
    yield GateOpened(framework.gates[0])
    yield Understood(rows(assessment, ELEMENTS))
    for purpose in Purpose:
        yield posed(assessment, purpose, *([] if purpose in (Purpose.OPENING, Purpose.CLOSING) else ELEMENTS[:2]))
    yield GapFound(PURPOSE, Rating.PARTIAL, rows(assessment, ELEMENTS))
    yield Said("“Purpose” is not met.\n\nDo this: ", "gap")
    yield Said("Ask them.", "gap", PIECES)
    yield Said("", "gap", last=True)
    yield GateSigned(assessment, framework.gates[1])
    yield StatusShown(assessment)
    yield ExportWanted(assessment)
    yield Paused(assessment)
    yield ScreenFinished(assessment)
    yield Finished(assessment)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("make", [rich, finished, empty, in_conflict])
def test_every_event_shows_at_every_width(width: int, make: object) -> None:
    assert callable(make)
    assessment = make()
    events = list(every_event(assessment))
    assert {type(e) for e in events} == set(get_args(Event)), "no kind of event is left out here"

    screen = Screen(width)
    shown = screen.show(*events)

    assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= width
    for purpose in Purpose:
        assert f"Asked to {purpose}?" in flat(shown)
    assert f"gatewise interview --resume {assessment.id}" in flat(shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_people_said_stands_on_the_card_at_every_width(width: int) -> None:
    shown = Screen(width).show(posed(rich(), Purpose.CONFIRM, *ELEMENTS))

    letters = re.sub(r"\W", "", shown)
    for words in ("The four clerks in Lyon: Anna, Béatrice, Chen and Dee.", "In the pilot it pages me."):
        assert re.sub(r"\W", "", words) in letters


NASTY = [
    "[bold]x[/bold]",
    "[/nonsense]",
    "[link=http://evil.example]here[/link]",
    ":warning: :smile:",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b5mblink",
    "a\x08\x08b\x7f",
    *(HOSTILE[k] for k in ("nul", "tab", "return", "right to left", "breaks", "cjk", "emoji", "long", "surrogate")),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("coloured", [False, True], ids=["plain", "coloured"])
@pytest.mark.parametrize("text", NASTY, ids=lambda t: ascii(t)[:30])
def test_nothing_that_people_write_is_obeyed(
    text: str, coloured: bool, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if coloured:
        monkeypatch.setenv("FORCE_COLOR", "1")
    whole = text.replace("\ud83d", "")
    assessment = hostile(text)
    piece = Piece("p", whole, PieceKind.FIX, (), (), whole, whole)
    card = (Row(STATED, Choice.EVIDENCED, whole), Row(STATED, Choice.REFUTED, whole, before=Choice.EVIDENCED))
    screen = Screen(width)
    screen.show(*every_event(assessment), Noticed(text), Understood(card))
    screen.show(Said(text, "answer"), Said(f" {text} ", "answer", (piece,)), Said("", "answer", last=True))
    screen.face.kept(text)

    shown = screen.text
    own = re.sub(r"\x1b\[(?:[0-9]|[39][0-9]|[0-9];|[39][0-9];)*m", "", shown)  # bold, italic, foreground colours
    assert not OBEYED.search(own)
    assert ("\x1b" in shown) is coloured
    if width == 200 and "[" in text and "\x1b" not in text:
        assert text in flat(own), "it is shown as it was written"


STATES = {
    "holds": (Row(STATED, Choice.EVIDENCED), "✔ holds"),
    "claimed": (Row(STATED, Choice.EVIDENCED, asserted=True), "✔ holds (claimed)"),
    "does not hold": (Row(STATED, Choice.REFUTED), "✘ does not hold"),
    "not known": (Row(STATED, Choice.UNKNOWN), "? not known"),
    "not heard": (Row(STATED, Choice.UNKNOWN, open=True), "? not heard yet"),
    "in conflict": (Row(STATED, Choice.UNKNOWN, conflict=True), "? in conflict"),
    "does not apply": (Row(STATED, Choice.NOT_APPLICABLE), "– does not apply"),
}


@pytest.mark.parametrize(("row", "mark"), STATES.values(), ids=STATES)
def test_every_state_of_an_element_has_a_shape_and_a_word(row: Row, mark: str) -> None:
    shown = Screen().show(Understood((row,)))

    assert flat(shown) == f"Noted {mark} {STATED.label}"
    assert "\x1b" not in shown, "and needs no colour"


def test_every_rating_has_a_shape_and_a_word() -> None:
    for rating, mark in ((Rating.MET, "● "), (Rating.PARTIAL, "◐ "), (Rating.NOT_MET, "○ ")):
        assert Screen().show(GapFound(PURPOSE, rating, ())).strip().startswith(mark + PURPOSE.title + ": ")
    shown = flat(Screen(120).show(StatusShown(rich())))
    for line in ("● Purpose met", "◐ Users partly met", "○ Watch not met"):
        assert line in shown
    assert "Fit ● Purpose" in shown, "the gate is no longer signed"
    assert "Run, signed" not in shown
    assert "Fit, signed ● Purpose met" in flat(Screen(120).show(StatusShown(finished())))
    assert "· Purpose not heard yet" in flat(Screen(120).show(StatusShown(empty())))


def test_a_correction_shows_what_was_there_before() -> None:
    row = Row(STATED, Choice.REFUTED, "No, we lost it.", before=Choice.EVIDENCED, proposed=True)

    assert "✘ does not hold" in (shown := flat(Screen(120).show(Understood((row,)))))
    assert "“No, we lost it.” before: holds" in shown


def test_a_line_of_a_card_that_was_changed_by_hand_no_longer_shows_the_words_against_it() -> None:
    screen = Screen()
    row = Row(STATED, Choice.EVIDENCED, "We wrote it down.", asserted=True)
    screen.face.changed(row, Choice.REFUTED, 2)
    assert flat(screen.text) == f"2 ✘ does not hold {STATED.label}"
    screen.face.changed(row, Choice.EVIDENCED, 2)
    assert flat(screen.text).endswith(f"2 ✔ holds (claimed) {STATED.label} “We wrote it down.”")


def test_both_sides_of_a_conflict_stand_below_the_question() -> None:
    shown = flat(Screen(120).show(posed(in_conflict(), Purpose.RESOLVE, *ELEMENTS[:2])))

    assert "✔ holds “We wrote it down.” ada" in shown
    assert "✘ does not hold “Nobody ever did.” chen" in shown
    assert "✘ does not hold set by hand chen" in shown


def test_the_place_in_the_interview_is_said_in_words() -> None:
    shown = flat(Screen(120).show(posed(empty(), Purpose.LEAD, *ELEMENTS[:2])))

    assert "1 of 4 Purpose Fit ━━╌╌ 2 settled, 1 met" in shown


def test_the_end_says_what_the_verdict_hangs_on_and_where_to_begin() -> None:
    build = Build()
    build.meets("fit", "run.owner", grade=Grade.ASSERTED)
    build.says("run.watch.alarm", Status.EVIDENCED, "It rang on Tuesday, ticket 7.")
    build.says("run.watch.drilled", Status.REFUTED, "Nobody drilled it.")
    build.sign_all()
    shown = flat(Screen(120).show(Finished(build.assessment)))

    assert "Conditional" in shown
    robust = build.assessment.robustness
    assert robust
    weakest = build.assessment.by_id[robust.findings[0]]
    assert f"- {SMALL.element(getattr(weakest, 'element', '')).label}: “" in shown, "the finding is named"
    assert f"1. {SMALL.criterion('run.watch').title}" in shown


def test_an_explanation_ends_with_what_it_cites() -> None:
    shown = Screen(100).show(
        GapFound(USERS, Rating.NOT_MET, rows(rich(), ["fit.users.asked"])),
        Said("Nobody asked ", "gap"),
        Said("them.", "gap", (PIECES[0],)),
        Said("", "gap", last=True),
    )

    assert f"○ {USERS.title}: not met" in shown
    assert "Nobody asked them." in shown
    assert f"Usually done by: {USERS.owner}, {USERS.effort}" in flat(shown)
    assert f"Done when: {USERS.done}" in flat(shown)
    assert shown.rstrip().endswith("↳ Set an alarm that somebody hears (Gatewise, own practice)")


@given(st.lists(st.text("ab \n", max_size=6), max_size=12), st.sampled_from(WIDTHS))
def test_prose_keeps_its_words_wherever_the_stream_is_cut(stretches: list[str], width: int) -> None:
    def shown(*parts: str) -> str:
        console = PlainConsole(width=width)
        console.file = file = io.StringIO()
        prose = Prose(console)
        for part in parts:
            prose.add(part)
        prose.end()
        return file.getvalue()

    whole = "".join(stretches)
    assert shown(*stretches) == shown(whole)
    assert shown(whole).split() == whole.split()
    assert shown(whole) == "" or shown(whole).endswith("\n")
    assert "\n\n\n" not in shown(whole)


def test_paragraphs_stand_apart() -> None:
    console = PlainConsole(width=40)
    console.file = file = io.StringIO()
    prose = Prose(console)
    for part in ("One two.\n", "\nThree", " four.\nFive."):
        prose.add(part)
    prose.end()

    assert [line.rstrip() for line in file.getvalue().splitlines()] == ["One two.", "", "Three four.", "Five."]
