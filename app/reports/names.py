"""What the file of a report is called: a name that sorts by date and says what is in it."""

from __future__ import annotations

import re
import unicodedata

from app.domain.report import Report
from app.ports import Exporter

_LONGEST = 60
"""Characters; four bytes each leave room in the 255 bytes that file systems give a name."""


def slug(name: str) -> str:
    """Letters and digits of any script, in small letters, with dashes between; `pilot` where there are none.

    Nothing in it means anything to a file system, a shell or a header, whatever somebody typed.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())
    whole = unicodedata.normalize("NFC", "-".join(words))[:_LONGEST].strip("-")
    return whole or "pilot"


def file_name(report: Report, exporter: Exporter) -> str:
    """Such as `2026-11-22-invoice-reader-readiness.docx`; the date is that of the last change."""
    parts = [f"{report.changed_at:%Y-%m-%d}", slug(report.pilot), exporter.about]
    if report.anonymous:
        parts.append("anonymous")
    return "-".join(parts) + exporter.suffix
