from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import StorageError
from app.web.root import SOURCE, mirror, prepare, secret

FOREIGN = (
    "DATABASE_URL",
    "LITERAL_API_KEY",
    "SLACK_BOT_TOKEN",
    "DISCORD_BOT_TOKEN",
    "TEAMS_APP_ID",
    "OAUTH_GITHUB_CLIENT_ID",
    "CHAINLIT_CUSTOM_AUTH",
    "CHAINLIT_COOKIE_SAMESITE",
    "CHAINLIT_AUTH_SECRET",
    "LANGSMITH_TRACING",
    "LANGCHAIN_TRACING_V2",
    "root",
    "RUN",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    for name, content in {
        "public/theme.json": "{}",
        "public/elements/Question.jsx": "one",
        ".chainlit/config.toml": "[UI]",
        ".chainlit/translations/en-US.json": "{}",
        ".chainlit/translations/fr-FR.json": "{}",
        "chainlit.md": "hello",
        "chainlit_en-US.md": "hello",
        "secret.txt": "not for the page",
    }.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(content, "utf-8")
    return source


def files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text("utf-8") for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_page_gets_what_belongs_to_it_and_nothing_else(source: Path, tmp_path: Path) -> None:
    environment: dict[str, str] = {}

    page = prepare(tmp_path / "data", environment, source=source)

    assert files(page) == {
        ".chainlit/config.toml": "[UI]",
        ".chainlit/translations/en-US.json": "{}",
        "chainlit.md": "hello",
        "chainlit_en-US.md": "hello",
        "public/elements/Question.jsx": "one",
        "public/theme.json": "{}",
    }
    assert environment["CHAINLIT_APP_ROOT"] == str(page)
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_later_start_takes_over_what_has_changed_and_leaves_chainlits_own(source: Path, tmp_path: Path) -> None:
    page = prepare(tmp_path / "data", {}, source=source)
    theirs = page / ".chainlit" / "translations" / "de-DE.json"
    theirs.write_text("{}", "utf-8")
    untouched = (page / "public" / "theme.json").stat().st_mtime_ns
    (source / "public" / "elements" / "Question.jsx").write_text("two", "utf-8")
    (source / "public" / "elements").joinpath("Gap.jsx").write_text("new", "utf-8")
    (source / "chainlit.md").unlink()
    (page / "public" / "elements" / "Old.jsx").write_text("of an earlier version", "utf-8")
    (page / ".files").mkdir()

    prepare(tmp_path / "data", {}, source=source)

    assert files(page / "public") == {"elements/Gap.jsx": "new", "elements/Question.jsx": "two", "theme.json": "{}"}
    assert not (page / "chainlit.md").exists()
    assert not (page / ".files").exists()
    assert theirs.exists()
    assert (page / "public" / "theme.json").stat().st_mtime_ns == untouched


def test_a_file_can_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    (one / "a").mkdir(parents=True)
    (one / "a" / "x").write_text("x", "utf-8")
    (one / "b").write_text("b", "utf-8")
    (other / "b" / "y").mkdir(parents=True)
    other.joinpath("a").write_text("a", "utf-8")

    mirror(one, other)

    assert files(other) == {"a/x": "x", "b": "b"}


def test_the_repository_has_everything_that_the_page_needs() -> None:
    for name in ("public/theme.json", ".chainlit/config.toml", ".chainlit/translations/en-US.json", "chainlit.md"):
        assert (SOURCE / name).is_file()


def test_nothing_in_the_environment_switches_on_what_sends_conversations_elsewhere(
    source: Path, tmp_path: Path
) -> None:
    foreign = dict.fromkeys(FOREIGN, "x")
    kept = {"PATH": "/bin", "HOME": "/root", "GATEWISE_DATA_DIR": "/x", "ROOTS": "x", "MY_SLACK_": "x"}
    environment = foreign | kept

    prepare(tmp_path / "data", environment, source=source)

    set_here = {"CHAINLIT_APP_ROOT", "CHAINLIT_ROOT_PATH", "CHAINLIT_AUTH_SECRET", "CHAINLIT_ENV_FILE"}
    assert environment.keys() == kept.keys() | set_here
    assert environment["CHAINLIT_AUTH_SECRET"] != "x"
    assert not Path(environment["CHAINLIT_ENV_FILE"]).exists()


def test_the_secret_is_made_once_for_each_data_directory_and_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "page-secret"
    made = secret(file)

    assert len(made) >= 48
    assert secret(file) == made
    assert secret(tmp_path / "other") != made
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_cut_short_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "page-secret"
    file.write_text("short", "ascii")

    assert len(secret(file)) >= 48
    assert secret(file) == file.read_text("ascii")


def test_what_cannot_be_written_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", "utf-8")
    with pytest.raises(StorageError, match="data"):
        prepare(tmp_path / "data", {}, source=source)
    (tmp_path / "secret").mkdir()
    with pytest.raises(StorageError, match="secret that signs logins"):
        secret(tmp_path / "secret")
