"""Who answers the requests: a script, or the built-in reader, which judges what it is shown."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from app.assessors.local import LocalAssessor
from app.domain.framework import Framework
from app.domain.records import Choice, Intent, Status
from app.ports import Found, Gap, Piece, PieceKind, Prose, ToAnswer, ToRead, ToReadDocument
from tests.fake_claude.asked import Asked, Marked


class Brain(Protocol):
    """Answers requests."""

    def answer(self, asked: Asked) -> str:
        """The text of the answer: JSON for a reading, prose else."""
        ...


class Scripted:
    """Reads every element that is asked for as a script says, quoting the reply's first words.

    Args:
        truth: What every element is read as; those that are left out are not read.
        sure: How sure it says that it is.
        at_once: How many elements it takes from one reply at most; the interview has to ask for the others.
    """

    def __init__(self, truth: Mapping[str, Choice | Status], sure: str = "sure", at_once: int | None = None) -> None:
        self.at_once = at_once
        self.truth = {e: str(s) for e, s in truth.items() if s not in (Choice.NOT_APPLICABLE, Choice.UNKNOWN)}
        self.sure = sure

    def answer(self, asked: Asked) -> str:
        match asked.work:
            case "reply":
                findings = [finding(e, self.truth[e], asked.block("reply")[:60], self.sure)
                            for e in asked.elements if e in self.truth]  # fmt: skip
                return reading(findings[: self.at_once])
            case "document":
                return json.dumps({"findings": []})
            case "gap":
                return asked.each(self.explanation)
            case "answer":
                return "About that: the guidance says a lot." + (" [1]" if asked.blocks("piece") else "")

    def explanation(self, criterion: str, pieces: Sequence[Marked]) -> str:
        """Of one gap."""
        number = f" [{pieces[0].attributes['number']}]" if pieces else ""
        return f"What is missing matters, and this is why.{number}\n\nBegin this week with the first of it."


def finding(element: str, status: str, quote: str, sure: str = "sure", **others: str) -> dict[str, Any]:
    """A finding as the model gives it."""
    grade = "instance" if status == "evidenced" else "asserted"
    given = {"element": element, "status": status, "quote": quote, "grade": grade, "basis": "today", "sure": sure}
    return given | others


def reading(findings: list[dict[str, Any]], **others: Any) -> str:
    """A reading of a reply as the model gives it."""
    return json.dumps(
        {"intent": "answer", "intent_clear": True, "gate": "none", "pressure": False, "findings": findings} | others
    )


class Local:
    """Judges like the built-in reader: a weak model, but one that reads what is there."""

    def __init__(self, framework: Framework, assessor: LocalAssessor) -> None:
        self.framework = framework
        self.assessor = assessor

    def answer(self, asked: Asked) -> str:
        match asked.work:
            case "reply":
                return self._reply(asked)
            case "document":
                return self._document(asked)
            case "gap":
                return asked.each(lambda criterion, pieces: asyncio.run(self._gap(asked, criterion, pieces)))
            case "answer":
                return asyncio.run(self._answer(asked))

    def _reply(self, asked: Asked) -> str:
        criterion = self.framework.criterion_of(asked.elements[0]) if asked.elements else None
        to_read = ToRead(
            framework=self.framework,
            purpose=asked.purpose,
            question=asked.block("question"),
            reply=asked.block("reply"),
            elements=asked.elements,
            known=asked.known,
            criterion=criterion,
            intent=asked.intent,
        )
        read = asyncio.run(self.assessor.read_reply(to_read))
        if read.intent is Intent.REVISE:  # it is not told what is known elsewhere, and may correct all of it
            everything = {e.id: Status.EVIDENCED for e in self.framework.elements}
            read = asyncio.run(self.assessor.read_reply(replace(to_read, known=everything)))
        findings = [
            finding(
                r.element,
                "unclear" if r.status is Status.UNKNOWN else str(r.status),
                r.quote,
                "likely" if r.needs_confirmation else "sure",
                grade=str(r.grade),
                basis=str(r.basis),
            )
            for r in read.readings
        ]
        return reading(findings, intent=str(read.intent), intent_clear=read.clear, gate=read.target or "none")

    def _document(self, asked: Asked) -> str:
        passage = asked.blocks("passage")[0]
        document = ToReadDocument(self.framework, passage.attributes["document"], passage.text)
        perusal = asyncio.run(self.assessor.read_document(document))
        return json.dumps({
            "findings": [
                finding(f.element, str(f.status), f.quote, grade=str(f.grade), basis=str(f.basis))
                for f in perusal.findings
            ]
        })  # fmt: skip

    async def _gap(self, asked: Asked, name: str, pieces: Sequence[Marked]) -> str:
        criterion = self.framework.criterion(name)
        missing = tuple(e for e in asked.missing if self.framework.criterion_of(e) is criterion)
        gap = Gap(self.framework, criterion, missing, _pieces(pieces))
        prose = [p async for p in self.assessor.explain_gap(gap)]
        *before, last = [p.text for p in prose]
        text = "".join(before)
        cites = prose[-1].cites
        if not cites:
            return text
        # Where it quotes two pieces, the second is the organisation's own, and each stands in a stretch of its own.
        if len(cites) == 2:
            return f"{text.rstrip()} [{cites[0]}]\n\n{last} [{cites[1]}]"
        return f"{text}{last} [{cites[0]}]"

    async def _answer(self, asked: Asked) -> str:
        at_hand = asked.line("Criterion at hand:").partition(" ")[0]
        criterion = self.framework.criterion(at_hand) if at_hand != "none" else None
        pieces = _pieces(asked.blocks("piece"))
        question = ToAnswer(
            self.framework,
            asked.block("question"),
            criterion,
            asked.elements,
            tuple(Found(p, 1.0 / (n + 1)) for n, p in enumerate(pieces)),
        )
        prose: list[Prose] = [p async for p in self.assessor.answer_question(question)]
        cites = prose[-1].cites
        return re.sub(r"\[(\d)\]", lambda m: f"[{cites[int(m[1]) - 1]}]", "".join(p.text for p in prose))


def _pieces(handed_in: Sequence[Marked]) -> tuple[Piece, ...]:
    """The pieces that were handed in, by their numbers."""
    return tuple(
        Piece(
            id=m.attributes["number"],
            title=m.attributes["title"],
            kind=PieceKind.FIX,
            criteria=(),
            elements=(),
            source=m.attributes["source"],
            text=m.text,
            workspace="theirs" if "whose" in m.attributes else None,
        )
        for m in handed_in
    )
