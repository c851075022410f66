"""What holds for every format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import icalendar
import openpyxl
import pytest
from hypothesis import given

from app.domain import wording
from app.domain.anonymity import known_names
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
from app.errors import InputRefused
from app.ports import ReportOptions
from app.reports import FORMATS
from app.reports.imports import read_export
from app.reports.names import file_name
from app.reports.text import one_line
from tests.builders import Build
from tests.examples import HOSTILE, PIECES, empty, finished, hostile, one_by_one_aside, rendered, rich
from tests.facts import facts, squeezed
from tests.frameworks import five_gates, wide_framework
from tests.histories import histories
from tests.letters import words_of_document
from tests.pages import words_of_pages
from tests.pilots import PILOTS, report_of
from tests.slides import words_of_slides
from tests.unit.test_markup import MARKDOWN, text_of

formats = pytest.mark.parametrize("name", FORMATS)


def words_of_json(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for value in content.values():
            yield from words_of_json(value)
    elif isinstance(content, list):
        for value in content:
            yield from words_of_json(value)
    else:
        yield str(content)


def words_of_csv(data: bytes) -> str:
    return "\n".join(c for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for c in row)


def words_of_calendar(data: bytes) -> str:
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return "\n".join(str(e[key]) for e in events for key in ("UID", "SUMMARY", "DESCRIPTION"))


def words_of_workbook(data: bytes) -> str:
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets  # by columns: what is long goes on in the row below
    cells = (v for s in sheets for column in s.iter_cols(values_only=True) for v in column)
    return "\n".join(str(v) for v in cells if v is not None)


READ: dict[str, Callable[[bytes], str]] = {
    "md": lambda data: text_of(MARKDOWN.parse(data.decode())),
    "csv": words_of_csv,
    "json": lambda data: "\n".join(words_of_json(json.loads(data))),
    "docx": words_of_document,
    "pdf": words_of_pages,
    "xlsx": words_of_workbook,
    "pptx": words_of_slides,
    "ics": words_of_calendar,
    "jira": words_of_csv,
    "azure": words_of_csv,
    "github": words_of_csv,
    "planner": words_of_csv,
}
"""How each format is read by somebody else's code."""
REPORTS = [name for name, exporter in FORMATS.items() if exporter.about == "readiness"]
PLANS = [name for name, exporter in FORMATS.items() if exporter.about.startswith("plan")]
WHOLE = [name for name in FORMATS if name not in PLANS]


def test_every_format_is_read_here_by_somebody_else_s_code() -> None:
    assert set(READ) == set(FORMATS)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("pilot", PILOTS)
@pytest.mark.parametrize("anonymous", [False, True], ids=["named", "anonymous"])
def test_every_fact_of_every_pilot_is_in_every_report(name: str, pilot: str, anonymous: bool) -> None:
    report = report_of(pilot, anonymous=anonymous)
    text = squeezed(READ[name](FORMATS[name].render(report, ReportOptions(anonymous=anonymous))))

    assert [f for f in facts(report) if squeezed(f) not in text] == []


@pytest.mark.parametrize("name", [*REPORTS, *PLANS, "csv"])
@pytest.mark.parametrize("pilot", ["half", "disputed"])
def test_nobody_is_named_where_nobody_is_to_be(name: str, pilot: str) -> None:
    text = READ[name](FORMATS[name].render(report_of(pilot, anonymous=True), ReportOptions(anonymous=True)))

    names = {part for name in known_names(PILOTS[pilot]()) for part in name.split()} - {"Dr.", "local"}
    assert names
    assert [n for n in names if re.search(rf"\b{n}\b", text)] == []


def test_everything_cannot_be_had_without_names() -> None:
    with pytest.raises(InputRefused, match="names"):
        FORMATS["json"].render(report_of("half", anonymous=True), ReportOptions(anonymous=True))


def spoken(assessment: Assessment) -> Iterator[str]:
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


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("assessment", [rich(), finished()], ids=["rich", "finished"])
def test_every_fact_of_an_assessment_is_in_the_file(name: str, assessment: Assessment) -> None:
    text = READ[name](rendered(name, assessment))

    assert [f for f in spoken(assessment) if f not in text] == []


@pytest.mark.parametrize("name", ["md", "csv"])
def test_a_report_for_people_says_status_grade_basis_and_source_in_words_and_cites_the_guidance(name: str) -> None:
    assessment = rich()
    text = READ[name](rendered(name, assessment))
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
    content = json.loads(rendered("json", rich()))

    whole: list[Statement] = list(rich().statements)
    assert _statements(content) == [s.model_dump(mode="json") for s in whole]


@formats
def test_the_same_assessment_gives_the_same_bytes(name: str) -> None:
    assert rendered(name, rich()) == rendered(name, rich(), tuple(reversed(PIECES)))


@formats
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_written_and_can_be_read(name: str, text: str) -> None:
    assert READ[name](rendered(name, hostile(text)))


@formats
@given(assessment=histories())
def test_every_history_is_written(name: str, assessment: Assessment) -> None:
    assert rendered(name, assessment)


@formats
def test_large_small_and_odd_assessments_are_written(name: str) -> None:
    build = Build(wide_framework())
    build.meets("g0")
    for assessment in (build.assessment, empty(), one_by_one_aside(), Build(five_gates()).assessment):
        assert rendered(name, assessment, ())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_named_for_its_suffix_and_a_tracker_s_is_csv(name: str) -> None:
    assert FORMATS[name].suffix == (f".{name}" if name in (*WHOLE, "ics") else ".csv")
    assert FORMATS[name].media_type
    assert FORMATS[name].label


def test_no_two_formats_give_files_of_one_name() -> None:
    names = [file_name(report_of("half"), exporter) for exporter in FORMATS.values()]

    assert len(set(names)) == len(names)
    assert "2026-03-02-claims-triage-for-norrland-mutual-readiness.md" in names


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
    text = READ[name](rendered(name, documented()))
    assert text.count("charter.pdf, page 2") >= 3
    for words in ("accepted, confirmed by hand", "dropped by hand", "proposed, waits for confirmation"):
        assert words in text


def test_the_json_export_lists_documents_with_the_place_of_each_quote() -> None:
    (document,) = json.loads(rendered("json", documented()))["documents"]
    assert (document["name"], document["media_type"]) == ("charter.pdf", "application/pdf")
    assert [(f["element"], f["weight"], f["quote"], f["place"]) for f in document["findings"]] == [
        ("fit.purpose.stated", "superseded", "It is stated.", "page 2"),
        ("fit.purpose.stated", "counts", "It is stated.", "page 2"),
        ("fit.purpose.tried", "dropped", "It was tried.", "page 2"),
        ("fit.users.named", "proposed", "It has users.", "page 2"),
    ]


def test_with_documents_an_export_imports_again() -> None:
    assert read_export(rendered("json", documented())) == documented()


def test_an_export_from_before_there_were_documents_imports() -> None:
    content = json.loads(rendered("json", finished()))
    del content["documents"]
    assert read_export(json.dumps(content).encode()) == finished()


def test_a_document_without_places_is_written_as_it_was_before_there_were_any() -> None:
    document = next(r for r in rich().records if isinstance(r, Attachment))
    assert set(document.model_dump()) == {"id", "at", "speaker", "kind", "name", "media_type", "sha256", "text"}
