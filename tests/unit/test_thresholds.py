from __future__ import annotations

from app.assessors.local.thresholds import Thresholds, load
from app.domain.records import Status


def test_an_element_of_its_own_comes_before_the_status() -> None:
    marks = Thresholds(dict.fromkeys(Status, 0.9), {"a.b.c": {Status.EVIDENCED: 0.97}}, 0.5)
    assert marks.of("a.b.c", Status.EVIDENCED) == 0.97
    assert marks.of("a.b.c", Status.REFUTED) == 0.9
    assert marks.of("x.y.z", Status.EVIDENCED) == 0.9


def test_those_that_ship_ask_more_of_what_raises_a_rating_than_of_what_is_a_toss_up() -> None:
    marks = load()
    assert set(marks.statuses) == set(Status)
    assert all(0.34 <= mark <= 1 for mark in marks.statuses.values())
