"""The prompts: loaded from prompts/*.md, checked, filled in and fingerprinted.

A file is front matter and sections. `[system]` sections are what the model is told, one block each; `[context]` is
data that stays the same for a while; `[turn]` is what changes with every call. Everything up to the turn is a prefix
that a service can keep in its cache, and it stands in the order in which it changes least.

Inputs are `text` (our own words, or the framework's) or `data` (what people and documents say). Data stands in a
marked block, and never in a system section.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from app.errors import PromptError

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
"""The prompts that come with the project."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]

_FILE = re.compile(r"---\n(?P<front>.*?\n)---\n(?P<body>.*)", re.DOTALL)
_SECTION = re.compile(r"^\[(system|context|turn)\]$", re.MULTILINE)
_GAP = re.compile(r"\{\{(.*?)\}\}")
_TAG = re.compile(r"<(?=\s*[/!?]?\s*[^\W\d_])")


class FrontMatter(BaseModel):
    """What stands above a prompt.

    Attributes:
        inputs: What it is filled in with, and of which kind.
        output: What the model is to answer with: a type of ours, or prose.
        begins_with: A file beside it whose text is the first block of the system part; prompts that share it share
            what a service has cached of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Name
    version: int
    inputs: dict[Name, Literal["text", "data"]]
    output: str
    begins_with: Name | None = None


@dataclass(frozen=True)
class Block:
    """One of several things of a kind: its text, and what is said about it."""

    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


Data = str | Sequence[Block]


@dataclass(frozen=True)
class Rendered:
    """A prompt that was filled in: the blocks of the system part, and the two of the user's."""

    prompt: Prompt
    system: tuple[str, ...]
    context: str
    turn: str


@dataclass(frozen=True)
class Prompt:
    """A prompt as its file has it.

    Attributes:
        version: As the file says.
        hash: The first digits of the SHA-256 of the whole file, and of the one that it begins with.
    """

    id: str
    version: str
    hash: str
    inputs: Mapping[str, Literal["text", "data"]]
    output: str
    system: tuple[str, ...]
    context: str
    turn: str
    path: Path

    def render(self, **inputs: Data | None) -> Rendered:
        """The prompt, filled in; an input that is None or empty leaves nothing behind.

        A section none of whose inputs is there is left out.

        Raises:
            PromptError: An input is missing, is not known, or is not of its kind.
        """
        if wrong := sorted(set(inputs) ^ set(self.inputs)):
            problem = "is not an input" if wrong[0] in inputs else "is missing"
            raise PromptError(f"{self.path}: {wrong[0]}: {problem}; expected {', '.join(self.inputs) or 'none'}")
        filled = {name: self._filled(name, value) for name, value in inputs.items()}

        def fill(section: str) -> str:
            gaps = _GAP.findall(section)
            if gaps and not any(filled[gap] for gap in gaps):
                return ""
            text = _GAP.sub(lambda gap: filled[gap[1]], section)
            return re.sub(r"\n{3,}", "\n\n", text).strip()

        return Rendered(self, tuple(fill(s) for s in self.system), fill(self.context), fill(self.turn))

    def _filled(self, name: str, value: Data | None) -> str:
        if not value:
            return ""
        if self.inputs[name] == "text":
            if not isinstance(value, str):
                raise PromptError(f"{self.path}: {name}: expected a text, got {type(value).__name__}")
            return value
        blocks = [Block(value)] if isinstance(value, str) else value
        return "\n".join(_marked(name, block) for block in blocks)


def _marked(name: str, block: Block) -> str:
    about = "".join(f' {key}="{escape(_line(value))}"' for key, value in block.attributes.items())
    return f"<{name}{about}>\n{neutral(block.text)}\n</{name}>"


def _line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())


def neutral(text: str) -> str:
    """A text as it stands in a marked block: nothing in it can open or close one, whatever the block's name."""
    return _TAG.sub("&lt;", text.encode("utf-8", "replace").decode())


def as_given(text: str) -> str:
    """What `neutral` made of a text, undone: for what a model quotes from a block."""
    return text.replace("&lt;", "<")


@cache
def load_prompt(name: str, folder: Path = PROMPTS) -> Prompt:
    """Reads and checks a prompt's file.

    Raises:
        PromptError: It is not there, is not made as a prompt is, or uses an input that it does not name.
    """
    path = folder / f"{name}.md"
    content = _content(path)
    parts = _FILE.fullmatch(content)
    if not parts:
        raise PromptError(f"{path}: expected front matter between two lines of ---, and sections")
    try:
        front = FrontMatter.model_validate(yaml.safe_load(parts["front"]))
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptError(f"{path}: {error}") from error
    if front.id != name:
        raise PromptError(f"{path}: id: {front.id!r} is not the file's name")
    before, *sections = _SECTION.split(parts["body"])
    found = [(kind, text.strip()) for kind, text in zip(sections[::2], sections[1::2], strict=True)]
    if before.strip() or [kind for kind, _ in found].count("turn") != 1 or sorted(found, key=_place) != found:
        raise PromptError(f"{path}: expected [system] sections, then at most one [context], then one [turn]")
    shared = _shared(folder / f"{front.begins_with}.md") if front.begins_with else ""
    prompt = Prompt(
        id=front.id,
        version=str(front.version),
        hash=hashlib.sha256((shared + content).encode()).hexdigest()[:16],
        inputs=front.inputs,
        output=front.output,
        system=(*([shared] if shared else []), *(text for kind, text in found if kind == "system")),
        context="\n\n".join(text for kind, text in found if kind == "context"),
        turn=found[-1][1],
        path=path,
    )
    _check(prompt)
    return prompt


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read: {error}") from error


def _shared(path: Path) -> str:
    text = _content(path).strip()
    if not text or _GAP.search(text) or _SECTION.search(text):
        raise PromptError(f"{path}: what prompts begin with is a text without sections and inputs")
    return text


def _place(section: tuple[str, str]) -> int:
    return ("system", "context", "turn").index(section[0])


def _check(prompt: Prompt) -> None:
    """Refuses a prompt whose gaps and inputs do not match, and one that tells the model data."""
    told = {name for section in prompt.system for name in _GAP.findall(section)}
    used = told | {name for section in (prompt.context, prompt.turn) for name in _GAP.findall(section)}
    for name in sorted(used - set(prompt.inputs)):
        raise PromptError(f"{prompt.path}: {name}: is used and not among the inputs")
    for name in sorted(set(prompt.inputs) - used):
        raise PromptError(f"{prompt.path}: {name}: is an input and not used")
    for name in sorted(told):
        if prompt.inputs[name] == "data":
            raise PromptError(f"{prompt.path}: {name}: is data, and stands in a system section")
