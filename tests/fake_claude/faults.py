"""What can be made to go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class ErrorStatus:
    """An error status, before anything was done."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """Nothing comes for so many seconds."""

    seconds: float = 60.0


@dataclass(frozen=True)
class Drop:
    """The connection is closed without an answer."""


@dataclass(frozen=True)
class Html:
    """A page with status 200, as a proxy in between may send it."""


@dataclass(frozen=True)
class Junk:
    """JSON with status 200 that is no message."""


@dataclass(frozen=True)
class Wrong:
    """A message whose text is this."""

    text: str


@dataclass(frozen=True)
class Stops:
    """A message that ends before its time."""

    reason: Literal["refusal", "max_tokens"]


@dataclass(frozen=True)
class Cut:
    """The connection ends after so many parts of the text; where nothing is streamed, in the middle of the body."""

    after: int = 2


@dataclass(frozen=True)
class ErrorEvent:
    """An error event after so many parts of the text; where nothing is streamed, the status that it means."""

    after: int = 2
    kind: str = "overloaded_error"


@dataclass(frozen=True)
class Stall:
    """Nothing more comes for so many seconds after so many parts of the text; where nothing is streamed, nothing."""

    after: int = 2
    seconds: float = 60.0


Fault = ErrorStatus | Hang | Drop | Html | Junk | Wrong | Stops | Cut | ErrorEvent | Stall

NAMES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
