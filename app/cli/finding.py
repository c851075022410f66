"""Which assessment a command means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import InputRefused, NotFound

if TYPE_CHECKING:
    from app.ports import AssessmentLine, AssessmentStore


async def find(store: AssessmentStore, wanted: str) -> AssessmentLine:
    """The assessment that an id, or the beginning of one, means."""
    lines = await store.list()
    found = [line for line in lines if line.id == wanted]
    found = found or [line for line in lines if wanted and line.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputRefused(f"{wanted!r} is the start of {len(found)} ids: {', '.join(line.id for line in found)}")
    raise NotFound(f"there is no assessment {wanted!r}; `gatewise list` shows those there are")
