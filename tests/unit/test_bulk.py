from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.bulk import json_lines, parse_queries, parse_replies, read_replies, results_of
from app.domain.records import Status
from app.errors import InputRefused
from app.ports import Found
from tests.drive import told
from tests.examples import PIECES
from tests.fakes import ScriptedAssessor
from tests.frameworks import small_framework

T = TypeVar("T")
SMALL = small_framework()
GOOD = {"id": "a", "criterion": "fit.purpose", "answer": "It reads invoices."}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
foreign = (
    st.text(st.characters(exclude_characters="\n"))
    | values.map(json.dumps)
    | st.fixed_dictionaries({"id": values, "criterion": values | st.just("fit.users"), "answer": values}).map(
        json.dumps
    )
    | st.dictionaries(st.sampled_from(["id", "criterion", "question", "answer", "query"]), values).map(json.dumps)
)


def outcome(parse: Callable[[], list[T]]) -> tuple[list[T], str]:
    """What was parsed, or why it was refused; anything else that is raised fails the test."""
    try:
        return parse(), ""
    except InputRefused as error:
        return [], str(error)


@given(foreign)
@example("[" * 100_000)
@example('{"id": ' + "9" * 5000 + "}")
@example('{"id": NaN, "criterion": "fit.users", "answer": ""}')
@example('{"id": true, "criterion": "fit.users", "answer": ""}')
@example("\ufeff{}")
def test_a_foreign_line_is_a_reply_or_is_refused_by_its_number(line: str) -> None:
    replies, refusal = outcome(lambda: parse_replies(SMALL, [json.dumps(GOOD), "", line]))

    assert refusal.startswith("line 3: ") or len(replies) == (2 if line.strip() else 1)
    assert len(refusal) < 400
    for reply in replies:
        assert type(reply.id) in (str, int)
        assert SMALL.criterion(reply.criterion)


@given(foreign)
def test_a_foreign_line_is_a_query_or_is_refused_by_its_number(line: str) -> None:
    queries, refusal = outcome(lambda: parse_queries(["", line]))

    assert refusal.startswith("line 2: ") or len(queries) == bool(line.strip())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no valid JSON: Expecting property name enclosed in double quotes: {"),
        ("7", "expected a JSON object, not 7"),
        ("{}", "id: Field required"),
        ('{"id": 1, "criterion": "fit.users"}', "answer: Field required"),
        ('{"id": null, "criterion": "fit.users", "answer": ""}', "id: Input should be a valid string (given: None)"),
        ('{"id": 1, "criterion": "fit.user", "answer": ""}', "there is no criterion 'fit.user' in two-gates"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, message: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_replies(SMALL, [line])
    assert str(refused.value) == f"line 1: {message}"


async def read(*answers: str) -> list[dict[str, Any]]:
    lines = [json.dumps(GOOD | {"id": i, "answer": answer}) for i, answer in enumerate(answers)]
    return [r async for r in read_replies(ScriptedAssessor(), SMALL, parse_replies(SMALL, lines))]


async def test_a_reply_is_read_for_the_elements_of_its_criterion() -> None:
    both, half, neither, question = await read(
        told(Status.EVIDENCED, "fit.purpose.stated", "fit.purpose.tried", "run.watch.alarm"),
        told(Status.EVIDENCED, "fit.purpose.stated") + " " + told(Status.REFUTED, "fit.purpose.tried"),
        told(Status.REFUTED, "fit.purpose.stated"),
        "What is meant?",
    )

    assert [r["id"] for r in (both, half, neither, question)] == [0, 1, 2, 3]
    assert [r["rating"] for r in (both, half, neither, question)] == ["met", "partial", "not_met", "not_met"]
    assert question["intent"] == "ask"
    assert set(both["elements"]) == {"fit.purpose.stated", "fit.purpose.tried"}
    assert half["elements"]["fit.purpose.tried"]["status"] == "refuted"
    unread = {"status": "unknown", "confidence": 0.0, "quote": "", "needs_confirmation": True}
    assert neither["elements"]["fit.purpose.tried"] == unread


def test_a_query_s_results_name_the_pieces_best_first() -> None:
    line = results_of(7, [Found(piece, 0.5 - n) for n, piece in enumerate(PIECES)])

    assert line["id"] == 7
    assert line["results"][0] == {
        "chunk": "watch-fix",
        "title": "Set an alarm that somebody hears",
        "source": "Gatewise, own practice",
        "criteria": ["run.watch"],
        "score": 0.5,
        "text": "Wire the alarm to the rota.",
    }
    assert results_of("none", []) == {"id": "none", "results": []}


@given(st.lists(st.text(st.characters()), min_size=1))
def test_whatever_stands_in_a_result_it_is_one_line_of_utf_8_that_reads_back(texts: list[str]) -> None:
    content = json_lines({"id": text} for text in texts)

    assert [json.loads(line)["id"] for line in content.decode("utf-8").splitlines()] == texts
