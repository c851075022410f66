"""Frameworks to test with: a small one whose every part can be named by heart, and the real one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.domain.framework import (
    Criterion,
    Element,
    Examples,
    Framework,
    Gate,
    Origin,
    Proof,
    ScreenItem,
    Validity,
)
from app.frameworks import load_framework

FIVE_GATES = Path(__file__).parent.parent / "knowledge" / "frameworks" / "five-gates.yaml"


@cache
def five_gates() -> Framework:
    """The framework that the product ships."""
    return load_framework(FIVE_GATES)


@cache
def small_framework() -> Framework:
    """Two gates of two criteria of two elements each; the first criterion of each gate has to be met.

    Three of four criteria have to be met to proceed, one in each gate. Elements by their proof:
    agreed: fit.purpose.stated, fit.users.named, run.owner.named;
    tested: fit.purpose.tried, fit.users.asked, run.watch.drilled;
    operating: run.watch.alarm, run.owner.on_call.
    """
    return Framework(
        id="two-gates",
        version=3,
        title="Two-gate check",
        origin="Made up for tests.",
        proceed_at=3,
        gate_minimum=1,
        gates=(
            _gate(
                "fit",
                "Fit",
                Origin.SOURCE,
                _criterion("fit.purpose", "Purpose", stated=Proof.AGREED, tried=Proof.TESTED),
                _criterion("fit.users", "Users", named=Proof.AGREED, asked=Proof.TESTED),
            ),
            _gate(
                "run",
                "Run",
                Origin.OURS,
                _criterion("run.watch", "Watch", alarm=Proof.OPERATING, drilled=Proof.TESTED),
                _criterion("run.owner", "Owner", named=Proof.AGREED, on_call=Proof.OPERATING),
            ),
        ),
        quick_screen=(
            ScreenItem(
                reason="nobody knows what it is for",
                title="Purpose in a line",
                question="What is it for, and who tried it?",
                elements=("fit.purpose.stated", "fit.users.asked"),
            ),
            ScreenItem(
                reason="nobody watches it",
                title="Somebody watches",
                question="Who is called when it stops?",
                elements=("run.owner.on_call",),
            ),
        ),
        valid_for=Validity(agreed=365, tested=180, operating=90),
    )


def wide_framework(gates: int = 6, criteria: int = 10, elements: int = 2) -> Framework:
    """A framework of any size; its parts are named g0, g0.c0, g0.c0.e0 and so on."""
    return Framework(
        id="wide",
        version=1,
        title=f"{gates * criteria} criteria",
        origin="Made up for tests.",
        proceed_at=gates * criteria * 4 // 5,
        gate_minimum=max(1, criteria * 3 // 4),
        gates=tuple(
            _gate(
                f"g{g}",
                f"Gate {g}",
                Origin.OURS,
                *(
                    _criterion(f"g{g}.c{c}", f"Criterion {g}.{c}", **{f"e{e}": Proof.AGREED for e in range(elements)})
                    for c in range(criteria)
                ),
            )
            for g in range(gates)
        ),
        valid_for=Validity(agreed=365, tested=180, operating=90),
    )


def _gate(name: str, title: str, origin: Origin, *criteria: Criterion) -> Gate:
    return Gate(
        id=name,
        title=title,
        purpose=f"What the {title} gate is for.",
        pass_criteria=f"What has to hold in the {title} gate.",
        origin=origin,
        must_meet=(criteria[0].id,),
        criteria=criteria,
    )


def _criterion(name: str, title: str, **proofs: Proof) -> Criterion:
    return Criterion(
        id=name,
        title=title,
        met_when=f"When {title} is met.",
        origin=Origin.OURS,
        question=f"Lead question on {title}?",
        why=f"Why {title} matters.",
        evidence=f"Evidence for {title}.",
        fix=f"Fix for {title}.",
        owner=f"Usual owner of {title}",
        effort=f"Effort for {title}",
        done=f"Done when {title} is done.",
        elements=tuple(_element(f"{name}.{leaf}", title, leaf, proof) for leaf, proof in proofs.items()),
    )


def _element(name: str, title: str, leaf: str, proof: Proof) -> Element:
    label = f"{title} {leaf.replace('_', ' ')}"
    return Element(
        id=name,
        proof=proof,
        label=label,
        statement=f"It holds that {label}.",
        probe=f"Probe on {label}?",
        examples=Examples(
            evidenced=(f"Yes, {label} holds.",),
            refuted=(f"No, {label} does not hold.",),
            planned=(f"We plan {label}.",),
        ),
    )
