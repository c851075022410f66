from __future__ import annotations

from typing import Any

from app.simulation.counting import count

E1, E2 = "fit.purpose.stated", "fit.purpose.tried"


def question(name: str, purpose: str, *elements: str) -> dict[str, Any]:
    return {"kind": "question", "id": name, "purpose": purpose, "elements": list(elements)}


def reply(to: str, action: str | None = None, *changes: str) -> dict[str, Any]:
    click = {"action": action, "changes": [{"element": e, "choice": "refuted"} for e in changes]} if action else None
    return {"kind": "reply", "id": f"reply-{to}", "question": to, "text": "", "click": click}


def finding(element: str, standing: str = "accepted", status: str = "evidenced") -> dict[str, Any]:
    return {"kind": "finding", "element": element, "standing": standing, "status": status}


def counted(*records: dict[str, Any]) -> dict[str, int]:
    """What is counted, without what is not."""
    return {name: n for name, n in count({"records": list(records)}).items() if isinstance(n, int) and n}


def test_a_whole_conversation_is_counted() -> None:
    assert counted(
        {"kind": "profile"},
        question("q0", "opening"),
        reply("q0"),
        question("q1", "lead", E1, E2),
        reply("q1"),
        {"kind": "reading"},
        finding(E1, "proposed"),
        question("q2", "confirm", E1),
        reply("q2", "accept"),
        finding(E1),
        question("q3", "probe", E2),
        reply("q3"),
        finding(E2, "proposed", "refuted"),
        question("q4", "confirm", E2),
        reply("q4", "accept", E2),
        finding(E2),
        question("q5", "sign_off", E1, E2),
        reply("q5", "sign"),
        {"kind": "sign_off"},
        question("q6", "closing"),
    ) == {"turns": 6, "questions": 1, "probes": 1, "confirmations": 2, "corrections": 1}


def test_a_question_on_what_an_accepted_finding_had_settled_is_a_reask() -> None:
    for purpose in ("lead", "probe", "screen"):
        assert counted(finding(E1), question("q", purpose, E1, E2))["reasks"] == 1
        assert "reasks" not in counted(question("q", purpose, E1), finding(E1))
        assert "reasks" not in counted(finding(E1, "proposed"), question("q", purpose, E1))
        assert "reasks" not in counted(finding(E1, status="unknown"), question("q", purpose, E1))
        assert "reasks" not in counted(finding(E2), question("q", purpose, E1))
    assert "reasks" not in counted(finding(E1), question("q", "confirm", E1)), "a card asks for nothing new"


def test_only_a_card_or_a_gate_that_is_taken_as_shown_is_a_confirmation() -> None:
    assert counted(question("q", "confirm", E1), reply("q", "accept"))["confirmations"] == 1
    assert counted(question("q", "sign_off", E1), reply("q", "sign"))["confirmations"] == 1
    assert counted(question("q", "confirm", E1), reply("q")) == {"turns": 1}
    assert counted(question("q", "sign_off", E1), reply("q", "later")) == {"turns": 1}
    assert counted(question("q", "clarify", E1), reply("q", "accept")) == {"turns": 1}
    assert counted(question("q", "sign_off", E1, E2), reply("q", "change", E1, E2)) == {"turns": 1, "corrections": 2}


def test_nothing_is_counted_of_an_export_without_records() -> None:
    assert set(count({"records": []}).values()) == {0}
