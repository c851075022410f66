"""The little of CSS that decides whether a page's text can be seen: which declarations an element ends up with.

Selectors are matched by the HTML library; here is the cascade (importance, specificity, order) for a page's own
style sheets. What scripts do later, and sheets elsewhere, nobody fetches or runs.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.knowledge.documents.visible import Colour, colour_of

Declarations = dict[str, str]

MOST_RULES = 5_000
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_GROUP = re.compile(r"@(media|supports|layer|container)([^{}]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", re.I)
_ELSEWHERE = re.compile(r"\b(?:print|speech)\b", re.I)
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh|in|cm|ex|ch)?")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_SHORT_SIZE = re.compile(r"(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%)|0(?=\s*/))")
_FAR = -500.0
_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255), "whitesmoke": (245, 245, 245), "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250), "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "seashell": (255, 245, 238),
    "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0), "yellow": (255, 255, 0), "gray": (128, 128, 128),
    "grey": (128, 128, 128), "silver": (192, 192, 192), "navy": (0, 0, 128), "lightyellow": (255, 255, 224),
}  # fmt: skip
_PIXELS = {"pt": 4 / 3, "em": 16.0, "rem": 16.0, "in": 96.0, "cm": 37.8, "ex": 8.0, "ch": 8.0, "vw": 12.8, "vh": 7.2}


@dataclass(frozen=True)
class Rule:
    """One selector with what it declares; `rank` orders rules that match the same element."""

    selector: str
    declarations: Declarations
    rank: tuple[int, int, int, int]


def rules(sheet: str) -> Iterator[Rule]:
    """The rules of a style sheet that bear on what a screen shows, in its order."""
    sheet = _COMMENT.sub(" ", sheet)
    sheet = _GROUP.sub(lambda g: " " if g[1].lower() == "media" and _ELSEWHERE.search(g[2]) else f" {g[3]} ", sheet)
    for order, found in enumerate(_RULE.finditer(sheet)):
        if order >= MOST_RULES:
            return
        selectors = found[1].rpartition(";")[2].strip()
        declared = declarations(found[2])
        if not declared or selectors.startswith("@"):
            continue
        for selector in selectors.split(","):
            yield Rule(selector.strip(), declared, (*_specificity(selector), order))


def declarations(style: str) -> Declarations:
    """What a style attribute or the body of a rule declares; `!important` stays in the value."""
    pairs = (part.partition(":") for part in _COMMENT.sub(" ", style).split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if value.strip()}


def cascade(matching: Iterable[Rule], own: Declarations) -> Declarations:
    """What an element ends up with, from the rules that match it and its own style attribute."""
    ranked = sorted(matching, key=lambda rule: rule.rank)
    result: Declarations = {}
    important: Declarations = {}
    for declared in (*(rule.declarations for rule in ranked), own):
        for name, value in declared.items():
            plain, mark, _ = value.partition("!important")
            (important if mark else result)[name] = plain.strip()
    return result | important


def resolved(style: Declarations, variables: Declarations) -> Declarations:
    """The declarations with their variables put in."""

    def put(found: re.Match[str]) -> str:
        return variables.get(found[1], (found[2] or "").strip())

    return {name: _VARIABLE.sub(put, value) if "var(" in value else value for name, value in style.items()}


def size(style: Declarations, of: float) -> float:
    """The size of letters, in pixels, in an element that is in one whose letters are of a size."""
    said = style.get("font-size")
    if said is None and (short := _SHORT_SIZE.search(style.get("font", ""))):
        said = short[1]
    found = pixels(said, of)
    return of if found is None else found


def hides(style: Declarations) -> bool:
    """Whether an element so styled, with all that is in it, is not drawn or drawn where nobody looks."""
    get = style.get
    if get("display", "").startswith("none") or get("content-visibility") == "hidden":
        return True
    if _is(get("opacity"), lambda n: n <= 0.1) or "opacity(0" in get("filter", "").replace(" ", ""):
        return True
    if re.search(r"scale\w*\(\s*0*\.?0*\s*[,)]", get("transform", "")):
        return True
    if re.search(r"translate\w*\([^)]*-\d{3,}(?:px|%|vw|vh|em)", get("transform", "")):
        return True
    if _is(get("text-indent"), lambda n: n <= _FAR):
        return True
    placed = get("position") in ("absolute", "fixed", "relative", "sticky")
    sides = ("margin-left", "margin-top", *(("left", "top", "right", "bottom") if placed else ()))
    if any(_is(get(side), lambda n: n <= _FAR) for side in sides):
        return True
    clip = get("clip", "").replace(" ", "").replace("px", "").replace(",", "")
    if clip in ("rect(0000)", "rect(1111)") or re.search(r"inset\(\s*(?:50|[6-9]\d|100)%", get("clip-path", "")):
        return True
    if "circle(0" in get("clip-path", ""):
        return True
    cut = get("overflow", get("overflow-y", get("overflow-x", ""))) in ("hidden", "clip")
    sizes = ("height", "max-height", "width", "max-width")
    return cut and any(_is(get(size), lambda n: n <= 1) for size in sizes)


def pixels(value: str | None, of: float = 16.0) -> float | None:
    """A length in pixels; percentages and `em` are of the size given."""
    found = _NUMBER.match(value.strip()) if value else None
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    if unit in ("em", "%"):
        return number * of / (100 if unit == "%" else 1)
    return number * _PIXELS.get(unit or "px", 1.0)


def colour(value: str | None) -> tuple[Colour | None, bool]:
    """A CSS colour, None if it is none that is known here, and whether it is transparent."""
    text = (value or "").strip()
    if text == "transparent":
        return None, True
    if text in _NAMED:
        return _NAMED[text], False
    if text.startswith("#"):
        digits = text[1:]
        if len(digits) in (3, 4):
            digits = "".join(c * 2 for c in digits)
        return colour_of(digits[:6]), len(digits) == 8 and int(digits[6:], 16) < 0x1A if _hex(digits) else False
    if found := re.match(r"hsla?\(\s*(-?[\d.]+)\D*?[\s,]+([\d.]+)%[\s,]+([\d.]+)%", text):
        hue, saturation, light = (min(float(n), 360.0) for n in found.groups())
        r, g, b = colorsys.hls_to_rgb(hue / 360, min(light / 100, 1.0), min(saturation / 100, 1.0))
        return (round(r * 255), round(g * 255), round(b * 255)), False
    if found := re.match(r"rgba?\(([^)]*)\)", text):
        numbers = [(float(n), unit) for n, unit in re.findall(r"(\d*\.?\d+)\s*(%?)", found[1])]
        if len(numbers) >= 3:
            red, green, blue = (round(min(255.0, n * 2.55 if unit else n)) for n, unit in numbers[:3])
            alpha = numbers[3][0] / (100 if numbers[3][1] else 1) if len(numbers) > 3 else 1.0
            return (red, green, blue), alpha <= 0.1
    return None, False


def _hex(digits: str) -> bool:
    return re.fullmatch("[0-9a-f]+", digits) is not None


def _is(value: str | None, test: Callable[[float], bool]) -> bool:
    length = pixels(value)
    return length is not None and test(length)


def _specificity(selector: str) -> tuple[int, int, int]:
    """How many ids, then classes and the like, then elements a selector names."""
    bare = re.sub(r"\[[^\]]*\]", ".x", selector)
    ids, classes = bare.count("#"), bare.count(".") + len(re.findall(r"(?<!:):(?!:)", bare))
    return ids, classes, len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", bare)) + bare.count("::")
