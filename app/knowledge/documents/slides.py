"""PowerPoint (PPTX): the text of the slides that are shown, in the order of the shapes on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.errors import DocumentRefused
from app.knowledge.documents.composing import COMMENT, PICTURE, STRUCK_OUT, Composer
from app.knowledge.documents.markup import attribute, child, children, local, true, within
from app.knowledge.documents.package import DAMAGED, Package
from app.knowledge.documents.slidecolours import Paint, Scheme
from app.knowledge.documents.table import BAR
from app.knowledge.documents.visible import TINY_POINTS, WHITE, Unseen, lost

MAIN = "ppt/presentation.xml"
_USUAL_SIZE = (9_144_000, 6_858_000)
_FRAMES = {"chart": ("chart", "charts"), "relIds": ("diagram", "diagrams"), "oleObj": ("object", "objects")}
_DRAWN = ("sp", "pic", "graphicFrame", "grpSp", "cxnSp", "AlternateContent")


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in EMU."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds_middle_of(self, other: Box) -> bool:
        """Whether the middle of another lies in this one."""
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True)
class Move:
    """How a group maps the places of its shapes onto the slide."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def box(self, frame: Element | None) -> Box | None:
        """Where a frame (`xfrm`) lies on the slide, or None if it does not say."""
        offset, size = _pair(child(frame, "off"), "x", "y"), _pair(child(frame, "ext"), "cx", "cy")
        if offset is None or size is None:
            return None
        left, top = offset[0] * self.scale_x + self.x, offset[1] * self.scale_y + self.y
        return Box(left, top, left + size[0] * self.scale_x, top + size[1] * self.scale_y)

    def into(self, frame: Element | None) -> Move:
        """The map for the shapes of a group within."""
        outer = self.box(frame)
        start, size = _pair(child(frame, "chOff"), "x", "y"), _pair(child(frame, "chExt"), "cx", "cy")
        if outer is None or start is None or size is None or not (size[0] and size[1]):
            return self
        x, y = (outer.right - outer.left) / size[0], (outer.bottom - outer.top) / size[1]
        return Move(x, y, outer.left - start[0] * x, outer.top - start[1] * y)


@dataclass(frozen=True)
class _Model:
    """What a slide inherits: its layout and its master, where there are any."""

    layout: Element | None
    master: Element | None
    scheme: Scheme


def read(content: bytes, composer: Composer) -> None:
    """Reads a presentation; a place for every slide that is shown.

    Raises:
        DocumentRefused: It is damaged or has too many slides.
    """
    package = Package(content, composer.limits)
    main = package.main(MAIN)
    tree = package.tree(main)
    if tree is None:
        raise DocumentRefused(DAMAGED)
    relations = package.relations(main)
    wide, high = _pair(child(tree, "sldSz"), "cx", "cy") or _USUAL_SIZE
    stage = Box(0, 0, wide, high)
    listed = list(children(child(tree, "sldIdLst"), "sldId"))
    if len(listed) > composer.limits.pages:
        raise DocumentRefused(
            f"has {len(listed):,} slides, and at most {composer.limits.pages:,} are read; give those that matter"
        )
    models: dict[str, _Model] = {}
    for number, entry in enumerate(listed, 1):
        relation = relations.get(next((v for k, v in entry.attrib.items() if k.endswith("}id")), ""))
        slide = package.tree(relation.target) if relation is not None and not relation.external else None
        if relation is None or slide is None:
            continue
        if not true(slide.get("show", "1")):
            composer.left_out("hidden slide", "hidden slides")
            continue
        kinds = {r.kind: r.target for r in package.relations(relation.target).values() if not r.external}
        composer.left_out("page of speaker notes", "pages of speaker notes", count=int("notesSlide" in kinds))
        layout = kinds.get("slideLayout", "")
        if layout not in models:
            models[layout] = _model(package, layout)
        composer.place("slide", number)
        _Slide(composer, models[layout], stage).read(slide)
    for name in package.names("ppt/comments/"):
        composer.left_out(*COMMENT, count=sum(1 for _ in within(package.tree(name), "cm")))
    if package.macros:
        composer.note("It carries macros, which were neither run nor read.")


def _model(package: Package, layout: str) -> _Model:
    master = next((r.target for r in package.relations(layout).values() if r.kind == "slideMaster"), "")
    theme = next((r.target for r in package.relations(master).values() if r.kind == "theme"), "")
    masters = package.tree(master)
    return _Model(package.tree(layout), masters, Scheme.of(package.tree(theme), masters))


class _Slide:
    """One slide: what has been painted on it so far decides whether text on top of it can be seen."""

    def __init__(self, composer: Composer, model: _Model, stage: Box) -> None:
        self._composer, self._model, self._stage = composer, model, stage
        self._scheme = model.scheme
        self._painted: list[tuple[Box, Paint]] = [(stage, Paint(WHITE))]

    def read(self, slide: Element) -> None:
        """Adds its text, a block for every paragraph and table row."""
        layers = [self._model.master, self._model.layout, slide]
        grounds = (child(layer, "cSld", "bg") for layer in reversed(layers))
        if (ground := next((g for g in grounds if g is not None), None)) is not None:
            self._ground(ground)
        if not true(slide.get("showMasterSp", "1")):
            layers[:2] = []
        elif self._model.layout is not None and not true(self._model.layout.get("showMasterSp", "1")):
            layers[:1] = []
        for layer in layers:
            for shape, move, hidden in _shapes(child(layer, "cSld", "spTree"), Move()):
                if layer is slide or child(shape, "nvSpPr", "nvPr", "ph") is None:
                    self._shape(shape, move, hidden)

    def _ground(self, ground: Element) -> None:
        paint = self._scheme.fill(child(ground, "bgPr"))
        reference = child(ground, "bgRef")
        if paint is None and reference is not None:
            plain = attribute(reference, "idx") in ("0", "1001")
            paint = self._scheme.paint(reference) if plain else Paint(None)
        if paint is not None and not paint.faint:
            self._painted.append((self._stage, paint))

    def _shape(self, shape: Element, move: Move, hidden: bool) -> None:
        kind = local(shape.tag)
        models = list(self._models(shape))
        properties = child(shape, "spPr")
        frames = [child(shape, "xfrm") if kind == "graphicFrame" else child(properties, "xfrm")]
        box = move.box(frames[0]) or next(
            filter(None, (Move().box(child(m, "spPr", "xfrm")) for m in models)), None
        )  # a placeholder lies where its layout has it
        why = Unseen.HIDDEN if hidden else None
        if box is not None and not box.meets(self._stage) and (box.right > box.left or box.bottom > box.top):
            why = why or Unseen.OUTSIDE
        if kind == "pic":
            self._composer.left_out(*PICTURE, count=int(why is None))
            self._lay(box, Paint(None), why)
            return
        fills = (self._scheme.fill(p) for p in (properties, *(child(m, "spPr") for m in models)))
        fill = next(filter(None, fills), None) or self._styled(shape, "fillRef")
        self._lay(box, fill, why)
        if kind == "graphicFrame":
            self._frame(shape, why)
            return
        behind = self._behind(box)
        styles = [child(m, "txBody", "lstStyle") for m in (shape, *models)]
        for paragraph in children(child(shape, "txBody"), "p"):
            self._composer.block(self._text(paragraph, styles, self._styled(shape, "fontRef"), behind, why))

    def _frame(self, frame: Element, why: Unseen | None) -> None:
        for name, named in _FRAMES.items():
            self._composer.left_out(*named, count=sum(1 for _ in within(frame, name)))
        for row in within(frame, "tr"):
            cells = []
            for cell in children(row, "tc"):
                # A table's style colours cells in ways that are not looked up here: such cells count as seen.
                behind = self._scheme.fill(child(cell, "tcPr")) or Paint(None)
                texts = (self._text(p, [], None, behind, why) for p in children(child(cell, "txBody"), "p"))
                cells.append(" ".join(text.strip() for text in texts if text.strip()))
            self._composer.block(BAR.join(filter(None, cells)))

    def _text(
        self,
        paragraph: Element,
        styles: list[Element | None],
        by_shape: Paint | None,
        behind: Paint,
        why: Unseen | None,
    ) -> str:
        level = f"lvl{int(attribute(child(paragraph, 'pPr'), 'lvl') or 0) + 1}pPr"
        inherited = [child(style, level, "defRPr") for style in styles]
        pieces = []
        for element in paragraph:
            name = local(element.tag)
            if name == "br":
                pieces.append("\n")
            if name not in ("r", "fld") or element.get("type", "").startswith("slidenum"):
                continue
            text = child(element, "t")
            said = (text.text or "") if text is not None else ""
            looks = [child(element, "rPr"), *inherited]
            paint = next(filter(None, (self._scheme.fill(look) for look in looks)), None) or by_shape
            hidden = why or _unseen(looks, paint, behind)
            if hidden is not None:
                self._composer.unseen(hidden, said)
                pieces.append(" ")
            elif attribute(looks[0], "strike") in ("sngStrike", "dblStrike"):
                self._composer.left_out(*STRUCK_OUT, count=int(bool(said.strip())))
            else:
                pieces.append(said)
        return "".join(pieces).replace("\v", "\n")

    def _lay(self, box: Box | None, paint: Paint | None, why: Unseen | None) -> None:
        if box is not None and paint is not None and not paint.faint and why is None:
            self._painted.append((box, paint))

    def _behind(self, box: Box | None) -> Paint:
        """What text in a box stands on: what was painted last under its middle."""
        if box is None:
            return Paint(None)
        return next(
            paint for under, paint in reversed(self._painted) if under is self._stage or under.holds_middle_of(box)
        )

    def _styled(self, shape: Element, reference: str) -> Paint | None:
        named = child(shape, "style", reference)
        return self._scheme.paint(named) if named is not None and attribute(named, "idx") != "0" else None

    def _models(self, shape: Element) -> Iterator[Element]:
        """The placeholders of the layout and of the master that a shape takes its place and look from."""
        own = child(shape, "nvSpPr", "nvPr", "ph")
        if own is None:
            return
        kind, index = own.get("type", "body"), own.get("idx")
        for layer in (self._model.layout, self._model.master):
            for other in children(child(layer, "cSld", "spTree"), "sp"):
                place = child(other, "nvSpPr", "nvPr", "ph")
                if place is None:
                    continue
                same = place.get("type", "body").replace("ctrTitle", "title") == kind.replace("ctrTitle", "title")
                if (index is not None and place.get("idx") == index) or (
                    same and (index is None or layer is self._model.master)
                ):
                    yield other
                    break


def _shapes(tree: Element | None, move: Move, hidden: bool = False) -> Iterator[tuple[Element, Move, bool]]:
    """The shapes of a slide or group in the order in which they are painted, with whether they are hidden."""
    for shape in tree if tree is not None else ():
        kind = local(shape.tag)
        if kind not in _DRAWN:
            continue
        if kind == "AlternateContent":
            yield from _shapes(child(shape, "Choice"), move, hidden)
            continue
        own = any(true(attribute(p, "hidden")) for part in shape for p in children(part, "cNvPr"))
        if kind == "grpSp":
            yield from _shapes(shape, move.into(child(shape, "grpSpPr", "xfrm")), hidden or own)
        else:
            yield shape, move, hidden or own


def _unseen(looks: list[Element | None], paint: Paint | None, behind: Paint) -> Unseen | None:
    size = next((found for look in looks if (found := attribute(look, "sz"))), "")
    if size.isdecimal() and int(size) / 100 < TINY_POINTS:
        return Unseen.TINY
    if paint is not None and (paint.faint or lost(paint.colour, behind.colour)):
        return Unseen.COLOUR
    return None


def _pair(element: Element | None, first: str, second: str) -> tuple[int, int] | None:
    values = attribute(element, first) or "", attribute(element, second) or ""
    if not all(re.fullmatch(r"-?\d{1,18}", value) for value in values):
        return None
    return int(values[0]), int(values[1])
