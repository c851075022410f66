"""Which guidance on a platform concerns a pilot: that on a platform which the pilot's description names."""

from __future__ import annotations

import re
from collections.abc import Iterable


def concerns(platforms: Iterable[str], description: str) -> bool:
    """Whether guidance on these platforms is for a pilot that is described so; guidance on none is for every pilot.

    A name in small letters is found in any case. One with a capital is found as it is written only, so that
    "Breeze" is the product and a breeze is none.
    """
    names = tuple(platforms)
    return not names or any(_named(name, description) for name in names)


def _named(name: str, description: str) -> bool:
    pattern = r"(?<!\w)" + r"[\s-]+".join(re.escape(word) for word in name.split()) + r"(?!\w)"
    return re.search(pattern, description, re.IGNORECASE if name.islower() else 0) is not None
