"""The framework as the prompts have it; the same framework gives the same words, so that they are cached."""

from __future__ import annotations

from app.domain.framework import Framework


def rubric(framework: Framework) -> str:
    """Every element with its proof and statement, gate by gate."""
    lines: list[str] = []
    for gate in framework.gates:
        lines += ["", f"Gate {gate.id} ({gate.title})"]
        lines += [f"{e.id} ({e.proof}): {e.statement}" for c in gate.criteria for e in c.elements]
    return "\n".join(lines).strip()


def examples(framework: Framework, gate_id: str) -> str:
    """How people say, not in so many words, that the elements of a gate do not hold.

    One example an element: every interview pays for them, and what a plan is the prompt itself says.
    """
    elements = (element for criterion in framework.gate(gate_id).criteria for element in criterion.elements)
    # the second refuted one: the first mostly says no outright, which nobody misreads
    return "\n".join(f"{element.id}: {element.examples.refuted[:2][-1]}" for element in elements)
