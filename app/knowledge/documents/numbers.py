"""How a spreadsheet shows a number: its format code, as far as the reading of a cell depends on it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

GENERAL = "General"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy-mm-dd",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss", 49: "@",
}  # fmt: skip
"""The codes that a workbook refers to by number and does not write out."""

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DATE = re.compile(r"[ymd]", re.I)
_TIME = re.compile(r"[hs]", re.I)
_DIGITS = re.compile(r"[#0?][#0?,.]*")
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_DAY = 2_958_466
_EXACT = 1e15
_MOST_DECIMALS = 15


def display(value: str, code: str, since_1904: bool = False) -> str:
    """A number as its cell shows it.

    Args:
        value: As the file holds it.
        code: The cell's number format.
        since_1904: Whether the workbook counts its days from 1904.

    Returns:
        The text; "" where the format shows nothing (`;;;`). What is no number comes back as it is.
    """
    try:
        number = float(value)
    except ValueError:
        return value
    section, number = _section(code, number)
    if not section.strip():
        return ""
    if section.strip() in (GENERAL, "@"):
        return _general(number)
    bare = _LITERAL.sub("", section)
    if (_DATE.search(bare) or _TIME.search(bare)) and "0" not in bare.split(".")[0] and "#" not in bare:
        return _moment(number, bare, since_1904)
    return _figure(number, section, bare)


def _section(code: str, number: float) -> tuple[str, float]:
    """The part of a code that a number goes by (positive; negative; zero), and what it shows of the number."""
    if not code:
        return GENERAL, number
    sections = _split(code)
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _split(code: str) -> list[str]:
    """The sections of a code; a semicolon in quotation marks parts nothing."""
    return [part.replace("\0", ";") for part in re.sub(r'"[^"]*"', lambda q: q[0].replace(";", "\0"), code).split(";")]


def _general(number: float) -> str:
    return f"{number:.0f}" if number.is_integer() and abs(number) < _EXACT else f"{number:.10g}"


def _moment(days: float, bare: str, since_1904: bool) -> str:
    if not 0 <= days < _LAST_DAY:
        return "####"  # as the cell shows it
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(days * 86400))
    if _TIME.search(bare) and not re.search(r"[yd]", bare, re.I):
        return moment.strftime("%H:%M:%S" if "s" in bare.lower() else "%H:%M")
    return moment.strftime("%Y-%m-%d %H:%M" if _TIME.search(bare) else "%Y-%m-%d")


def _figure(number: float, section: str, bare: str) -> str:
    masked = _LITERAL.sub(lambda literal: " " * len(literal[0]), section)
    found = _DIGITS.search(masked)
    if found is None:  # a text in place of the number
        return _LITERAL.sub(_said, section).strip()
    if re.search(r"[eE][+-]|/", bare):
        return _general(number)
    number *= 100 ** bare.count("%")
    digits = found[0].rstrip(",")
    number /= 1000 ** (len(found[0]) - len(digits))
    decimals = min(len(digits.partition(".")[2]), _MOST_DECIMALS)
    text = f"{number:{',' if ',' in digits else ''}.{decimals}f}"
    # What stands before and after the digits: a currency, a unit, a percent sign, brackets.
    before, after = (_LITERAL.sub(_said, part) for part in (section[: found.start()], section[found.end() :]))
    return f"{before}{text}{after}".strip()


def _said(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or ""
