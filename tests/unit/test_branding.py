from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml
from docx import Document
from PIL import Image
from pptx import Presentation

from app.domain.brand import DEFAULT
from app.errors import BrandRefused
from app.reports.brand import load_brand
from app.settings import Settings
from app.web.branding import PARTS, Branding, Saved

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'


def branding(folder: Path, **more: Path) -> Branding:
    return Branding(Settings(data_dir=folder, **more))


def saved(name: str = "", primary: str = "", accent: str = "") -> Saved:
    return Saved(name=name, primary=primary, accent=accent)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(file, "PNG")
    return file.getvalue()


def template(part: str) -> bytes:
    file = io.BytesIO()
    (Document() if part == "docx_template" else Presentation()).save(file)
    return file.getvalue()


def test_what_is_saved_is_the_brand_at_once_and_for_everybody_else_who_reads_the_file(tmp_path: Path) -> None:
    page = branding(tmp_path)
    assert page.current() == DEFAULT
    assert page.props()["name"] == ""
    assert page.save(saved("  Norrland   Mutual ", "#123456", "#aa3300")) == {}
    assert (page.current().name, page.current().primary.code) == ("Norrland Mutual", "#123456")
    assert load_brand(tmp_path / "brand.yaml") == (page.current(), ())
    other = branding(tmp_path)
    assert other.save(saved("Other", "", "")) == {}
    assert page.current().name == "Other"
    assert page.current().primary == DEFAULT.primary, "an empty one is the default"


def test_what_cannot_be_used_is_refused_field_by_field_and_nothing_is_kept(tmp_path: Path) -> None:
    page = branding(tmp_path)
    wrong = page.save(saved("x" * 81, "#ffff00", "red"))
    assert set(wrong) == {"name", "primary", "accent"}
    assert wrong["name"].startswith("name: ")
    assert "'#ffff00' has a contrast of" in wrong["primary"]
    assert "'red': expected # and six hexadecimal digits" in wrong["accent"]
    assert not (tmp_path / "brand.yaml").exists()


@pytest.mark.parametrize("part", PARTS)
def test_a_file_is_taken_replaced_and_dropped_again(tmp_path: Path, part: str) -> None:
    page = branding(tmp_path)
    page.save(saved("Norrland", "", ""))
    content = png() if part == "logo" else template(part)
    page.take(part, content)
    assert [p["kept"] for p in page.props()["parts"] if p["part"] == part] == [True]
    assert page.current().name == "Norrland", "the rest stays"
    kept = getattr(page.current(), part)
    assert (kept.content if part == "logo" else kept) == content
    if part == "logo":
        page.take(part, SVG)
        assert page.current().logo is not None
        assert sorted(f.name for f in tmp_path.glob("brand-*")) == ["brand-logo.svg"]
    page.drop(part)
    assert getattr(page.current(), part) is None
    assert list(tmp_path.glob("brand-*")) == []


@pytest.mark.parametrize("part", PARTS)
def test_a_bad_file_is_refused_with_the_reason_and_the_one_before_stays(tmp_path: Path, part: str) -> None:
    page = branding(tmp_path)
    page.take(part, png() if part == "logo" else template(part))
    before = getattr(page.current(), part)
    large = before.content if part == "logo" else before
    large += bytes(PARTS[part].largest)
    for bad in (b"", b"PK no package", b"<svg onload='alert(1)'/>", large):
        with pytest.raises(BrandRefused, match="expected"):
            page.take(part, bad)
    assert getattr(page.current(), part) == before


def test_what_was_written_by_hand_is_kept_and_what_is_wrong_in_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(png())
    (tmp_path / "brand.yaml").write_text("logo: own.png\ncolours: {primary: '#ffffff'}\nfoo: 1\n", "utf-8")
    page = branding(tmp_path)
    assert len(page.props()["problems"]) == 2
    page.save(saved("Norrland", "", ""))
    assert page.current().logo is not None
    assert yaml.safe_load((tmp_path / "brand.yaml").read_text("utf-8"))["logo"] == "own.png"
    page.drop("logo")
    assert (tmp_path / "own.png").exists()


def test_a_brand_that_the_operator_has_set_is_only_shown(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text("name: Ours\n", "utf-8")
    page = branding(tmp_path / "data", brand=file)
    assert page.props()["fixed"]
    assert page.current().name == "Ours"
    with pytest.raises(BrandRefused, match="GATEWISE_BRAND"):
        page.save(saved("Theirs"))
    with pytest.raises(BrandRefused, match="GATEWISE_BRAND"):
        page.take("logo", png())
    assert page.current().name == "Ours"
