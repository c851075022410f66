"""What a scripted stakeholder sends when something is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.cards import Row
from app.domain.records import Change, Choice, Click, Intent, Purpose
from app.interview.events import QuestionPosed
from app.simulation.persona import Persona

Accepts = Literal["all", "truth"]


@dataclass(frozen=True)
class Stakeholder:
    """A persona at the other end of the interview.

    Attributes:
        accepts: `all` confirms whatever is shown; `truth` corrects what is shown wrongly.
    """

    persona: Persona
    accepts: Accepts

    def reply(self, posed: QuestionPosed, doubt: Intent | None = None) -> tuple[str, Click | None]:
        """The text and the click that answer a question; `doubt` is the intent that a reply was taken for."""
        question = posed.question
        match question.purpose:
            case Purpose.OPENING:
                return self.persona.pilot, None
            case Purpose.LEAD:
                return self.persona.answers[str(question.criterion)], None
            case Purpose.PROBE:
                return self.persona.followups[question.elements[0]], None
            case Purpose.SCREEN:
                return " ".join(self.persona.followups[e] for e in question.elements), None
            case Purpose.CONFIRM:
                return "", Click(action="accept", changes=self._corrections(posed.rows))
            case Purpose.SIGN_OFF:
                changes = self._corrections(posed.rows)
                return "", Click(action="change" if changes else "sign", changes=changes)
            case Purpose.RESOLVE:
                return "", self._settled(question.elements[0])
            case Purpose.CLARIFY:
                return "", Click(action="accept" if self._meant(question.elements, doubt) else "reject")
            case Purpose.CLOSING:
                return "", Click(action="pause")

    def _corrections(self, rows: tuple[Row, ...]) -> tuple[Change, ...]:
        if self.accepts == "all":
            return ()
        truth = self.persona.elements
        wrong = (r.element.id for r in rows if r.choice is not truth[r.element.id] or r.conflict)
        return tuple(Change(element=e, choice=truth[e], reason=self.persona.facts.get(e, "")) for e in wrong)

    def _settled(self, element: str) -> Click:
        if self.accepts == "all":
            return Click(action="later")
        change = Change(
            element=element, choice=self.persona.elements[element], reason=self.persona.facts.get(element, "")
        )
        return Click(action="accept", changes=(change,))

    def _meant(self, elements: tuple[str, ...], doubt: Intent | None) -> bool:
        """Whether a reply was meant as it was taken."""
        if self.accepts == "all":
            return True
        meant = {Intent.DONT_KNOW: Choice.UNKNOWN, Intent.NOT_APPLICABLE: Choice.NOT_APPLICABLE}
        return doubt in meant and all(self.persona.elements[e] is meant[doubt] for e in elements)
