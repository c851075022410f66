"""How few findings carry the verdict, against trying every set of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.framework import Framework
from app.domain.records import Choice, Finding, Grade, Statement, Status
from app.domain.verdict import Verdict
from tests import rules
from tests.frameworks import five_gates, small_framework
from tests.statements import SPEAKERS, Hearing, Saying, heard, sayings

SMALL = small_framework()
MOST = 3
"""Sets of up to so many findings are tried."""

support = sayings.map(lambda s: replace(s, kind="finding", choice=Choice.EVIDENCED, taking_back="nothing"))


@cache
def loose(gate_minimum: int) -> Framework:
    """The small framework with nothing that has to be met, so that the other ways to fail a gate come into play."""
    content = SMALL.model_dump() | {"gate_minimum": gate_minimum, "proceed_at": 2}
    for gate in content["gates"]:
        gate["must_meet"] = ()
    return Framework.model_validate(content)


def witnessed(strict: int, least: int, more: list[Saying], said: list[Saying]) -> Hearing:
    """A hearing in which every element has so many witnesses at least, some have more, and there is some trouble."""
    framework = loose(strict) if strict else SMALL
    hearing = Hearing(framework)
    for element in framework.elements:
        for witness in SPEAKERS[:least]:
            hearing.holds(element.id, grade=Grade.ASSERTED, speaker=witness)
    for saying in [*more, *said]:
        hearing.hear(saying)
    return hearing


carried = st.builds(
    witnessed,
    st.integers(0, 2),
    st.sampled_from([1, 2, 2, 3]),
    st.lists(support, max_size=10),
    st.lists(sayings, max_size=3),
)


class Trial:
    """Takes findings away and looks at the verdict; what they once took the place of does not come back."""

    def __init__(self, assessment: Assessment) -> None:
        self.framework = assessment.framework
        self.told = rules.told(assessment.framework, assessment.statements)
        self.holds = rules.holding(self.told, rules.now)
        self.carrying = [
            (e, s) for e, t in self.told.items() if rules.now(t) for s in t.counting if rules.says(s) == "evidenced"
        ]
        """What evidences the elements that hold now, with the element."""

    def without(self, lost: Collection[str]) -> str:
        """The verdict if these no longer counted."""
        left = {e for e, s in self.carrying if s.id not in lost}
        holds = {e: e in left if held else held for e, held in self.holds.items()}
        return rules.result(self.framework, holds).verdict

    def ways_down(self, size: int) -> Iterator[list[Statement]]:
        """The sets of so many findings whose fall lowers the verdict."""
        before = rules.ORDER.index(self.without(()))
        for lost in combinations([s for _, s in self.carrying], size):
            if rules.ORDER.index(self.without({s.id for s in lost})) < before:
                yield list(lost)


def strengths(statements: Collection[Statement]) -> list[tuple[bool, float]]:
    """Grade and confidence, the weakest first: asserted before an instance; by hand is asserted and certain."""
    return sorted((rules.is_instance(s), s.confidence if isinstance(s, Finding) else 1.0) for s in statements)


@settings(deadline=None, max_examples=40)
@given(carried)
def test_as_many_have_to_fall_as_the_smallest_set_that_lowers_the_verdict(hearing: Hearing) -> None:
    assessment, trial = hearing.assessment, Trial(hearing.assessment)
    smallest = next((n for n in range(1, MOST + 1) if any(True for _ in trial.ways_down(n))), None)

    found = assessment.robustness

    if found is None:
        assert trial.without({s.id for _, s in trial.carrying}) == assessment.now.verdict
    elif smallest is None:
        assert found.count > MOST
    else:
        assert found.count == smallest


@settings(deadline=None, max_examples=60)
@given(carried)
def test_those_named_lower_the_verdict_and_none_of_them_could_stay(hearing: Hearing) -> None:
    assessment, trial = hearing.assessment, Trial(hearing.assessment)
    found = assessment.robustness
    if found is None:
        return

    assert found.verdict is assessment.now.verdict
    assert trial.without(found.findings) == found.becomes
    assert rules.ORDER.index(found.becomes) < rules.ORDER.index(found.verdict)
    assert set(found.findings) <= {s.id for _, s in trial.carrying}
    for kept in found.findings:
        assert trial.without(set(found.findings) - {kept}) == found.verdict


@settings(deadline=None, max_examples=60)
@given(carried)
def test_of_the_smallest_sets_the_weakest_is_named_and_its_weakest_finding_first(hearing: Hearing) -> None:
    """Sets of one size are compared by their sorted grades and confidences, as words are by their letters."""
    assessment, trial = hearing.assessment, Trial(hearing.assessment)
    found = assessment.robustness
    if found is None or found.count > MOST:
        return
    by_id = {s.id: s for s in assessment.statements}
    named = [strengths([by_id[i]])[0] for i in found.findings]

    assert named == sorted(named)
    assert named == min(strengths(way) for way in trial.ways_down(found.count))


def test_a_gate_falls_with_the_last_that_holds_of_a_criterion_or_with_one_too_few_that_are_met() -> None:
    bare, partial = Hearing(loose(2)), Hearing(loose(1))
    for element in SMALL.elements:
        for hearing in (bare, partial):
            weak = element.id == "run.owner.named"
            hearing.build.finding(element.id, Status.EVIDENCED, hearing.document, confidence=0.2 if weak else 0.9)
    partial.build.finding("run.owner.on_call", Status.REFUTED, partial.document)  # in conflict now

    for hearing in (bare, partial):
        (weakest,) = hearing.on("run.owner.named")
        found = hearing.assessment.robustness
        assert found is not None
        assert (found.findings, found.becomes) == ((weakest.id,), Verdict.CONDITIONAL)


def test_where_nothing_can_fall_nothing_is_named() -> None:
    hearing = Hearing(SMALL)
    assert hearing.assessment.now.verdict is Verdict.CLOSE_GAPS
    assert hearing.assessment.robustness is None


@pytest.mark.parametrize(("element", "weak"), [("data.quality.measured", 0.2), ("adoption.sponsor.budget", 0.4)])
def test_one_claim_on_what_has_to_be_met_turns_the_shipped_framework(element: str, weak: float) -> None:
    hearing = heard("real", "nothing", [])
    names = {}
    for each in five_gates().elements:
        names[each.id] = hearing.build.finding(
            each.id, Status.EVIDENCED, hearing.document, confidence=weak if each.id == element else 0.9
        )

    found = hearing.assessment.robustness

    assert found is not None
    assert found.findings == (names[element].id,)
    assert (found.verdict, found.becomes) == (Verdict.PROCEED, Verdict.CONDITIONAL)


def test_a_second_witness_makes_the_verdict_harder_to_turn() -> None:
    hearing = heard("real", "instances", [])
    for element in five_gates().elements:
        hearing.holds(element.id, speaker="bob", grade=Grade.ASSERTED)

    found = hearing.assessment.robustness

    assert found is not None
    assert found.count == 2


@settings(deadline=None, max_examples=25)
@given(st.lists(support, max_size=10), st.lists(sayings, max_size=6))
def test_on_the_shipped_framework_none_of_those_named_could_stay(more: list[Saying], said: list[Saying]) -> None:
    assessment = heard("real", "instances", [*more, *said]).assessment
    trial = Trial(assessment)
    found = assessment.robustness
    if found is None:
        assert assessment.now.verdict in (Verdict.CLOSE_GAPS, Verdict.NOT_ASSESSABLE)
        return

    assert trial.without(found.findings) == found.becomes != found.verdict
    for kept in found.findings:
        assert trial.without(set(found.findings) - {kept}) == found.verdict
    if found.count > 1:
        assert not any(True for _ in trial.ways_down(1))
