"""Plays interviews over records alone, without the graph: the agenda asks, a participant does as they please.

    table = Table(small_framework())
    table.turn("ada", Move("skip"))
    table.finish("ada")

Each turn takes the agenda's next step and adds the records that the interview would add for what the
participant does. A participant without a move left is ideal: evidences what is asked, accepts, signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

from hypothesis import strategies as st

from app.domain.agenda import Ask, Await, Read, next_step
from app.domain.assessment import Assessment
from app.domain.conversation import Conversation
from app.domain.framework import Framework
from app.domain.records import (
    Attachment,
    Choice,
    Click,
    Finding,
    Grade,
    Intent,
    Purpose,
    Question,
    Reply,
    SourceKind,
    Standing,
    Statement,
    Status,
    Track,
)
from app.domain.standing import from_document
from tests.builders import Build
from tests.frameworks import five_gates, small_framework

Act = Literal[
    "answer", "answer unsurely", "answer in part", "say nothing", "revise", "dont know", "skip", "go elsewhere",
    "go back", "set aside", "mumble", "ask", "change", "later", "give documents", "drop", "do right",
]  # fmt: skip


@dataclass(frozen=True)
class Move:
    """What a participant does; `luck` decides about which element, gate or status, where there is a choice."""

    act: Act
    luck: int = 0


moves = st.builds(Move, st.sampled_from(get_args(Act)), st.integers(0, 99))


@dataclass(frozen=True)
class Asked:
    """A question that was posed, and what was known when it was."""

    before: Assessment
    ask: Ask
    question: Question


@dataclass(repr=False)
class Table:
    """An assessment with the people who are interviewed on it.

    Attributes:
        log: What was asked, in order.
        turns: How many things were sent.
        documents: How many documents were given.
    """

    framework: Framework
    track: Track = Track.FULL
    build: Build = field(init=False)
    log: list[Asked] = field(default_factory=list)
    turns: int = 0
    documents: int = 0

    def __post_init__(self) -> None:
        self.build = Build(self.framework)
        self.build.profile(track=self.track)

    @property
    def assessment(self) -> Assessment:
        return self.build.assessment

    def asked(self, purpose: Purpose, criterion: str | None = None) -> list[Asked]:
        return [a for a in self.log if a.ask.purpose is purpose and criterion in (None, a.ask.criterion)]

    def question(self, participant: str = "ada") -> Question:
        """The question that waits for this participant; posed first, if it is not yet."""
        before = self.assessment
        step = next_step(before, participant)
        assert not isinstance(step, Read), "every reply is read in its turn"
        if isinstance(step, Await):
            return step.question
        self.build.question(
            step.purpose,
            step.elements,
            participant=participant,
            gate=step.gate,
            criterion=step.criterion,
            about=step.about,
        )
        posed = self.assessment.records[-1]
        assert isinstance(posed, Question)
        self.log.append(Asked(before, step, posed))
        assert next_step(self.assessment, participant) == Await(posed), "what was posed is what waits"
        return posed

    def turn(self, participant: str = "ada", move: Move | None = None) -> None:
        """The next question, and what the participant does with it."""
        if move and move.act == "give documents":
            self._attach(participant, Random(move.luck))
            return
        question = self.question(participant)
        self.turns += 1
        Turn(self.build, participant, question, move or Move("do right")).take()

    def _attach(self, participant: str, chance: Random) -> None:
        """One or two documents, which say something of elements of any gate; they may oppose each other."""
        for _ in range(chance.choice([1, 1, 2])):
            self.documents += 1
            document = self.build.attachment(f"Paper {self.documents}: so it is.", speaker=participant)
            for element in chance.sample([e.id for e in self.framework.elements], 3):
                status = chance.choice([Status.EVIDENCED, Status.REFUTED])
                if self.assessment.standings[element].choices != {Choice(status)}:
                    self.build.finding(element, status, document, standing=Standing.PROPOSED, speaker=participant)
            self.build.document_reading(document)

    def finish(self, participant: str = "ada", most: int | None = None) -> None:
        """Goes on with an ideal participant until nothing but the closing question is left."""
        left = 12 * len(self.framework.criteria) if most is None else most
        while self.question(participant).purpose is not Purpose.CLOSING:
            assert left, f"the interview with {participant} does not come to its end"
            left -= 1
            self.turn(participant)


@dataclass(repr=False)
class Turn:
    """One turn: the records that the interview adds for what a participant does with a question."""

    build: Build
    participant: str
    question: Question
    move: Move

    def __post_init__(self) -> None:
        self.chance = Random(self.move.luck)
        self.framework = self.build.assessment.framework

    def take(self) -> None:
        match self.question.purpose:
            case Purpose.LEAD | Purpose.PROBE | Purpose.SCREEN:
                self._told()
            case Purpose.OPENING:
                self._opened()
            case Purpose.CONFIRM:
                self._confirmed()
            case Purpose.CLARIFY:
                self._cleared_up()
            case Purpose.RESOLVE:
                self._resolved()
            case Purpose.SIGN_OFF:
                self._looked_through()
            case Purpose.CLOSING:
                self._closed()

    # --- the purposes --------------------------------------------------------------------------------

    def _told(self) -> None:
        asked = self.question.elements
        match self.move.act:
            case "answer" | "answer unsurely" | "answer in part" | "say nothing":
                reply = self._reply()
                self._read(reply, Intent.ANSWER)
                told = {e: self._status() for e in asked}
                if self.move.act == "answer in part":
                    told = {e: s for e, s in told.items() if self.chance.random() < 0.5}
                    told[self._any_element()] = self._status()  # and something that nobody asked for
                self._findings(reply, {} if self.move.act == "say nothing" else told)
            case "dont know":
                reply = self._reply(Click(action="dont_know"))
                self._read(reply, Intent.DONT_KNOW)
                if self.question.purpose is not Purpose.SCREEN:
                    for element in asked:
                        self._set(element, Choice.UNKNOWN, reply)
            case "set aside" if self.question.criterion:
                part = self.question.criterion if self.question.purpose is Purpose.LEAD else asked[0]
                reply = self._reply()
                if self.build.assessment.why_not_set_aside(part, "Not here."):
                    self._read(reply, Intent.BACK, closes=False, target=self.question.criterion)
                else:
                    self._read(reply, Intent.NOT_APPLICABLE)
                    replaced = [i for e in self.framework.elements_of(part) for i in self._own(e.id)]
                    self.build.set_aside(
                        part, "Not here.", source=reply, speaker=self.participant, revises=list(dict.fromkeys(replaced))
                    )
            case "skip" | "later":
                self._read(self._reply(Click(action="skip")), Intent.SKIP)
            case "mumble":
                intent = self.chance.choice([Intent.SKIP, Intent.BACK, Intent.DONT_KNOW, Intent.ASK])
                target = self.chance.choice([None, *(g.id for g in self.framework.gates)])
                self._read(self._reply(), intent, closes=False, clear=False, target=target)
            case _ if not self._navigated():
                reply = self._reply()
                self._read(reply, Intent.ANSWER)
                self._findings(reply, dict.fromkeys(asked, Status.EVIDENCED))

    def _navigated(self) -> bool:
        """Does what can be done at any question: go elsewhere or back, ask, correct something; False if it is none."""
        match self.move.act:
            case "go elsewhere":
                unsigned = [g.id for g in self.framework.gates if not self.build.assessment.signed(g.id)]
                target = self.chance.choice(unsigned) if unsigned else None
                closes = target is not None and self.question.purpose is not Purpose.CONFIRM
                self._read(self._reply(Click(action="skip", target=target)), Intent.SKIP, closes=closes, target=target)
            case "go back":
                talk = Conversation(self.build.assessment, self.participant)
                earlier = [q.criterion for q in talk.questions if q.id in talk.closings and q.criterion]
                earlier = [c for c in earlier if c != self.question.criterion]
                target = earlier[-1] if earlier else None
                self._read(self._reply(Click(action="back")), Intent.BACK, closes=False, target=target)
            case "ask":
                self._read(self._reply(), Intent.ASK, closes=False)
            case "revise":
                reply = self._reply()
                self._read(reply, Intent.REVISE, closes=False)
                about = self.chance.choice([*self.question.elements, self._any_element()])
                self._findings(reply, {about: self._status()}, revises=True)
            case _:
                return False
        return True

    def _opened(self) -> None:
        match self.move.act:
            case "skip" | "later":
                self._read(self._reply(Click(action="skip")), Intent.SKIP)
            case "go elsewhere" | "ask":
                self._navigated()
            case _:
                self._read(self._reply(), Intent.ANSWER)
                self.build.profile("It reads invoices.", speaker=self.participant)

    def _confirmed(self) -> None:
        if self.move.act in ("go elsewhere", "go back", "ask") and self._navigated():
            return
        reply = self._reply(Click(action="accept"))
        self._read(reply, Intent.ANSWER)
        changed = self.chance.choice(self.question.elements) if self.move.act in ("change", "drop") else None
        standings = self.build.assessment.standings
        live = {p.id: p for e in self.question.elements for p in standings[e].proposed if p.id in self.question.about}
        of_documents = [p for p in live.values() if from_document(p)]
        dropped = [p.id for p in of_documents if p.element == changed]
        if dropped and changed and self.move.act == "drop":
            self.build.dismissal(changed, reply, dropped, speaker=self.participant)
            changed = None
        for proposal in (p for p in of_documents if p.id not in dropped):
            self.build.finding(
                proposal.element,
                proposal.status,
                self._source(proposal),
                standing=Standing.ACCEPTED,
                speaker=self.participant,
                confirmed_by=reply.id,
                revises=[proposal.id],
            )
        others = (p for p in live.values() if not from_document(p))
        for proposal in {p.element: p for p in others if p.element != changed}.values():
            self.build.finding(
                proposal.element,
                proposal.status,
                self._source(proposal),
                standing=Standing.ACCEPTED,
                speaker=self.participant,
                confirmed_by=reply.id,
                revises=list(dict.fromkeys([proposal.id, *self._own(proposal.element)])),
            )
        if changed:
            self._set(changed, self.chance.choice([Choice.EVIDENCED, Choice.REFUTED]), reply)

    def _cleared_up(self) -> None:
        """It was an answer after all; or it was meant as it was taken."""
        doubted = self.build.assessment.by_id[self.question.about[0]]
        assert isinstance(doubted, Reply)
        meant = Conversation(self.build.assessment, self.participant).readings[doubted.id].intent
        self._read(self._reply(Click(action="accept")), Intent.ANSWER)
        if self.move.act in ("skip", "later") and meant is Intent.SKIP:
            self._read(doubted, Intent.SKIP)
        elif self.move.act == "ask" and meant is Intent.ASK:
            return
        else:
            self._read(doubted, Intent.ANSWER)
            asked = self.build.assessment.by_id[doubted.question]
            assert isinstance(asked, Question)
            self._findings(doubted, dict.fromkeys(asked.elements, Status.EVIDENCED))

    def _resolved(self) -> None:
        if self.move.act in ("go elsewhere", "go back", "ask") and self._navigated():
            return
        self._read(self._reply(Click(action="change")), Intent.ANSWER)
        if self.move.act not in ("later", "skip"):
            choice = self.chance.choice([Choice.EVIDENCED, Choice.REFUTED, Choice.UNKNOWN])
            element = self.question.elements[0]
            self.build.resolution(element, choice, speaker=self.participant, revises=self.question.about)

    def _looked_through(self) -> None:
        match self.move.act:
            case "later" | "skip":
                self._read(self._reply(Click(action="later")), Intent.SKIP)
            case "change":
                reply = self._reply(Click(action="change"))
                self._read(reply, Intent.REVISE)
                self._set(self.chance.choice(self.question.elements), Choice.REFUTED, reply)
            case _ if not self._navigated():
                reply = self._reply(Click(action="sign"))
                self.build.sign_off(str(self.question.gate), speaker=self.participant)
                self._read(reply, Intent.ANSWER)

    def _closed(self) -> None:
        if self.build.assessment.track is Track.SCREEN:
            self._read(self._reply(Click(action="continue")), Intent.ANSWER)
            self.build.profile(track=Track.FULL, speaker=self.participant)
        elif not self._navigated():
            self._read(self._reply(), Intent.STATUS, closes=False)

    # --- what they are made of -----------------------------------------------------------------------

    def _reply(self, click: Click | None = None) -> Reply:
        text = "" if click else "It is as I say."
        reply = self.build.reply(self.question, text, click=click, speaker=self.participant)
        assert next_step(self.build.assessment, self.participant) == Read(reply)
        return reply

    def _read(
        self, reply: Reply, intent: Intent, *, closes: bool = True, clear: bool = True, target: str | None = None
    ) -> None:
        self.build.reading(reply, intent, closes=closes, clear=clear, target=target)

    def _findings(self, reply: Reply, told: dict[str, Status], *, revises: bool = False) -> None:
        unsure = self.move.act == "answer unsurely"
        for element, status in told.items():
            standing = self.build.assessment.standings[element]
            if not revises and standing.choices == {Choice(status)}:
                continue  # nothing new
            waiting = [p.id for p in standing.proposed if p.speaker == self.participant and not self._unseen(p)]
            self.build.finding(
                element,
                status,
                reply,
                standing=Standing.PROPOSED if unsure else Standing.ACCEPTED,
                speaker=self.participant,
                grade=Grade.ASSERTED,
                revises=self._own(element) if revises else waiting,
                kind=SourceKind.REPLY,
            )

    def _set(self, element: str, choice: Choice, reply: Reply) -> None:
        own = self._own(element)
        self.build.finding(element, Status(choice), reply, speaker=self.participant, revises=own)

    def _own(self, element: str) -> list[str]:
        """What a participant takes back by saying something else of an element: own words, own open proposals."""
        standing = self.build.assessment.standings[element]
        said = (*standing.proposed, *standing.accepted)
        return [s.id for s in said if s.speaker == self.participant and not self._unseen(s)]

    def _unseen(self, statement: Statement) -> bool:
        """Whether a document says it, and it was not shown with the question at hand."""
        return from_document(statement) and statement.id not in self.question.about

    def _source(self, finding: Finding) -> Reply | Attachment:
        source = self.build.assessment.by_id[finding.source.id]
        assert isinstance(source, Reply | Attachment)
        return source

    def _status(self) -> Status:
        return self.chance.choice([Status.EVIDENCED, Status.REFUTED])

    def _any_element(self) -> str:
        return self.chance.choice(self.framework.elements).id


FRAMEWORKS = {"small": small_framework, "real": five_gates}


Which = Literal["small", "real"]


def played(framework: Which, done: Sequence[Move], track: Track = Track.FULL) -> Table:
    """An interview in which these moves were made and an ideal participant came to the end."""
    table = Table(FRAMEWORKS[framework](), track)
    for move in done:
        table.turn("ada", move)
    table.finish("ada")
    return table


def played_by_two(framework: Which, done: Sequence[tuple[str, Move]]) -> Table:
    """Two people interviewed at one time, each to the end, and the first once more for what the other changed."""
    table = Table(FRAMEWORKS[framework]())
    for participant, move in done:
        table.turn(participant, move)
    for participant in ("ada", "bob", "ada"):
        table.finish(participant)
    return table
