"""Bytes to text: UTF-8 unless the file says or shows otherwise."""

from __future__ import annotations

import codecs

from app.errors import DocumentRefused
from app.knowledge.documents.composing import Composer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "shift_jis", "euc_jp",
           "gb18030", "big5", "euc_kr", "mac_roman"]  # fmt: skip
_DECLARABLE = {codecs.lookup(name).name for name in (*_LIKELY, *(f"iso8859-{n}" for n in range(1, 17) if n != 12))}
"""What a file may say that it is in; of what else Python can decode, some is no encoding of text."""

_NAMES = {"cp1252": "Windows-1252 (Western European)", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
NO_TEXT = "is no text in any encoding that is known, nor a document of another kind that is read"
_MOST_CONTROLS = 0.002


def decode(content: bytes, composer: Composer, declared: str | None = None) -> str:
    """The text, with a note where it was not UTF-8.

    Args:
        content: The whole file.
        composer: Takes the note.
        declared: The encoding that the file says it is in, if it does.

    Raises:
        DocumentRefused: It is no text.
    """
    try:
        text, encoding = _decoded(content, declared)
    except (UnicodeError, LookupError) as error:
        raise DocumentRefused(NO_TEXT) from error
    controls = sum(text.count(chr(c)) for c in (*range(9), *range(14, 32), 127) if c != 0x1B)
    if controls > len(text) * _MOST_CONTROLS:
        raise DocumentRefused(NO_TEXT)
    if encoding not in ("utf-8", declared):
        composer.note(f"It is not in UTF-8 and was read as {_NAMES.get(encoding, encoding)}; look at its accents.")
    return text


def _decoded(content: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding), "utf-8" if encoding == "utf-8" else encoding
    for encoding in filter(None, ("utf-8", declared)):
        if b"\0" not in content and (encoding == "utf-8" or codecs.lookup(encoding).name in _DECLARABLE):
            try:
                return content.decode(encoding), encoding
            except UnicodeError:
                continue
    if b"\0" in content:
        return _wide(content)
    return _guessed(content)


def _wide(content: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: in text with spaces and line ends, every other byte is often zero."""
    odd, even = content[1::2].count(0), content[::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(content) % 2 or max(odd, even) < len(content) / 20 or min(odd, even) > max(odd, even) / 10:
        raise DocumentRefused(NO_TEXT)
    return content.decode(encoding), encoding


def _guessed(content: bytes) -> tuple[str, str]:
    # Imported here: it takes as long to load as all the rest of a text's reading.
    from charset_normalizer import from_bytes

    guesses = from_bytes(content, cp_isolation=_LIKELY)
    best = guesses.best()
    if best is None:
        raise DocumentRefused(NO_TEXT)
    western = next((g for g in guesses if "cp1252" in (g.encoding, *g.could_be_from_charset)), None)
    # Short texts fit many code pages equally well; the Western one is then by far the likeliest.
    chosen = "cp1252" if western is not None and western.chaos <= best.chaos else best.encoding
    return content.decode(chosen), chosen
