from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnowledgeError
from app.knowledge.guidance import load_guidance
from app.knowledge.overlap import shingles
from app.ports import Piece, PieceKind
from evals import content
from evals.content import KNOWLEDGE, Topic, load_topics, main, read_shingles, untold, write_shingles


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


def test_without_the_texts_their_shingles_tell_what_was_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    piece = load_guidance(KNOWLEDGE / "guidance")[0]
    write_shingles({"article.txt": piece.text}, tmp_path / "shingles")
    monkeypatch.setattr(content, "read_shingles", lambda: read_shingles(tmp_path / "shingles"))
    assert main([]) == 1
    assert f"{piece.id}.md: text: " in (said := capsys.readouterr().out)
    assert "stands in a source; expected fewer than 9 words in a row" in said


def test_shingles_come_back_as_they_were_written(tmp_path: Path) -> None:
    texts = {"a.txt": "one two three four five six seven eight nine ten", "b.txt": "too short"}
    write_shingles(texts, tmp_path / "shingles")
    assert read_shingles(tmp_path / "shingles") == shingles(texts["a.txt"])
    assert len(read_shingles(tmp_path / "shingles")) == 2


def test_the_shingles_of_the_sources_are_in_the_repository() -> None:
    assert len(read_shingles()) > 3_000


def test_other_sources_than_those_of_the_shingles_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.txt").write_text("Words that stand in no piece at all, and nine of them.", encoding="utf-8")
    assert main(["--sources", str(tmp_path)]) == 1
    assert "sources.shingles: is not made of these sources" in capsys.readouterr().out


def test_shingles_are_not_written_without_sources(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--write-shingles"])
    assert "needs --sources" in capsys.readouterr().err


# --- what the sources say -----------------------------------------------------------------------------------


def piece(name: str, text: str) -> Piece:
    return Piece(name, "A title", PieceKind.BENCHMARK, (), (), "Somebody, 2026", text)


PIECES = (piece("rates", "It was 80.3 % of more than 2,400, or 5 to 10 times."), piece("cost", "11.3 million dollars"))


def test_every_figure_of_the_sources_stands_in_its_piece() -> None:
    topics = load_topics()
    assert untold(topics, load_guidance(KNOWLEDGE / "guidance")) == []
    assert sum(len(topic.figures) for topic in topics) > 40


@pytest.mark.parametrize("figure", ["80.3 %", "80.3%", "2,400", "5 to 10", "11.3 MILLION"])
def test_a_figure_is_found_however_it_is_spaced(figure: str) -> None:
    assert untold([Topic(topic="All", pieces=("rates", "cost"), figures=(figure,))], PIECES) == []


@pytest.mark.parametrize("figure", ["80 %", "0.3 %", "400", "5 to 1", "1.3 million", "80.3 % of them"])
def test_a_part_of_a_figure_is_another_figure(figure: str) -> None:
    assert untold([Topic(topic="All", pieces=("rates", "cost"), figures=(figure,))], PIECES) == [
        f"All: {figure!r} stands in none of rates, cost"
    ]


def test_a_topic_that_names_no_piece_is_a_problem() -> None:
    assert untold([Topic(topic="Gone", pieces=("ghost",), figures=("80.3 %",))], PIECES) == [
        "Gone: 'ghost' is no piece; expected the id of one",
        "Gone: '80.3 %' stands in none of ghost",
    ]


def test_a_wrong_list_of_topics_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "coverage.yaml").write_text("- topic: One\n  pieces: [a]\n- topic: Two\n  pieces: []\n")
    with pytest.raises(KnowledgeError, match=r"coverage\.yaml:4: 1\.pieces: Tuple should have at least 1 item"):
        load_topics(tmp_path / "coverage.yaml")
