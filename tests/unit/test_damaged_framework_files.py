from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.framework import Framework
from app.errors import FrameworkError
from app.frameworks import load_framework
from tests.frameworks import FIVE_GATES, small_framework

SMALL = yaml.safe_dump(small_framework().model_dump(mode="json"), sort_keys=False, allow_unicode=True)


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "framework.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


AWKWARD = "2026-13-45 0b_ 0x_ = << ~ .nan &a *a - { } [ ] | > !!binary !!timestamp !!python/none %YAML"
"""What YAML makes much of; so it does of blanks, and of numbers without end."""
awkward = st.sampled_from(
    [*AWKWARD.split(), "!!int ''", "!!binary é", "? ", ": ", "\t", '"\\ud800"', "\x85", "1" * 5000]
)


def loaded(path: Path) -> Framework | FrameworkError:
    try:
        return load_framework(path)
    except FrameworkError as error:
        return error


def is_whole_or_refused(path: Path) -> bool:
    found = loaded(path)
    if isinstance(found, Framework):
        return Framework.model_validate_json(found.model_dump_json()) == found
    return bool(found.problems) and all(p.startswith(f"{path}:") for p in found.problems)


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=60)
    | st.lists(awkward | st.text(max_size=4), max_size=8).map(lambda x: "\n".join(x).encode("utf-8", "replace"))
)
def test_random_bytes_are_refused_and_nothing_worse(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert is_whole_or_refused(written(tmp_path_factory.getbasetemp(), content))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_file_is_refused_or_still_whole(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["delete", "repeat", "swap", "indent", "value", "cut"])):
            case "delete":
                del lines[at]
            case "repeat":
                lines.insert(at, lines[at])
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "indent":
                lines[at] = data.draw(st.sampled_from([" ", "  ", "\t", "- "])) + lines[at]
            case "value":
                lines[at] = lines[at].partition(":")[0] + ": " + data.draw(awkward)
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
    assert is_whole_or_refused(written(tmp_path_factory.getbasetemp(), "\n".join(lines)))


@settings(deadline=None, max_examples=8)
@given(st.data())
def test_the_shipped_file_with_lines_lost_or_repeated_is_refused_or_still_whole(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = FIVE_GATES.read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        many = data.draw(st.integers(1, 5))
        lines[at : at + many] = lines[at : at + many] * data.draw(st.sampled_from([0, 2]))
    assert is_whole_or_refused(written(tmp_path_factory.getbasetemp(), "\n".join(lines)))
