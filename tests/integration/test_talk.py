"""The terminal's loop, with typed lines that are scripted and a reader that is."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.assessment import Assessment
from app.domain.records import Choice, Reply, Status, Track
from app.terminal.begin import begin
from app.terminal.console import PlainConsole
from app.terminal.talk import Talk
from tests.drive import running, told
from tests.fakes import ScriptedAssessor

STATED, TRIED = "fit.purpose.stated", "fit.purpose.tried"


@dataclass
class Typed:
    """Gives out lines, then the end; what stands on the line already is taken for Enter."""

    lines: list[str]
    asked: list[str] = field(default_factory=list)

    async def ask(self, hint: str, *, digits: bool = False, default: str = "") -> str:
        self.asked.append(hint)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0) or default


@dataclass
class Conversation:
    shown: str
    asked: list[str]
    assessment: Assessment

    @property
    def replies(self) -> list[Reply]:
        return [r for r in self.assessment.records if isinstance(r, Reply)]


async def talk(data_dir: Path, *lines: str, assessor: ScriptedAssessor | None = None) -> Conversation:
    """A conversation from the opening question on."""
    typed = Typed(list(lines))
    console = PlainConsole(width=120)
    console.file = shown = io.StringIO()
    async with running(data_dir, assessor=assessor) as application:
        identifier = await begin(application, console, typed, "Invoice reader", Track.FULL)
        await Talk(application, console, typed, identifier, "ada").run()
        return Conversation(shown.getvalue(), typed.asked, await application.interview.assessment(identifier))


ON_CARD = ("It reads invoices.", told(Status.EVIDENCED, STATED, TRIED))
"""What leads to the first card, with both elements shown as evidenced, where the reader is unsure."""


@pytest.fixture
def unsure() -> ScriptedAssessor:
    return ScriptedAssessor(unsure=True)


async def test_the_end_of_input_is_a_pause_wherever_it_comes(tmp_path: Path, unsure: ScriptedAssessor) -> None:
    for number, lines in enumerate([(), ON_CARD[:1], ON_CARD, (*ON_CARD, "1", "1", "1")]):
        done = await talk(tmp_path / str(number), *lines, assessor=unsure)
        assert f"Everything is kept. Go on with: gatewise interview --resume {done.assessment.id}" in done.shown
    assert done.asked[-1].startswith("Why does it not apply")
    assert len(done.replies) == 2


async def test_a_line_of_a_card_is_changed_by_its_number(tmp_path: Path, unsure: ScriptedAssessor) -> None:
    done = await talk(tmp_path, *ON_CARD, "2", "", assessor=unsure)

    assert "2 ✘ does not hold" in done.shown
    click = done.replies[-1].click
    assert click
    assert [(c.element, c.choice) for c in click.changes] == [(TRIED, Choice.REFUTED)]
    assert done.assessment.standings[STATED].status is Status.EVIDENCED
    assert done.assessment.standings[TRIED].status is Status.REFUTED


async def test_a_line_that_is_changed_back_is_no_change(tmp_path: Path, unsure: ScriptedAssessor) -> None:
    done = await talk(tmp_path, *ON_CARD, "1", "1", "1", "", "", assessor=unsure)

    assert done.asked[-2].startswith("Enter: right"), "no reason was given, so it applies"
    click = done.replies[-1].click
    assert click
    assert (click.action, click.changes) == ("accept", ())


async def test_a_line_is_set_aside_with_its_reason(tmp_path: Path, unsure: ScriptedAssessor) -> None:
    done = await talk(tmp_path, *ON_CARD, "2", "2", "2", "Nobody could try it.", "", assessor=unsure)

    click = done.replies[-1].click
    assert click
    assert [c.reason for c in click.changes] == ["Nobody could try it."]
    assert done.assessment.standings[TRIED].set_aside


async def test_what_cannot_be_sent_stays_on_the_line(tmp_path: Path) -> None:
    long = "long " * 30_000
    done = await talk(tmp_path, long, "", "", "It reads invoices.", "/pause")
    assert done.shown.count("150,000 characters") == 3, "Enter tries again"
    assert done.replies[0].text == "It reads invoices."

    dropped = await talk(tmp_path / "dropped", long, "/drop", "It reads.", "/pause")
    assert dropped.replies[0].text == "It reads."
    ended = await talk(tmp_path / "ended", long)
    assert "was not sent and is not kept" in ended.shown
    assert not ended.replies


def one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


async def test_the_document_goes_where_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "out").mkdir()
    lines = ("/export", "/export Jira", "/export out", "/export out/report.csv", "/export '~/my report.json'", "/pause")
    done = await talk(tmp_path / "data", "It reads.", *lines)

    report, plan = one(tmp_path, "*-readiness.md"), one(tmp_path, "*-plan-jira.csv")
    assert "-invoice-reader-" in report.name
    assert "Invoice reader" in report.read_text("utf-8")
    assert (tmp_path / "out" / report.name).read_bytes() == report.read_bytes()
    assert f"Written to {plan.name}" in done.shown
    assert (tmp_path / "out" / "report.csv").read_text("utf-8-sig").startswith("gate_id,")
    assert (tmp_path / "my report.json").exists()


async def test_the_plan_is_shown_and_changed_and_a_bad_value_is_refused(tmp_path: Path) -> None:
    lines = (
        "/plan",
        "/plan 1 owner Ida Brandt",
        "/plan 1 due 2031-01-31",
        "/plan 1 status doing",
        "/plan 1 note Soon.",
    )
    wrong = ("/plan 1 due 31.1.2031", "/plan 99 owner x", "/plan 1 colour red", "/plan x", "/pause")
    done = await talk(tmp_path, "It reads.", *lines, *wrong)

    assert "doing · Ida Brandt · 2031-01-31" in done.shown
    (action,) = done.assessment.actions.values()
    assert (action.owner, str(action.due), action.status, action.note) == ("Ida Brandt", "2031-01-31", "doing", "Soon.")
    assert "Not saved: due: '31.1.2031': expected a date" in done.shown
    assert "'99': expected the number of a gap, 1 to 4" in done.shown
    assert "'colour': expected one of owner, due, status, note" in done.shown


@pytest.mark.parametrize(
    "path",
    ["/nowhere/report.md", "report.exe", "wrod", "~nobody-of-that-name/report.md", "half\x00.md", "x" * 300 + ".md"],
)
async def test_a_document_that_cannot_be_written_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = await talk(tmp_path / "data", "It reads.", f"/export {path}", "/pause")

    assert "Not written: " in done.shown
    assert "Errno" not in done.shown
    assert "Everything is kept" in done.shown
    assert one(tmp_path, "*").name == "data"


async def test_a_gate_is_signed_or_changed(tmp_path: Path) -> None:
    evidence = told(Status.EVIDENCED, STATED, TRIED), told(Status.EVIDENCED, "fit.users.named", "fit.users.asked")
    done = await talk(tmp_path, "It reads.", *evidence, "", "2", "s", "s")

    assert "s signs the gate, l leaves it for later." in done.shown
    assert "The Fit gate is signed" in done.shown
    assert done.assessment.standings[TRIED].status is Status.REFUTED, "what was changed came before the signature"
    assert [r.click.action for r in done.replies if r.click] == ["change", "sign"]
