from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessors.claude.marks import Marks
from app.assessors.claude.redaction import Redaction

TEXT = "First [2]. Then [1], again [2]; [7] stands for nothing, [1, 2] for both. Not a mark: [sic], [12345]."
SHOWN = "First [1]. Then [2], again [1]; stands for nothing, [2][1] for both. Not a mark: [sic], [12345]."


@given(st.lists(st.integers(0, len(TEXT)), max_size=20))
def test_sources_are_numbered_as_they_are_cited_wherever_the_text_is_parted(cuts: list[int]) -> None:
    marks = Marks(["a", "b"], Redaction().mask())
    ends = sorted({0, len(TEXT), *cuts})
    shown = "".join(marks.feed(TEXT[i:j]) for i, j in pairwise(ends)) + marks.finish()
    assert shown == SHOWN
    assert marks.cites == ["b", "a"]


def test_placeholders_are_shown_as_what_they_stand_for_and_never_in_part() -> None:
    mask = Redaction(active=True).mask()
    assert mask.hide("ada@x.org") == "[MAIL-1]"
    marks = Marks([], mask)
    parts = [marks.feed(part) for part in ("Write to [MA", "IL-", "1] today.")]
    assert parts == ["Write to", "", " ada@x.org today."]


@pytest.mark.parametrize("end", ["", " ", " [", " [1", "[MAIL"])
def test_what_is_held_back_comes_at_the_end(end: str) -> None:
    marks = Marks(["a"], Redaction().mask())
    assert marks.feed("All" + end) + marks.finish() == "All" + end
