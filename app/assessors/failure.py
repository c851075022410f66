"""What can go wrong at a model's service, in the few kinds that lead to something different."""

from __future__ import annotations

from enum import StrEnum

from app.domain.records import ModelCall
from app.errors import ServiceError


class Trouble(StrEnum):
    """What a person can be told about a failure."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BUSY = "busy"
    KEY = "key"
    PAYMENT = "payment"
    MODEL = "model"
    DECLINED = "declined"
    UNUSABLE = "unusable"


class Failed(ServiceError):
    """A call did not come to a usable answer.

    Attributes:
        again: Whether the same request may be sent once more: the service did not serve it.
        after: How many seconds the service asks to wait, if it says so.
        calls: What was used all the same.
    """

    def __init__(
        self,
        trouble: Trouble,
        message: str,
        *,
        again: bool = False,
        after: float | None = None,
        calls: tuple[ModelCall, ...] = (),
    ) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.again = again
        self.after = after
        self.calls = calls


class FormatRefused(Failed):
    """The endpoint does not know structured output, and says so."""


class Unfit(Failed):
    """An answer was received whole, and is not of the type that was asked for.

    Attributes:
        text: What was answered.
    """

    def __init__(self, text: str, problem: str, calls: tuple[ModelCall, ...]) -> None:
        super().__init__(Trouble.UNUSABLE, f"the answer does not have the form that was asked for: {problem}",
                         calls=calls)  # fmt: skip
        self.text = text
        self.problem = problem
