"""What the interviews have cost, from the records to the words: `doctor --cost`, the status, the playbook's answers."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.assessors.breaker import Breaker
from app.assessors.fallback import FallbackAssessor
from app.bootstrap import Application
from app.cli.program import app
from app.costs import costs
from app.domain.records import ModelCall, Status
from app.domain.spending import spent
from app.interview.playbook import Playbook
from app.ports import Assessor
from app.settings import Settings
from app.terminal.console import PlainConsole
from app.terminal.face import Face
from app.web.cost import cost_props
from app.web.telling import live_checklist
from tests.drive import Seat, begin, running
from tests.fake_claude import FakeClaude, Scripted, claude_at
from tests.fakes import ScriptedAssessor
from tests.frameworks import small_framework

SMALL = small_framework()
TRUTH = {e.id: Status.REFUTED for e in SMALL.elements}
KEY = {"ANTHROPIC_API_KEY": "sk-nobody"}


@pytest.fixture
def fake() -> Iterator[FakeClaude]:
    with FakeClaude(Scripted(TRUTH)) as running:
        yield running


@pytest.fixture
async def assessor(fake: FakeClaude) -> AsyncIterator[Assessor]:
    fallback = FallbackAssessor(claude_at(fake), ScriptedAssessor(), Breaker(failures=10**9))
    yield fallback
    await fallback.aclose()


async def two_turns(application: Application, opening: str = "It reads invoices.") -> Seat:
    """The first criterion is a gap: two calls."""
    ada = await begin(application)
    await ada.say(opening)
    await ada.say("Nobody has done any of that so far.")
    return ada


def cost(data_dir: Path, **env: str) -> str:
    done = CliRunner().invoke(app, ["doctor", "--cost"], env={"GATEWISE_DATA_DIR": str(data_dir)} | env)
    assert done.exit_code == 0, done.output
    return done.stdout


async def test_the_doctor_lists_what_each_interview_has_cost_and_the_sum_by_model(
    tmp_path: Path, fake: FakeClaude, assessor: Assessor
) -> None:
    async with running(tmp_path, SMALL, assessor) as application:
        ada = await two_turns(application)
        await two_turns(application, "It reads parcels' labels.")
    async with running(tmp_path, SMALL, ScriptedAssessor()) as application:
        await begin(application)
    found = await costs(Settings(data_dir=tmp_path))
    assert [c.spending.total.requests for c in found.assessments] == [3, 3]
    assert found.without == 1
    assert found.total.requests == len(fake.served) == 6
    assert found.total.nanodollars == sum(m.nanodollars or 0 for m in found.models.values())
    shown = await asyncio.to_thread(cost, tmp_path)
    lines = [line.split() for line in shown.splitlines()]
    [line] = [line for line in lines if line[:1] == [ada.id]]
    total = found.assessments[[c.id for c in found.assessments].index(ada.id)].spending.total
    assert line[-7:] == [
        str(total.requests), f"{total.input:,}", f"{total.cache_written:,}", f"{total.cache_read:,}",
        str(total.output), total.from_cache, total.price,
    ]  # fmt: skip
    assert {line[0] for line in lines if line} >= {"claude-haiku-5-5", "claude-sonnet-5-5", "Prices"}
    assert "1 assessment more took nothing" in shown
    assert "playbook" in shown


async def test_a_model_whose_price_is_not_known_is_counted_in_tokens(tmp_path: Path, fake: FakeClaude) -> None:
    claude = claude_at(fake)
    claude.prose_model = "claude-haiku-4-5"
    claude.client.prices = claude.client.prices.model_copy(
        update={"models": tuple(m for m in claude.client.prices.models if m.id != "claude-haiku-4-5")}
    )
    async with running(tmp_path, SMALL, FallbackAssessor(claude, ScriptedAssessor())) as application:
        await two_turns(application)
    await claude.aclose()
    shown = await asyncio.to_thread(cost, tmp_path)
    [line] = [line for line in shown.splitlines() if line.startswith("claude-haiku-4-5")]
    assert line.rstrip().endswith("price not known")
    assert "$" in next(line for line in shown.splitlines() if line.startswith("claude-haiku-5-5"))


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "The built-in reader costs nothing"),
        (KEY, "An interview of 20 criteria costs about $0.0"),
        (KEY | {"GATEWISE_PROSE_MODEL": "mine"}, "is not known"),
    ],
)
def test_where_nothing_was_spent_the_doctor_says_what_an_interview_is_likely_to_cost(
    tmp_path: Path, variables: dict[str, str], words: str
) -> None:
    shown = cost(tmp_path / "none", **variables)
    assert "nothing has been spent" in shown
    assert words in shown
    assert not (tmp_path / "none").exists()


async def test_the_page_and_the_status_say_what_an_interview_and_its_last_turn_have_used(
    tmp_path: Path, assessor: Assessor
) -> None:
    async with running(tmp_path, SMALL, assessor) as application:
        ada = await begin(application)
        before = cost_props(await ada.assessment(), assessor.stamp)
        assert before
        assert before["price"] == "$0.00"
        await ada.comply()
        await ada.say("Nobody has done any of that so far.")
        assessment = await ada.assessment()
        shown = live_checklist(application.interview, assessment, "ada").props["cost"]
        assert {r["label"]: (r["whole"], r["last"]) for r in shown["rows"]}["Calls"] == ("3", "2")
        assert shown["price"] == spent(assessment).total.price
        await ada.say("status")
    console = PlainConsole(width=200)
    console.file = io.StringIO()
    Face(console, assessor.stamp).status(await ada.assessment())
    assert "Cost so far: 4 calls, " in console.file.getvalue()
    assert "Last turn: 1 call, " in console.file.getvalue()


async def test_nothing_is_shown_where_no_service_is_in_use(tmp_path: Path) -> None:
    scripted = ScriptedAssessor()
    async with running(tmp_path, SMALL, scripted) as application:
        ada = await begin(application)
        assert live_checklist(application.interview, await ada.assessment(), "ada").props["cost"] is None
        console = PlainConsole(width=200)
        console.file = io.StringIO()
        Face(console, scripted.stamp).status(await ada.assessment())
        assert "Cost" not in console.file.getvalue()


async def test_an_answer_of_the_playbook_says_what_it_took_and_leaves_no_record(
    tmp_path: Path, fake: FakeClaude, assessor: Assessor
) -> None:
    async with running(tmp_path, SMALL, assessor) as application:
        playbook = Playbook(SMALL, application.knowledge, assessor)
        said = [s async for s in playbook.ask("What is drift?")]
        assert await application.store.list() == ()
    *before, last = said
    assert not any(s.took for s in before)
    assert [type(c) for c in last.took] == [ModelCall]
    usage = fake.served[0].usage
    assert usage
    assert last.took[0].output == usage.output
    console = PlainConsole(width=200)
    console.file = io.StringIO()
    face = Face(console)
    for one in said:
        face.show(one)
    assert "This answer took 1 call, " in console.file.getvalue()
