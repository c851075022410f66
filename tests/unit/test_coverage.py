from __future__ import annotations

import pytest

from app.knowledge.coverage import uncovered
from app.ports import Piece, PieceKind
from tests.frameworks import small_framework

SMALL = small_framework()
ELEMENTS = tuple(e.id for e in SMALL.elements)
CRITERIA = tuple(c.id for c in SMALL.criteria)


def piece(kind: PieceKind, text: str = "54 % of them.", *, platforms: tuple[str, ...] = ()) -> Piece:
    return Piece(kind.value, "A title", kind, CRITERIA, ELEMENTS, "Somebody, 2026", text, platforms)


PIECES = [piece(kind) for kind in (PieceKind.WHY, PieceKind.FIX, PieceKind.EXAMPLE, PieceKind.BENCHMARK)]


def test_nothing_is_missing_where_every_kind_serves_every_part() -> None:
    assert uncovered(PIECES, SMALL) == []


@pytest.mark.parametrize("kind", [PieceKind.WHY, PieceKind.FIX, PieceKind.EXAMPLE])
def test_every_element_without_a_piece_of_a_kind_is_named(kind: PieceKind) -> None:
    assert uncovered([p for p in PIECES if p.kind is not kind], SMALL) == [
        f"no piece of the kind {kind} serves {e}; expected one at least" for e in ELEMENTS
    ]


@pytest.mark.parametrize("text", ["Most of them, said Somebody in 2026.", "Nothing to count."])
def test_a_benchmark_without_a_figure_is_none(text: str) -> None:
    assert uncovered([*PIECES[:3], piece(PieceKind.BENCHMARK, text)], SMALL) == [
        f"no piece of the kind benchmark with a figure serves {c}; expected one at least" for c in CRITERIA
    ]


def test_guidance_on_a_platform_does_not_count() -> None:
    assert len(uncovered([piece(p.kind, platforms=("agentforce",)) for p in PIECES], SMALL)) == 3 * 8 + 4


def test_without_any_piece_everything_is_missing() -> None:
    assert len(uncovered([], SMALL)) == 3 * 8 + 4
