"""What a request of ours asks for, read back from it as a model would read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal

from app.domain.records import Intent, Purpose, Status
from app.prompts import as_given
from tests.fake_claude.rules import blocks


@dataclass(frozen=True)
class Marked:
    """A marked block."""

    text: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A request, understood.

    Attributes:
        turn: The text that changes with every call.
    """

    work: Literal["reply", "document", "gap", "answer"]
    turn: str

    def block(self, name: str) -> str:
        """The text of the one marked block of a name."""
        return next((m.text for m in self.blocks(name)), "")

    def blocks(self, name: str) -> list[Marked]:
        """All marked blocks of a name."""
        found = re.finditer(rf"<{name}((?: \w+=\"[^\"]*\")*)>\n(.*?)\n</{name}>", self.turn, re.DOTALL)
        return [
            Marked(as_given(m[2]), {k: unescape(v) for k, v in re.findall(r'(\w+)="([^"]*)"', m[1])}) for m in found
        ]

    def line(self, beginning: str) -> str:
        """The rest of the first line that begins like this; "" if there is none."""
        found = re.search(rf"^{re.escape(beginning)}(.*)$", self.turn, re.MULTILINE)
        return found[1].strip() if found else ""

    @property
    def elements(self) -> tuple[str, ...]:
        """The ids of the elements that are asked for."""
        return tuple(e for e in self.line("Asked elements:").split(", ") if e not in ("", "none"))

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of those that are missing."""
        return tuple(re.findall(r"^- ([\w.]+): ", self.turn, re.MULTILINE))

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of those whose gaps are to be explained."""
        return tuple(re.findall(r"^Criterion: (\S+)", self.turn, re.MULTILINE))

    def each(self, explained: Callable[[str, list[Marked]], str]) -> str:
        """The explanations of all of them, as the prompt wants them, each with the pieces that are for it."""
        every = self.blocks("piece")
        texts = {c: explained(c, [p for p in every if c in p.attributes.get("criteria", c).split()])
                 for c in self.criteria}  # fmt: skip
        return "\n\n".join(f"{c}\n{text}" if len(texts) > 1 else text for c, text in texts.items())

    @property
    def known(self) -> dict[str, Status]:
        """What is known already."""
        pairs = (part.split() for part in self.line("Already known:").split(", ") if part)
        return {e: Status(s) for e, s in pairs}

    @property
    def purpose(self) -> Purpose:
        """That of the question."""
        return Purpose(self.line("Purpose:").partition(".")[0])

    @property
    def intent(self) -> Intent | None:
        """What the person says that the reply is."""
        if "this reply is an answer" in self.turn:
            return Intent.ANSWER
        return Intent.REVISE if "this reply corrects something" in self.turn else None


def asked(body: dict[str, Any]) -> Asked:
    """What a request asks for."""
    turn = str(blocks(body["messages"][0]["content"])[-1]["text"])
    if turn.startswith("Purpose:"):
        return Asked("reply", turn)
    if turn.startswith("<passage"):
        return Asked("document", turn)
    return Asked("gap" if turn.startswith("Criterion: ") else "answer", turn)
