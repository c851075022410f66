"""The plain words that every report uses for what the domain knows by codes."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.assessment import Assessment
from app.domain.evidence import ElementStatus
from app.domain.framework import Framework, Origin, Proof
from app.domain.plan import Reason
from app.domain.rating import GateResult, Rating
from app.domain.records import Basis, Choice, Grade, SourceKind, Track
from app.domain.verdict import Outcome, Verdict

VERDICT: Mapping[Verdict, str] = {
    Verdict.IN_PROGRESS: "In progress",
    Verdict.NOT_ASSESSABLE: "Not assessable",
    Verdict.CLOSE_GAPS: "Close the gaps first",
    Verdict.CONDITIONAL: "Conditional",
    Verdict.PROCEED: "Proceed",
}
RATING: Mapping[Rating, str] = {
    Rating.MET: "met",
    Rating.PARTIAL: "partly met",
    Rating.NOT_MET: "not met",
    Rating.NOT_APPLICABLE: "does not apply",
}
CHOICE: Mapping[Choice, str] = {
    Choice.EVIDENCED: "holds",
    Choice.REFUTED: "does not hold",
    Choice.UNKNOWN: "not known",
    Choice.NOT_APPLICABLE: "does not apply",
}
STATUS: Mapping[ElementStatus, str] = {
    ElementStatus.EVIDENCED: "evidenced",
    ElementStatus.REFUTED: "refuted",
    ElementStatus.UNKNOWN: "not verified",
    ElementStatus.CONFLICT: "in conflict",
    ElementStatus.NOT_APPLICABLE: "does not apply",
}
PROOF: Mapping[Proof, str] = {
    Proof.AGREED: "decided or written down by those who may decide",
    Proof.TESTED: "shown by a test with a result, in the pilot or a test environment",
    Proof.OPERATING: "built and switched on where the system runs or will run",
}
GRADE: Mapping[Grade, str] = {
    Grade.INSTANCE: "with an instance",
    Grade.ASSERTED: "claimed only",
}
BASIS: Mapping[Basis, str] = {
    Basis.TODAY: "as it is today",
    Basis.PLANNED: "a plan",
    Basis.PILOT: "the pilot only",
    Basis.OTHER_SYSTEM: "another system",
    Basis.HEARSAY: "hearsay",
}
SOURCE: Mapping[SourceKind, str] = {
    SourceKind.REPLY: "reply",
    SourceKind.DOCUMENT: "document",
    SourceKind.CLICK: "click",
    SourceKind.VOTE: "vote",
}
ORIGIN: Mapping[Origin, str] = {
    Origin.SOURCE: "from the framework's source",
    Origin.OURS: "ours, drawn from the source's text",
}
REASON: Mapping[Reason, str] = {
    Reason.REFUTED: "it does not hold",
    Reason.PLANNED: "it is planned, not done",
    Reason.PILOT_ONLY: "it holds in the pilot only",
    Reason.CONFLICT: "statements disagree and nobody has settled it",
    Reason.NOT_VERIFIED: "it was not verified",
    Reason.NOT_ASKED: "it was not asked yet",
}


def meaning(assessment: Assessment) -> str:
    """What the verdict means, in a few sentences; before every gate is signed, only what it would be so far."""
    now = assessment.now
    needed = f"{now.mark} {'is' if now.mark == 1 else 'are'} needed"
    match assessment.verdict:
        case Verdict.IN_PROGRESS:
            return _so_far(assessment, needed)
        case Verdict.NOT_ASSESSABLE:
            applying = f"{now.applicable} of {len(assessment.framework.criteria)}"
            return f"Too few criteria apply to this pilot for a verdict: {applying}."
        case Verdict.CLOSE_GAPS:
            return (
                f"The system is not ready for production: {_met(now)}, {needed}. Close the gaps, then assess it again."
            )
        case Verdict.CONDITIONAL:
            shut = [g.title for g in assessment.framework.gates if not _passes(now, g.id)]
            return (
                f"The system is ready for production only once every gate passes. {_met(now)} ({needed}), but"
                f" {counted(len(shut), 'gate')} of {len(now.gates)} {'does' if len(shut) == 1 else 'do'} not pass:"
                f" {', '.join(shut)}."
            )
        case Verdict.PROCEED:
            return (
                f"The system is ready for production by this framework: {_met(now)} ({needed}) and every gate passes."
            )


def _so_far(assessment: Assessment, needed: str) -> str:
    gates, now = assessment.framework.gates, assessment.now
    unsigned = [g.title for g in gates if not assessment.signed(g.id)]
    are = "is" if len(unsigned) == 1 else "are"
    start = (
        f"This is not a verdict: {len(unsigned)} of {counted(len(gates), 'gate')} {are} not signed off yet"
        f" ({', '.join(unsigned)})."
    )
    if not any(s.settled for s in assessment.standings.values()):
        return f"{start} Nothing has been settled so far."
    if assessment.track is Track.SCREEN:
        start += " Only the quick screen was gone through, for a first impression."
    return f"{start} So far {_met(now)} ({needed}), which would be “{VERDICT[now.verdict]}”. {_still(assessment)}"


def _still(assessment: Assessment) -> str:
    """Whether what is open can still change the result."""
    if assessment.band.best.verdict is assessment.now.verdict:
        return "What is still open cannot change that; a correction could."
    return "That can still change."


def _met(outcome: Outcome) -> str:
    of = counted(outcome.applicable, "applicable criterion", "applicable criteria")
    return f"{outcome.met} of {of} {'is' if outcome.met == 1 else 'are'} met"


def _passes(outcome: Outcome, gate: str) -> bool:
    return next(g.passed for g in outcome.gates if g.gate == gate)


def robustness(assessment: Assessment) -> str:
    """How little would have to fall to change the verdict, in a sentence."""
    found = assessment.robustness
    what = "the result so far" if assessment.verdict is Verdict.IN_PROGRESS else "the verdict"
    if found is None:
        return f"Whatever proved wrong, {what} would not get lower."
    wrong = "this one finding" if found.count == 1 else f"these {found.count} findings"
    return f"If {wrong} proved wrong, {what} would turn from “{VERDICT[found.verdict]}” to “{VERDICT[found.becomes]}”:"


def hurdles(framework: Framework, result: GateResult) -> tuple[str, ...]:
    """Why a gate does not pass, a sentence for each reason."""
    titles = {c.id: f"“{c.title}”" for c in framework.gate(result.gate).criteria}
    by_reason: dict[str, list[str]] = {}
    for part, why in result.hurdles:
        by_reason.setdefault(why, []).extend([titles[part]] if part in titles else [])
    return tuple(_hurdle(names, why) for why, names in by_reason.items())


def _hurdle(names: list[str], why: str) -> str:
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}: each {why}."
    return f"{names[0]} {why}." if names else f"{why}."


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def method(framework: Framework) -> tuple[str, ...]:
    """How the result came about: the rules, a paragraph each."""
    return (
        "Each criterion is judged element by element. An element counts as evidenced or refuted by what somebody"
        " said, wrote or clicked; every quote was checked to stand in its source. What nobody could verify is shown"
        " as not verified, and where statements disagree, as in conflict.",
        "What counts as proof differs. " + " ".join(f"{p.capitalize()}: {words}." for p, words in PROOF.items()),
        "A plan, work in progress, part of what is asked for, another system, and what was given up are no evidence;"
        " neither is the pilot where production is asked for. A bare yes and hearsay count, and are shown as claimed"
        " only.",
        "A criterion is met when every element that applies is evidenced, not met when none is, and partly met"
        " between. What is not verified or in conflict counts as not evidenced.",
        "A gate passes when every criterion that has to be met for it is met, no fewer than"
        f" {framework.gate_minimum} of its criteria are met in all, and none is rated not met.",
        f"Proceed: at least {framework.proceed_at} of {len(framework.criteria)} criteria are met and every gate passes."
        " Conditional: as many are met, but a gate does not pass. Close the gaps first: fewer are met. Not"
        f" assessable: fewer than {framework.proceed_at} criteria apply in all, or fewer than {framework.gate_minimum}"
        " in a gate. Where criteria do not apply, the marks shrink in proportion, rounded up.",
        "An assessor, a program, reads what people say and decides no rating; fixed rules derive ratings, gates and"
        " verdict from what was read and from what people confirmed or corrected. Nothing is final before a person"
        " has signed every gate.",
    )


def document_read(proposals: int) -> str:
    """What came of reading a document, in a sentence or two."""
    if not proposals:
        return "Read. Nothing in it settles a point, so I ask as usual."
    return f"Read. It says something on {counted(proposals, 'point')}; nothing counts before you agree."
