from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnowledgeError
from app.knowledge.guidance import load_guidance
from app.knowledge.questions import FEWEST, check_asks, check_questions, load_asks, load_questions
from evals.content import KNOWLEDGE
from evals.retrieval.questions import STYLES
from evals.retrieval.questions import load_questions as load_stakeholders
from tests.frameworks import five_gates

FILE = KNOWLEDGE / "questions.yaml"


def test_the_repositorys_questions_serve_every_element() -> None:
    assert check_questions(FILE, five_gates()) == []
    questions = load_questions(FILE, five_gates())
    assert {q.criterion for q in questions} == {c.id for c in five_gates().criteria}
    assert len(questions) >= FEWEST * len(five_gates().elements)


def test_none_of_the_questions_is_one_that_the_search_is_measured_with() -> None:
    ours = {question.text.casefold() for question in load_questions(FILE, five_gates())}
    assert not ours & {question.query.casefold() for question in load_stakeholders()}


def test_the_frameworks_wording_stands_in_where_there_are_no_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text("data.quality.measured: [Who counts the errors?]\nno.such.element: [What?]\n", "utf-8")
    questions = load_questions(file, five_gates())
    assert [q.text for q in questions if q.criterion == "data.quality"] == ["Who counts the errors?"]
    criterion = five_gates().criterion("data.pipeline")
    texts = {q.text for q in questions if q.criterion == "data.pipeline"}
    assert {criterion.question, criterion.elements[0].statement} <= texts
    assert load_questions(tmp_path / "none.yaml", five_gates())


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text("no.such.element: [What?, WHAT?]\n", "utf-8")
    problems = check_questions(file, five_gates())
    assert f"{file}: 'no.such.element' is no element of five-gates" in problems
    assert f"{file}: 'what?' stands there 2 times; expected once" in problems
    assert f"{file}: data.quality.measured: has 0 questions; expected {FEWEST} at least" in problems
    file.write_text("data.quality.measured: {}\n", "utf-8")
    assert "questions.yaml:1: data.quality.measured" in check_questions(file, five_gates())[0]


@pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"- a list\n"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "questions.yaml"
    file.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"questions\.yaml"):
        load_questions(file, five_gates())


def test_the_stakeholders_are_split_by_author_with_the_styles_about_even() -> None:
    dev, test = load_stakeholders("dev"), load_stakeholders("test")
    assert not {q.author for q in dev} & {q.author for q in test}
    assert {q.id for q in (*dev, *test)} == {q.id for q in load_stakeholders()}
    assert len(load_stakeholders()) >= 180
    for part in (dev, test):
        for style in STYLES:
            assert 0.3 <= sum(q.style == style for q in part) / len(part) <= 0.4


def test_the_repositorys_asks_are_each_for_a_piece_that_there_is_and_stand_there_once() -> None:
    pieces = {piece.id for piece in load_guidance(KNOWLEDGE / "guidance")}
    assert check_asks(KNOWLEDGE / "asks.yaml", pieces) == []
    assert len(load_asks(KNOWLEDGE / "asks.yaml")) > 50
    asked = {text.casefold() for texts in load_asks(KNOWLEDGE / "asks.yaml").values() for text in texts}
    for part in ("dev", "test"):
        assert not asked & {question.query.casefold() for question in load_stakeholders(part)}


def test_asks_for_pieces_that_are_not_there_or_twice_are_told(tmp_path: Path) -> None:
    file = tmp_path / "asks.yaml"
    file.write_text("gone: [what is gone?]\nthere: [Why, why]\n", encoding="utf-8")
    told = "\n".join(check_asks(file, {"there"}))
    assert "'gone' is no piece" in told
    assert "'why' stands there 2 times" in told
    file.write_text("there: what?\n", encoding="utf-8")
    assert "asks.yaml" in check_asks(file, {"there"})[0]
    assert load_asks(tmp_path / "none.yaml") == {}
