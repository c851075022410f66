"""The plain words that every report uses for what the domain knows by codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.domain.assessment import Assessment
from app.domain.evidence import ElementStatus
from app.domain.framework import Framework, Origin, Proof
from app.domain.hearing import Heard
from app.domain.plan import Reason
from app.domain.rating import GateResult, Rating
from app.domain.records import Basis, Choice, Grade, SourceKind, Status, Track
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
HEARD: Mapping[Heard, str] = {
    Heard.SETTLED: "heard",
    Heard.LEFT_OPEN: "not verified: asked about and left open",
    Heard.NEVER_ASKED: "not verified: never asked",
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


def status(shown: ElementStatus, heard: Heard) -> str:
    """How an element stands; of one that is not verified, whether it was ever asked about."""
    return HEARD[heard] if shown is ElementStatus.UNKNOWN else STATUS[shown]


def rating(rated: Rating, heard: Heard) -> str:
    """The rating of a criterion; of one that was not heard nothing says that it is not met."""
    return HEARD[heard] if rated is Rating.NOT_MET and heard is not Heard.SETTLED else RATING[rated]


def in_short(assessment: Assessment, in_the_way: Collection[str], unheard: int) -> str:
    """The verdict and why, in a sentence or two for who has a minute.

    Args:
        assessment: What it is on.
        in_the_way: The titles of what stands in the way first.
        unheard: How many criteria nobody has said anything on.
    """
    now, verdict = assessment.now, assessment.verdict
    met = f"{now.met} of {counted(now.applicable, 'criterion', 'criteria')} met, {now.mark} needed"
    not_heard = f" Of {counted(unheard, 'criterion', 'criteria')} nothing was heard." if unheard else ""
    first = f" In the way stand first: {', '.join(in_the_way)}." if in_the_way else ""
    match verdict:
        case Verdict.IN_PROGRESS if unheard == len(assessment.framework.criteria):
            return "There is no verdict yet: nothing has been heard so far."
        case Verdict.IN_PROGRESS:
            unsigned = sum(assessment.signed(g.id) is None for g in assessment.framework.gates)
            gates = f"{unsigned} of {counted(len(assessment.framework.gates), 'gate')}"
            return (
                f"There is no verdict yet: {gates} {'is' if unsigned == 1 else 'are'} not signed."
                f" As far as it was heard, it would be “{VERDICT[now.verdict]}” ({met}).{not_heard}"
            )
        case Verdict.PROCEED:
            return f"The system is ready for production: every gate passes ({met})."
        case Verdict.CONDITIONAL:
            shut = [g.title for g in assessment.framework.gates if not _passes(now, g.id)]
            gates = f"the {shut[0]} gate" if len(shut) == 1 else f"the gates {', '.join(shut)}"
            return f"The system is not ready yet, though enough criteria are met ({met}): {gates} must pass first."
        case Verdict.CLOSE_GAPS:
            return f"The system is not ready for production: {met}.{first}"
        case Verdict.NOT_ASSESSABLE:
            return meaning(assessment)


def resting_on(assessment: Assessment) -> str:
    """How robust the result is, as a whole sentence."""
    found = assessment.robustness
    if found is None:
        return robustness(assessment)
    what = "result so far" if assessment.verdict is Verdict.IN_PROGRESS else "verdict"
    rests = f"The {what} rests on {counted(found.count, 'finding')}"
    return f"{rests}: if {'it' if found.count == 1 else 'they'} proved wrong, it would be “{VERDICT[found.becomes]}”."


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
    if found is None and not any(s.status is Status.EVIDENCED for s in assessment.standings.values()):
        return f"Nothing is known to hold that could prove wrong, so {what} cannot get lower."
    if found is None:
        return f"Whatever proved wrong, {what} would not get lower."
    wrong = "this one finding" if found.count == 1 else f"these {found.count} findings"
    return f"If {wrong} proved wrong, {what} would turn from “{VERDICT[found.verdict]}” to “{VERDICT[found.becomes]}”:"


def hurdles(framework: Framework, result: GateResult, heard: Mapping[str, Heard] | None = None) -> tuple[str, ...]:
    """Why a gate does not pass, a sentence for each reason.

    Args:
        framework: What the gate belongs to.
        result: The gate's result.
        heard: How far each criterion was heard; of those that were not, it is said so.
    """
    titles = {c.id: f"“{c.title}”" for c in framework.gate(result.gate).criteria}
    by_reason: dict[str, list[str]] = {}
    for part, why in result.hurdles:
        reason = _UNHEARD.get((heard or {}).get(part, Heard.SETTLED), why)
        by_reason.setdefault(reason, []).extend([titles[part]] if part in titles else [])
    return tuple(_hurdle(names, why) for why, names in by_reason.items())


_UNHEARD = {
    Heard.LEFT_OPEN: "was asked about and left open, and counts only once it is verified",
    Heard.NEVER_ASKED: "was never asked about, and counts only once it is verified",
}


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


def planning() -> tuple[str, ...]:
    """How the plan is ordered and reckoned, a paragraph each."""
    return (
        "The plan begins with what unblocks the verdict: criteria that have to be met, then those that are not met at"
        " all, then those of gates with too few criteria met. Among these what is quick comes first, then what adds"
        " most to the way from pilot to production.",
        "What is done within 30, 60 and 90 days is reckoned from a start date: everybody closes one gap after the"
        " other, each takes as long as it usually may, and a due date that somebody set counts before that. It is an"
        " estimate to plan with, not a promise.",
    )


def document_read(proposals: int) -> str:
    """What came of reading a document, in a sentence or two."""
    if not proposals:
        return "Read. Nothing in it settles a point, so I ask as usual."
    return f"Read. It says something on {counted(proposals, 'point')}; nothing counts before you agree."
