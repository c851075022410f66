"""An organisation's own guidance, from the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.documents import PLANTED
from tests.integration.test_cli import GATEWISE, environment, gatewise, inside, lines_of

OWNER = "# Owner\n\nEvery data set has an owner by name in the business, whom the zebra committee has appointed."
ROLLBACK = "Rollback of a release is rehearsed each quarter by the okapi crew, and takes fifteen minutes at most."


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the index of the guidance for everybody, which takes long to build."""
    data_dir = tmp_path_factory.mktemp("data")
    gatewise(data_dir, "search", "ready")
    return data_dir


def test_documents_are_added_found_listed_and_removed_each_in_its_workspace(indexed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "Data policy.md").write_text(OWNER)
    (folder / "release.txt").write_text(ROLLBACK)
    (folder / "empty.pdf").write_bytes(b"")
    (folder / ".hidden.txt").write_text("not meant")
    (folder / "below").mkdir()

    added = gatewise(indexed, "knowledge", "add", folder, tmp_path / "missing.pdf", "--workspace", "acme")
    assert added.code == 2
    assert [line.split(" (")[0] for line in added.out.splitlines()] == ["Added Data policy.md", "Added release.txt"]
    assert added.err.splitlines() == [
        "empty.pdf: is empty (0 bytes); send it again",
        f"{tmp_path / 'missing.pdf'}: cannot be read: No such file or directory",
    ]

    listed = json.loads(inside(indexed, "knowledge", "list", "--workspace", "acme", "--json").out)
    assert [(d["name"], d["media_type"], d["passages"]) for d in listed] == [
        ("Data policy.md", "text/markdown", 1),
        ("release.txt", "text/plain", 1),
    ]
    assert listed[0]["criteria"] == ["data.governance"]
    shown = inside(indexed, "knowledge", "list", "--workspace", "acme").out.splitlines()
    assert [line.split("  ")[0] for line in shown] == [d["id"] for d in listed]

    query = ("search", "zebra committee owner of data", "-k", "3")
    own = lines_of(gatewise(indexed, *query, "--workspace", "acme").out)[0]["results"]
    assert own[0]["title"] == "Data policy.md: Owner"
    assert own[0]["source"] == '“Data policy.md”, section "Owner" (your own guidance)'
    for elsewhere in (query, (*query, "--workspace", "other")):
        assert "zebra committee has" not in inside(indexed, *elsewhere).out
    assert inside(indexed, *query, GATEWISE_WORKSPACE="acme").out.count("zebra") == 1
    policies = lines_of(inside(indexed, "search", "release", "--kind", "policy", "--workspace", "acme").out)
    assert {hit["title"].split(":")[0] for hit in policies[0]["results"]} == {"Data policy.md", "release.txt"}

    again = inside(indexed, "knowledge", "add", folder / "release.txt", "--workspace", "acme")
    assert again == (0, "release.txt is there already; nothing was changed.\n", "")
    (folder / "copy.txt").write_text(ROLLBACK)
    copied = inside(indexed, "knowledge", "add", folder / "copy.txt", "--workspace", "acme")
    assert copied.out == "copy.txt is the same, byte for byte, as release.txt; nothing was changed.\n"
    (folder / "release.txt").write_text(ROLLBACK.replace("okapi", "gnu"))
    replaced = inside(indexed, "knowledge", "add", folder / "release.txt", "--workspace", "acme")
    assert replaced.out.startswith("Replaced release.txt (")

    assert inside(indexed, "knowledge", "remove", "release.txt", "--workspace", "other").code == 3
    removed = inside(indexed, "knowledge", "remove", "release.txt", "--workspace", "acme")
    assert (removed.code, removed.out[:20]) == (0, "Removed release.txt ")
    assert inside(indexed, "knowledge", "remove", listed[0]["id"], "--workspace", "acme").code == 0
    assert "no guidance of its own" in inside(indexed, "knowledge", "list", "--workspace", "acme").out
    assert "zebra" not in inside(indexed, *query, "--workspace", "acme").out


def test_two_that_add_at_once_lose_nothing(indexed: Path, tmp_path: Path) -> None:
    processes = []
    for name in "xy":
        file = tmp_path / f"{name}.txt"
        file.write_text(f"{ROLLBACK} {PLANTED} {name}")
        command = [GATEWISE, "knowledge", "add", str(file), "--workspace", "both"]
        processes.append(subprocess.Popen(command, env=environment(indexed), stdout=subprocess.DEVNULL))
    assert [process.wait() for process in processes] == [0, 0]
    listed = json.loads(inside(indexed, "knowledge", "list", "--workspace", "both", "--json").out)
    assert [d["name"] for d in listed] == ["x.txt", "y.txt"]


@pytest.mark.parametrize("command", ["add release.txt", "list", "remove release.txt"])
def test_a_workspace_whose_name_is_none_is_refused(tmp_path: Path, command: str) -> None:
    refused = inside(tmp_path, "knowledge", *command.split(), "--workspace", "../acme")
    assert refused.code == 2
    assert refused.err.startswith("'../acme' is no name of a workspace; expected 1 to 64 ")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = inside(tmp_path, "knowledge", "add", tmp_path / "empty", tmp_path / "none.txt")
    assert refused.code == 3
    assert refused.out == ""
    assert refused.err.splitlines() == [
        f"{tmp_path / 'empty'}: holds no files",
        f"{tmp_path / 'none.txt'}: cannot be read: No such file or directory",
    ]
