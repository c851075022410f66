"""Reports: an assessment rendered to a file, one module a format.

To add a format: write its module with a class that satisfies `Exporter`, and name it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.assessment import Assessment
from app.domain.report import Report, build_report
from app.ports import Exporter, Piece, ReportOptions
from app.reports.calendar import Calendar
from app.reports.citations import benchmarks, by_criterion, terms
from app.reports.csv import Csv
from app.reports.docx import Docx
from app.reports.json import Json
from app.reports.markdown import Markdown
from app.reports.pdf import Pdf
from app.reports.pptx import Pptx
from app.reports.trackers import AzureBoards, GitHub, Jira, Planner
from app.reports.xlsx import Xlsx

FORMATS: Mapping[str, Exporter] = {
    "md": Markdown(),
    "csv": Csv(),
    "json": Json(),
    "pdf": Pdf(),
    "docx": Docx(),
    "xlsx": Xlsx(),
    "pptx": Pptx(),
    "ics": Calendar(),
    "jira": Jira(),
    "azure": AzureBoards(),
    "github": GitHub(),
    "planner": Planner(),
}
"""The formats by the names that the export command knows them by."""


def prepare(assessment: Assessment, pieces: Iterable[Piece] = (), options: ReportOptions | None = None) -> Report:
    """What every format renders.

    Args:
        assessment: What to show.
        pieces: The guidance to cite; its benchmarks and definitions stand in the report, too.
        options: How it is wanted.
    """
    known, options = tuple(pieces), options or ReportOptions()
    return build_report(
        assessment,
        by_criterion(known),
        benchmarks=benchmarks(known),
        terms=terms(known),
        start=options.start,
        anonymous=options.anonymous,
    )
