"""Replies that are a yes or a no, and nothing else."""

from __future__ import annotations

import re

from app.assessors.local.cues import plain
from app.assessors.local.phrases import phrases
from app.domain.records import Status

_WHOLE = {status: re.compile(phrases("answers")[status.value]) for status in (Status.EVIDENCED, Status.REFUTED)}


def bare(reply: str) -> Status | None:
    """What a reply says of the one thing that was asked, by the phrases of files/answers.txt; None where it is more."""
    said = " ".join(plain(reply).split()).strip(" .,!")
    return next((status for status, pattern in _WHOLE.items() if pattern.fullmatch(said)), None)
