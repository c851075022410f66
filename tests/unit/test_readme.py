from __future__ import annotations

import re
from pathlib import Path

from app.interview.graph import build_machine

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


def test_the_graph_in_the_readme_is_the_graph_that_runs() -> None:
    drawn = build_machine().get_graph().draw_mermaid().strip().expandtabs(4)
    found = re.search(r"```mermaid\n(.*?)\n```", README, re.DOTALL)
    assert found
    assert found[1] == drawn


def test_every_place_that_the_readme_names_is_there() -> None:
    root = Path(__file__).parents[2]
    places = re.findall(r"`((?:app|knowledge|evals|tests)/[\w./-]+)`", README)
    assert places
    assert [p for p in places if not (root / p).exists()] == []
