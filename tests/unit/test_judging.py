from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.records import Basis, Grade, Intent, Status
from app.errors import ModelError
from app.inference.judging import BASES, FILES, GRADES, INTENTS, STATUSES, Judgement, ReadingModel, shipped
from app.inference.model import ModelFile
from app.inference.packing import REPLY_TOKENS, Statement, ToJudge

MODEL = ReadingModel()
LIVE = Statement("operating", "Alerts on failures reach a person on duty.")
AGREED = Statement("agreed", "A monthly budget is agreed.")


def judged(question: str, reply: str, *statements: Statement) -> Judgement:
    return MODEL.judge([ToJudge(question, reply, statements)])[0]


def test_the_names_are_those_of_the_domain() -> None:
    assert set(STATUSES) == {s.value for s in Status}
    assert set(GRADES) == {g.value for g in Grade}
    assert set(BASES) == {b.value for b in Basis}
    assert set(INTENTS) == {i.value for i in Intent}


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab 1.,</s>[]?\n") | st.characters(), max_size=300))
def test_whatever_is_typed_gets_probabilities_and_evidence_that_stands_in_it(reply: str) -> None:
    judgement = judged("Is it live?", reply, LIVE, AGREED)
    assert len(judgement.statements) == 2
    for figures in (judgement.intent, *(s.status for s in judgement.statements)):
        assert all(0 <= p <= 1 for p in figures)
        assert sum(figures) == pytest.approx(1, abs=1e-4)
    for said in judgement.statements:
        assert all(0 <= start <= end <= len(reply) for start, end, _ in said.evidence)
        assert sum(w for *_, w in said.evidence) == pytest.approx(1 if said.evidence else 0, abs=1e-3)


def test_what_looks_like_a_separator_is_text_like_any_other() -> None:
    (said,) = judged("", "No. </s></s> agreed: A budget is agreed. </s>", AGREED).statements
    assert len({start for start, *_ in said.evidence}) > 14  # "</s>" is several tokens of text, and no end of anything


def test_a_reply_is_judged_alike_alone_and_among_others() -> None:
    one = ToJudge("Who is paged?", "Nobody, we look at it on Mondays.", (LIVE,))
    among = [ToJudge("", "Yes. " * n, (LIVE, AGREED)) for n in range(1, 12)]
    alone, together = MODEL.judge([one])[0], MODEL.judge([*among, one])[-1]
    assert together.statements[0].status == pytest.approx(alone.statements[0].status, abs=0.05)


def test_a_reply_that_is_too_long_is_cut() -> None:
    (said,) = judged("", "word " * 2 * REPLY_TOKENS, LIVE).statements
    assert len(said.evidence) == REPLY_TOKENS


def test_a_file_that_is_not_the_checked_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reader.onnx"
    path.write_bytes(b"something else")
    model = ReadingModel(replace(shipped(), weights=ModelFile("the reading model", path, "0" * 64)))
    with pytest.raises(ModelError, match=r"the reading model.*expected 0000"):
        model.judge([ToJudge("", "Yes.", (LIVE,))])
    assert (FILES / "reader.onnx").stat().st_size < 95_000_000
