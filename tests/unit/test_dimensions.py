"""A pilot's place between pilot and production."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from app.domain.dimensions import Place, places
from app.domain.framework import Dimension, Framework
from app.domain.records import Status
from app.domain.standing import stand
from tests import rules
from tests.frameworks import five_gates, small_framework
from tests.statements import Hearing, hearings

WATCH = Dimension(
    id="watching",
    title="Watching",
    pilot="Now and then",
    production="Always",
    elements=("run.watch.alarm", "run.watch.drilled", "run.owner.named"),
)
OWNING = Dimension(
    id="owning", title="Owning", pilot="Nobody", production="One", elements=("run.owner.named", "run.owner.on_call")
)
SMALL = Framework.model_validate({**small_framework().model_dump(), "dimensions": (WATCH, OWNING)})


def place(hearing: Hearing) -> Place:
    """In the first of its two dimensions."""
    return places(SMALL, hearing.assessment.standings)[0]


def test_nothing_is_known_at_first() -> None:
    found = place(Hearing(SMALL))

    assert (found.applicable, found.held, found.unknown, found.missing) == (3, 0, 3, 0)
    assert found.share == 0


def test_what_holds_moves_the_pilot_and_what_does_not_is_missing() -> None:
    hearing = Hearing(SMALL)
    hearing.holds("run.watch.alarm")
    hearing.holds("run.watch.drilled")
    hearing.build.finding("run.owner.named", Status.REFUTED, hearing.document)
    found = place(hearing)

    assert found.dimension == WATCH
    assert (found.applicable, found.held, found.unknown, found.missing) == (3, 2, 0, 1)
    assert found.share == pytest.approx(2 / 3)


def test_what_does_not_apply_is_left_out() -> None:
    hearing = Hearing(SMALL)
    hearing.holds("run.owner.named")
    hearing.build.set_aside("run.watch.drilled", "nothing to drill")

    found = place(hearing)

    assert (found.applicable, found.held, found.unknown) == (2, 1, 1)
    assert found.share == 0.5


def test_a_dimension_of_which_nothing_applies_has_no_share() -> None:
    hearing = Hearing(SMALL)
    hearing.build.set_aside("run.owner", "it runs itself")
    watching, owning = places(SMALL, hearing.assessment.standings)

    assert (owning.applicable, owning.held, owning.unknown, owning.missing) == (0, 0, 0, 0)
    assert owning.share is None
    assert watching.applicable == 2


def test_a_conflict_is_unknown() -> None:
    hearing = Hearing(SMALL)
    hearing.holds("run.watch.alarm", speaker="ada")
    hearing.build.finding("run.watch.alarm", Status.REFUTED, hearing.document, speaker="bob")

    assert (place(hearing).held, place(hearing).unknown) == (0, 3)


def test_a_framework_without_dimensions_has_no_places() -> None:
    assert places(small_framework(), stand(small_framework(), ())) == ()


@settings(deadline=None, max_examples=100)
@given(hearings("real", most=40))
def test_the_counts_follow_from_what_was_said(hearing: Hearing) -> None:
    framework, standings = five_gates(), hearing.assessment.standings
    told = rules.told(framework, hearing.assessment.statements)
    holds = rules.holding(told, rules.now)

    found = places(framework, standings)

    assert [p.dimension for p in found] == list(framework.dimensions)
    for p in found:
        of = [holds[e] for e in p.dimension.elements]
        assert p.applicable == len(of) - of.count(None)
        assert p.held == of.count(True)
        assert p.missing >= 0
        assert p.held + p.unknown + p.missing == p.applicable
        assert p.share is None if not p.applicable else 0 <= (p.share or 0) <= 1
