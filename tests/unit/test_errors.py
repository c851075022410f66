from __future__ import annotations

import re

from app import errors
from app.errors import GatewiseError


def drawn() -> dict[str, str]:
    """The parent of every error in the tree that the module's docstring draws."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for found in re.finditer(r"^ {4}([│├└─ ]*)([A-Z]\w+)", str(errors.__doc__), re.MULTILINE):
        depth, name = len(found[1]), found[2]
        above = [(d, n) for d, n in above if d < depth]
        if above:
            parents[name] = above[-1][1]
        above.append((depth, name))
    return parents


def test_the_tree_that_is_drawn_is_the_one_that_is_raised() -> None:
    raised = {
        name: kind.__bases__[0].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, GatewiseError) and kind is not GatewiseError
    }

    assert drawn() == raised


def test_scripts_can_tell_a_wrong_file_from_a_missing_thing_and_a_broken_machine() -> None:
    wrong = {errors.FrameworkError([]), errors.RecordRefused(), errors.ImportRefused(), errors.PersonaError()}
    broken = {errors.StorageCorrupt(), errors.StorageFull(), errors.ModelError(), errors.KnowledgeError()}

    assert {e.exit_code for e in wrong} == {2}
    assert errors.NotFound().exit_code == 3
    assert {e.exit_code for e in broken} == {4}
