from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain.framework import Framework
from app.errors import FrameworkError
from app.frameworks import load_framework
from tests.frameworks import small_framework

SMALL = yaml.safe_dump(small_framework().model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "framework.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(folder: Path, content: str | bytes) -> list[str]:
    with pytest.raises(FrameworkError) as error:
        load_framework(written(folder, content))
    assert str(error.value) == "\n".join(error.value.problems)
    return error.value.problems


def line_of(text: str, part: str, nth: int = 1) -> int:
    """The number of the nth line that holds this; its line end may be part of it."""
    return [n for n, line in enumerate(text.splitlines(keepends=True), 1) if part in line][nth - 1]


def edited(old: str, new: str, nth: int = 1) -> str:
    """The small framework's file with the nth occurrence of something replaced."""
    parts = SMALL.split(old)
    assert len(parts) > nth, old
    return old.join(parts[:nth]) + new + old.join(parts[nth:])


# --- another framework -----------------------------------------------------------------------------------


def test_another_framework_is_a_file_and_nothing_more(tmp_path: Path) -> None:
    loaded = load_framework(written(tmp_path, SMALL))

    assert loaded == small_framework()
    assert loaded.hash == small_framework().hash


def test_layout_and_comments_do_not_change_the_hash(tmp_path: Path) -> None:
    flow = yaml.safe_dump(small_framework().model_dump(mode="json"), default_flow_style=True, width=60)
    commented = "\ufeff# A comment.\n" + flow.replace("\n", "\r\n")

    assert load_framework(written(tmp_path, commented)).hash == small_framework().hash


def test_a_word_that_yaml_takes_for_something_else_stays_a_word(tmp_path: Path) -> None:
    text = edited("title: Watch", "title: No").replace("effort: Effort for Owner", "effort: 2026-13-45")

    loaded = load_framework(written(tmp_path, text))

    assert loaded.criterion("run.watch").title == "No"
    assert loaded.criterion("run.owner").effort == "2026-13-45"


def leaves(content: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(content, dict):
        return [p for key, value in content.items() for p in leaves(value, (*path, key))]
    if isinstance(content, list):
        return [p for n, value in enumerate(content) for p in leaves(value, (*path, n))]
    return [path]


def test_any_change_of_the_content_changes_the_hash() -> None:
    hashes = {small_framework().hash}
    paths = leaves(small_framework().model_dump(mode="json"))
    changed = 0
    for path in paths:
        content: Any = small_framework().model_dump(mode="json")
        part = content
        for key in path[:-1]:
            part = part[key]
        value = part[path[-1]]
        match path[-1]:
            case "proof":
                part["proof"] = "tested" if value != "tested" else "agreed"
            case "origin" if len(path) > 1:
                part["origin"] = "ours" if value == "source" else "source"
            case "id" if len(path) > 1:
                continue  # an id cannot change alone
            case _ if "must_meet" in path or path[-2:-1] == ("elements",):
                continue  # neither can a reference
            case "gate_minimum":
                part["gate_minimum"] = value + 1
            case _:
                part[path[-1]] = value - 1 if isinstance(value, int) else f"{value}-x"
        changed += 1
        hashes.add(Framework.model_validate(content).hash)

    assert changed > len(paths) / 2
    assert len(hashes) == changed + 1


DIMENSIONS = """\
dimensions:
- id: watching
  title: Watching
  pilot: Now and then
  production: Always
  elements:
  - run.watch.alarm
  - run.owner.named
- id: users
  title: Users
  pilot: Five
  production: Thousands
  elements:
  - fit.users.asked
"""


def with_dimensions(old: str = "", new: str = "") -> str:
    assert old in DIMENSIONS
    return SMALL.replace("dimensions: []\n", DIMENSIONS.replace(old, new, 1) if old else DIMENSIONS)


def test_dimensions_are_read_and_change_the_hash(tmp_path: Path) -> None:
    loaded = load_framework(written(tmp_path, with_dimensions()))

    assert [(d.id, d.elements) for d in loaded.dimensions] == [
        ("watching", ("run.watch.alarm", "run.owner.named")),
        ("users", ("fit.users.asked",)),
    ]
    assert loaded.hash != small_framework().hash


def test_a_framework_without_dimensions_keeps_the_hash_that_it_had_before_there_were_any(tmp_path: Path) -> None:
    without = load_framework(written(tmp_path, SMALL.replace("dimensions: []\n", "")))

    assert without == small_framework()
    assert without.hash == small_framework().hash
    assert "dimensions" not in without.model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("old", "new", "line", "named"),
    [
        (
            "- run.owner.named",
            "- run.owner.maned",
            "- run.owner.maned",
            "run.owner.maned: watching of dimensions names",
        ),
        ("- fit.users.asked", "- fit.users", "- fit.users\n", "fit.users: users of dimensions names an element that"),
        ("- run.owner.named", "- run.watch.alarm", "- run.watch.alarm", "run.watch.alarm: stands 2 times in watching"),
        ("id: users", "id: watching", "id: watching", "watching: this id stands 2 times in dimensions"),
        (
            "  - fit.users.asked\n",
            "    []\n",
            "elements:\n",
            "users: dimensions.elements: Tuple should have at least 1",
        ),
        ("pilot: Five", "pilots: Five", "pilots: Five", "users: dimensions.pilots: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_dimension_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: str, named: str) -> None:
    text = with_dimensions(old, new)
    number = max(n for n, part in enumerate(text.splitlines(keepends=True), 1) if line in part)

    assert any(p.startswith(f"{tmp_path / 'framework.yaml'}:{number}: {named}") for p in problems(tmp_path, text))


# --- what is wrong with a file ---------------------------------------------------------------------------


def test_a_misspelt_key_is_named_with_its_line_and_its_part(tmp_path: Path) -> None:
    text = edited("  probe: Probe on Users named?", "  prode: Probe on Users named?")

    found = problems(tmp_path, text)

    line = line_of(text, "prode:")
    assert any(p.startswith(f"{tmp_path / 'framework.yaml'}:{line}: fit.users.named: ") and "prode" in p for p in found)
    assert any("fit.users.named: " in p and "probe: Field required" in p for p in found)
    assert len(found) == 2


def test_a_missing_field_is_named_with_its_part(tmp_path: Path) -> None:
    text = edited("    fix: Fix for Watch.\n", "")

    assert problems(tmp_path, text) == [
        f"{tmp_path / 'framework.yaml'}:{line_of(text, 'id: run.watch')}: run.watch: gates.criteria.fix: Field required"
    ]


def test_a_wrong_proof_is_named_with_what_was_expected(tmp_path: Path) -> None:
    text = edited("proof: operating", "proof: hoped_for")

    (problem,) = problems(tmp_path, text)

    assert problem.startswith(f"{tmp_path / 'framework.yaml'}:{line_of(text, 'hoped_for')}: run.watch.alarm: ")
    for word in ("proof", "agreed", "tested", "operating", "hoped_for"):
        assert word in problem


@pytest.mark.parametrize(
    ("old", "new", "nth", "line", "named"),
    [
        ("id: fit.users.asked", "id: fit.purpose.asked", 1, ("id: fit.purpose.asked", 1), "fit.purpose.asked"),
        ("id: run.owner\n", "id: fit.owner\n", 1, ("id: fit.owner", 1), "fit.owner"),
        ("id: fit.users.named", "id: users_named", 1, ("id: users_named", 1), "users_named"),
        ("id: run.owner.on_call", "id: run.owner.on_call.now", 1, ("id: run.owner.on_call.now", 1), "on_call"),
        ("id: run.owner.on_call", "id: run.owner.named", 1, ("id: run.owner.named", 2), "run.owner.named"),
        ("id: run.watch.drilled", "id: run.watch.alarm", 1, ("id: run.watch.alarm", 2), "run.watch.alarm"),
        ("id: fit.users\n", "id: fit.purpose\n", 1, ("id: fit.purpose\n", 2), "fit.purpose"),
        ("id: run\n", "id: fit\n", 1, ("id: fit\n", 2), "fit"),
        ("- fit.purpose\n", "- fit.porpoise\n", 1, ("- fit.porpoise", 1), "fit.porpoise"),
        ("- fit.purpose\n", "- run.watch\n", 1, ("- run.watch", 1), "run.watch"),
        ("- run.watch\n", "- fit.purpose\n", 1, ("- fit.purpose", 2), "fit.purpose"),
        ("- run.owner.on_call\n", "- run.owner.off\n", 1, ("- run.owner.off", 1), "run.owner.off"),
        ("- fit.users.asked\n", "- fit.users\n", 1, ("- fit.users\n", 1), "fit.users"),
        ("proceed_at: 3", "proceed_at: 5", 1, ("proceed_at", 1), "proceed_at"),
        ("gate_minimum: 1", "gate_minimum: 3", 1, ("id: fit\n", 1), "fit"),
        ("proceed_at: 3", "proceed_at: 0", 1, ("proceed_at", 1), "proceed_at"),
        ("version: 3", "version: three", 1, ("version: three", 1), "two-gates"),
        ("title: Somebody watches", "title: Purpose in a line", 1, ("quick_screen:", 1), "Purpose in a line"),
    ],
)
def test_what_does_not_fit_together_is_named_with_its_line_and_id(
    tmp_path: Path, old: str, new: str, nth: int, line: tuple[str, int], named: str
) -> None:
    text = edited(old, new, nth)
    number = line_of(text, *line)

    found = problems(tmp_path, text)

    assert any(p.startswith(f"{tmp_path / 'framework.yaml'}:{number}: ") and named in p for p in found), found


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = edited("- fit.purpose\n", "- fit.porpoise\n").replace("proceed_at: 3", "proceed_at: 9")
    text = text.replace("id: run.watch.drilled", "id: run.watch.alarm")

    found = problems(tmp_path, text)

    assert [next(w for w in ("porpoise", "proceed_at", "alarm") if w in p) for p in found] == [
        "alarm",
        "porpoise",
        "proceed_at",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("title: Watch", "    title: Clock"),
        ("version: 3", "version: 4"),
        ("proof: operating", "      proof: operating  # the same"),
    ],
)
def test_a_key_that_stands_twice_is_refused_with_its_second_line(tmp_path: Path, first: str, second: str) -> None:
    text = edited(first, f"{first}\n{second}")

    (problem,) = problems(tmp_path, text)

    assert problem.startswith(f"{tmp_path / 'framework.yaml'}:{line_of(text, second)}: ")
    assert repr(first.partition(":")[0]) in problem


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("id: x\n\tversion: 1\n", 2, "no valid YAML"),
        ("id: x\nversion: [1\ntitle: y\n", 3, "no valid YAML"),
        ("id: x\n---\nid: y\n", 2, "no valid YAML"),
        ("id: x\ntitle: a\x00b\n", 2, "no valid YAML"),
        ("id: x\ntitle: *nowhere\n", 2, "no valid YAML"),
        ("id: x\ntitle: &a [*a]\n", 2, "no valid YAML"),
        ("id: x\n? [a]\n: b\n", 2, "no valid YAML"),
        (b"id: x\ntitle: caf\xe9\n", 2, "UTF-8"),
        ("- id: x\n", 1, "mapping"),
        ("just words", 1, "mapping"),
        ("", 1, "mapping"),
        ("# nothing but a comment\n", 1, "mapping"),
        ("null\n", 1, "mapping"),
        ("id: x\ngates: " + "[" * 2000 + "]" * 2000, 1, "nested"),
    ],
)
def test_a_file_that_is_no_framework_at_all_is_refused(
    tmp_path: Path, content: str | bytes, line: int, words: str
) -> None:
    found = problems(tmp_path, content)

    assert len(found) == 1
    assert found[0].startswith(f"{tmp_path / 'framework.yaml'}:{line}: ")
    assert words in found[0]


@pytest.mark.parametrize("name", ["missing.yaml", ".", "missing/framework.yaml"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(FrameworkError) as error:
        load_framework(tmp_path / name)

    assert str(error.value).startswith(f"{tmp_path / name}: cannot be read: ")
