"""The report as Markdown: one page to decide on, then the gates, then everything else."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.report import Report
from app.ports import ReportOptions
from app.reports import gaps, rows, text
from app.reports.markdown.appendix import appendix
from app.reports.markdown.gates import gates
from app.reports.markup import bullets, escape, named, table


class Markdown:
    """Writes the report as Markdown with GitHub's tables."""

    suffix = ".md"
    media_type = "text/markdown; charset=utf-8"
    about = "readiness"
    label = "Report (Markdown)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The whole report, UTF-8."""
        blocks = [*_executive(report), *_horizons(report), *gates(report), *appendix(report)]
        return ("\n\n".join(b for b in blocks if b) + "\n").encode()


def _executive(report: Report) -> Iterator[str]:
    page = report.briefing
    yield f"# Production readiness: {escape(report.pilot)}"
    yield named(f"{page.word}.", page.why)
    if report.anonymous:
        yield escape(text.NOBODY_NAMED)
    if report.description:
        yield named("The pilot.", report.description)
    yield f"## {text.so_far('Result', report)}"
    yield table(("Gate", "Criteria met", "Needed", "At worst", "At best", "Result", "Signed off"), rows.gates(report))
    yield table(
        ("The whole", "Criteria met", "Needed", "Verdict" if report.final else "Verdict so far would be"),
        ((v, f"{o.met} of {o.applicable}", str(o.mark), wording.VERDICT[o.verdict]) for v, o in rows.views(report)),
    )
    yield escape(page.robustness)
    if page.obstacles:
        yield "## What stands in the way"
        yield bullets(
            f"{report.title(a.gap.criterion)}: {a.gap.fix} ({gaps.owner(a)}; {a.gap.effort})" for a in page.obstacles
        )


def _horizons(report: Report) -> Iterator[str]:
    yield f"## {text.as_known('The next 90 days', report)}"
    if not report.plan:
        yield gaps.NONE
        return
    if report.to_ask:
        yield named("First find out:", f"{gaps.to_ask(report)}.")
    if steps := rows.steps(report):
        yield escape(f"Reckoned from {report.start:%Y-%m-%d}.")
        yield table(("When", "Gap", "Owner", "Done by", "Status"), steps)
