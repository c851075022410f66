from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.assessors.claude import ClaudeAssessor
from app.assessors.fallback import FallbackAssessor
from app.assessors.local import LocalAssessor
from app.bootstrap import build_application, build_assessor, build_claude
from app.cli import app
from app.doctor import examine, try_assessor
from app.domain.records import Status
from app.errors import InputRefused
from app.inference.embedder import MiniLm
from app.settings import Settings
from tests.drive import begin
from tests.fake_claude import ErrorStatus, FakeClaude, Form, Local, Scripted
from tests.frameworks import five_gates


@pytest.fixture
def fake() -> Iterator[FakeClaude]:
    with FakeClaude(Local(five_gates(), LocalAssessor(MINI))) as fake:
        yield fake


MINI = MiniLm()


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize(
    ("variables", "claude"),
    [
        ({}, False),
        ({"ANTHROPIC_API_KEY": "k"}, True),
        ({"ANTHROPIC_BASE_URL": "http://127.0.0.1:8080"}, True),
        ({"GATEWISE_PLATFORM": "bedrock"}, True),
        ({"GATEWISE_ASSESSOR": "claude"}, True),
        ({"GATEWISE_ASSESSOR": "local", "ANTHROPIC_API_KEY": "k"}, False),
        ({"GATEWISE_OFFLINE": "1", "ANTHROPIC_API_KEY": "k"}, False),
        ({"GATEWISE_OFFLINE": "1", "GATEWISE_ASSESSOR": "claude", "ANTHROPIC_BASE_URL": "http://127.0.0.1"}, False),
    ],
)
def test_who_reads_is_what_is_set(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], claude: bool) -> None:
    assessor = build_assessor(settings(monkeypatch, **variables))
    assert isinstance(assessor, FallbackAssessor if claude else LocalAssessor)


def test_offline_forbids_to_build_what_could_call_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="GATEWISE_OFFLINE"):
        build_claude(settings(monkeypatch, GATEWISE_OFFLINE="yes", ANTHROPIC_API_KEY="k"))


def test_what_is_set_reaches_the_assessor(monkeypatch: pytest.MonkeyPatch) -> None:
    claude = build_claude(
        settings(
            monkeypatch,
            ANTHROPIC_API_KEY="sk-secret",
            ANTHROPIC_BASE_URL="http://127.0.0.1:8080/v1/",
            GATEWISE_READING_MODEL="small",
            GATEWISE_PROSE_MODEL="large",
            GATEWISE_PATIENCE="7",
            GATEWISE_REDACT="true",
            GATEWISE_REDACT_NAMES="Ada Lovelace, Bo",
        )
    )
    assert isinstance(claude, ClaudeAssessor)
    assert (claude.reading_model, claude.prose_model) == ("small", "large")
    assert claude.client.endpoint.base_url == "http://127.0.0.1:8080"
    assert claude.client.endpoint.patience == 7
    assert claude.redaction.mask().hide("Bo and Ada Lovelace") == "[NAME-1] and [NAME-2]"
    assert "sk-secret" not in repr(Settings())


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="http://"):
        settings(monkeypatch, ANTHROPIC_BASE_URL="localhost:8080")


async def test_an_application_with_a_key_is_read_for_by_claude(
    monkeypatch: pytest.MonkeyPatch, fake: FakeClaude, tmp_path: Path
) -> None:
    there = settings(
        monkeypatch, ANTHROPIC_API_KEY=fake.key, ANTHROPIC_BASE_URL=fake.url, GATEWISE_DATA_DIR=str(tmp_path)
    )
    fake.brain = Scripted({e.id: Status.REFUTED for e in five_gates().elements})
    async with build_application(there) as application:
        ada = await begin(application)
        await ada.say("It reads invoices.")
        fake.fail(ErrorStatus(401))
        await ada.say("Nobody has set any figure for it, and nothing is measured.")
        assert ada.notices.count("does not accept this installation's key") == 1
        await ada.say("No, that was never done by anybody here.")
        assert "built-in reader" not in ada.notices
        assert ada.prose
    assert len(fake.requests) >= 4


# --- the doctor ------------------------------------------------------------------------------------------------


def said_of_the_assessor(there: Settings) -> tuple[bool, str]:
    [check] = [c for c in examine(there) if c.name == "Assessor"]
    return check.well, check.finding


@pytest.mark.parametrize(
    ("variables", "well", "words"),
    [
        ({}, True, "once ANTHROPIC_API_KEY is set"),
        ({"ANTHROPIC_API_KEY": "sk-secret"}, True, "claude-haiku-5-5 reads and claude-sonnet-5-5 explains"),
        ({"ANTHROPIC_API_KEY": "k", "GATEWISE_PROSE_MODEL": "mine"}, True, "no prices are known for mine"),
        ({"ANTHROPIC_API_KEY": "k", "GATEWISE_REDACT": "1"}, True, "personal data is hidden"),
        ({"ANTHROPIC_API_KEY": "k", "GATEWISE_OFFLINE": "1"}, True, "forbids every call out"),
        ({"GATEWISE_ASSESSOR": "claude"}, False, "there is no key"),
    ],
)
def test_the_doctor_says_who_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], well: bool, words: str
) -> None:
    found, said = said_of_the_assessor(settings(monkeypatch, GATEWISE_DATA_DIR=str(tmp_path), **variables))
    assert found is well
    assert words in said
    assert "sk-secret" not in said


def set_to(fake: FakeClaude, monkeypatch: pytest.MonkeyPatch, **more: str) -> Settings:
    return settings(monkeypatch, ANTHROPIC_API_KEY=fake.key, ANTHROPIC_BASE_URL=fake.url, **more)


@pytest.mark.parametrize(
    ("arrange", "well", "words"),
    [
        (lambda f: None, True, ["3 requests, for 0.0", "keeps to a schema", "keeps a cache", "streams"]),
        (lambda f: setattr(f, "form", Form.FENCED), True, ["does not keep to a schema, so it stands in the prompt"]),
        (lambda f: f.fail(ErrorStatus(401)), False, ["401", "The built-in reader goes on"]),
        (lambda f: setattr(f, "brain", Scripted({})), False, ["too weak"]),
    ],
    ids=["well", "fenced", "key", "weak"],
)
def test_the_doctor_tries_an_endpoint_when_asked_to(
    monkeypatch: pytest.MonkeyPatch,
    fake: FakeClaude,
    arrange: Callable[[FakeClaude], None],
    well: bool,
    words: list[str],
) -> None:
    arrange(fake)
    check = try_assessor(set_to(fake, monkeypatch))
    assert check.well is well
    assert all(w in check.finding for w in words), check.finding


def test_the_doctor_calls_nobody_unasked_or_offline(
    monkeypatch: pytest.MonkeyPatch, fake: FakeClaude, tmp_path: Path
) -> None:
    there = set_to(fake, monkeypatch, GATEWISE_DATA_DIR=str(tmp_path))
    examine(there)
    assert "not asked" in try_assessor(set_to(fake, monkeypatch, GATEWISE_OFFLINE="1")).finding
    assert fake.requests == []


def test_replies_are_read_in_bulk_by_claude(monkeypatch: pytest.MonkeyPatch, fake: FakeClaude, tmp_path: Path) -> None:
    set_to(fake, monkeypatch)
    given = tmp_path / "in.jsonl"
    given.write_text('{"id": 1, "criterion": "data.quality", "answer": "Nobody measures the quality of the feeds."}\n')
    done = CliRunner().invoke(app, ["read", "--input", str(given), "--output", "-", "--assessor", "claude"])
    assert done.exit_code == 0, done.output
    assert '"data.quality.measured": {"status": "refuted"' in done.output
    fake.fail(ErrorStatus(401))
    failed = CliRunner().invoke(app, ["read", "--input", str(given), "--output", "-", "--assessor", "claude"])
    assert failed.exit_code != 0
