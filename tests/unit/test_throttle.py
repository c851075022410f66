from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.web.throttle import REMEMBERED, TRIES_OF_NAME, TRIES_OF_PEER, WINDOW, Throttle


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def test_a_name_is_refused_after_five_wrong_tries_from_anywhere_and_only_that_name() -> None:
    throttle = Throttle(Watch())

    for peer in range(TRIES_OF_NAME):
        assert throttle.begin("anna", f"10.0.0.{peer}") is None

    assert throttle.begin("anna", "10.0.0.99") == WINDOW
    assert throttle.begin("ben", "10.0.0.99") is None


def test_a_peer_is_refused_after_many_wrong_tries_on_any_names() -> None:
    throttle = Throttle(Watch())

    for number in range(TRIES_OF_PEER):
        assert throttle.begin(f"name{number}", "10.0.0.1") is None

    assert throttle.begin("anna", "10.0.0.1") == WINDOW
    assert throttle.begin("anna", "10.0.0.2") is None


def test_the_wait_is_until_the_first_of_the_tries_is_long_enough_ago() -> None:
    watch = Watch()
    throttle = Throttle(watch)
    for _ in range(TRIES_OF_NAME):
        throttle.begin("anna", "10.0.0.1")
        watch.time += timedelta(seconds=30)

    wait = throttle.begin("anna", "10.0.0.1")
    assert wait == WINDOW - timedelta(seconds=30 * TRIES_OF_NAME)
    watch.time += wait

    assert throttle.begin("anna", "10.0.0.1") is None
    assert throttle.begin("anna", "10.0.0.1") == timedelta(seconds=30)


def test_a_refused_try_does_not_prolong_the_wait() -> None:
    watch = Watch()
    throttle = Throttle(watch)
    for _ in range(TRIES_OF_NAME + 20):
        throttle.begin("anna", "10.0.0.1")
    watch.time += WINDOW

    assert throttle.begin("anna", "10.0.0.1") is None


def test_success_forgets_the_wrong_tries_on_the_name_but_not_those_of_the_peer_on_others() -> None:
    throttle = Throttle(Watch())
    for number in range(TRIES_OF_PEER - 1):
        throttle.begin(f"name{number}", "10.0.0.1")

    for _ in range(TRIES_OF_NAME + 1):  # whoever knows their own password may log in as often as they like
        assert throttle.begin("anna", "10.0.0.1") is None
        throttle.succeeded("anna", "10.0.0.1")

    assert throttle.begin("ben", "10.0.0.1") is None
    assert throttle.begin("anna", "10.0.0.1") == WINDOW


def test_what_is_remembered_is_bounded() -> None:
    throttle = Throttle(Watch())

    for number in range(REMEMBERED + 50):
        throttle.begin(f"name{number}", f"peer{number}")

    assert len(throttle) <= REMEMBERED
