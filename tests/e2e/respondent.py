"""A persona in front of the page: answers what is asked, and deals with whatever card comes."""

from __future__ import annotations

from pathlib import Path

from app.domain.framework import Framework
from app.simulation.persona import Persona, load_persona
from tests.e2e.browser import Tab, flat
from tests.frameworks import five_gates

PERSONAS = Path(__file__).parents[2] / "evals" / "personas"
MOST_TURNS = 200


def persona(name: str) -> Persona:
    """One of the scripted stakeholders."""
    return load_persona(PERSONAS / f"{name}.yaml", five_gates())


class Respondent:
    """Answers as a persona would, and corrects by click what is shown wrongly.

    Attributes:
        truth: How the elements are in truth; a test may change its mind.
        asked: The criteria and elements that were asked about in words, in order.
        seen: The kinds of card that came.
        corrected: The elements that were corrected on cards.
    """

    def __init__(self, persona: Persona, framework: Framework | None = None) -> None:
        framework = framework or five_gates()
        self.persona = persona
        self.truth = {element: choice.value for element, choice in persona.elements.items()}
        self.asked: list[str] = []
        self.seen: set[str] = set()
        self.corrected: list[str] = []
        self._texts = {flat(c.question): (c.id, persona.answers[c.id]) for c in framework.criteria}
        self._texts |= {flat(e.probe): (e.id, persona.followups[e.id]) for e in framework.elements}
        self._texts |= {
            flat(s.question): (s.title, " ".join(persona.followups[e] for e in s.elements))
            for s in framework.quick_screen
        }

    def part(self, tab: Tab) -> str:
        """What the question that is open is about: a criterion or an element; "" where it is about neither."""
        return self._known(tab)[0] if tab.kind == "question" else ""

    def go_on(self, tab: Tab) -> None:
        """Deals with what is asked now."""
        kind = tab.kind
        self.seen.add(kind)
        match kind:
            case "question" if tab.live.locator('[data-action="reject"]').count():
                tab.decide("reject")
            case "question":
                part, words = self._known(tab)
                self.asked.append(part)
                tab.answer(words)
            case "understanding":
                self.corrected += self.correct(tab)
                tab.decide("accept")
            case "conflict":
                tab.decide("later")
            case "sign-off":
                tab.decide("change" if self.correct(tab) else "sign")
            case _:
                raise AssertionError(f"nothing to go on with at {kind}")

    def go_on_until(self, tab: Tab, kind: str, part: str = "") -> None:
        """Goes on until a card of a kind, and on a part of the framework if it is given, is open."""
        for _ in range(MOST_TURNS):
            if tab.kind == kind and (not part or self.part(tab) == part):
                return
            self.go_on(tab)
        raise AssertionError(f"{kind} {part} never came")

    def correct(self, tab: Tab) -> list[str]:
        """Sets the lines of the card that are not as they are in truth; which they were."""
        states: dict[str, str] = tab.live.get_by_test_id("row").evaluate_all(
            "rows => Object.fromEntries(rows.map(row =>"
            " [row.dataset.element, (row.querySelector('input:checked') || {value: ''}).value]))"
        )
        wrong = [e for e, state in states.items() if state not in (self.truth[e], "not_applicable")]
        for element in wrong:
            tab.set(tab.live, element, self.truth[element])
        return wrong

    def _known(self, tab: Tab) -> tuple[str, str]:
        asked = tab.asked
        known = [(asked.rfind(text), found) for text, found in self._texts.items() if text in asked]
        return max(known)[1] if known else ("", self.persona.pilot)
