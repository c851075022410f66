"""CSV: a place for every row, the cells parted by bars."""

from __future__ import annotations

import csv
import io

from app.errors import DocumentRefused
from app.knowledge.documents.composing import Composer
from app.knowledge.documents.encoding import decode

BAR = " | "
_DELIMITERS = ",;\t|"


def read(content: bytes, composer: Composer) -> None:
    """Reads a table; what begins with `=` stays the text that it is."""
    text = decode(content, composer)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(rows, 1):
            composer.place("row", number)
            composer.block(BAR.join(" ".join(cell.split()) for cell in row if cell.strip()))
    except csv.Error as error:
        raise DocumentRefused(f"is no table that can be read (row {rows.line_num}: {error})") from error
