"""Every opposition between the papers of evals/documents is shown, once a person has accepted both sides."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain.cards import words_of
from app.domain.records import Basis, Grade, Purpose, Status
from app.interview.events import QuestionPosed
from app.knowledge.documents import read_document
from app.ports import DocumentFinding, Perusal, ToReadDocument, no_progress
from tests.drive import begin, running
from tests.fakes import ScriptedAssessor
from tests.frameworks import five_gates

DOCUMENTS = Path(__file__).parents[2] / "evals" / "documents"
LABELS: dict[str, Any] = yaml.safe_load((DOCUMENTS / "labels.yaml").read_text(encoding="utf-8"))


class CarefulReader(ScriptedAssessor):
    """Finds in a paper what its labels say, where they say it."""

    async def read_document(
        self, document: ToReadDocument, *, progress: Callable[[float], None] = no_progress
    ) -> Perusal:
        labels = LABELS["documents"][document.name]["labels"]
        return Perusal(tuple(finding(document.text, label) for label in labels), self.stamp)


def finding(text: str, label: dict[str, Any]) -> DocumentFinding:
    words = (re.escape(word) for word in label["quotes"][0].split())
    found = re.search(r"\s+".join(words), text)
    assert found, label["quotes"][0]
    status, grade = Status(label["status"]), Grade(label.get("grade", "asserted"))
    place = found.group(), found.start(), found.end()
    return DocumentFinding(label["element"], status, *place, 0.9, grade, Basis(label.get("basis", "today")))


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("pilot", list(LABELS["conflicts"]))
async def test_every_conflict_between_papers_is_shown_with_both_quotes(pilot: str, tmp_path: Path) -> None:
    names = [name for name, paper in LABELS["documents"].items() if paper["pilot"] == pilot]
    papers = [read_document(name, (DOCUMENTS / "files" / name).read_bytes()) for name in names]
    async with running(tmp_path, five_gates(), CarefulReader()) as application:
        seat = await begin(application)
        await seat.attach(*papers)
        while seat.purpose == Purpose.CONFIRM:
            await seat.click("accept")
        while seat.purpose == Purpose.RESOLVE:
            await seat.click("later")
    posed = [e for e in seat.log if isinstance(e, QuestionPosed) and e.question.purpose is Purpose.RESOLVE]
    shown = {e.question.elements[0]: e for e in posed}
    assert len(LABELS["conflicts"][pilot]) > 3
    for conflict in LABELS["conflicts"][pilot]:
        event = shown[conflict["element"]]
        for side in conflict["sides"]:
            at = [folded(words_of(s)) for s in event.sides if side["document"] in event.where.get(s.id, "")]
            words = [label["quotes"][0] for label in LABELS["documents"][side["document"]]["labels"]]
            assert at, f"{conflict['element']}: {side['document']} is not shown"
            assert set(at) <= {folded(w) for w in words}
