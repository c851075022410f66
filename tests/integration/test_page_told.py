"""What is shown of an interview as it happens is what its records tell of it afterwards."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Application
from app.domain.records import Change, Choice, Click, Reply, Track, record_id
from app.interview.session import Sent
from app.web.bubbles import wired
from app.web.history import beginning, history
from app.web.rooms import Room, Rooms
from app.web.telling import Teller
from app.web.uploads import Files
from tests.drive import running
from tests.fakes import ScriptedAssessor
from tests.screen import Screen

STATED, TRIED = "fit.purpose.stated", "fit.purpose.tried"


@dataclass
class Visit:
    """A person at the page, without Chainlit between them and it.

    Attributes:
        typed_in: The window that shows what is typed by itself, as Chainlit's do.
    """

    application: Application
    room: Room
    screen: Screen
    typed_in: str | None = None

    async def open(self) -> None:
        await self._teller(None).follow(self.application.interview.open(self.room.assessment_id, "ada"))

    async def say(self, text: str, click: Click | None = None, question: str | None = None) -> None:
        assert self.room.live is not None
        assert self.room.live.card is not None
        asked = self.room.live.card.props["question"] if question is None else question
        sent = Sent(uuid.uuid4().hex, asked, text, click)
        identifier = record_id(self.room.assessment_id, f"ada\x1f{sent.event}", "reply")
        now = self.application.interview.clock.now()
        reply = Reply(id=identifier, at=now, speaker="ada", question=asked, text=text, click=click)
        await self._teller(reply).follow(self.application.interview.send(self.room.assessment_id, "ada", sent))

    async def click(self, action: str, *changes: Change, text: str = "", target: str | None = None) -> None:
        await self.say(text, Click.model_validate({"action": action, "changes": changes, "target": target}))

    async def bring(self, files: Files, words: str = "") -> None:
        teller = Teller(self.application.interview, self.room, of=uuid.uuid4().hex)
        await teller.opening(len(files))
        await teller.follow(self.application.attach(self.room.assessment_id, "ada", files, words))

    def _teller(self, reply: Reply | None) -> Teller:
        return Teller(self.application.interview, self.room, reply, self.typed_in)

    async def told_again(self) -> Screen:
        """What somebody sees who opens the page now."""
        assessment = await self.application.interview.assessment(self.room.assessment_id)
        steps, elements = wired(history(assessment, "ada"), self.room.thread)
        return Screen(steps={s["id"]: s for s in steps}, elements={e["id"]: e for e in elements})


async def visit(application: Application, track: Track = Track.FULL) -> Visit:
    assessment = await application.interview.begin("Invoice reader", track, "ada")
    screen = Screen()
    room = Rooms().enter(screen, assessment.id, "ada")
    for bubble in beginning(assessment, "ada"):
        await room.show(bubble)
    await room.open_panel(screen, await Teller(application.interview, room).checklist())
    visitor = Visit(application, room, screen)
    await visitor.open()
    return visitor


@pytest.fixture
def assessor() -> ScriptedAssessor:
    return ScriptedAssessor()


@pytest.fixture
async def ada(tmp_path: Path, assessor: ScriptedAssessor) -> AsyncIterator[Visit]:
    async with running(tmp_path, assessor=assessor) as application:
        yield await visit(application)


def told(*pairs: str) -> str:
    return " ".join(pairs)


def lasting(screen: Screen) -> list[tuple[Any, ...]]:
    """What was shown, but for what was said in passing, which is on no record."""
    shown = screen.conversation()
    return [s for s in shown if not (s[2] == "Said" and s[3] and s[3]["tone"] == "notice")]


def without_counts(shown: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """How far it had come is told of the open question alone."""
    return [
        (*rest, props and {k: v for k, v in props.items() if k != "place" or props["live"]}) for *rest, props in shown
    ]


async def walk_through(ada: Visit, assessor: ScriptedAssessor) -> None:
    """One of everything."""
    await ada.say("It reads invoices.")
    await ada.click("why")
    await ada.say("what is drift?")
    await ada.click("skip")
    assessor.unsure = True
    await ada.say(told("fit.users.asked=evidenced", f"{STATED}=refuted"))
    await ada.click("accept", Change(element=STATED, choice=Choice.EVIDENCED))
    assessor.unsure = False
    await ada.click("status")
    await ada.click("dont_know")
    for _ in range(12):
        assert ada.room.live is not None
        assert ada.room.live.card is not None
        if ada.room.live.card.element == "SignOff":
            break
        await ada.click("dont_know")
    await ada.click("sign")
    await ada.click("set", Change(element="run.watch.alarm", choice=Choice.REFUTED))
    await ada.click("export")
    await ada.click("pause")


async def test_what_was_shown_as_it_happened_is_told_the_same_way_afterwards(
    ada: Visit, assessor: ScriptedAssessor
) -> None:
    await walk_through(ada, assessor)
    again = (await ada.told_again()).conversation()
    assert without_counts(lasting(ada.screen)) == without_counts(again)
    assert {s[2] for s in again} >= {"Question", "Understanding", "SignOff", "Gap", "Said", "Noted", "Verdict", None}


async def test_documents_are_told_the_same_way_afterwards_and_only_those_that_were_taken(ada: Visit) -> None:
    await ada.say("It reads invoices.")
    papers = [
        ("charter.txt", f"Charter.\n{STATED}=evidenced\nrun.watch.alarm=refuted".encode()),
        ("minutes.txt", f"Minutes.\n{STATED}=refuted".encode()),
        ("lunch.txt", b"Soup on Monday."),
        ("empty.pdf", b""),
    ]
    await ada.bring(papers, "Here is what we have.")
    states = [d["state"] for d in ada.screen.cards("Document")]
    assert states == ["refused", "read", "read", "nothing"]
    assert "is empty" in ada.screen.cards("Document")[0]["text"]
    while ada.screen.live[0]["name"] == "Understanding":
        await ada.click("accept")
    (conflict,) = (e["props"] for e in ada.screen.live)
    assert sorted((s["words"], s["where"]) for s in conflict["sides"]) == [
        (f"{STATED}=evidenced", "charter.txt, line 2"),
        (f"{STATED}=refuted", "minutes.txt, line 2"),
    ]
    shown = [s for s in lasting(ada.screen) if not (s[2] == "Document" and s[3] and s[3]["state"] == "refused")]
    assert without_counts(shown) == without_counts((await ada.told_again()).conversation())
    assert ("ada", "Here is what we have.", None, None) in shown


async def test_what_was_brought_before_changes_nothing_and_the_page_says_so(ada: Visit) -> None:
    charter = ("charter.txt", f"Charter.\n{STATED}=evidenced".encode())
    await ada.bring([charter])
    await ada.bring([("again.txt", charter[1])])
    assert [d["state"] for d in ada.screen.cards("Document")] == ["read", "refused"]
    assert "“charter.txt”" in ada.screen.cards("Document")[-1]["text"]
    assert [e["name"] for e in ada.screen.live] == ["Understanding"]


async def test_only_the_question_that_is_open_can_be_answered(ada: Visit) -> None:
    assert len(ada.screen.live) == 1
    await ada.say("It reads invoices.")
    assert [e["props"]["question"] for e in ada.screen.live] == [waiting(ada)]
    assert ada.screen.cards("Question")[-1]["question"] == waiting(ada)


async def test_a_button_of_a_question_that_was_answered_meanwhile_is_refused_kindly(ada: Visit) -> None:
    earlier = waiting(ada)
    await ada.say("It reads invoices.")
    await ada.say("", Click(action="skip"), question=earlier)
    assert "answered meanwhile" in ada.screen.cards("Said")[-1]["text"]
    assert [e["props"]["question"] for e in ada.screen.live] == [waiting(ada)]


async def test_all_windows_of_a_person_show_the_same_and_what_was_typed_once(ada: Visit) -> None:
    other = Screen("window-2")
    ada.room.windows[other.id] = other
    before = len(ada.screen.steps)
    ada.typed_in = ada.screen.id
    await ada.say("It reads invoices.")
    mine, theirs = ada.screen.conversation()[before:], other.conversation()
    assert ("ada", "It reads invoices.", None, None) in theirs  # the page that it was typed in shows it already
    assert ("ada", "It reads invoices.", None, None) not in mine
    assert [card for *_, card in mine] == [card for name, *_, card in theirs if name == "Gatewise"]
    await ada.click("skip")
    assert ada.screen.conversation()[-1] == other.conversation()[-1]
    assert ("ada", "Skip for now", None, None) in ada.screen.conversation()


async def test_the_checklist_follows_every_turn_where_it_is_open_and_nowhere_else(
    ada: Visit, assessor: ScriptedAssessor
) -> None:
    other = Screen("window-2")
    ada.room.windows[other.id] = other
    await ada.say("It reads invoices.")
    await ada.say(told(f"{STATED}=evidenced", f"{TRIED}=evidenced"))
    panel, *others = (ada.screen.elements[i]["props"] for i in ada.screen.side)
    assert others, "the plan and what follows"
    assert panel["gates"][0]["criteria"][0]["rating"] == "met"
    assert [c["at_hand"] for g in panel["gates"] for c in g["criteria"]] == [False, True, False, False]
    assert other.cards("Checklist") == []
    assert not any(e["name"] == "Checklist" for e in other.elements.values())


async def test_a_window_that_left_hears_nothing_more(ada: Visit) -> None:
    rooms = Rooms()
    room = rooms.enter(ada.screen, ada.room.assessment_id, "ada")
    assert rooms.of(ada.screen.id) is room is rooms.room(ada.room.assessment_id, "ada")
    rooms.leave(ada.screen.id)
    assert rooms.of(ada.screen.id) is None
    assert rooms.room(ada.room.assessment_id, "ada") is None
    assert room.windows == {}


async def test_the_rooms_of_a_deleted_assessment_are_closed(ada: Visit) -> None:
    rooms, other = Rooms(), Screen("window-2")
    rooms.enter(ada.screen, ada.room.assessment_id, "ada")
    rooms.enter(other, "another", "ada")
    rooms.close(ada.room.assessment_id)
    assert rooms.of(ada.screen.id) is None
    assert rooms.of(other.id) is not None


async def test_the_quick_screen_ends_in_an_impression_that_leads_on(tmp_path: Path) -> None:
    async with running(tmp_path, assessor=ScriptedAssessor()) as application:
        ada = await visit(application, Track.SCREEN)
        await ada.say("It reads invoices.")
        for _ in range(2):
            await ada.click("dont_know")
        (end,) = ada.screen.cards("Impression")
        assert end["live"]
        await ada.click("continue")
        assert ada.screen.live[0]["name"] == "Question"
        again = (await ada.told_again()).conversation()
        assert lasting(ada.screen) == again


def waiting(ada: Visit) -> str:
    assert ada.room.live is not None
    assert ada.room.live.card is not None
    return str(ada.room.live.card.props["question"])
