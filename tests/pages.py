"""A PDF as a program reads it that knows nothing of who wrote it."""

from __future__ import annotations

import re

import pypdfium2

FOOTER = 50.0
"""Points from the lower edge of a page up to where its footer ends."""
_TURNED = re.compile(r"[\u0590-\u07ff]+(?: [\u0590-\u07ff]+)+")
"""Some words from right to left: on the page the last stands first."""


def words_of_pages(data: bytes) -> str:
    """All text of the pages on one line, without footers; then once more with what runs from right to left read so."""
    document = pypdfium2.PdfDocument(data)
    try:
        words = "\n".join(page.get_textpage().get_text_bounded(bottom=FOOTER) for page in document)
    finally:
        document.close()
    words = " ".join(words.replace("\x02", "-").split())  # what the library makes of a hyphen at the end of a line
    return f"{words}\n{_TURNED.sub(lambda run: ' '.join(reversed(run[0].split())), words)}"
