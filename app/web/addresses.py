"""The addresses of what the page shows: made from the ids of the records, so that they are the same every time.

Chainlit wants UUIDs. That of a thread begins with the id of its assessment, so that one leads to the other
with nothing to be looked up.
"""

from __future__ import annotations

import re
import uuid

_OURS = uuid.UUID("6a7e3f0c-5d1b-4c5e-9a44-0f6d6f6c5b1e")
_ASSESSMENT = re.compile(r"[0-9a-f]{12}")


def thread_of(assessment_id: str) -> str:
    """The thread of an assessment; of an id that came from elsewhere and is not ours in form, one without a way back.

    >>> thread_of("0123456789ab")
    '01234567-89ab-4000-8000-000000000000'
    """
    if not _ASSESSMENT.fullmatch(assessment_id):
        return str(uuid.uuid5(_OURS, assessment_id))
    return f"{assessment_id[:8]}-{assessment_id[8:]}-4000-8000-000000000000"


def assessment_of(thread_id: str) -> str | None:
    """The assessment of a thread; None where it is no thread of ours."""
    assessment_id = thread_id.replace("-", "")[:12]
    ours = _ASSESSMENT.fullmatch(assessment_id) and thread_of(assessment_id) == thread_id
    return assessment_id if ours else None


def bubble_id(*of: str) -> str:
    """The id of something that is shown: what it comes from, and what it is."""
    return str(uuid.uuid5(_OURS, "\x1f".join(of)))
