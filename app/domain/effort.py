"""How long a gap usually takes to close, read from the framework's words for it."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(\d{1,4})(?:\s*(?:to|-|–)\s*(\d{1,4}))?\s*(day|week|month|year)s?\b", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def days(effort: str) -> int | None:
    """The longest that it usually takes, in calendar days: 56 for `4 to 8 weeks`; None where no time is named."""
    found = _RANGE.search(effort)
    return int(found[2] or found[1]) * _DAYS[found[3].lower()] if found else None
