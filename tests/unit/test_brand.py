from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.domain.brand import DEFAULT, READABLE, Brand, Colour
from app.reports.brand import load_brand


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 4), "#0c5580").save(file, kind)
    return file.getvalue()


def office(library: object) -> bytes:
    file = io.BytesIO()
    (docx.Document() if library is docx else pptx.Presentation()).save(file)
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use href="#a"/><rect fill="url(#a)"/></svg>'


def brand_of(folder: Path, text: str, **files: bytes) -> tuple[Brand, tuple[str, ...]]:
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    file = folder / "brand.yaml"
    file.write_text(text, "utf-8")
    return load_brand(file)


@given(st.integers(0, 0xFFFFFF))
def test_on_every_colour_its_text_can_be_read(number: int) -> None:
    colour = Colour(f"#{number:06x}")

    assert colour.contrast(colour.text) >= READABLE
    assert 1 <= colour.contrast(Colour("#777777")) <= 21


def test_black_on_white_has_the_most_contrast_there_is() -> None:
    assert round(Colour("#000000").contrast(Colour("#ffffff")), 1) == 21.0


def test_without_a_file_the_brand_is_the_default_and_nothing_is_told(tmp_path: Path) -> None:
    assert load_brand(tmp_path / "brand.yaml") == (DEFAULT, ())
    assert brand_of(tmp_path, "") == (DEFAULT, ())


def test_everything_in_a_good_file_is_taken(tmp_path: Path) -> None:
    brand, problems = brand_of(
        tmp_path,
        'name: "Example  Ltd"\ncolours: {primary: "#003366", accent: "#aa3300"}\nlogo: logo.png\n'
        "docx_template: a.docx\npptx_template: b.pptx\n",
        logo_png=picture("PNG"), a_docx=office(docx), b_pptx=office(pptx),
    )  # fmt: skip

    assert problems == ()
    assert (brand.name, brand.primary.code, brand.accent.code) == ("Example Ltd", "#003366", "#aa3300")
    assert brand.logo is not None
    assert brand.logo.media_type == "image/png"
    assert brand.docx_template == office(docx) or brand.docx_template
    assert brand.pptx_template


@pytest.mark.parametrize(("name", "content"), [("l_jpg", picture("JPEG")), ("l_svg", SVG)])
def test_a_logo_may_be_a_jpeg_or_a_drawing(tmp_path: Path, name: str, content: bytes) -> None:
    brand, problems = brand_of(tmp_path, f"logo: {name.replace('_', '.')}", **{name: content})

    assert problems == ()
    assert brand.logo is not None
    assert brand.logo.content == content


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('colours: {primary: "#ffee00"}', "brand.yaml: colours.primary: '#ffee00' has a contrast of 1.2 on white"),
        ('colours: {accent: "#ffffff"}', "colours.accent: '#ffffff' has a contrast of 1.0 on white paper, expected"),
        ('colours: {primary: "blue"}', "colours.primary: 'blue': expected # and six hexadecimal digits"),
        ("colours: {primary: 12}", "colours.primary: 12: expected #"),
        ('colours: {third: "#000000"}', "colours.third: there is no such colour; expected primary or accent"),
        ("colours: red", "colours: 'red': expected primary and accent"),
        ("name: 7", "name: 7: expected a name of 1 to 80 printable characters"),
        (f"name: {'x' * 81}", "name: 'xxx"),
        ("logo: nowhere.png", "logo: 'nowhere.png': cannot be read (No such file or directory)"),
        ("logo: [a]", "logo: ['a']: expected the name of a file"),
        ("logos: a.png", "logos: there is no such key; expected name, colours, logo"),
        ("- a", "['a']: expected the keys name"),
        ("a: [", "is no YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_by_name_and_value_and_the_default_is_used(
    tmp_path: Path, text: str, words: str
) -> None:
    brand, (problem,) = brand_of(tmp_path, text)

    assert brand == DEFAULT
    assert words in problem
    assert problem.endswith("; the default is used")


def test_what_is_good_beside_what_is_bad_is_taken(tmp_path: Path) -> None:
    brand, problems = brand_of(tmp_path, 'name: Example\nlogo: no.png\ncolours: {primary: "#003366", accent: x}')

    assert (brand.name, brand.primary.code, brand.accent) == ("Example", "#003366", DEFAULT.accent)
    assert len(problems) == 2


def with_macros() -> bytes:
    file = io.BytesIO(office(docx))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    return file.getvalue()


def without_layouts() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("ppt/presentation.xml", "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("key", "content", "words"),
    [
        ("logo", b"GIF89a", "expected a PNG, a JPEG or an SVG"),
        ("logo", picture("PNG")[:-30], "a picture that does not open"),
        ("logo", SVG.replace(b"<use", b"<script/><use"), "an SVG with 'script'"),
        ("logo", SVG.replace(b"<use", b"<use onload='x()'"), "an SVG with 'onload'"),
        ("logo", SVG.replace(b'"#a"', b'"http://evil.example/a"'), "href'"),
        ("logo", SVG.replace(b"url(#a)", b"url( http://evil.example )"), "an SVG with 'fill'"),
        ("logo", SVG.replace(b"<use", b"<style>@import 'x'</style><use"), "a style that fetches"),
        ("logo", b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, "expected a PNG, a JPEG or an SVG"),
        ("logo", b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, "a document type"),
        ("logo", SVG[:-3], "an SVG that does not open"),
        ("docx_template", b"PK nonsense", "expected a Word (.docx) file"),
        ("docx_template", office(pptx), "a package without word/document.xml"),
        ("docx_template", with_macros(), "a file with macros"),
        ("pptx_template", office(docx), "a package without ppt/presentation.xml"),
        ("pptx_template", without_layouts(), "a file that does not open"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(tmp_path: Path, key: str, content: bytes, words: str) -> None:
    brand, (problem,) = brand_of(tmp_path, f"{key}: file", file=content)

    assert brand == DEFAULT
    assert problem.startswith(f"brand.yaml: {key}: ")
    assert words in problem


def test_a_logo_that_is_too_large_is_refused(tmp_path: Path) -> None:
    _, (problem,) = brand_of(tmp_path, "logo: big", big=b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024))

    assert "'big': is larger than 2097152 bytes" in problem
