"""Markdown, read as the page that it renders to: what a reader of the page would not see is not read either."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from app.knowledge.documents.composing import Composer
from app.knowledge.documents.encoding import decode
from app.knowledge.documents.html import read_markup

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"^ {0,3}\[(?://|comment|_metadata_:[^\]]*|#)\]:.*$", re.M | re.I)


def read(content: bytes, composer: Composer) -> None:
    """Reads a text; a place for every heading's section."""
    text = decode(content, composer).replace("\r\n", "\n").replace("\r", "\n")
    text, fronts = _FRONT_MATTER.subn("", text, count=1)
    composer.left_out("head of metadata", "heads of metadata", fronts)
    composer.left_out("comment", "comments", len(_COMMENT.findall(text)))
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    read_markup(page, composer)
