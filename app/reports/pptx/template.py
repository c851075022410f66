"""What slides are made on: a template of one's own, or the built-in one; which layout serves for what."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from app.domain.brand import Brand
from app.reports.pptx.built_in import built_in
from app.reports.pptx.form import Box, Form, form_of
from app.reports.pptx.measure import Measure
from app.reports.pptx.xml import EMU, Ink

_NOT_WIDER = frozenset(
    {"arial", "aptos", "arial narrow", "calibri", "calibri light", "cambria", "carlito", "garamond", "georgia",
     "helvetica", "helvetica neue", "liberation sans", "segoe ui", "source sans pro", "times new roman"}
)  # fmt: skip
"""Fonts that take no more room than Arial, or hardly more; any other is taken to be wide."""
_WIDE = 1.2


@dataclass(frozen=True)
class Stage:
    """A presentation without slides, and its layouts by what they serve for.

    Attributes:
        opening: For the first slide.
        divider: For the first slide of a part.
        plain: A title, and room under it.
        twin: A title and two columns of text; None where the template has none that is fit.
        area: Where content goes.
        columns: The columns of text: those of `twin`, or the area in two.
        sizes: Of the title's font in points, on the first slide and on the others.
        own: Whether it is a template of one's own.
    """

    presentation: Any
    opening: Form
    divider: Form
    plain: Form
    twin: Form | None
    area: Box
    columns: tuple[Box, Box]
    sizes: tuple[float, float]
    measure: Measure
    ink: Ink
    own: bool


def open_stage(brand: Brand) -> Stage:
    """The template of a brand, emptied of the slides that it has, or the built-in one."""
    own = brand.pptx_template is not None
    presentation: Any = Presentation(io.BytesIO(brand.pptx_template)) if brand.pptx_template else built_in(brand)
    _empty(presentation)
    forms = [form_of(layout) for layout in presentation.slide_layouts]
    titled = [form for form in forms if form.title] or forms
    plain = _typed(forms, "titleOnly") or min(titled, key=lambda form: len(form.texts))
    opening = _typed(forms, "title") or titled[0]
    size = Box(0, 0, presentation.slide_width / EMU, presentation.slide_height / EMU)
    area = _area(size, _typed(forms, "obj") or plain, plain)
    twin = _typed(forms, "twoObj")
    columns = _columns(size, twin) if twin else None
    gap = area.width * 0.03
    half = (area.width - gap) / 2
    return Stage(
        presentation=presentation,
        opening=opening,
        divider=_typed(forms, "secHead") or opening,
        plain=plain,
        twin=twin if columns else None,
        area=area,
        columns=columns or (area._replace(width=half), area._replace(left=area.left + half + gap, width=half)),
        sizes=_title_sizes(presentation),
        measure=Measure(_WIDE if own and _font(presentation).casefold() not in _NOT_WIDER else 1.03),
        ink=Ink() if own else Ink(heading="tx2"),
        own=own,
    )


def _typed(forms: Sequence[Form], kind: str) -> Form | None:
    return next((form for form in forms if form.kind == kind), None)


def _empty(presentation: Any) -> None:
    """Takes out the slides of a template, and what names them."""
    root = presentation.part._element
    for entry in list(presentation.slides._sldIdLst):
        presentation.slides._sldIdLst.remove(entry)
        presentation.part.drop_rel(entry.rId)
    for tag in ("p:custShowLst", "p:extLst"):
        for old in root.findall(qn(tag)):
            root.remove(old)


def _columns(slide: Box, form: Form) -> tuple[Box, Box] | None:
    found = [p.box for p in form.texts if p.box]
    if len(found) != 2 or any(b.width < slide.width * 0.25 or b.height < slide.height * 0.4 for b in found):
        return None
    first, second = found
    return (first, second) if first.left + first.width <= second.left + 1 else None


def _area(slide: Box, content: Form, plain: Form) -> Box:
    """The place that the template has for content; what is under the title, where it has none that is fit."""
    for box in (p.box for p in content.texts if p.box):
        inside = min(box) >= 0 and box.left + box.width <= slide.width and box.top + box.height <= slide.height
        if inside and box.width >= slide.width * 0.6 and box.height >= slide.height * 0.45:
            return box
    under = plain.title.box if plain.title else None
    top = (
        under.top + under.height if under and 0 < under.top + under.height < slide.height * 0.4 else slide.height * 0.2
    )
    return Box(slide.width * 0.05, top + slide.height * 0.02, slide.width * 0.9, slide.height * 0.88 - top)


def _title_sizes(presentation: Any) -> tuple[float, float]:
    found = presentation.slide_master._element.xpath("p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    size = int(found[0]) / 100 if found else 28.0
    return min(max(size, 36.0), 40.0), min(size, 28.0)


def _font(presentation: Any) -> str:
    """What the text of a template is written in; "" where its theme does not say."""
    try:
        theme: Any = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    except KeyError:
        return ""
    found = parse_xml(theme.blob).findall(f".//{qn('a:minorFont')}/{qn('a:latin')}")
    return str(found[0].get("typeface", "")) if found else ""
