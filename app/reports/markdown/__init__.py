"""The report as Markdown: one page to decide on, then the gates, then everything else."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import wording
from app.domain.report import Report
from app.ports import ReportOptions
from app.reports import text
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
    yield f"## {'Result' if report.final else 'Result so far'}"
    yield table(
        ("Gate", "Criteria met", "Needed", "At worst", "At best", "Result", "Signed off"),
        (
            (
                axis.title,
                f"{axis.met} of {axis.applicable}",
                str(axis.mark),
                str(axis.worst),
                str(axis.best),
                text.gate_result(gate),
                text.sign_off(gate),
            )
            for axis, gate in zip(page.radar, report.gates, strict=True)
        ),
    )
    views = (("At worst", page.band.worst), ("As it stands", page.band.now), ("At best", page.band.best))
    yield table(
        ("The whole", "Criteria met", "Needed", "Verdict" if report.final else "Verdict so far would be"),
        ((v, f"{o.met} of {o.applicable}", str(o.mark), wording.VERDICT[o.verdict]) for v, o in views),
    )
    yield escape(page.robustness)
    if page.obstacles:
        yield "## What stands in the way"
        yield bullets(
            f"{report.title(a.gap.criterion)}: {a.gap.fix} ({text.owner(a)}; {a.gap.effort})" for a in page.obstacles
        )


def _horizons(report: Report) -> Iterator[str]:
    yield "## The next 90 days" + ("" if report.final else ", as far as is known")
    if not report.plan:
        yield "No gaps: every criterion that applies is met."
        return
    if report.to_ask:
        yield named("First find out:", "; ".join(c.criterion.title for c in report.to_ask) + ".")
    rows = [
        (
            text.horizon(span),
            report.title(step.action.gap.criterion),
            text.owner(step.action),
            f"{step.ends:%Y-%m-%d}" if step.set else f"about {step.ends:%Y-%m-%d}",
            step.action.status,
        )
        for span in report.horizons
        for step in span.steps
    ]
    if rows:
        yield escape(f"Reckoned from {report.start:%Y-%m-%d}.")
        yield table(("When", "Gap", "Owner", "Done by", "Status"), rows)
