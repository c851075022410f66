from __future__ import annotations

from typing import Any

import pytest
from pptx.dml.color import RGBColor
from pptx.presentation import Presentation
from pptx.util import Inches, Pt

from app.errors import DocumentRefused
from app.knowledge.documents.document import Document, Limits
from app.knowledge.documents.parsing import parse
from tests.documents import PLANTED, deck, repacked

SEEN = "The rollback took four minutes."
WHITE = RGBColor.from_string("FFFFFF")  # type: ignore[no-untyped-call]
DARK = RGBColor.from_string("0A0A1E")  # type: ignore[no-untyped-call]


def read(content: bytes, limits: Limits | None = None) -> Document:
    return parse("gate.pptx", content, limits or Limits())


def slide(presentation: Presentation, title: str = SEEN) -> Any:
    added = presentation.slides.add_slide(presentation.slide_layouts[5])
    added.shapes.title.text = title
    return added


def textbox(on: Any, text: str, left: float = 1, top: float = 3) -> Any:
    shape = on.shapes.add_textbox(Inches(left), Inches(top), Inches(4), Inches(1))
    shape.text_frame.text = text
    return shape


def ink(shape: Any) -> Any:
    return shape.text_frame.paragraphs[0].runs[0].font


def test_a_quote_is_found_on_its_slide() -> None:
    def build(presentation: Presentation) -> None:
        slide(presentation, "Status")
        second = slide(presentation)
        table = second.shapes.add_table(1, 2, 0, Inches(4), Inches(4), Inches(1)).table
        table.cell(0, 0).text, table.cell(0, 1).text = "Owner", "Ada"

    document = read(deck(build))

    assert document.text == f"Status\n\n{SEEN}\nOwner | Ada"
    place = document.place(document.text.index("Ada"))
    assert place is not None
    assert place.label == "slide 2"
    assert document.notes == ()


def test_hidden_slides_and_speaker_notes_are_left_out_and_told() -> None:
    def build(presentation: Presentation) -> None:
        slide(presentation).notes_slide.notes_text_frame.text = PLANTED
        slide(presentation, PLANTED)._element.set("show", "0")

    document = read(deck(build))

    assert document.text == SEEN
    assert document.notes == ("Left out: 1 page of speaker notes, 1 hidden slide.",)


def white(on: Any) -> None:
    ink(textbox(on, PLANTED)).color.rgb = WHITE


def tiny(on: Any) -> None:
    ink(textbox(on, PLANTED)).size = Pt(1)


def beside(on: Any) -> None:
    textbox(on, PLANTED, left=-9)


def hidden(on: Any) -> None:
    textbox(on, PLANTED)._element.nvSpPr.cNvPr.set("hidden", "1")


def filled(on: Any) -> None:
    shape = textbox(on, PLANTED)
    shape.fill.solid()
    shape.fill.fore_color.rgb = DARK
    ink(shape).color.rgb = DARK


def in_a_hidden_group(on: Any) -> None:
    group = on.shapes.add_group_shape([textbox(on, PLANTED)])
    group._element.nvGrpSpPr.cNvPr.set("hidden", "1")


@pytest.mark.parametrize("plant", [white, tiny, beside, hidden, filled, in_a_hidden_group])
def test_text_that_nobody_sees_is_left_out_and_that_is_told(plant: Any) -> None:
    document = read(deck(lambda presentation: plant(slide(presentation))))

    assert document.text == SEEN
    assert len(document.notes) == 1
    assert "a person would not see it" in document.notes[0]


def test_white_text_over_a_dark_shape_or_ground_is_kept() -> None:
    def build(presentation: Presentation) -> None:
        first = slide(presentation)
        bar = first.shapes.add_shape(1, Inches(1), Inches(3), Inches(6), Inches(1))
        bar.fill.solid()
        bar.fill.fore_color.rgb = DARK
        ink(textbox(first, "On a bar.")).color.rgb = WHITE
        second = slide(presentation)
        second.background.fill.solid()
        second.background.fill.fore_color.rgb = DARK
        ink(textbox(second, "On a dark slide.")).color.rgb = WHITE

    text = read(deck(build)).text

    assert "On a bar." in text
    assert "On a dark slide." in text


def test_too_many_slides_are_refused() -> None:
    content = deck(lambda presentation: [slide(presentation) for _ in range(3)])

    with pytest.raises(DocumentRefused, match="has 3 slides, and at most 2"):
        read(content, Limits(pages=2))


def test_a_presentation_without_its_slide_list_is_refused_in_a_sentence() -> None:
    content = repacked(deck(slide), {"ppt/presentation.xml": lambda xml: xml[: len(xml) // 2]})

    with pytest.raises(DocumentRefused, match=r"^gate\.pptx: is damaged"):
        read(content)
