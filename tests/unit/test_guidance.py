from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KnowledgeError
from app.knowledge.guidance import check, load_guidance
from app.knowledge.overlap import shingles
from app.ports import PieceKind
from tests.frameworks import five_gates, small_framework

REPOSITORY = Path(__file__).parent.parent.parent / "knowledge" / "guidance"

SOURCES = """\
- id: paper
  publisher: Somebody
  title: A paper
  year: 2026
  taken: A figure.
- id: book
  publisher: Elsewhere Press
  title: A book
  year: 2016
  taken: A practice.
"""
FRONT = """\
id: on-purpose
title: Say what it is for
kind: fix
criteria: [fit.purpose]
elements: [fit.purpose.stated]
sources:
  - id: paper
    said_by: Gartner, 2025
  - id: book
"""
BODY = "word " * 80
SMALL = small_framework()

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes one piece, the only fix for its element, and others that cover the rest; gives the directory."""

    def write(front: str = FRONT, body: str = BODY, name: str = "on-purpose", sources: str = SOURCES) -> Path:
        directory = tmp_path / "guidance"
        directory.mkdir(exist_ok=True)
        (tmp_path / "sources.yaml").write_text(sources, encoding="utf-8")
        (directory / f"{name}.md").write_text(f"---\n{front}---\n{body}", encoding="utf-8")
        for kind in ("why", "fix", "example", "benchmark"):
            elements = [e.id for e in SMALL.elements if (kind, e.id) != ("fix", "fit.purpose.stated")]
            others = FRONT.replace("on-purpose", f"on-others-{kind}").replace("kind: fix", f"kind: {kind}")
            others = others.replace("[fit.purpose]", f"[{', '.join(c.id for c in SMALL.criteria)}]")
            others = others.replace("[fit.purpose.stated]", f"[{', '.join(elements)}]")
            (directory / f"on-others-{kind}.md").write_text(f"---\n{others}---\n{BODY} 54 %", encoding="utf-8")
        return directory

    return write


def problems(directory: Path, *, sources: dict[str, str] | None = None) -> list[str]:
    known = {name: shingles(text) for name, text in (sources or {}).items()}
    return [p.replace(str(directory.parent), "").lstrip("/") for p in check(directory, SMALL, known)]


def test_every_piece_of_the_repository_is_in_order() -> None:
    assert check(REPOSITORY, five_gates()) == []


def test_a_piece_is_read_as_it_stands(write: Write) -> None:
    (*others, piece) = load_guidance(write(body="\n  First line.\n\n---\n\nLast line.\n"))
    assert [p.id for p in others] == ["on-others-benchmark", "on-others-example", "on-others-fix", "on-others-why"]
    assert piece.id == "on-purpose"
    assert piece.title == "Say what it is for"
    assert piece.kind is PieceKind.FIX
    assert piece.criteria == ("fit.purpose",)
    assert piece.elements == ("fit.purpose.stated",)
    assert piece.source == "Gartner, 2025, cited by Somebody, 2026; Elsewhere Press, 2016"
    assert piece.text == "First line.\n\n---\n\nLast line."
    assert piece.platforms == ()


def test_a_piece_on_platforms_names_them(write: Write) -> None:
    piece = load_guidance(write(FRONT + "platforms: [agentforce, Breeze]\n"))[-1]
    assert piece.platforms == ("agentforce", "Breeze")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write: Write) -> None:
    directory = write()
    file = directory / "on-purpose.md"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(directory) == []


@pytest.mark.parametrize(
    ("front", "message"),
    [
        (FRONT.replace("title: Say what it is for\n", ""), "on-purpose.md:2: title: Field required"),
        (FRONT.replace("Say what it is for", '""'), "on-purpose.md:3: title: String should have at least 1 character"),
        (FRONT.replace("kind: fix", "kind: advice"), "on-purpose.md:4: kind: Input should be 'why', 'fix', "),
        (FRONT.replace("kind: fix", "kind: advice"), "(given: 'advice')"),
        (FRONT.replace("[fit.purpose]", "fit.purpose"), "on-purpose.md:5: criteria: Input should be a valid tuple"),
        (FRONT.replace("[fit.purpose]", "[Fit Purpose]"), "on-purpose.md:5: criteria.0: String should match pattern"),
        (FRONT + "author: me\n", "on-purpose.md:11: author: Extra inputs are not permitted (given: 'me')"),
        (FRONT.replace("said_by", "said"), "on-purpose.md:9: sources.0.said: Extra inputs are not permitted"),
        (FRONT.partition("sources")[0], "on-purpose.md:2: sources: Field required"),
        (FRONT.partition("sources")[0] + "sources: []\n", "on-purpose.md:7: sources: Tuple should have at least 1"),
        (FRONT.replace("- id: book", "- id: film"), "on-purpose.md: sources: film not known; expected of paper, book"),
        (FRONT.replace("kind: fix", "kind: [fix"), "on-purpose.md:5: no valid YAML: expected ',' or ']'"),
        (FRONT.replace("id: on-purpose", "id: On Purpose"), "on-purpose.md:2: id: String should match pattern"),
        ("", "on-purpose.md:1: no front matter; expected it first, between two lines of ---"),
    ],
)
def test_a_wrong_front_matter_is_refused_with_its_place(write: Write, front: str, message: str) -> None:
    directory = write(front)
    with pytest.raises(KnowledgeError) as refused:
        load_guidance(directory)
    assert message in str(refused.value)
    assert any(message in problem for problem in problems(directory))


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (SOURCES.replace("year: 2016", "year: lately"), "sources.yaml:9: 1.year: Input should be a valid integer"),
        (SOURCES.replace("  taken: A figure.\n", ""), "sources.yaml:1: 0.taken: Field required"),
        (SOURCES.replace("id: book", "id: paper"), "sources.yaml: id: 'paper' stands twice"),
        ("- id: [", "sources.yaml:1: no valid YAML"),
    ],
)
def test_a_wrong_list_of_sources_is_the_only_problem_named(write: Write, sources: str, message: str) -> None:
    (problem,) = problems(write(sources=sources))
    assert message in problem


def test_what_is_not_there_is_named(tmp_path: Path, write: Write) -> None:
    directory = write()
    (tmp_path / "empty").mkdir()
    assert problems(tmp_path / "empty") == ["empty: holds no guidance; expected files named *.md"]
    (tmp_path / "sources.yaml").unlink()
    assert problems(directory) == ["sources.yaml: cannot be read: No such file or directory"]


def test_all_wrong_pieces_are_named_at_once(write: Write) -> None:
    directory = write(FRONT.replace("kind: fix", "kind: advice"))
    (directory / "other.md").write_bytes(b"---\n\xff")
    with pytest.raises(KnowledgeError, match=r"(?s)on-purpose\.md:4: kind.*other\.md: is not UTF-8 text \(byte 4\)"):
        load_guidance(directory)


def test_two_pieces_cannot_share_an_id(write: Write) -> None:
    directory = write()
    write(name="twin")
    with pytest.raises(KnowledgeError, match=r"twin\.md: id: 'on-purpose' is the id of on-purpose\.md"):
        load_guidance(directory)


@pytest.mark.parametrize(
    ("front", "body", "problem"),
    [
        (
            FRONT.replace("id: on-purpose", "id: off"),
            BODY,
            "id: 'off' is not the name of the file; expected 'on-purpose'",
        ),
        (
            FRONT.replace("[fit.purpose]", "[fit.purpose, fit.size]"),
            BODY,
            "criteria: 'fit.size' is no criterion of two-gates",
        ),
        (FRONT.replace(".stated", ".sung"), BODY, "elements: 'fit.purpose.sung' is no element of two-gates"),
        (
            FRONT.replace("fit.purpose.stated", "run.owner.named"),
            BODY,
            "elements: 'run.owner.named' belongs to run.owner; expected that among the criteria",
        ),
        (FRONT, "word " * 79, "text: has 79 words; expected 80 to 250"),
        (FRONT, "word " * 251, "text: has 251 words; expected 80 to 250"),
        (
            FRONT,
            f"{BODY} See [[on-others-fix]].",
            "text: '[[on-others-fix]]' refers to another piece; expected a text that stands alone",
        ),
        (
            FRONT,
            f"{BODY} See [that](on-others-fix.md#part).",
            "text: '](on-others-fix.md#part)' refers to another piece; expected a text that stands alone",
        ),
    ],
)
def test_a_piece_out_of_place_is_a_problem(write: Write, front: str, body: str, problem: str) -> None:
    assert [p for p in problems(write(front, body)) if "on-purpose.md" in p] == [f"guidance/on-purpose.md: {problem}"]


def test_a_piece_of_250_words_is_in_order(write: Write) -> None:
    assert problems(write(body="word " * 250)) == []


def test_an_element_without_a_fix_is_a_problem(write: Write) -> None:
    assert problems(write(FRONT.replace("[fit.purpose.stated]", "[]"))) == [
        "guidance: no piece of the kind fix serves fit.purpose.stated; expected one at least"
    ]


def test_a_sentence_of_a_source_is_a_problem(write: Write) -> None:
    directory = write(body=f"{BODY} It takes nine words in a row to be caught.")
    article = {"article.txt": "They say: it takes nine words, in a row, to be CAUGHT out."}
    assert problems(directory, sources=article) == [
        'guidance/on-purpose.md: text: "it takes nine words in a row to be caught" stands in article.txt; '
        "expected fewer than 9 words in a row"
    ]


FRAGMENTS = st.sampled_from([*FRONT.splitlines(), "---", "- ", "&a *a", "{", "'", "\t", "? !!x", "%YAML 9"])
MATTER = st.lists(FRAGMENTS | st.text(max_size=12), max_size=14).map("\n".join)


@given(st.binary(max_size=200) | MATTER.map(lambda matter: f"---\n{matter}\n---\n{BODY}".encode()))
def test_whatever_a_file_holds_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    root = tmp_path_factory.getbasetemp() / "foreign"
    (root / "guidance").mkdir(parents=True, exist_ok=True)
    (root / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (root / "guidance" / "foreign.md").write_bytes(content)
    with contextlib.suppress(KnowledgeError):
        (piece,) = load_guidance(root / "guidance")
        assert piece.source
