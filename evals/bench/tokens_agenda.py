"""The second baseline: an artifact and an agenda, with a call each for updating, planning and replying.

The artifact is what is known of the elements; the agenda is what is still to be asked. Neither call sees the whole
transcript: updating sees the artifact and the last exchange, planning the artifact and the agenda, replying the plan,
the guidance and the last exchanges. Rules and rubric stand in front and are kept in the cache for an hour; what
changes stands behind them. Updating answers with what has changed alone. The small model updates and plans, the
larger one speaks, as in the product. A click changes artifact and agenda by code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from app.assessors.claude.rubric import rubric
from app.domain.framework import Framework
from app.prompts import load_prompt
from evals.bench.tokens_product import Charge, Interview, Turn
from evals.bench.tokens_service import PROSE, READING, Service, block
from evals.bench.tokens_transcript import findings

EXCHANGES = 3
"""How many of the last exchanges the reply is written with."""
PLANNING = """\
You plan an interview that finds out whether an AI pilot is ready for production. Given what is known and what is on
the agenda, say what to do next. Go gate by gate and criterion by criterion. Ask for what is open and never for what is
known. A criterion gets one question on the whole of it and at most two on single elements. When all elements of a
criterion are known and one does not hold, its gap is to be explained before anything else is asked. Answer with
JSON: {"explain": [criterion ids], "ask": element or criterion id, "because": "half a sentence"}."""
SPEAKING = """\
You lead the interview. You are given a plan, the guidance and the last exchanges. Say what the plan wants: the
explanations first, if there are any, then the question, and nothing else."""


def agenda(interview: Interview) -> Iterator[tuple[Charge, ...]]:
    """The charges of every turn."""
    framework = interview.framework
    reading = [block(t.replace("{{rubric}}", rubric(framework)), cached=True) for t in load_prompt("read_reply").system]
    planning = [block(f"{PLANNING}\n\n{_outline(framework)}", cached=True)]
    speaking = [block(f"{load_prompt('explain_gap').system[0]}\n\n{SPEAKING}", cached=True)]
    known: dict[str, dict[str, str]] = {}
    exchanges: list[str] = []
    with Service() as service:
        for turn in interview.turns:
            service.wait(turn.pause)
            if not turn.said:
                yield ()
                continue
            read = findings(turn)
            exchange = f"Question: {turn.question.text}\n<reply>\n{turn.said}\n</reply>"
            update = service.ask(
                READING, reading, _user(f"Artifact:\n{_artifact(known)}\n\n{exchange}"), json.dumps({"changed": read})
            )
            known |= {f["element"]: f for f in read}
            left = ", ".join(e.id for e in framework.elements if e.id not in known)
            plan = _plan(turn)
            seen = f"Artifact:\n{_artifact(known)}\n\nAgenda: {left}\n\n{exchange}"
            planned = service.ask(READING, planning, _user(seen), plan)
            told = "\n\n".join([*turn.explained.values(), turn.asked])
            guidance = [interview.briefs[c] for c in turn.explained]
            last = "\n\n".join(exchanges[-EXCHANGES:])
            said = service.ask(PROSE, speaking, _user("\n\n".join([*guidance, last, exchange, f"Plan: {plan}"])), told)
            exchanges.append(f"{exchange}\nYou: {told}")
            yield update, planned, said


def _user(text: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": [block(text.strip())]}]


def _outline(framework: Framework) -> str:
    """The criteria with their questions."""
    lines: list[str] = []
    for criterion in framework.criteria:
        lines.append(f"{criterion.id} ({criterion.title}): {criterion.question}")
        lines += [f"- {e.id}: {e.probe}" for e in criterion.elements]
    return "\n".join(lines)


def _artifact(known: dict[str, dict[str, str]]) -> str:
    """What is known, a line an element."""
    return "\n".join(f"{e}: {f['status']}, “{f['quote']}”" for e, f in known.items()) or "nothing yet"


def _plan(turn: Turn) -> str:
    explained: Sequence[str] = list(turn.explained)
    return json.dumps({"explain": explained, "ask": turn.asked[:40], "because": "it is the next that is still open"})
