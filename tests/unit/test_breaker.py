from __future__ import annotations

from app.assessors.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=2, rest=60, now=clock)
    for _ in range(2):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_after_failures_in_a_row_nothing_is_let_through_for_a_while() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.time = 59
    assert not breaker.allows()


def test_a_success_between_two_failures_keeps_it_closed() -> None:
    breaker = Breaker(failures=2)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allows()


def test_then_one_alone_is_let_through_and_decides() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.time = 60
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.failed()
    clock.time = 119
    assert not breaker.allows()
    clock.time = 120
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows() for _ in range(3)] == [True, True, True]


def test_one_that_is_broken_off_leaves_the_try_to_the_next() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.time = 60
    assert breaker.allows()
    breaker.given_up()
    assert breaker.allows()
