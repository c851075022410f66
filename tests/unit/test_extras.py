from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from app.assessors.claude import ClaudeAssessor, Client, Endpoint
from app.assessors.failure import Failed, Trouble
from app.assessors.fallback import FallbackAssessor
from app.doctor import examine
from app.domain.records import Purpose
from app.ports import ToRead
from app.prices import load_prices
from app.settings import Settings
from tests.fakes import ScriptedAssessor
from tests.frameworks import five_gates

Platform = Literal["bedrock", "vertex"]
PACKAGE = {"bedrock": "boto3", "vertex": "google.auth"}
BOTH: tuple[Platform, ...] = ("bedrock", "vertex")
FRAMEWORK = five_gates()
REPLY = ToRead(FRAMEWORK, Purpose.PROBE, "Is it measured?", "Nobody measures it.", (FRAMEWORK.elements[0].id,))


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {"AWS_REGION": "eu-central-1", "CLOUD_ML_REGION": "europe-west1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ANTHROPIC_VERTEX_PROJECT_ID", "pilots")
    monkeypatch.delenv("AWS_BEARER_TOKEN_BEDROCK", raising=False)
    yield
    forget()


def forget() -> None:
    """What is installed next is to be found anew."""
    for name in [n for n in sys.modules if n.split(".")[0] in ("boto3", "botocore") or n.startswith("google.auth")]:
        del sys.modules[name]


def take_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the extras bring is not there, whatever this machine has."""
    for name in ("boto3", "botocore", "google.auth"):
        monkeypatch.setitem(sys.modules, name, None)


def install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Packages of the extras' names, where there is nobody's credential to be found."""
    files = {
        "boto3/__init__.py": "class Session:\n    region_name = 'eu-central-1'\n"
        "    def __init__(self, **_): ...\n    def get_credentials(self): return None\n",
        "botocore/__init__.py": "",
        "botocore/auth.py": "SigV4Auth = None\n",
        "botocore/awsrequest.py": "def AWSRequest(**_): return None\n",
        "google/auth/__init__.py": "class Refused(Exception): ...\n"
        "def default(**_): raise Refused('could not find default credentials')\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(folder))
    forget()


def claude(platform: Platform) -> ClaudeAssessor:
    client = Client(Endpoint(platform=platform, patience=5.0), load_prices())
    return ClaudeAssessor(client, "claude-haiku-5-5", "claude-sonnet-5-5")


@pytest.mark.parametrize("platform", BOTH)
async def test_a_missing_extra_is_told_of_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, platform: Platform
) -> None:
    take_away(monkeypatch)
    with pytest.raises(Failed) as failed:
        await claude(platform).read_reply(REPLY)
    assert failed.value.trouble is Trouble.KEY
    assert PACKAGE[platform] in str(failed.value)
    assert str(failed.value).endswith(f"-m pip install 'anthropic[{platform}]'")
    read = await FallbackAssessor(claude(platform), ScriptedAssessor()).read_reply(REPLY)
    assert read.stamp.instead_of == "claude"


@pytest.mark.parametrize("platform", BOTH)
def test_the_doctor_says_so_before_anybody_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: Platform
) -> None:
    take_away(monkeypatch)
    [check] = [c for c in examine(Settings(data_dir=tmp_path, platform=platform)) if c.name == "Assessor"]
    assert not check.well
    assert f"pip install 'anthropic[{platform}]'" in check.finding


@pytest.mark.parametrize("platform", BOTH)
def test_the_command_installs_what_the_extra_of_that_name_is(platform: Platform) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    [wanted] = project["optional-dependencies"][platform]
    assert wanted.startswith(f"anthropic[{platform}]")


@pytest.mark.parametrize(
    ("platform", "kind"), [("bedrock", "AsyncAnthropicBedrock"), ("vertex", "AsyncAnthropicVertex")]
)
async def test_with_its_extra_a_platform_is_asked_through_the_sdks_own_client(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: Platform, kind: str
) -> None:
    install(monkeypatch, tmp_path)
    assessor = claude(platform)
    assert type(await assessor.client.connected()).__name__ == kind
    assert PACKAGE[platform] not in sys.modules, "it is imported with the first call, by the SDK"
    with pytest.raises(Failed, match=f"{platform}: .*credentials") as failed:
        await assessor.read_reply(REPLY)
    assert failed.value.trouble is Trouble.KEY
    await assessor.aclose()


async def test_bedrock_with_a_bearer_token_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    take_away(monkeypatch)
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "b")
    assessor = claude("bedrock")
    assert await assessor.client.connected()
    await assessor.aclose()


def test_nothing_of_a_platform_and_not_the_sdk_either_is_imported_before_the_first_call() -> None:
    script = (
        "import sys, app.bootstrap, app.assessors.claude\n"
        "print([n for n in ('anthropic', 'boto3', 'google.auth') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
