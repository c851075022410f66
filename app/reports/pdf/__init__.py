"""The report as a PDF: a page to decide on, the plan, the gates, then everything else.

Typst sets it, in the process, with the fonts in `fonts/` and those that its binding holds. What people wrote goes
into the templates in `typst/` as JSON, so none of it is ever read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.brand import Brand, Logo
from app.domain.report import Report
from app.ports import ReportOptions
from app.reports.pdf.appendix import appendix
from app.reports.pdf.blocks import shown
from app.reports.pdf.board import board, result
from app.reports.pdf.gates import gates
from app.reports.pdf.plan import plan

if TYPE_CHECKING:
    from typst import Fonts

_HERE = Path(__file__).parent
_LOGOS: Mapping[str, str] = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}


class Pdf:
    """Writes the report as a tagged PDF (PDF/UA-1) with bookmarks, its fonts embedded and its charts drawn."""

    suffix = ".pdf"
    media_type = "application/pdf"
    about = "readiness"
    label = "Report (PDF)"

    def render(self, report: Report, options: ReportOptions) -> bytes:
        """The whole report; the same report and options give the same bytes."""
        from typst import TypstError  # a library of 80 MB, and not everybody asks for a PDF

        try:
            return _compiled(report, options.brand, options.brand.logo)
        except TypstError:
            if options.brand.logo is None:
                raise
            return _compiled(report, options.brand, None)  # a picture that Typst cannot draw is no reason to fail


def _compiled(report: Report, brand: Brand, logo: Logo | None) -> bytes:
    from typst import Compiler

    files: dict[str, bytes] = {path.name: path.read_bytes() for path in sorted((_HERE / "typst").glob("*.typ"))}
    files["report.json"] = json.dumps(shown(_content(report, brand, logo))).encode()
    if logo:
        files["logo.json"] = str(list(logo.content)).encode()  # as numbers: the binding takes no files but text
    main: Any = files | {"main.typ": files.pop("report.typ")}  # the stubs know of one file, the binding of several
    made = Compiler(main, root=_HERE / "typst", font_paths=_fonts()).compile(
        format="pdf", pdf_standards="ua-1", timestamp=int(report.changed_at.timestamp())
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> Fonts:
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[_HERE / "fonts"])


def _content(report: Report, brand: Brand, logo: Logo | None) -> dict[str, Any]:
    at = report.changed_at
    return {
        "title": f"Production readiness: {report.pilot}",
        "date": {"year": at.year, "month": at.month, "day": at.day},
        "brand": {
            "name": brand.name,
            "primary": brand.primary.code,
            "accent": brand.accent.code,
            "logo": _LOGOS[logo.media_type] if logo else "",
        },
        "board": board(report),
        "blocks": [*result(report), *plan(report), *gates(report), *appendix(report)],
    }
