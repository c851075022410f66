"""Hides personal data from what leaves the machine, and puts it back into what comes home.

What follows a pattern is found: mail addresses, IBANs, card, account and telephone numbers. Names are found if they
are listed. What is hidden is replaced by a placeholder, the same one for the same words throughout a request; which
stands for what is known to the request alone, on this machine, and forgotten with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("MAIL", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("IBAN", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"),
    ("CARD", r"(?<![\d.,-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?![\d.,-]*\d)"),
    ("ACCOUNT", r"(?i:\b(?:account|acct|customer|policy|patient)(?:[ -]?(?:no|nr|number|id)\b)?[ .:#]*)\d[\d -]{4,}\d"),
    ("PHONE", r"(?<![\w.,])(?:\+|00)\d[\d ()/.-]{6,}\d\b|(?<![\w.,])\(?0\d{1,5}\)?[ /-]\d[\d /-]{4,}\d\b"),
)  # fmt: skip

PLACEHOLDER = re.compile(r"\[(?:[A-Z]+)-\d+\]")


@dataclass(frozen=True)
class Redaction:
    """What is to be hidden.

    Attributes:
        active: Whether anything is.
        names: Names that are hidden, wherever they stand as whole words.
    """

    active: bool = False
    names: tuple[str, ...] = ()

    def mask(self) -> Mask:
        """A mask for one request."""
        return Mask(_pattern(self.names) if self.active else None)


@dataclass
class Mask:
    """What one request hides."""

    _pattern: re.Pattern[str] | None
    _placeholders: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """A text with placeholders in it."""
        return self._pattern.sub(self._hidden, text) if self._pattern else text

    def show(self, text: str) -> str:
        """A text with placeholders as it was."""
        if not self._placeholders:
            return text
        back = {placeholder: words for words, placeholder in self._placeholders.items()}
        return PLACEHOLDER.sub(lambda found: back.get(found[0], found[0]), text)

    def _hidden(self, found: re.Match[str]) -> str:
        words, kind = found[0], str(found.lastgroup)
        if words not in self._placeholders:
            number = 1 + sum(p.startswith(f"[{kind}-") for p in self._placeholders.values())
            self._placeholders[words] = f"[{kind}-{number}]"
        return self._placeholders[words]


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    known = sorted((re.escape(n.strip()) for n in names if n.strip()), key=len, reverse=True)
    patterns = [*_PATTERNS, *([("NAME", rf"(?<!\w)(?i:{'|'.join(known)})(?!\w)")] if known else [])]
    # Each with a group of its name around it: what a pattern refers back to is counted from there.
    parts, groups = [], 0
    for kind, pattern in patterns:
        inner = re.compile(pattern).groups
        shifted = pattern.replace(r"\1", f"(?:\\{groups + 2})")
        parts.append(f"(?P<{kind}>{shifted})")
        groups += 1 + inner
    return re.compile("|".join(parts))
