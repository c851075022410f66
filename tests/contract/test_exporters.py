"""What holds for every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.evidence import Evidence
from app.domain.plan import gaps
from app.domain.records import (
    Action,
    Attachment,
    Click,
    Finding,
    Purpose,
    Resolution,
    SetAside,
    Standing,
    Statement,
    Status,
    TextPlace,
)
from app.ports import Exporter
from app.reports import FORMATS
from app.reports.imports import read_export
from app.reports.text import one_line
from tests.builders import Build
from tests.examples import HOSTILE, PIECES, empty, finished, hostile, one_by_one_aside, rich
from tests.frameworks import five_gates, wide_framework
from tests.histories import histories
from tests.unit.test_markup import MARKDOWN, text_of

formats = pytest.mark.parametrize("exporter", FORMATS.values(), ids=FORMATS.keys())


def words_of_json(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for value in content.values():
            yield from words_of_json(value)
    elif isinstance(content, list):
        for value in content:
            yield from words_of_json(value)
    else:
        yield str(content)


READ: dict[str, Callable[[bytes], str]] = {
    "md": lambda data: text_of(MARKDOWN.parse(data.decode())),
    "csv": lambda data: "\n".join(c for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for c in row),
    "json": lambda data: "\n".join(words_of_json(json.loads(data))),
}
"""How each format is read by somebody else's code."""


def facts(assessment: Assessment) -> Iterator[str]:
    """What no report may leave out, whatever its form."""
    framework = assessment.framework
    for gate in framework.gates:
        yield from (gate.title, *(c.title for c in gate.criteria), *(c.met_when for c in gate.criteria))
    for element in framework.elements:
        yield from (element.label, element.statement, str(element.proof))
    for statement in assessment.statements:
        yield from (statement.speaker, f"{statement.at:%Y-%m-%d}")
        if isinstance(statement, Finding):
            yield from (statement.stamp.assessor, statement.stamp.version, statement.stamp.model)
            if statement.quote:
                yield one_line(statement.quote.text)
        if isinstance(statement, SetAside | Resolution):
            yield statement.reason
        if isinstance(statement, Resolution):
            yield from statement.dissent
    for record in assessment.records:
        if isinstance(record, Attachment):
            yield record.name
        if isinstance(record, Action):
            yield from (record.owner, str(record.due), record.status, record.note)
    for gap in gaps(assessment):
        yield from (gap.why, gap.fix, gap.effort, gap.done)
        yield from (q for m in gap.missing for q in m.quotes)
        if gap.criterion not in assessment.actions:
            yield gap.owner


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("assessment", [rich(), finished()], ids=["rich", "finished"])
def test_every_fact_of_an_assessment_is_in_the_file(name: str, assessment: Assessment) -> None:
    assert set(READ) == set(FORMATS)
    text = READ[name](FORMATS[name].render(assessment, PIECES))

    assert [f for f in facts(assessment) if f not in text] == []


@pytest.mark.parametrize("name", ["md", "csv"])
def test_a_report_for_people_says_status_grade_basis_and_source_in_words_and_cites_the_guidance(name: str) -> None:
    assessment = rich()
    text = READ[name](FORMATS[name].render(assessment, PIECES))
    evidence = Evidence(assessment)

    for element in assessment.framework.elements:
        view = evidence.element(element)
        assert wording.STATUS[view.status] in text
        for said in view.said:
            words = [wording.CHOICE[said.says]]
            if isinstance(said.statement, Finding):
                finding = said.statement
                words += [wording.BASIS[finding.basis], wording.GRADE[finding.grade], f"{finding.confidence:.2f}"]
                words.append(said.document or wording.SOURCE[finding.source.kind])
            assert [w for w in words if w not in text] == []
    for piece in PIECES:
        assert f"{piece.title} ({piece.source})" in text


def _statements(content: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = {"finding", "set_aside", "resolution"}
    return [r for r in content["records"] if r["kind"] in kinds]


def test_the_json_export_holds_every_statement_whole() -> None:
    content = json.loads(FORMATS["json"].render(rich(), PIECES))

    whole: list[Statement] = list(rich().statements)
    assert _statements(content) == [s.model_dump(mode="json") for s in whole]


@formats
def test_the_same_assessment_gives_the_same_bytes(exporter: Exporter) -> None:
    assert exporter.render(rich(), PIECES) == exporter.render(rich(), tuple(reversed(PIECES)))


@formats
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_written_and_can_be_read_as_utf_8(exporter: Exporter, text: str) -> None:
    exporter.render(hostile(text), PIECES).decode()


@formats
@given(assessment=histories())
def test_every_history_is_written(exporter: Exporter, assessment: Assessment) -> None:
    exporter.render(assessment, PIECES).decode()


@formats
def test_large_small_and_odd_assessments_are_written(exporter: Exporter) -> None:
    build = Build(wide_framework())
    build.meets("g0")
    for assessment in (build.assessment, empty(), one_by_one_aside(), Build(five_gates()).assessment):
        assert exporter.render(assessment, ())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_named_for_its_suffix(name: str) -> None:
    assert FORMATS[name].suffix == f".{name}"
    assert FORMATS[name].media_type


def documented() -> Assessment:
    """One finding from page 2 of a document is accepted, one dropped, one waits."""
    build = Build()
    places = [TextPlace(start=0, end=8, label="page 1"), TextPlace(start=10, end=46, label="page 2")]
    document = build.attachment("Charter.\n\nIt is stated. It was tried. It has users.", places=places)
    stated, tried = (
        build.finding(element, Status.EVIDENCED, document, quote=quote, standing=Standing.PROPOSED)
        for element, quote in (("fit.purpose.stated", "It is stated."), ("fit.purpose.tried", "It was tried."))
    )
    build.finding("fit.users.named", Status.REFUTED, document, quote="It has users.", standing=Standing.PROPOSED)
    card = build.question(Purpose.CONFIRM, ("fit.purpose.stated", "fit.purpose.tried"), about=[stated.id, tried.id])
    reply = build.reply(card, click=Click(action="accept"))
    build.finding(
        "fit.purpose.stated", Status.EVIDENCED, document, quote="It is stated.", confirmed_by=reply.id,
        revises=[stated.id],
    )  # fmt: skip
    build.dismissal("fit.purpose.tried", reply, [tried.id])
    build.document_reading(document)
    return build.assessment


@pytest.mark.parametrize("name", ["md", "csv"])
def test_a_quote_from_a_document_is_told_with_its_place_and_what_became_of_it(name: str) -> None:
    text = READ[name](FORMATS[name].render(documented(), PIECES))
    assert text.count("charter.pdf, page 2") >= 3
    for words in ("accepted, confirmed by hand", "dropped by hand", "proposed, waits for confirmation"):
        assert words in text


def test_the_json_export_lists_documents_with_the_place_of_each_quote() -> None:
    (document,) = json.loads(FORMATS["json"].render(documented(), PIECES))["documents"]
    assert (document["name"], document["media_type"]) == ("charter.pdf", "application/pdf")
    assert [(f["element"], f["weight"], f["quote"], f["place"]) for f in document["findings"]] == [
        ("fit.purpose.stated", "superseded", "It is stated.", "page 2"),
        ("fit.purpose.stated", "counts", "It is stated.", "page 2"),
        ("fit.purpose.tried", "dropped", "It was tried.", "page 2"),
        ("fit.users.named", "proposed", "It has users.", "page 2"),
    ]


def test_with_documents_an_export_imports_again() -> None:
    assert read_export(FORMATS["json"].render(documented(), ())) == documented()


def test_an_export_from_before_there_were_documents_imports() -> None:
    content = json.loads(FORMATS["json"].render(finished(), ()))
    del content["documents"]
    assert read_export(json.dumps(content).encode()) == finished()


def test_a_document_without_places_is_written_as_it_was_before_there_were_any() -> None:
    document = next(r for r in rich().records if isinstance(r, Attachment))
    assert set(document.model_dump()) == {"id", "at", "speaker", "kind", "name", "media_type", "sha256", "text"}
