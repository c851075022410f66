"""Whole interviews in a real pseudo-terminal, with the real reader: the README's first command, as a person has it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.framework import Framework
from app.reports.imports import read_export
from app.simulation.counting import count
from app.simulation.persona import Persona, load_persona
from tests.e2e.terminal import Terminal
from tests.frameworks import five_gates

PERSONAS = Path(__file__).parents[2] / "evals" / "personas"


@pytest.fixture
def persona() -> Persona:
    return load_persona(PERSONAS / "haul-planner.yaml", five_gates())


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    for file in tmp_path.glob("*.txt"):
        print(file)


class Stakeholder:
    """Answers at the terminal as the persona would, and remembers what was asked."""

    def __init__(self, terminal: Terminal, persona: Persona, framework: Framework) -> None:
        self.terminal = terminal
        self.persona = persona
        self.asked: list[str] = []
        texts = {c.question: ("lead", c.id, persona.answers[c.id]) for c in framework.criteria}
        texts |= {e.probe: ("probe", e.id, persona.followups[e.id]) for e in framework.elements}
        texts |= {
            s.question: ("screen", s.title, " ".join(persona.followups[e] for e in s.elements))
            for s in framework.quick_screen
        }
        self._texts = {flat(text): answer for text, answer in texts.items()}

    def question(self) -> tuple[str, str, str]:
        """The question that is on the screen: what it is, what it is on, and the persona's answer."""
        screen = flat(self.terminal.shown)
        found = [(screen.rfind(text), answer) for text, answer in self._texts.items() if text in screen]
        assert found, f"no question that the framework knows is on the screen:\n{self.terminal.shown}"
        return max(found)[1]

    def go_on(self) -> str:
        """Deals with what is on the screen; says what it was."""
        at = self.terminal.at
        match at:
            case "words" if "In your own words" in self.terminal.shown:
                self.terminal.type(self.persona.pilot)
            case "words":
                kind, part, answer = self.question()
                self.asked.append(f"{kind} {part}")
                self.terminal.type(answer)
            case "card":
                self.terminal.type("")
            case "doubt":
                self.terminal.type("n")
            case "conflict":
                self.terminal.type("l")
            case "sign_off":
                self.terminal.type("s")
        return at

    def go_on_until(self, at: str, part: str = "") -> None:
        """Goes on until something of a kind, and on a part of the framework if it is given, is on the screen."""
        for _ in range(200):
            if self.terminal.at == at and (not part or (at == "words" and self.question()[1] == part)):
                return
            assert self.terminal.at != "end", self.terminal.transcript[-2000:]
            self.go_on()
        raise AssertionError(f"{at} {part} never came")


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def gatewise(data_dir: Path, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("gatewise")), *arguments]
    env = {"GATEWISE_DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def exported(data_dir: Path, assessment: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(gatewise(data_dir, "export", assessment, "-o", "-", "--format", "json"))
    return document


def criterion(document: dict[str, Any], wanted: str) -> dict[str, Any]:
    return next(c for g in document["gates"] for c in g["criteria"] if c["id"] == wanted)


def test_a_whole_interview_with_all_that_a_person_does_in_it(data_dir: Path, tmp_path: Path, persona: Persona) -> None:
    terminal = Terminal(data_dir)
    person = Stakeholder(terminal, persona, five_gates())
    assert terminal.wait() == "name"
    assert "Nothing leaves this machine" in terminal.shown
    terminal.type(persona.name)

    # A correction with one key, and one in words on the card itself.
    person.go_on_until("card")
    first = re.search(r"1 (.) ", terminal.shown)
    assert first
    terminal.press("1")
    again = re.search(r"1 (.) ", terminal.shown)
    assert again
    assert again[1] != first[1], "the key changes the line"
    terminal.type("")

    # A skip that comes back before the gate is signed.
    person.go_on_until("words", "data.pipeline")
    terminal.type("/skip")
    person.go_on_until("words", "data.pipeline")
    assert "left this one for later" in flat(terminal.shown)

    # Why it is asked; the question stays.
    terminal.type("/why")
    assert flat(five_gates().criterion("data.pipeline").why)[:40] in flat(terminal.transcript)
    assert person.question()[1] == "data.pipeline"
    person.go_on_until("sign_off")
    assert "Data gate" in terminal.shown
    terminal.type("s")
    assert "The Data gate is signed" in terminal.transcript

    # Pause in the middle, and go on in a new process.
    person.go_on_until("words", "architecture.cost_model")
    terminal.type("/pause")
    assert terminal.end() == 0
    resume = re.search(r"--resume (\w+)", terminal.transcript)
    assert resume
    assessment = resume[1]
    later = Terminal(data_dir, "--resume", assessment)
    person.terminal = later
    assert later.wait() == "words"
    assert person.question()[1] == "architecture.cost_model"

    # Something that does not apply, with its reason.
    person.go_on_until("words", "governance.oversight")
    later.type("/na because it ranks tours and vehicles, and no people")
    assert person.terminal.at in ("words", "card")

    # An earlier criterion once more, and a change there.
    person.go_on_until("words", "governance.accountability")
    later.type("/back")
    assert "Here is what I have on" in flat(later.shown)
    later.type("")
    assert person.question()[1] == "governance.accountability"
    later.type("/status")
    assert "not a verdict" in flat(later.transcript)

    person.go_on_until("closing")
    assert "criteria are met" in flat(later.transcript)
    document_file = tmp_path / "report.md"
    later.type(f"/export {document_file}")
    assert person.terminal.at == "closing"
    later.type("q")
    assert later.end() == 0
    (tmp_path / "transcript.txt").write_text(terminal.transcript + later.transcript)

    document = exported(data_dir, assessment)
    assert document["verdict"] in ("close_gaps", "conditional", "proceed")
    assert all(gate["signed_off"] for gate in document["gates"])
    assert criterion(document, "governance.oversight")["rating"] == "not_applicable"
    assert len(person.asked) == len(set(person.asked)) + 0, "a question was asked twice"
    assert count(document)["reasks"] == 0
    assert count(document)["corrections"] >= 1
    assert persona.name in document_file.read_text()
    assert read_export(json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n").id == assessment


def test_the_quick_screen_and_the_way_on_from_it(data_dir: Path, persona: Persona) -> None:
    terminal = Terminal(data_dir, "--screen", "--pilot", persona.name)
    person = Stakeholder(terminal, persona, five_gates())
    terminal.wait()
    person.go_on_until("closing")
    assert "First impression, not a verdict" in terminal.transcript
    assert sum(a.startswith("screen") for a in person.asked) <= 5
    terminal.type("c")
    assert "Data gate" in terminal.shown
    assert terminal.at == "words"
    terminal.type("/pause")
    assert terminal.end() == 0


def test_a_page_that_is_pasted_arrives_whole_and_ctrl_c_keeps_everything(data_dir: Path) -> None:
    terminal = Terminal(data_dir, "--pilot", "Pasted")
    terminal.wait()
    pasted = "We triage claims for twelve branches. " * 300
    terminal.type(pasted)
    terminal.interrupt()
    assert terminal.end() == 0
    resume = re.search(r"--resume (\w+)", terminal.transcript)
    assert resume
    replies = [r for r in exported(data_dir, resume[1])["records"] if r["kind"] == "reply"]
    assert [r["text"] for r in replies] == [pasted]
