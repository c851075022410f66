"""The report as Markdown: complete, and readable as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain import wording
from app.domain.assessment import Assessment
from app.domain.evidence import ElementStatus, Said
from app.domain.report import CriterionView, GateView, Report, build_report
from app.ports import Piece
from app.reports import text
from app.reports.citations import by_criterion
from app.reports.markup import bullets, escape, named, table


class Markdown:
    """Writes the report as Markdown with GitHub's tables."""

    suffix = ".md"
    media_type = "text/markdown; charset=utf-8"

    def render(self, assessment: Assessment, pieces: Iterable[Piece]) -> bytes:
        """The whole report, UTF-8."""
        report = build_report(assessment, by_criterion(pieces))
        blocks = [
            *_summary(report),
            *_plan(report),
            *(block for number, gate in enumerate(report.gates, 1) for block in _gate(report, gate, number)),
            *_left_open(report),
            *_remarks(report),
            *_provenance(report),
        ]
        return ("\n\n".join(b for b in blocks if b) + "\n").encode()


def _summary(report: Report) -> Iterator[str]:
    yield f"# Production readiness: {escape(report.pilot)}"
    yield named(f"{wording.VERDICT[report.verdict]}.", report.meaning)
    if report.description:
        yield named("The pilot.", report.description)
    yield named(
        "Assessed by:",
        f"{report.framework.title}, version {report.framework.version}. Opened {text.moment(report.opened_at)},"
        f" last changed {text.moment(report.changed_at)}.",
    )
    yield f"## {'Result' if report.final else 'Result so far'}"
    yield table(
        ("Gate", "Result", "Criteria met", "Needed", "What stands in the way", "Signed off"),
        (
            (
                g.gate.title,
                text.gate_result(g),
                f"{g.result.met} of {g.result.applicable}",
                str(g.result.mark),
                " ".join(g.hurdles) or "nothing",
                text.sign_off(g),
            )
            for g in report.gates
        ),
    )
    yield "How sure is that? The same rules, under three views of what is not certain:"
    views = (
        ("at worst: what is open, only claimed, waiting or in conflict fails", report.band.worst),
        ("as it stands", report.band.now),
        ("at best: what is open, waiting or in conflict holds", report.band.best),
    )
    yield table(
        ("View", "Criteria met", "Needed", "Verdict" if report.final else "Verdict so far would be"),
        ((v, f"{o.met} of {o.applicable}", str(o.mark), wording.VERDICT[o.verdict]) for v, o in views),
    )
    yield escape(report.robustness_words)
    yield bullets(f"{report.title(s.part)}: {text.quote(s)} ({text.who(s.statement.speaker)})" for s in report.weakest)


def _plan(report: Report) -> Iterator[str]:
    yield "## What to do, in this order" + ("" if report.final else ", as far as is known")
    if not report.plan:
        yield "No gaps: every criterion that applies is met."
        return
    yield table(
        ("", "Gap", "Rating", "What is missing", "What closes it", "Owner", "Effort", "Due", "Status", "Note"),
        (
            (
                str(number),
                f"{report.title(a.gap.criterion)} ({report.title(a.gap.gate)}"
                f"{', has to be met' if a.gap.must_meet else ''})",
                wording.RATING[a.gap.rating],
                "; ".join(report.title(m.element) for m in a.gap.missing),
                a.gap.fix,
                a.owner if a.named else f"usually {a.owner}",
                a.gap.effort,
                f"{a.due:%Y-%m-%d}" if a.due else "no date",
                a.status,
                a.note,
            )
            for number, a in enumerate(report.plan, 1)
        ),
    )


def _gate(report: Report, gate: GateView, number: int) -> Iterator[str]:
    yield f"## Gate {number}: {escape(gate.gate.title)} – {text.gate_result(gate)}"
    yield escape(gate.gate.purpose)
    yield named("It passes when:", f"{gate.gate.pass_criteria} ({wording.ORIGIN[gate.gate.origin]})")
    if gate.hurdles:
        yield named("What stands in the way" + ("" if gate.signed else " so far") + ":", " ".join(gate.hurdles))
    yield named("Signed off:", text.sign_off(gate))
    yield table(
        ("Criterion", "Rating", "Evidenced", "Has to be met"),
        (
            (c.criterion.title, wording.RATING[c.rating], _evidenced(c), "yes" if c.must_meet else "no")
            for c in gate.criteria
        ),
    )
    for place, criterion in enumerate(gate.criteria, 1):
        yield from _criterion(report, criterion, f"{number}.{place}")


def _evidenced(criterion: CriterionView) -> str:
    held = sum(e.status is ElementStatus.EVIDENCED for e in criterion.elements)
    applying = sum(e.status is not ElementStatus.NOT_APPLICABLE for e in criterion.elements)
    return f"{held} of {applying}"


def _criterion(report: Report, criterion: CriterionView, number: str) -> Iterator[str]:
    subject = criterion.criterion
    yield f"### {number} {escape(subject.title)}: {wording.RATING[criterion.rating]}"
    yield named("Met when:", f"{subject.met_when} ({wording.ORIGIN[subject.origin]})")
    yield table(
        ("Element", "What has to hold", "Proof asked for", "Status", "Grade"),
        (
            (
                e.element.label,
                e.element.statement,
                e.element.proof,
                wording.STATUS[e.status],
                wording.GRADE[e.grade] if e.grade else "–",
            )
            for e in criterion.elements
        ),
    )
    if any(e.said for e in criterion.elements):
        yield "**What was said**"
        yield table(
            ("Element", "Says", "Words", "Who", "When", "Source", "Rests on", "Standing", "Read by"),
            ((e.element.label, *_said(s)) for e in criterion.elements for s in e.said),
        )
    else:
        yield "Nothing was said of it."
    if criterion.gap:
        yield from _gap(report, criterion)


def _said(said: Said) -> tuple[str, ...]:
    return (
        wording.CHOICE[said.says],
        text.quote(said),
        text.who(said.statement.speaker),
        text.moment(said.statement.at),
        text.source(said),
        text.support(said),
        text.standing(said),
        text.read_by(said),
    )


def _gap(report: Report, criterion: CriterionView) -> Iterator[str]:
    gap = criterion.gap
    assert gap is not None
    yield "**The gap**"
    yield bullets(text.missing(criterion, report))
    yield named("Why it matters:", gap.why)
    yield named("How to close it:", gap.fix)
    yield named("Who, how long:", f"usually {gap.owner}; {gap.effort}.")
    yield named("Done when:", gap.done)
    sources = "; ".join(f"{c.title} ({c.source})" for c in criterion.citations)
    yield named("Guidance:", sources or "none at hand; the advice is the framework's own.")


def _left_open(report: Report) -> Iterator[str]:
    open_elements = report.having(ElementStatus.UNKNOWN)
    if open_elements:
        yield "## Not verified"
        yield "Nobody could say, or nobody was asked; these count as not evidenced."
        yield bullets(f"{report.title(report.framework.criterion_of(e.element.id).id)}: {e.element.statement}"
                      for e in open_elements)  # fmt: skip
    conflicts = report.having(ElementStatus.CONFLICT)
    if conflicts:
        yield "## In conflict"
        yield "Statements disagree; these count as not evidenced until somebody settles them."
        for element in conflicts:
            yield named(element.element.label, element.element.statement)
            yield bullets(_position(s) for s in element.counting)
    aside = report.having(ElementStatus.NOT_APPLICABLE)
    if aside:
        yield "## What does not apply"
        yield table(
            ("Criterion", "Element", "Why", "Who", "When"),
            (
                (
                    report.title(report.framework.criterion_of(e.element.id).id),
                    e.element.label,
                    text.one_line(s.words) or "no reason given",
                    text.who(s.statement.speaker),
                    text.moment(s.statement.at),
                )
                for e in aside
                for s in e.counting
            ),
        )


def _position(said: Said) -> str:
    who = f"{text.who(said.statement.speaker)}, {text.moment(said.statement.at)}, {text.source(said)}"
    return f"{wording.CHOICE[said.says].capitalize()}: {text.quote(said)} ({who})"


def _remarks(report: Report) -> Iterator[str]:
    rows = [
        *((n, n.part, "note", n.text) for n in report.notes),
        *((p, p.part, "parked", p.text or "to be looked at again") for p in report.parked),
    ]
    if rows:
        yield "## Notes and parked questions"
        yield table(
            ("On", "Kind", "Text", "Who", "When"),
            (
                (report.title(part), kind, words, text.who(r.speaker), text.moment(r.at))
                for r, part, kind, words in rows
            ),
        )


def _provenance(report: Report) -> Iterator[str]:
    counts, framework = report.coverage, report.framework
    yield "## What this rests on"
    yield table(
        ("This assessment", ""),
        (
            ("Its id", report.id),
            ("Framework", f"{framework.title}, version {framework.version} ({framework.id})"),
            ("SHA-256 of the framework", framework.hash),
        ),
    )
    yield table(
        ("Elements", ""),
        (
            ("in the framework", str(counts.elements)),
            ("asked about", str(counts.asked)),
            ("settled", str(counts.settled)),
            ("set or confirmed by hand", str(counts.confirmed)),
            ("evidenced", str(counts.evidenced)),
            ("of these with an instance", str(counts.with_instance)),
            ("of these claimed only", str(counts.evidenced - counts.with_instance)),
            ("gates signed off", f"{counts.signed} of {counts.gates}"),
        ),
    )
    if report.readers:
        yield table(
            ("Read by", "Replies read", "Findings"),
            ((text.reader(r.stamp), str(r.replies), str(r.findings)) for r in report.readers),
        )
    if report.documents:
        yield table(
            ("Document", "Kind", "SHA-256", "Given by", "When"),
            ((d.name, d.media_type, d.sha256, text.who(d.speaker), text.moment(d.at)) for d in report.documents),
        )
    yield "## How it is judged"
    yield bullets(report.method)
    yield named("Where the framework comes from.", report.framework.origin)
