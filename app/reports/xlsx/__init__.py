"""The report as a workbook: a page for the board, the plan to work from, and everything that they rest on."""

from __future__ import annotations

from app.domain.report import Report
from app.ports import ReportOptions


class Xlsx:
    """Writes the report as an Excel workbook with native charts; the plan in it can be edited and taken back."""

    suffix = ".xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    about = "readiness"
    label = "Report and plan (Excel)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The whole report."""
        # Imported with the first workbook: who starts need not wait for it.
        from app.reports.xlsx import appendix, evidence, plan
        from app.reports.xlsx.book import Book
        from app.reports.xlsx.summary import Summary

        book = Book(report, options.brand)
        summary = Summary(book)
        plan.plan_sheet(book)
        evidence.checklist_sheet(book)
        evidence.criteria_sheet(book)
        gates = appendix.gates_sheet(book)
        dimensions = appendix.dimensions_sheet(book)
        evidence.unverified_sheet(book)
        evidence.not_applicable_sheet(book)
        evidence.conflicts_sheet(book)
        evidence.evidence_sheet(book)
        appendix.documents_sheet(book)
        appendix.notes_sheet(book)
        appendix.standing_still_sheet(book)
        appendix.guidance_sheet(book)
        appendix.method_sheet(book)
        plan.names_sheet(book)
        summary.write(gates, dimensions)
        return book.content()
