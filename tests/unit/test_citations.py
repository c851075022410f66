from __future__ import annotations

from app.domain.report import Citation
from app.ports import Piece, PieceKind
from app.reports.citations import by_criterion


def piece(name: str, kind: PieceKind, *criteria: str) -> Piece:
    return Piece(name, name.title(), kind, criteria, (), f"Source of {name}", "Text.")


def test_a_criterion_cites_what_is_the_organisations_own_then_fixes_then_reasons_then_the_rest() -> None:
    pieces = [
        piece("policy", PieceKind.POLICY, "run.watch"),
        piece("word", PieceKind.DEFINITION, "run.watch"),
        piece("reason", PieceKind.WHY, "run.watch", "run.owner"),
        piece("zeal", PieceKind.FIX, "run.watch"),
        piece("care", PieceKind.FIX, "run.watch"),
        piece("general", PieceKind.WHY),
    ]

    found = by_criterion(pieces)

    assert [c.title for c in found["run.watch"]] == ["Policy", "Care", "Zeal", "Reason", "Word"]
    assert found["run.owner"] == (Citation("Reason", "Source of reason"),)
    assert set(found) == {"run.watch", "run.owner"}
    assert by_criterion(reversed(pieces)) == found
