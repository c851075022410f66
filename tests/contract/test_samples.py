"""The samples that the README shows are of the example and the formats as they are now (`make samples`)."""

from __future__ import annotations

import pytest

from app.knowledge.guidance import load_guidance
from app.reports import FORMATS, prepare
from app.reports.imports import read_export
from app.reports.names import file_name
from app.settings import CONTENT
from evals.example import EXAMPLE
from evals.samples import SAMPLES
from tests.contract.test_exporters import READ, REPORTS
from tests.facts import facts, squeezed

REPORT = prepare(read_export(EXAMPLE.read_bytes()), load_guidance(CONTENT / "guidance"))


def test_there_is_one_of_every_format_and_nothing_else() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {file_name(REPORT, exporter) for exporter in FORMATS.values()}


@pytest.mark.parametrize("name", REPORTS)
def test_a_sample_holds_everything_that_the_example_holds(name: str) -> None:
    text = squeezed(READ[name]((SAMPLES / file_name(REPORT, FORMATS[name])).read_bytes()))

    assert [f for f in facts(REPORT) if squeezed(f) not in text] == []
