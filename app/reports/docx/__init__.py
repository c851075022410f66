"""The report as a Word document: a page to decide on, the plan, the gates, then everything else."""

from __future__ import annotations

from app.domain.report import Report
from app.ports import ReportOptions


class Docx:
    """Writes the report for Word, in styles that a house template can change."""

    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    about = "readiness"
    label = "Report (Word)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The whole report; the same report and options give the same bytes."""
        from app.reports.docx.appendix import appendix  # python-docx is slow to import, and not everybody asks for Word
        from app.reports.docx.board import board
        from app.reports.docx.body import Body
        from app.reports.docx.gates import gates
        from app.reports.docx.package import Package
        from app.reports.docx.plan import plan

        package = Package(options.brand)
        body = Body(package.width, numbers=package.numbers)
        board(body, package, report, options.brand)
        plan(body, report)
        gates(body, report)
        appendix(body, report)
        return package.finish(report, body.markup())
