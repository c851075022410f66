"""The words of a question. Those on criteria and elements come from the framework."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.agenda import Ask
from app.domain.assessment import Assessment
from app.domain.conversation import conversation
from app.domain.evidence import place_of
from app.domain.records import Finding, Intent, Purpose, Reading, Track
from app.domain.standing import from_document

OPENING = (
    "In your own words: what does the pilot do, for whom, and where does it stand today?"
    " Two or three sentences are plenty."
)
CARD = "This is how I understood you. Is it right?"
REVIEW = (
    "This is what {documents} {say} on the {title} gate. Is it right? Change what is not; what you set to “not known”"
    " is dropped, and I ask about it later."
)
ALSO = "You have also told me something on what comes later, I think. Is this right?"
LOOK_AGAIN = "Here is what I have on “{title}”. Change whatever is not right."
TAKEN_AS = {
    Intent.NOT_APPLICABLE: "Did you mean that “{subject}” does not apply to your pilot, so that it is set aside?",
    Intent.DONT_KNOW: "Did you mean that you don't know, so that it stays not verified?",
    Intent.SKIP: "Did you want to leave this question for later?",
    Intent.ASK: "Was that a question to me?",
    Intent.REVISE: "Did you want to correct something that you said earlier?",
    Intent.BACK: "Did you want to go back to the question before?",
    Intent.STATUS: "Did you want to see where things stand?",
    Intent.EXPORT: "Did you want the document?",
    Intent.PAUSE: "Did you want to stop here for now?",
    Intent.ANSWER: "Was that your answer?",
}
CONFLICT = "On “{label}”, what was said does not go together. Which of it holds today?"
SIGN = (
    "That is the {title} gate. Please look it through: what you sign is what the report will say."
    " Signing only confirms that this is what you said, whether the gate passes or not."
)
SIGN_AGAIN = "Something in the {title} gate has changed since it was signed. Please look it through once more."
SKIPPED = "You left this one for later; shall we? "
CLOSING = "That was everything. You can still correct anything, ask anything, or take the document."
CLOSING_SCREEN = (
    "That was the quick screen. The full interview builds on what you have said and asks for nothing twice."
)


def wording(assessment: Assessment, ask: Ask, participant: str) -> str:
    """The text of a question that is to be put to a participant."""
    framework = assessment.framework
    match ask.purpose:
        case Purpose.OPENING:
            return OPENING
        case Purpose.LEAD:
            again = conversation(assessment, participant).asked(Purpose.LEAD, ask.criterion)
            return (SKIPPED if again else "") + framework.criterion(str(ask.criterion)).question
        case Purpose.PROBE:
            return framework.element(ask.elements[0]).probe
        case Purpose.SCREEN:
            return next(i.question for i in framework.quick_screen if i.title == ask.about[0])
        case Purpose.CONFIRM:
            return _card(assessment, ask)
        case Purpose.CLARIFY:
            reading = next(
                r for r in reversed(assessment.records) if isinstance(r, Reading) and r.reply == ask.about[0]
            )
            return TAKEN_AS[reading.intent].format(subject=subject(assessment, ask))
        case Purpose.RESOLVE:
            return CONFLICT.format(label=framework.element(ask.elements[0]).label)
        case Purpose.SIGN_OFF:
            gate = framework.gate(str(ask.gate))
            return (SIGN_AGAIN if assessment.was_signed(gate.id) else SIGN).format(title=gate.title)
        case Purpose.CLOSING:
            return CLOSING_SCREEN if assessment.track is Track.SCREEN else CLOSING


def subject(assessment: Assessment, ask: Ask) -> str:
    """What a question is on, by the name that people know it by."""
    if len(ask.elements) == 1:
        return assessment.framework.element(ask.elements[0]).label
    return assessment.framework.criterion(ask.criterion).title if ask.criterion else "this"


def _card(assessment: Assessment, ask: Ask) -> str:
    framework = assessment.framework
    shown = [assessment.by_id[i] for i in ask.about]
    documents = dict.fromkeys(place_of(assessment, r)[0] for r in shown if isinstance(r, Finding) and from_document(r))
    if documents:
        say = "says" if len(documents) == 1 else "say"
        return REVIEW.format(documents=_listed(list(documents)), say=say, title=framework.gate(str(ask.gate)).title)
    if not any(isinstance(assessment.by_id[i], Finding) for i in ask.about):
        return LOOK_AGAIN.format(title=framework.criterion(str(ask.criterion)).title)
    at_hand = ask.criterion is None or any(framework.criterion_of(e).id == ask.criterion for e in ask.elements)
    return CARD if at_hand else ALSO


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
