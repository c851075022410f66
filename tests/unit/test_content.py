from __future__ import annotations

from pathlib import Path

import pytest

from app.knowledge.guidance import load_guidance
from evals.content import KNOWLEDGE, main


def test_the_repository_passes_and_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == ""


def test_a_piece_that_stands_in_a_source_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    piece = load_guidance(KNOWLEDGE / "guidance")[0]
    (tmp_path / "article.txt").write_text(piece.text, encoding="utf-8")
    assert main(["--sources", str(tmp_path)]) == 1
    assert f"{piece.id}.md: text: " in capsys.readouterr().out


def test_a_directory_without_sources_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--sources", str(tmp_path)])
    assert "holds no *.txt file" in capsys.readouterr().err
