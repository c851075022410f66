from __future__ import annotations

import json
from pathlib import Path

from evals.prompts import dump, labelled, score
from tests.frameworks import five_gates


def test_requests_are_written_whole_and_perfect_answers_to_them_score_in_full(tmp_path: Path) -> None:
    assert dump(tmp_path, "dev", 6) == 6
    by_id = {one.id: one for one in labelled("dev", five_gates())}
    for number, identifier in enumerate(json.loads((tmp_path / "ids.json").read_text("utf-8")), 1):
        one = by_id[identifier]
        request = (tmp_path / f"{number:03}.txt").read_text("utf-8")
        assert request.startswith("===== SYSTEM =====")
        system, _, user = request.partition("===== USER =====")
        assert all(e.statement in system for e in five_gates().elements)
        assert one.reply.reply.split("\n")[0][:20].replace("<", "&lt;") in user.replace("‹", "<")
        findings = [
            {"element": e, "status": s, "quote": one.reply.reply, "grade": "asserted", "basis": "today", "sure": "sure"}
            for e, s in one.truth.items()
            if s != "unknown"
        ]
        answer = {"intent": "answer", "intent_clear": True, "gate": "none", "pressure": False, "findings": findings}
        (tmp_path / f"{number:03}.answer.json").write_text(json.dumps(answer), "utf-8")
    assert list(score(tmp_path, "dev")) == ["18 of 18 elements right (1.000)"]
    answer["findings"] = []
    (tmp_path / "006.answer.json").write_text(json.dumps(answer), "utf-8")
    *wrong, total = score(tmp_path, "dev")
    assert len(wrong) == len(findings)
    assert total.startswith(f"{18 - len(findings)} of 18")
