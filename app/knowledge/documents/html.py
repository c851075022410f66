"""HTML as a browser would show it with its scripts switched off and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from app.knowledge.documents import styles
from app.knowledge.documents.composing import COMMENT, PICTURE, STRUCK_OUT, Composer
from app.knowledge.documents.encoding import decode
from app.knowledge.documents.styles import Declarations, Rule
from app.knowledge.documents.table import BAR
from app.knowledge.documents.visible import TINY_POINTS, WHITE, Colour, Unseen, lost

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_NEVER = frozenset(
    re.findall(
        r"\w+",
        "head script style template noscript iframe object embed audio video canvas svg math datalist title meta link "
        "param source track area map frameset noframes",
    )
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup option p pre search "
        "section select summary table tbody textarea tfoot thead tr ul",
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TINY_PIXELS = TINY_POINTS * 96 / 72
_STRUCK = frozenset(("s", "strike", "del"))
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CELL = "\x1f"
"""Stands before each cell while a row is put together."""


@dataclass(frozen=True)
class _Look:
    """What an element hands down to what is in it."""

    why: Unseen | None = None
    colour: Colour | None = (0, 0, 0)
    background: Colour | None = WHITE
    size: float = 16.0
    invisible: bool = False
    kept: bool = False
    """Whether white space is kept, as in `pre`."""
    struck: bool = False
    variables: Declarations = field(default_factory=dict)


def read(content: bytes, composer: Composer) -> None:
    """Reads a page; a place for every heading's section."""
    declared = _CHARSET.search(content[:2048])
    read_markup(decode(content, composer, declared[1].decode() if declared else None), composer)


def read_markup(markup: str, composer: Composer) -> None:
    """Reads a page that is text already."""
    page = LexborHTMLParser(markup)
    root = page.root
    if root is None:
        return
    _Page(composer, _matches(page)).walk(root)
    if page.css('link[rel~="stylesheet"]'):
        composer.note("Style sheets outside the file were not fetched.")
    composer.left_out("frame", "frames", len(page.css("iframe, frame, object, embed")))
    composer.left_out(*PICTURE, len(page.css("img, svg, canvas")))


def _matches(page: LexborHTMLParser) -> dict[int, list[Rule]]:
    """The rules that match each element, by its id in memory."""
    found: dict[int, list[Rule]] = {}
    sheets = "\n".join(node.text_content or node.text(deep=True) or "" for node in page.css("style"))
    for rule in styles.rules(sheets):
        try:
            nodes = page.css(rule.selector)
        except SelectolaxError:
            continue  # one that the library does not know hides nothing here
        for node in nodes:
            found.setdefault(node.mem_id, []).append(rule)
    return found


class _Page:
    def __init__(self, composer: Composer, matches: dict[int, list[Rule]]) -> None:
        self._composer = composer
        self._matches = matches
        self._line: list[str] = []
        """The pieces of the block that is being filled."""

    def walk(self, root: LexborNode) -> None:
        """Goes through the tree in its order, without recursion: pages nest as deep as they like."""
        self._composer.place("section")
        stack: list[tuple[LexborNode, _Look, bool]] = [(root, _Look(), True)]
        while stack:
            node, look, entering = stack.pop()
            if not entering:
                self._leave(node)
                continue
            if node.is_text_node:
                self._text(node.text_content or "", look)
                continue
            if node.is_comment_node:
                self._composer.left_out(*COMMENT)
                continue
            tag = node.tag or ""
            if tag in _NEVER:
                continue
            inner = self._look(node, tag, look)
            self._enter(tag)
            stack.append((node, look, False))
            stack.extend((child, inner, True) for child in reversed(list(_children(node))))
        self._break()

    def _enter(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if tag == "br":
            self._line.append("\n")
        elif tag in ("td", "th"):
            self._line.append(_CELL)

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _HEADINGS:
            self._break(heading=True)
        elif tag in _BLOCKS:
            self._break()

    def _break(self, heading: bool = False) -> None:
        cells = "".join(self._line).split(_CELL)
        self._line.clear()
        text = BAR.join(filter(None, map(str.strip, cells)))
        if heading and text:
            self._composer.place("section", title=text)
        self._composer.block(text)

    def _text(self, text: str, look: _Look) -> None:
        why = look.why or (Unseen.HIDDEN if look.invisible else None)
        if why is None and lost(look.colour, look.background):
            why = Unseen.COLOUR
        if why is None and look.size < _TINY_PIXELS:
            why = Unseen.TINY
        if why is not None or look.struck:
            if why is not None:
                self._composer.unseen(why, text)
            elif text.strip():
                self._composer.left_out(*STRUCK_OUT)
            self._line.append(" ")
        else:
            self._line.append(text if look.kept else _SPACE.sub(" ", text))

    def _look(self, node: LexborNode, tag: str, look: _Look) -> _Look:
        attributes = node.attributes
        own = styles.declarations(attributes.get("style") or "")
        said = styles.cascade(self._matches.get(node.mem_id, ()), own)
        variables = look.variables | {name: value for name, value in said.items() if name.startswith("--")}
        style = styles.resolved(said, variables)
        why, invisible = look.why, look.invisible
        closed = "hidden" in attributes or (tag == "dialog" and "open" not in attributes)
        if why is None and (styles.hides(style) or (closed and "display" not in style)):
            why = Unseen.HIDDEN
        if "visibility" in style:
            invisible = style["visibility"] in ("hidden", "collapse")
        ink, clear = styles.colour(style.get("color") or _attribute(attributes, "color"))
        if clear and why is None:
            why = Unseen.COLOUR
        if ink is None and style.get("color", "inherit") == "inherit":
            ink = look.colour  # otherwise it is one that is not known here
        return _Look(
            why=why,
            colour=ink,
            background=_background(style, attributes, look.background),
            size=styles.size(style, look.size),
            invisible=invisible,
            kept=look.kept or tag in ("pre", "textarea") or style.get("white-space", "").startswith("pre"),
            struck=look.struck or tag in _STRUCK or "line-through" in style.get("text-decoration", ""),
            variables=variables,
        )


def _background(style: Declarations, attributes: dict[str, str | None], behind: Colour | None) -> Colour | None:
    """What text stands on; None where it cannot be told."""
    if (
        "background-image" in style
        or "url(" in style.get("background", "")
        or "gradient" in style.get("background", "")
    ):
        return None
    value = style.get("background-color") or style.get("background") or _attribute(attributes, "bgcolor")
    if not value or value in ("none", "inherit", "initial"):
        return behind
    painted, clear = styles.colour(value if "(" in value else value.split()[0])
    return behind if clear else painted


def _attribute(attributes: dict[str, str | None], name: str) -> str | None:
    value = attributes.get(name)
    return value.strip().lower() if value else None


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next
