"""Reading replies: what is asked of the model, and what of its answer the domain lets stand."""

from __future__ import annotations

from collections.abc import Iterable

from app.assessors.claude.outputs import ReplyOutput, Said
from app.assessors.claude.redaction import Mask
from app.assessors.claude.rubric import examples, rubric
from app.domain.admission import judged
from app.domain.framework import Framework
from app.domain.quotes import locate
from app.domain.records import Basis, Grade, Intent, Purpose, Status
from app.ports import ElementReading, ToRead
from app.prompts import Rendered, as_given, load_prompt

CONFIDENCE = {"sure": 0.95, "likely": 0.75, "unsure": 0.5}
"""What the model's words are worth as a figure; the order is what matters, robustness goes by it."""
PROPOSALS = 5
"""How many elements that were not asked for are proposed at most: a card of more is not looked at."""
TERSE = 3
"""Words; what fewer say depends on how the question was understood."""

_ASKED_FOR = {
    Purpose.OPENING: "The person was asked what the pilot is:",
    Purpose.LEAD: "The question, on a whole criterion:",
    Purpose.PROBE: "The question, on one element:",
    Purpose.SCREEN: "The question, of a quick screen:",
    Purpose.CONFIRM: "The person saw how they had been understood on the asked elements, and writes instead of"
    " pressing the button. It was headed:",
    Purpose.CLARIFY: "The person was asked what an earlier reply of theirs was meant as:",
    Purpose.RESOLVE: "The person was shown statements that disagree, and asked which of them holds:",
    Purpose.SIGN_OFF: "The person was shown a whole gate to sign, and writes instead of signing:",
    Purpose.CLOSING: "The interview is over; the person writes all the same. They had been told:",
}
_GIVEN = {
    Intent.ANSWER: "The person has said that this reply is an answer. Take it for that.",
    Intent.REVISE: "The person has said that this reply corrects something. Take it for that.",
}


def says_something(reply: ToRead) -> bool:
    """Whether there is a word in it."""
    return any(c.isalnum() for c in reply.reply)


def rendered(reply: ToRead, mask: Mask) -> Rendered:
    """The prompt for a reply. Of the interview so far it holds what is known of the criterion, and no more."""
    framework = reply.framework
    of_criterion = tuple(e.id for e in reply.criterion.elements) if reply.criterion else ()
    near = dict.fromkeys((*of_criterion, *reply.elements))
    known = [f"{e} {reply.known[e]}" for e in near if e in reply.known]
    part = reply.criterion.id if reply.criterion else reply.elements[0] if reply.elements else None
    return load_prompt("read_reply").render(
        rubric=rubric(framework),
        examples=examples(framework, framework.gate_of(part).id) if part else None,
        purpose=f"Purpose: {reply.purpose}. {_ASKED_FOR[reply.purpose]}",
        question=mask.hide(reply.question),
        asked=", ".join(reply.elements) or "none",
        known=f"Already known: {', '.join(known)}" if known else None,
        given=_GIVEN.get(reply.intent) if reply.intent else None,
        reply=mask.hide(reply.reply),
    )


def settled(reply: ToRead, output: ReplyOutput, mask: Mask) -> tuple[Intent, bool, str | None, list[ElementReading]]:
    """Intent, whether it is clear, target and readings, by the rules of the domain and not by the model's word."""
    intent, clear = (reply.intent, True) if reply.intent else (output.intent, output.intent_clear)
    if intent is Intent.NOT_APPLICABLE and not reply.intent:
        clear = False  # setting something aside moves the marks
    gates = {g.id for g in reply.framework.gates}
    target = output.gate if intent is Intent.SKIP and output.gate in gates else None
    if intent not in (Intent.ANSWER, Intent.REVISE):
        return intent, clear, target, []
    return intent, clear, None, _readings(reply, output, intent, mask)


def _readings(reply: ToRead, output: ReplyOutput, intent: Intent, mask: Mask) -> list[ElementReading]:
    framework = reply.framework
    found: dict[str, ElementReading] = {}
    for said in output.findings:
        if not framework.has_element(said.element):
            continue
        asked = said.element in reply.elements
        if not asked and said.element in reply.known and intent is not Intent.REVISE:
            continue
        read = _reading(framework, said, reply.reply, mask, doubtful=output.pressure or not asked)
        if read is None or (read.status is Status.UNKNOWN and not asked):
            continue
        before = found.get(read.element)
        found[read.element] = _of_both(before, read) if before else read
    asked_for = [r for r in found.values() if r.element in reply.elements]
    others = [r for r in found.values() if r.element not in reply.elements]
    return [*asked_for, *sorted(others, key=lambda r: -r.confidence)[:PROPOSALS]]


def _reading(framework: Framework, said: Said, text: str, mask: Mask, *, doubtful: bool) -> ElementReading | None:
    """A finding as a reading; unknown where its quote does not stand in the reply, None where it is not on this one."""
    if said.basis is Basis.OTHER_SYSTEM:
        return None
    quote = located(said.quote, text, mask)
    if quote is None or said.status == "unclear":
        return ElementReading(
            said.element, Status.UNKNOWN, "", 0.5, Grade.ASSERTED, Basis.TODAY, needs_confirmation=True
        )
    status = Status(said.status)
    judgement = judged(framework, said.element, status, said.basis)
    assert judgement is not None  # only another system has none
    terse = len(quote.split()) < TERSE
    hearsay = said.basis is Basis.HEARSAY
    instance = judgement is Status.EVIDENCED and said.grade is Grade.INSTANCE and not terse and not hearsay
    return ElementReading(
        element=said.element,
        status=judgement,
        quote=quote,
        confidence=CONFIDENCE[said.sure],
        grade=Grade.INSTANCE if instance else Grade.ASSERTED,
        basis=said.basis,
        needs_confirmation=doubtful or said.sure != "sure" or judgement is not status or terse or hearsay,
    )


def located(quote: str, text: str, mask: Mask) -> str | None:
    """The words of a text that a model quoted, as they stand there; None if they do not."""
    shown = mask.show(quote)
    for words in _variants(shown):
        if found := locate(words, text):
            return found.text
    return None


def _variants(quote: str) -> Iterable[str]:
    """A quote as it was given, without what marked blocks made of it, and without the quotation marks around it."""
    yield quote
    yield as_given(quote)
    yield as_given(quote).strip("\"'“”„‘’ \n")


def _of_both(one: ElementReading, other: ElementReading) -> ElementReading:
    """Two findings on one element: the later one, and a person looks where they disagree."""
    if one.status is other.status:
        return max(one, other, key=lambda r: r.confidence)
    kept = other if other.status is not Status.UNKNOWN else one
    return ElementReading(
        kept.element, kept.status, kept.quote, 0.5, kept.grade, kept.basis, needs_confirmation=True
    )  # fmt: skip
