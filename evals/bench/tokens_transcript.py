"""The first baseline: the whole transcript in one prompt every turn, and one answer that holds all there is to say.

It is made as one would make it who thinks of the cache: rules, rubric and questions stand in front and never change,
the transcript only ever grows at its end, and both what was sent the last time and what is sent now are marked to be
kept, for an hour. The model gets the same rules as the product's, the same guidance on the criterion that was
asked about, and gives the same findings, explanations and questions. It chooses the next question by itself, so it
has all of them before it. A click is dealt with by code, as in the product, and told with the next reply.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.assessors.claude.rubric import rubric
from app.domain.framework import Framework
from app.prompts import load_prompt
from evals.bench.tokens_product import Charge, Interview, Turn
from evals.bench.tokens_service import Service, block

TASK = """\
You lead an interview that finds out whether an AI pilot is ready for production. With every message of the person you
do all of it: read what it says of the elements, explain every gap that has come up, ask what has to be asked next.
Answer with JSON: {"findings": [{"element", "status", "quote", "grade", "basis", "sure"}], "say": "..."}."""


def transcript(interview: Interview, model: str) -> Iterator[tuple[Charge, ...]]:
    """The charges of every turn."""
    system = [block(_rules(interview.framework), cached=True)]
    messages: list[dict[str, object]] = []
    clicked = 0
    with Service() as service:
        for turn in interview.turns:
            service.wait(turn.pause)
            if not turn.said:
                clicked += 1
                yield ()
                continue
            for message in messages[:-2]:  # of those that were sent before, only the last is marked again
                if message["role"] == "user":
                    message["content"] = [block(b["text"]) for b in message["content"]]  # type: ignore[attr-defined]
            messages.append({"role": "user", "content": [block(_said(interview, turn, clicked), cached=True)]})
            clicked = 0
            answer = _answer(turn)
            yield (service.ask(model, system, messages, answer),)
            messages.append({"role": "assistant", "content": answer})


def _rules(framework: Framework) -> str:
    """How to read, how to write and what to ask."""
    reading, prose = load_prompt("read_reply"), load_prompt("explain_gap")
    told = [section.replace("{{rubric}}", rubric(framework)) for section in (*reading.system, *prose.system)]
    questions = [
        f"{c.id} ({c.title}): {c.question}\n" + "\n".join(f"- {e.id}: {e.probe}" for e in c.elements)
        for c in framework.criteria
    ]
    return "\n\n".join([TASK, *told, "THE QUESTIONS", *questions])


def _said(interview: Interview, turn: Turn, clicked: int) -> str:
    """What a person typed, with the guidance on what they were asked about."""
    criterion = turn.question.criterion
    brief = interview.briefs[criterion] if criterion else ""
    buttons = f"(pressed a button {clicked} times)\n" if clicked else ""
    return f"{brief}\n\n{buttons}<reply>\n{turn.said}\n</reply>".strip()


def _answer(turn: Turn) -> str:
    """The answer: what was read, and what is said."""
    return json.dumps({"findings": findings(turn), "say": "\n\n".join([*turn.explained.values(), turn.asked])})


def findings(turn: Turn) -> list[dict[str, str]]:
    """What was read in a reply, as a model gives it."""
    return [
        {
            "element": f.element,
            "status": str(f.status),
            "quote": f.quote.text if f.quote else "",
            "grade": str(f.grade),
            "basis": str(f.basis),
            "sure": "sure",
        }
        for f in turn.findings
    ]
