from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.reports.markup import bullets, escape, named, table
from app.reports.text import one_line
from tests.examples import HOSTILE

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shape(markdown: str) -> list[str]:
    return [
        t.type
        for block in MARKDOWN.parse(markdown)
        for t in (block, *(block.children or ()))
        if t.type != "text_special"
    ]


def text_of(tokens: list[Token]) -> str:
    return "".join(t.content for block in tokens for t in block.children or ())


def readings(text: str) -> list[str]:
    """The markdown of every place that foreign text is put in."""
    return [
        f"# A report: {escape(text)}",
        escape(text),
        named("Name.", text),
        bullets([text, text]),
        table(("one", "two"), [(text, "x"), ("x", text)]),
        f"{escape(text)}\n\n{table(('one',), [(text,)])}\n\n{bullets([text])}",
    ]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_foreign_text_stays_text_wherever_it_stands(text: str) -> None:
    for found, plain in zip(readings(text), readings("plain"), strict=True):
        assert shape(found) == shape(plain)
    assert text_of(MARKDOWN.parse(escape(text))) == one_line(text)


letters = st.text(st.sampled_from(list("\\`*_{}[]()<>#+-.!|~&;:=\"'$@/ \n\taw1&lt;")) | st.characters(), min_size=1)


@given(letters.filter(lambda t: bool(one_line(t))))
def test_any_text_stays_text_and_reads_as_it_was(text: str) -> None:
    for found, plain in zip(readings(text), readings("plain"), strict=True):
        assert shape(found) == shape(plain)
    assert text_of(MARKDOWN.parse(escape(text))) == one_line(text)
    assert text_of(MARKDOWN.parse(f"| a |\n| --- |\n| {escape(text)} |")) == "a" + one_line(text)


@pytest.mark.parametrize(
    "text", ["http://evil.example", "HTTPS://evil.example/a", "www.evil.example", "a@evil.example"]
)
def test_bare_addresses_are_broken_up_so_that_no_reader_links_them(text: str) -> None:
    assert text not in escape(text)
    assert text_of(MARKDOWN.parse(escape(text))) == text


def test_plain_prose_stays_as_it_is() -> None:
    prose = "At least 98 % (3.5 hours), 1,200 invoices; the team's “owner” is Béatrice – 質問!"

    assert escape(prose) == prose
