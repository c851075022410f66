"""What the terminal shows of each event. Every state has a shape and a word, never a colour alone."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.cards import Row, Side, words_of
from app.domain.framework import Criterion, Gate
from app.domain.impression import impressions
from app.domain.plan import gaps
from app.domain.rating import Rating
from app.domain.records import Choice, Purpose, Stamp
from app.domain.report import build_report
from app.domain.spending import answer_took, asks_a_service, last_turn, spent
from app.domain.standing import said
from app.domain.verdict import Verdict
from app.interview.events import (
    DocumentRead,
    DocumentRefused,
    Event,
    Finished,
    GapFound,
    GateOpened,
    GateSigned,
    Noticed,
    Paused,
    Place,
    QuestionPosed,
    Said,
    ScreenFinished,
    StatusShown,
    Understood,
)
from app.ports import Piece
from app.terminal.prose import Prose

SHAPE = {
    Choice.EVIDENCED: ("✔", "green"),
    Choice.REFUTED: ("✘", "red"),
    Choice.UNKNOWN: ("?", "yellow"),
    Choice.NOT_APPLICABLE: ("–", "bright_black"),
}
MARK = {
    Rating.MET: ("●", "green"),
    Rating.PARTIAL: ("◐", "yellow"),
    Rating.NOT_MET: ("○", "red"),
    Rating.NOT_APPLICABLE: ("–", "bright_black"),
}

WIDE = 72
"""From so many columns on, a card has three."""
SHOWN = 5
"""How many of the findings that the result hangs on are listed."""


class Face:
    """Shows events on a console.

    Args:
        console: Where.
        assessor: The stamp of who reads, by which the status says what that has cost.
    """

    def __init__(self, console: Console, assessor: Stamp | None = None) -> None:
        self.console = console
        self._assessor = assessor
        self._cited: dict[str, Piece] = {}
        self._prose = Prose(console)
        self._explained: Criterion | None = None
        self._on: str | None = None

    def show(self, event: Event) -> None:
        """Shows one event."""
        match event:
            case Noticed(text):
                self._line(Text(text, style="yellow"), top=1)
            case DocumentRead(_, name, proposals, notes):
                self._line(Text.assemble((f"{name}  ", "bold"), wording.document_read(proposals)), top=1)
                for note in notes:
                    self._line(Text(f"  {note}", style="bright_black"))
            case DocumentRefused(name, why):
                self._line(Text(f"{name} {why}.", style="yellow"), top=1)
            case GateOpened(gate):
                self._gate(gate.title, gate.purpose)
            case Understood(rows):
                self._line(Text("Noted", style="bold"), top=1)
                self.console.print(Padding(self._rows(rows, numbered=False), (0, 2), expand=False))
            case QuestionPosed():
                self._question(event)
            case GapFound():
                self._gap(event)
            case Said():
                self._say(event)
            case GateSigned(assessment, gate):
                self._signed(assessment, gate)
            case StatusShown(assessment):
                self.status(assessment)
            case Paused(assessment):
                self.kept(assessment.id)
            case ScreenFinished(assessment):
                self._impression(assessment)
            case Finished(assessment):
                self.verdict(assessment)

    def kept(self, assessment_id: str) -> None:
        """How to go on later."""
        self._line(Text(f"Everything is kept. Go on with: gatewise interview --resume {assessment_id}"), top=1)

    def _signed(self, assessment: Assessment, gate: Gate) -> None:
        result = next(g for g in assessment.now.gates if g.gate == gate.id)
        word = "it passes" if result.passed else "it does not pass yet"
        self._line(Text(f"✎ The {gate.title} gate is signed: {word}.", style="bold"), top=1)
        for sentence in wording.hurdles(assessment.framework, result):
            self._line(Text(f"  {sentence}"))

    # --- questions ---------------------------------------------------------------------------------

    def _gate(self, title: str, purpose: str) -> None:
        self.console.print()
        self._heading(f"{title} gate")
        self._line(Text(purpose, style="bright_black"))

    def _question(self, posed: QuestionPosed) -> None:
        question = posed.question
        self.console.print()
        place = self._place(posed.place)
        if place and (question.purpose is Purpose.LEAD or question.criterion != self._on):
            self._line(place)
        self._on = question.criterion
        self._line(Text(question.text, style="bold"))
        if question.purpose is Purpose.RESOLVE:
            self._sides(posed)
        elif posed.rows:
            unheard = "not verified" if question.purpose is Purpose.SIGN_OFF else "not heard yet"
            self.console.print(Padding(self._rows(posed.rows, unheard=unheard), (0, 2), expand=False))

    def _place(self, place: Place) -> Text | None:
        if place.number is None or place.criterion is None or place.gate is None:
            return None
        bar = "━" * place.settled + "╌" * (place.total - place.settled)
        return Text.assemble(
            (f"{place.number} of {place.total}  ", "cyan"),
            (place.criterion.title, "cyan"),
            (f"   {place.gate.title}   ", "bright_black"),
            (bar, "cyan"),
            (f"  {place.settled} settled, {place.met} met", "bright_black"),
        )

    def _sides(self, posed: QuestionPosed) -> None:
        for statement in posed.sides:
            shape, style = SHAPE[said(statement)]
            words = words_of(statement)
            quoted = f"“{_short(words)}”" if words else "set by hand"
            who = posed.where.get(statement.id) or f"{statement.speaker}, {statement.at:%d %b %H:%M}"
            self._line(
                Text.assemble(
                    (f"  {shape} {wording.CHOICE[said(statement)]:<15}", style), quoted, (f"  {who}", "bright_black")
                )
            )
        self._line(Text("  1  it holds today    2  it does not hold    l  leave it open", style="bright_black"))

    def _rows(self, rows: tuple[Row, ...], *, numbered: bool = True, unheard: str = "not heard yet") -> Table:
        table = self._card()
        for number, row in enumerate(rows, start=1):
            table.add_row(str(number) if numbered else "", *self._cells(row, unheard))
        return table

    def _card(self) -> Table:
        table = Table.grid(padding=(0, 1), expand=False)
        table.add_column(justify="right", style="cyan", no_wrap=True)
        table.add_column(no_wrap=True)
        if self._wide:
            table.add_column(min_width=22, ratio=2)
            table.add_column(ratio=3)
        return table

    @property
    def _wide(self) -> bool:
        """Whether what was said has room beside what it was said of; else it stands below."""
        return self.console.width >= WIDE

    def changed(self, row: Row, choice: Choice, number: int) -> None:
        """Shows a row of a card again, as the person has set it."""
        shown = row if choice is row.choice and not row.conflict else Row(row.element, choice)
        table = self._card()
        table.add_row(str(number), *self._cells(shown))
        self.console.print(Padding(table, (0, 2), expand=False))

    def _cells(self, row: Row, unheard: str = "not known") -> list[Text]:
        shape, style = SHAPE[row.choice]
        word = wording.CHOICE[row.choice]
        if row.conflict:
            word = "in conflict"
        elif row.open:
            word = unheard
        if row.asserted and row.choice is Choice.EVIDENCED:
            word += " (claimed)"
        words = Text(f"“{_short(row.words)}”" if row.words else "", style="italic bright_black")
        if row.where:
            words.append(f" {row.where}", style="not italic cyan")
        if row.conflict and row.sides:
            words = Text("\n").join(map(self._side, row.sides))
        if row.before is not None:
            words.append(f"  before: {wording.CHOICE[row.before]}", style="yellow")
        mark, label = Text(f"{shape} {word}", style=style), Text(row.element.label)
        return [mark, label, words] if self._wide else [mark, Text("\n").join([label, words] if words else [label])]

    def _side(self, side: Side) -> Text:
        """One of several statements behind a line."""
        shape, style = SHAPE[side.choice]
        quoted = f" “{_short(side.words)}” " if side.words else " set by hand "
        return Text.assemble((shape, style), (quoted, "italic bright_black"), (side.where or side.speaker, "cyan"))

    def _gap(self, gap: GapFound) -> None:
        mark, style = MARK[gap.rating]
        self._line(Text(f"{mark} {gap.criterion.title}: {wording.RATING[gap.rating]}", style=f"bold {style}"), top=1)
        if gap.missing:
            missing = self._rows(gap.missing, numbered=False, unheard="not verified")
            self.console.print(Padding(missing, (0, 2), expand=False))
        self._explained = gap.criterion

    def _close_gap(self) -> None:
        """What belongs to every gap, below its explanation."""
        if self._explained is None:
            return
        criterion, self._explained = self._explained, None
        facts = {"Usually done by": f"{criterion.owner}, {criterion.effort}", "Done when": criterion.done}
        for name, words in facts.items():
            self._line(Text.assemble((f"  {name}: ", "cyan"), words))

    # --- prose -------------------------------------------------------------------------------------

    def _say(self, said_: Said) -> None:
        self._cited |= {p.id: p for p in said_.cites}
        self._prose.add(said_.text)
        if said_.last:
            self._prose.end()
            self._close_gap()
            for piece in self._cited.values():
                self._line(Text(f"  ↳ {piece.title} ({piece.source})", style="bright_black"))
            self._cited = {}
            if took := answer_took(said_.took):
                self._line(Text(f"  {took}", style="bright_black"))

    # --- the whole ---------------------------------------------------------------------------------

    def status(self, assessment: Assessment) -> None:
        """The checklist as it stands."""
        table = Table(title=None, box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("Gate", "", "Criterion", "So far"):
            table.add_column(name, header_style="bright_black")
        for gate, result in zip(assessment.framework.gates, assessment.now.gates, strict=True):
            for index, criterion in enumerate(gate.criteria):
                heard = assessment.heard(criterion)
                rating = result.ratings[criterion.id]
                mark, style = MARK[rating] if heard else ("·", "bright_black")
                word = wording.RATING[rating] if heard else "not heard yet"
                signed = ", signed" if assessment.signed(gate.id) else ""
                first = Text(f"{gate.title}{signed}", style="bold") if index == 0 else Text("")
                table.add_row(first, Text(mark, style=style), criterion.title, Text(word, style=style))
        self.console.print()
        self.console.print(table)
        self._line(Text(wording.meaning(assessment)), top=1)
        whole = spent(assessment).total
        if whole.requests or (self._assessor and asks_a_service(self._assessor)):
            self._line(Text(f"Cost so far: {whole.words}. Last turn: {last_turn(assessment).words}."))

    def verdict(self, assessment: Assessment) -> None:
        """The end of the full interview: the verdict, how wide its band is, what to do first."""
        self.status(assessment)
        band = assessment.band
        final = assessment.verdict is not Verdict.IN_PROGRESS
        self.console.print()
        self.console.rule(
            Text(f" {wording.VERDICT[assessment.verdict]} ", style="bold cyan"), align="left", style="cyan"
        )
        self._line(
            Text(
                f"{band.now.met} of {band.now.applicable} criteria are met, and {band.now.mark} are needed. If all"
                f" that is only claimed, open or in conflict fails, it is {band.worst.met}; if all that is open holds,"
                f" {band.best.met}."
            )
        )
        self._line(Text(wording.robustness(assessment)))
        self._weakest(assessment)
        todo = gaps(assessment)[:3]
        if todo:
            self._line(Text("First on Monday" if final else "First on Monday, as it looks so far", style="bold"), top=1)
        for number, gap in enumerate(todo, start=1):
            criterion = assessment.framework.criterion(gap.criterion)
            self._line(Text.assemble((f"{number}. {criterion.title}", "bold"), f"  ({gap.owner}, {gap.effort})"))
            self.console.print(Padding(Text(gap.fix), (0, 3), expand=False))

    def _weakest(self, assessment: Assessment) -> None:
        """The findings that the result hangs on."""
        report = build_report(assessment)
        for finding in report.weakest[:SHOWN]:
            quoted = f"“{_short(finding.words)}”" if finding.words else "set by hand"
            words = f"{quoted} ({finding.statement.speaker})"
            self._line(Text.assemble(f"  - {report.title(finding.part)}: ", (words, "bright_black")))
        if len(report.weakest) > SHOWN:
            self._line(Text(f"  - and {len(report.weakest) - SHOWN} more", style="bright_black"))

    def _impression(self, assessment: Assessment) -> None:
        """The end of the quick screen."""
        self.console.print()
        self._heading("First impression, not a verdict")
        for found in impressions(assessment):
            mark, style = ("○", "red") if found.missing else ("◐", "yellow")
            if found.held == found.total:
                mark, style = "●", "green"
            self._line(Text.assemble((f"{mark} {found.title}", style), f"  {found.words}"))

    def _heading(self, words: str) -> None:
        self.console.rule(Text(f" {words} ", style="bold cyan"), align="left", style="cyan")

    def _line(self, text: Text, *, top: int = 0) -> None:
        self.console.print(Padding(text, (top, 0, 0, 0), expand=False))


def _short(words: str, most: int = 160) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
