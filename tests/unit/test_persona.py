from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records import Choice
from app.errors import PersonaError
from app.simulation.persona import load_persona
from tests.frameworks import five_gates, small_framework

PERSONAS = sorted((Path(__file__).parents[2] / "evals" / "personas").glob("*.yaml"))
ELEMENTS = [e.id for e in small_framework().elements]
CRITERIA = [c.id for c in small_framework().criteria]


def content() -> dict[str, Any]:
    return {
        "id": "ada",
        "name": "Invoice reader",
        "industry": "trade",
        "pilot": "It reads invoices.",
        "speaker": "Ada, terse.",
        "elements": dict.fromkeys(ELEMENTS, "evidenced"),
        "facts": {},
        "answers": dict.fromkeys(CRITERIA, "Yes."),
        "followups": dict.fromkeys(ELEMENTS, "No."),
    }


def written(folder: Path, data: Any) -> Path:
    file = folder / "persona.yaml"
    file.write_text(data if isinstance(data, str) else yaml.safe_dump(data), "utf-8")
    return file


@pytest.mark.parametrize("file", PERSONAS, ids=lambda p: p.stem)
def test_the_personas_fit_the_framework_and_have_something_to_say(file: Path) -> None:
    persona = load_persona(file, five_gates())

    assert persona.id == file.stem
    assert len(persona.elements) == 60
    assert {Choice.EVIDENCED, Choice.REFUTED} <= set(persona.elements.values()), "not all of one kind"
    assert all(text.strip() for text in (*persona.answers.values(), *persona.followups.values(), persona.pilot))


def test_there_are_personas() -> None:
    assert len(PERSONAS) >= 5


def test_a_persona_is_read_and_an_unquoted_no_is_a_word(tmp_path: Path) -> None:
    text = yaml.safe_dump(content() | {"remark": "passed over"}).replace("'Yes.'", "No").replace("Yes.", "No")

    persona = load_persona(written(tmp_path, text), small_framework())

    assert set(persona.answers.values()) == {"No"}
    assert persona.elements["fit.purpose.stated"] is Choice.EVIDENCED


def without(key: str, name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data[key].pop(name)


def with_(key: str, name: str, value: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data[key].update({name: value})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.pop("speaker"), "speaker: Field required"),
        (lambda data: data.update(answers=["Yes."]), "answers: Input should be a valid dictionary"),
        (without("elements", "run.watch.alarm"), "elements: run.watch.alarm is missing"),
        (without("followups", "run.watch.alarm"), "followups: run.watch.alarm is missing"),
        (without("answers", "run.watch"), "answers: run.watch is missing"),
        (with_("elements", "run.watch.horn", "refuted"), "elements: run.watch.horn is not in framework two-gates"),
        (with_("answers", "run", "No."), "answers: run is not in framework two-gates"),
        (with_("elements", "run.watch.alarm", "maybe"), "elements.run.watch.alarm: Input should be 'evidenced'"),
    ],
)
def test_a_broken_persona_is_refused_by_file_and_key(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], Any], message: str
) -> None:
    data = content()
    spoil(data)
    file = written(tmp_path, data)

    with pytest.raises(PersonaError) as refused:
        load_persona(file, small_framework())
    assert f"{file}: {message}" in str(refused.value)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    data = content()
    del data["answers"]["run.watch"], data["followups"]["run.watch.alarm"]

    with pytest.raises(PersonaError) as refused:
        load_persona(written(tmp_path, data), small_framework())
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a persona is a mapping with id, name"),
        ("- a\n- b\n", "a persona is a mapping with id, name"),
        ("id: [", "no valid YAML"),
        ("id: \x00", "no valid YAML"),
        ("[" * 5000, "no valid YAML"),
        ("id: !!python/object:os.system x", "name: Field required"),
    ],
)
def test_what_is_no_mapping_is_no_persona(tmp_path: Path, text: str, message: str) -> None:
    file = written(tmp_path, text)

    with pytest.raises(PersonaError) as refused:
        load_persona(file, small_framework())
    assert f"{file}: {message}" in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(PersonaError, match=f"{file}: cannot be read"):
            load_persona(file, small_framework())
    (latin := tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(PersonaError, match=f"{latin}: no valid YAML"):
        load_persona(latin, small_framework())


@given(st.binary() | st.text().map(str.encode))
def test_whatever_the_file_holds_it_is_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "foreign.yaml"
    file.write_bytes(data)
    with pytest.raises(PersonaError, match=r"foreign\.yaml: "):
        load_persona(file, small_framework())
