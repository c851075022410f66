"""Runs a persona through the real interview."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.assessment import Assessment
from app.domain.records import Intent, Purpose, Reading, Track
from app.errors import GatewiseError
from app.interview.events import Event, QuestionPosed
from app.interview.session import Interview, Sent
from app.simulation.persona import Persona
from app.simulation.stakeholder import Accepts, Stakeholder

MOST_TURNS = 400
"""Beyond this the interview is going in circles."""


async def simulate(
    interview: Interview,
    persona: Persona,
    accepts: Accepts,
    *,
    track: Track = Track.FULL,
    watch: Callable[[Event], None] = lambda _: None,
) -> Assessment:
    """A whole interview of a persona.

    Args:
        interview: On the store that the assessment goes to.
        persona: Who answers.
        accepts: How they deal with cards.
        track: Which interview.
        watch: Is shown every event as it comes.

    Raises:
        GatewiseError: The interview did not come to its end within `MOST_TURNS`.
    """
    stakeholder = Stakeholder(persona, accepts)
    assessment = await interview.begin(persona.name, track)
    posed: QuestionPosed | None = None
    async for event in interview.open(assessment.id, persona.id):
        watch(event)
        posed = event if isinstance(event, QuestionPosed) else posed
    for turn in range(MOST_TURNS):
        if posed is None or posed.question.purpose is Purpose.CLOSING:
            return await interview.assessment(assessment.id)
        doubt = _doubt(await interview.assessment(assessment.id), posed)
        text, click = stakeholder.reply(posed, doubt)
        sent = Sent(event=f"turn-{turn}", question=posed.question.id, text=text, click=click)
        async for event in interview.send(assessment.id, persona.id, sent):
            watch(event)
            posed = event if isinstance(event, QuestionPosed) else posed
    raise GatewiseError(f"{persona.id}: the interview was not through after {MOST_TURNS} turns")


def _doubt(assessment: Assessment, posed: QuestionPosed) -> Intent | None:
    """What a doubtful reply was taken for."""
    readings = (r for r in reversed(assessment.records) if isinstance(r, Reading) and r.reply in posed.question.about)
    reading = next(readings, None)
    return reading.intent if reading else None
