from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT_FILE = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PROJECT_FILE)["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, list[tuple[str, int]]]:
    """For each package the versions in the lock, which can differ by platform, and how many hashes each has."""
    found: dict[str, list[tuple[str, int]]] = {}
    for entry in re.split(r"\n(?=\S)", LOCK):
        if pinned := re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", entry):
            found.setdefault(plain(pinned[1]), []).append((pinned[2], entry.count("--hash=sha256:")))
    return found


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version))


@pytest.mark.parametrize("requirement", WANTED, ids=lambda r: re.split("[^a-z0-9-]", r)[0])
def test_every_dependency_is_pinned_with_hashes_at_a_version_that_is_asked_for(requirement: str) -> None:
    name, bounds = re.fullmatch(r"([\w.-]+)(?:\[[^]]*\])?(.*)", requirement).groups()  # type: ignore[union-attr]
    locked = pins()[plain(name)]

    for version, hashes in locked:
        assert hashes > 0
        for operator, bound in re.findall(r"(>=|<|==)([\d.]+)", bounds):
            found, asked = numbers(version), numbers(bound)
            assert {">=": found >= asked, "<": found < asked, "==": found == asked}[operator]


def test_nothing_is_pinned_without_a_hash() -> None:
    assert len(pins()) > len(WANTED)
    assert all(hashes for versions in pins().values() for _, hashes in versions)
    entries = [line for line in LOCK.splitlines() if line and not line.startswith(("#", " "))]
    assert all("==" in entry for entry in entries)


def test_chainlit_is_one_without_the_known_holes() -> None:
    assert all(numbers(version) >= (2, 12) for version, _ in pins()["chainlit"])
    assert "chainlit>=2.12,<3" in WANTED


def test_no_file_names_the_host_that_a_package_came_from() -> None:
    for text in (LOCK, PROJECT_FILE):
        assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links|@ *file:", text)
