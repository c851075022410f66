"""The layouts of a template as they are filled in: which places they have, and where; looked up once for all slides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Pt

from app.reports.pptx.xml import EMU

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_TEXTS = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.SUBTITLE)
_FEET = {PP_PLACEHOLDER.FOOTER: "ftr", PP_PLACEHOLDER.SLIDE_NUMBER: "sldNum"}


class Box(NamedTuple):
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Any, Any, Any, Any]:
        """As the library wants it."""
        return Pt(self.left), Pt(self.top), Pt(self.width), Pt(self.height)


class Place(NamedTuple):
    """A placeholder: its index, and where it stands, None where nothing says so."""

    idx: int
    box: Box | None


@dataclass(frozen=True)
class Form:
    """A layout.

    Attributes:
        texts: The places for text, from left to right.
        feet: The places for the footer (`ftr`) and the slide's number (`sldNum`).
    """

    layout: Any
    title: Place | None
    texts: tuple[Place, ...]
    feet: tuple[tuple[str, Place], ...]

    @property
    def kind(self) -> str:
        """What the template says that it is for; "" if it does not."""
        return str(self.layout._element.get("type", ""))


def form_of(layout: Any) -> Form:
    """A layout as it is filled in."""
    found = [(p.placeholder_format.type, Place(p.placeholder_format.idx, _box(p))) for p in layout.placeholders]
    texts = [place for kind, place in found if kind in _TEXTS]
    return Form(
        layout=layout,
        title=next((place for kind, place in found if kind in _TITLES), None),
        texts=tuple(sorted(texts, key=lambda p: p.box or (0, 0))),
        feet=tuple((_FEET[kind], place) for kind, place in found if kind in _FEET),
    )


def places_on(slide: Any) -> dict[int, Any]:
    """The elements of a slide's placeholders by their index."""
    path = f"{qn('p:nvSpPr')}/{qn('p:nvPr')}/{qn('p:ph')}"
    found = ((shape, shape.find(path)) for shape in slide.shapes._spTree.iterchildren(qn("p:sp")))
    return {int(place.get("idx", "0")): shape for shape, place in found if place is not None}


def _box(shape: Any) -> Box | None:
    sides = (shape.left, shape.top, shape.width, shape.height)
    return None if any(s is None for s in sides) else Box(*(s / EMU for s in sides))
