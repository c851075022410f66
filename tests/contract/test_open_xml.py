"""The Office formats against their schemas, with somebody else's validator (the rules of Microsoft's own SDK)."""

from __future__ import annotations

from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from app.ports import ReportOptions
from app.reports import FORMATS
from tests.pilots import PILOTS, report_of


@pytest.fixture(scope="module")
def validator() -> OpenXmlValidator:
    return OpenXmlValidator(FileFormat.OFFICE_2019, max_errors=0)


@pytest.mark.parametrize("name", ["docx", "pptx", "xlsx"])
@pytest.mark.parametrize("pilot", PILOTS)
def test_every_office_file_of_every_pilot_is_valid(
    name: str, pilot: str, validator: OpenXmlValidator, tmp_path: Path
) -> None:
    file = tmp_path / f"report.{name}"
    file.write_bytes(FORMATS[name].render(report_of(pilot), ReportOptions()))

    found = validator.validate(file)

    assert [f"{e.part_uri} {e.path}: {e.description}" for e in found.errors] == []
    assert found.is_valid


def test_a_file_that_is_not_valid_is_found_out(validator: OpenXmlValidator, tmp_path: Path) -> None:
    from docx import Document
    from docx.oxml import OxmlElement

    document = Document()
    document.add_paragraph("One").paragraph_format.element.append(OxmlElement("w:tbl"))
    document.save(str(tmp_path / "wrong.docx"))

    assert not validator.validate(tmp_path / "wrong.docx").is_valid
