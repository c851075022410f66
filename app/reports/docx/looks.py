"""What the styles of a Word report look like, in a brand's colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.brand import READABLE, WHITE, Brand, Colour

_INK, _MUTED, _RULE, _TINT = "1A1A1A", "404040", "BFBFBF", "F2F4F6"


def looks(brand: Brand) -> Mapping[str, tuple[str, str]]:
    """The kind of each style, and what stands in it after its name."""
    primary, on_primary = _hex(brand.primary), _hex(brand.primary.text)
    accent = _hex(brand.accent) if brand.accent.contrast(Colour(WHITE)) >= READABLE else primary
    return {
        **{name: ("paragraph", d) for name, d in _paragraphs(primary, on_primary, accent)},
        "Strong": ("character", _character("<w:b/><w:bCs/>")),
        "Report Alert": ("character", _character(f'<w:b/><w:bCs/><w:color w:val="{accent}"/>')),
        "Report Long Title": ("character", _character(_size(32))),
        "Report Table": ("table", _table(primary)),
    }


def _paragraphs(primary: str, on_primary: str, accent: str) -> Iterator[tuple[str, str]]:
    band = f'<w:{{}} w:val="single" w:sz="48" w:space="0" w:color="{primary}"/>'
    borders = "".join(band.format(side) for side in ("top", "left", "bottom", "right"))
    kept = "<w:keepNext/><w:keepLines/>"
    uncounted = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    yield "Normal", f"<w:qFormat/><w:rPr>{_colour(_INK)}</w:rPr>"
    yield "Title", _paragraph(kept + _space(0, 40, 240), _size(52, bold=True, colour=primary), following="Normal")
    yield "Subtitle", _paragraph(kept + _space(0, 160), _size(19, colour=_MUTED), following="Normal")
    for level, (size, before, after) in enumerate(((32, 400, 140), (24, 340, 80), (20, 220, 60)), 1):
        yield (
            f"heading {level}",
            _paragraph(
                f'{kept}{_space(before, after, 252)}<w:outlineLvl w:val="{level - 1}"/>',
                _size(size, bold=True, colour=primary if level < 3 else _INK),
                following="Normal",
            ),
        )
    yield (
        "Report Heading",
        _paragraph(
            f'{kept}{uncounted}{_space(280, 80, 252)}<w:ind w:left="0" w:firstLine="0"/>',
            "",
            based="heading 2",
            following="Normal",
        ),
    )
    yield "header", _paragraph(_space(0, 0, 240), _size(16, colour=_MUTED))
    yield "footer", _paragraph(_space(0, 0, 240), _size(16, colour=_MUTED))
    yield "toc 1", _paragraph(_space(0, 40, 252), _size(19), following="Normal")
    yield "List Bullet", _paragraph(_space(0, 50) + '<w:ind w:left="284" w:hanging="284"/>', "")
    yield (
        "Report Kicker",
        _paragraph(kept + _space(0, 60, 240), f'<w:b/><w:bCs/>{_colour(accent)}<w:spacing w:val="16"/>{_size(17)}'),
    )
    yield (
        "Report Verdict",
        _paragraph(
            f'{kept}{uncounted}<w:pBdr>{borders}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{primary}"/>'
            f'{_space(160, 240, 240)}<w:ind w:left="120" w:right="120"/><w:outlineLvl w:val="0"/>',
            _size(36, bold=True, colour=on_primary),
            following="Normal",
        ),
    )
    yield "Report Lead", _paragraph(_space(0, 140, 276), _size(22))
    yield "Report Label", _paragraph(kept + _space(100, 40), _size(19, bold=True, colour=primary))
    yield "Report Figure", _paragraph("<w:keepNext/>" + _space(20, 0, 240), _size(36, bold=True, colour=primary))
    yield "Report Chart", _paragraph("<w:keepNext/>" + _space(0, 0, 240), "")
    yield "Report Note", _paragraph(_space(0, 60, 252), _size(17, colour=_MUTED))
    yield "Report Cell", _paragraph(_space(30, 30, 252), _size(17))
    yield "Report Cell Head", _paragraph(_space(30, 30, 252), _size(17, bold=True))


def _paragraph(layout: str, look: str, *, based: str = "Normal", following: str = "") -> str:
    then = f'<w:next w:val="@{following}"/>' if following else ""
    characters = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:basedOn w:val="@{based}"/>{then}<w:qFormat/><w:pPr>{layout}</w:pPr>{characters}'


def _character(look: str) -> str:
    return f"<w:qFormat/><w:rPr>{look}</w:rPr>"


def _table(primary: str) -> str:
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"'
    thick = f'w:val="single" w:sz="12" w:space="0" w:color="{primary}"'
    return (
        '<w:qFormat/><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"<w:tblPr><w:tblBorders><w:top {thick}/><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom {thick}/></w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/></w:tcPr></w:tblStylePr>'
        f'<w:tblStylePr w:type="firstCol"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/></w:tcPr>'
        "</w:tblStylePr>"
    )


def _space(before: int, after: int, line: int = 264) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _size(half_points: int, *, bold: bool = False, colour: str = "") -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f'{weight}{_colour(colour)}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(code: str) -> str:
    return f'<w:color w:val="{code}"/>' if code else ""


def _hex(colour: Colour) -> str:
    return colour.code[1:].upper()
