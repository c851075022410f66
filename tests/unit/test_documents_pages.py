from __future__ import annotations

import pytest

from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.parsing import parse
from tests.documents import PLANTED

SEEN = "The rollback took four minutes."


def read(markup: str, name: str = "policy.html") -> Document:
    return parse(name, markup.encode(), Limits())


def test_a_page_is_read_by_its_sections() -> None:
    document = read(
        "<!doctype html><title>Policy</title><h1>Policy</h1><p>Every model  has\nan owner.<h2>Roll<b>back</b></h2>"
        "<ul><li>One &amp; two<li>Three</ul><table><tr><th>Role<th>Name<tr><td>Owner<td>Ada</table>"
    )

    assert document.text == "Policy\nEvery model has an owner.\n\nRollback\nOne & two\nThree\nRole | Name\nOwner | Ada"
    assert [place.label for place in document.places] == ['section "Policy"', 'section "Rollback"']


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>{}</p>",
        "<p style='DISPLAY : NONE !important'>{}</p>",
        "<p hidden>{}</p>",
        "<div style='visibility:hidden'><p>{}</p></div>",
        "<p style='opacity:0'>{}</p>",
        "<p style='font-size:0'>{}</p>",
        "<div style='font-size:1px'><p>{}</p></div>",
        "<p style='color:#fff'>{}</p>",
        "<p style='color:rgb(255, 255, 255)'>{}</p>",
        "<p style='color:transparent'>{}</p>",
        "<p style='background:#123456;color:#123456'>{}</p>",
        "<font color=white>{}</font>",
        "<style>:root{{--paper:#fff}}</style><p style='color:var(--paper)'>{}</p>",
        "<p style='color:hsl(0, 0%, 100%)'>{}</p>",
        "<p style='font:0/0 a'>{}</p>",
        "<p style='position:absolute;left:-9999px'>{}</p>",
        "<p style='text-indent:-9999px'>{}</p>",
        "<p style='height:0;overflow:hidden'>{}</p>",
        "<p style='clip-path:inset(100%)'>{}</p>",
        "<style>.a .b{{display:none}}</style><div class=a><p class=b>{}</p></div>",
        "<style>@media screen{{#x{{color:#fff}}}}</style><p id=x>{}</p>",
        "<style>p.z{{display:none !important}}</style><p class=z style='display:block'>{}</p>",
        "<dialog>{}</dialog>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<script>var x = '{}'</script>",
        "<!-- {} -->",
        "<img alt='{}'>",
        "<iframe srcdoc='{}'></iframe>",
        "<input type=hidden value='{}'>",
        "<meta name=description content='{}'>",
    ],
)
def test_what_a_browser_would_not_show_is_left_out(hidden: str) -> None:
    assert read(f"<html><body><p>{SEEN}</p>{hidden.format(PLANTED)}</body></html>").text == SEEN


@pytest.mark.parametrize(
    "shown",
    [
        "<div style='background:#000'><p style='color:#fff'>Seen too.</p></div>",
        "<div style='background-image:url(x.png)'><p style='color:#fff'>Seen too.</p></div>",
        "<style>.m{{display:none}} .m.open{{display:block}}</style><p class='m open'>Seen too.</p>",
        "<style>@media print{{p{{display:none}}}}</style><p>Seen too.</p>",
        "<div style='visibility:hidden'><p style='visibility:visible'>Seen too.</p></div>",
        "<div style='font-size:0'><p style='font-size:14px'>Seen too.</p></div>",
        "<p style='color:#999'>Seen too.</p>",
        "<details><summary>More</summary>Seen too.</details>",
    ],
)
def test_what_a_browser_would_show_is_kept(shown: str) -> None:
    assert "Seen too." in read(f"<html><body>{shown.replace('{{', '{').replace('}}', '}')}</body></html>").text


def test_what_was_left_out_is_told() -> None:
    document = read(
        f"<html><link rel=stylesheet href=x.css><p>{SEEN}<p hidden>{PLANTED}</p><!-- x --><s>old</s></html>"
    )

    assert document.notes == (
        "Style sheets outside the file were not fetched.",
        "Left out: 1 comment, 1 struck-out passage.",
        "Left out, since a person would not see it: text in 1 stretch marked as hidden.",
    )


def test_an_encoding_that_the_page_declares_is_believed() -> None:
    page = "<html><meta charset='windows-1251'><p>Пилот готов.</p></html>".encode("cp1251")

    assert parse("p.html", page, Limits()).text == "Пилот готов."


def test_an_encoding_that_hides_text_is_not() -> None:
    page = b"<html><meta charset='utf-7'><p>Seen.</p>+ADw-b+AD4-</html>"

    assert parse("p.html", page, Limits()).text == "Seen.\n+ADw-b+AD4-"


def test_markdown_is_read_as_the_page_that_it_makes() -> None:
    text = (
        "---\ntitle: Policy\n---\n# Policy\n\nEvery *model* has an [owner](https://example.org).\n\n"
        f"<!-- {PLANTED} -->\n\n[//]: # ({PLANTED})\n\n<span style='display:none'>{PLANTED}</span>\n\n"
        "## Rollback\n\n| Role | Name |\n|--|--|\n| Owner | Ada |\n\n- [x] Done\n"
    )

    document = read(text, "policy.md")

    assert document.text == "Policy\nEvery model has an owner.\n\nRollback\nRole | Name\nOwner | Ada\n[x] Done"
    assert document.media_type == "text/markdown"
    assert document.notes[0].startswith("Left out: 1 head of metadata, ")
