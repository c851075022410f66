"""The outcome at worst, now and at best."""

from __future__ import annotations

from hypothesis import given, settings

from app.domain.rating import Rating
from app.domain.records import Basis, Grade, Standing, Status
from tests import rules
from tests.frameworks import small_framework
from tests.statements import Hearing, hearings

SMALL = small_framework()
either = hearings() | hearings("real", most=25)
HEIGHT = {Rating.NOT_MET: 0, Rating.PARTIAL: 1, Rating.MET: 2}
ELEMENT = "fit.users.named"


@settings(deadline=None, max_examples=100)
@given(either)
def test_now_lies_between_the_worst_and_the_best(hearing: Hearing) -> None:
    band = hearing.assessment.band

    assert band.worst.met <= band.now.met <= band.best.met
    assert band.worst.applicable == band.now.applicable == band.best.applicable
    height = [rules.ORDER.index(o.verdict) for o in (band.worst, band.now, band.best)]
    assert height == sorted(height)
    for worst, now, best in zip(band.worst.gates, band.now.gates, band.best.gates, strict=True):
        assert worst.passed <= now.passed <= best.passed
        for criterion, rating in now.ratings.items():
            if rating is not Rating.NOT_APPLICABLE:
                rise = [HEIGHT[g.ratings[criterion]] for g in (worst, now, best)]
                assert rise == sorted(rise)


def criterion_under(hearing: Hearing) -> tuple[Rating, Rating, Rating]:
    """The rating of the criterion of `ELEMENT` at worst, now and at best, its other element being beyond doubt."""
    hearing.holds("fit.users.asked")
    band = hearing.assessment.band
    return band.worst.rating("fit.users"), band.now.rating("fit.users"), band.best.rating("fit.users")


def test_a_claim_falls_at_worst_and_an_instance_stands() -> None:
    claim, instance, rumour = Hearing(SMALL), Hearing(SMALL), Hearing(SMALL)
    claim.holds(ELEMENT, grade=Grade.ASSERTED)
    instance.holds(ELEMENT)
    rumour.build.finding(ELEMENT, Status.EVIDENCED, rumour.document, basis=Basis.HEARSAY, grade=Grade.INSTANCE)

    assert criterion_under(claim) == (Rating.PARTIAL, Rating.MET, Rating.MET)
    assert criterion_under(instance) == (Rating.MET, Rating.MET, Rating.MET)
    assert criterion_under(rumour) == (Rating.PARTIAL, Rating.MET, Rating.MET)


def test_what_is_open_or_in_conflict_holds_at_best_and_what_is_refuted_does_not() -> None:
    open_, conflict, refuted = Hearing(SMALL), Hearing(SMALL), Hearing(SMALL)
    conflict.holds(ELEMENT, speaker="bob")
    for hearing in (conflict, refuted):
        hearing.build.finding(ELEMENT, Status.REFUTED, hearing.document)

    assert criterion_under(open_) == (Rating.PARTIAL, Rating.PARTIAL, Rating.MET)
    assert criterion_under(conflict) == (Rating.PARTIAL, Rating.PARTIAL, Rating.MET)
    assert criterion_under(refuted) == (Rating.PARTIAL, Rating.PARTIAL, Rating.PARTIAL)


def test_a_proposal_that_says_otherwise_widens_the_band_both_ways() -> None:
    doubted, hoped = Hearing(SMALL), Hearing(SMALL)
    doubted.holds(ELEMENT)
    doubted.build.finding(ELEMENT, Status.REFUTED, doubted.document, standing=Standing.PROPOSED)
    hoped.build.finding(ELEMENT, Status.REFUTED, hoped.document)
    hoped.build.finding(ELEMENT, Status.EVIDENCED, hoped.document, standing=Standing.PROPOSED)

    assert criterion_under(doubted) == (Rating.PARTIAL, Rating.MET, Rating.MET)
    assert criterion_under(hoped) == (Rating.PARTIAL, Rating.PARTIAL, Rating.MET)
