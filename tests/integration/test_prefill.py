"""`gatewise prefill`, and documents in the terminal's interview: good files and bad ones, as a user gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.documents import PLANTED, line, pdf
from tests.integration.test_cli import ROOT, Result, inside
from tests.integration.test_cli import gatewise as installed

ROLLBACK = "A bad release is rolled back with one command, and the rollback was exercised on 12 March."
CHARTER = [
    "Project charter",
    "The executive sponsor is Margaret Hale, Director of Retail Operations, whose department will use it.",
]
REVIEW = [
    "All of its data is encrypted in storage and in transit, and each role sees only what it needs.",
    "The rollback has never been exercised.",
    PLANTED,
]
DRILL = "The rollback was exercised on 12 March on the production cluster and took seven minutes.\n"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    pages = [[line(text, at=(40, 760 - 20 * n), size=8) for n, text in enumerate(page)] for page in (CHARTER, REVIEW)]
    (folder / "review.pdf").write_bytes(pdf(*pages))
    (folder / "drill.md").write_text(f"# Minutes\n\n## Drill\n\n{DRILL}", encoding="utf-8")
    (folder / "copy.md").write_bytes((folder / "drill.md").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    return folder


def gatewise(data_dir: Path, *arguments: object, stdin: bytes = b"") -> Result:
    """The command, of this very copy of the repository."""
    return installed(data_dir, *arguments, stdin=stdin, PYTHONPATH=str(ROOT))


def prefill(tmp_path: Path, *arguments: object) -> Result:
    return inside(tmp_path, "prefill", *arguments)


def content(result: Result) -> dict[str, Any]:
    found = json.loads(result.out)
    assert isinstance(found, dict)
    return found


def test_what_documents_say_comes_with_quote_page_and_confidence_and_their_conflict(
    tmp_path: Path, papers: Path
) -> None:
    result = prefill(tmp_path, papers / "review.pdf", papers / "drill.md", "--json")

    assert result.code == 0
    found = content(result)
    by_element = {(f["element"], f["document"]): f for f in found["findings"]}
    security = by_element["governance.security.access", "review.pdf"]
    assert (security["status"], security["quote"], security["page"]) == ("evidenced", REVIEW[0], 2)
    assert 0 < security["confidence"] <= 1
    drill = by_element["architecture.deployment.exercised", "drill.md"]
    assert (drill["quote"], drill["place"], "page" in drill) == (DRILL.strip(), 'section "Drill"', False)
    (conflict,) = found["conflicts"]
    assert conflict["element"] == "architecture.deployment.exercised"
    assert {(f["document"], f["status"]) for f in conflict["findings"]} == {
        ("review.pdf", "refuted"),
        ("drill.md", "evidenced"),
    }
    assert PLANTED not in result.out


def test_people_read_it_gate_by_gate_with_the_conflict_at_the_end(tmp_path: Path, papers: Path) -> None:
    result = prefill(tmp_path, papers / "review.pdf", papers / "drill.md")

    assert result.code == 0
    assert "(review.pdf, page 2)" in result.out
    assert "In conflict: 1 element" in result.out
    assert result.out.index("Architecture") < result.out.index("Governance") < result.out.index("In conflict")


def test_what_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path, papers: Path) -> None:
    bad = ("empty.txt", "broken.pdf", "copy.md", "nowhere.pdf")
    result = gatewise(tmp_path, "prefill", papers / "drill.md", *(papers / name for name in bad), papers, "--json")

    assert result.code == 2
    assert [f["document"] for f in content(result)["findings"]] == ["drill.md"]
    told = result.err.splitlines()
    for name, words in zip(bad, ("is empty", "", "is the same, byte for byte, as", "cannot be read"), strict=True):
        assert any(name in sentence and words in sentence for sentence in told), name
    assert any("Is a directory" in sentence for sentence in told)


def test_only_a_file_that_is_not_there_ends_with_not_found_and_json_all_the_same(tmp_path: Path) -> None:
    result = prefill(tmp_path, tmp_path / "nowhere.pdf", "--json")
    assert (result.code, content(result)) == (3, {"findings": [], "conflicts": []})


def test_a_document_in_another_language_gives_nothing(tmp_path: Path) -> None:
    paper = tmp_path / "de.txt"
    paper.write_text("Das Zurückrollen wurde am 12. März auf dem System geübt und dauerte nicht lange.", "utf-8")
    result = prefill(tmp_path, paper)
    assert (result.code, "Nothing was found" in result.out) == (0, True)


def test_an_interview_begins_with_the_cards_of_the_documents(tmp_path: Path, papers: Path) -> None:
    files = ("--document", papers / "drill.md", "--document", papers / "empty.txt")
    result = gatewise(tmp_path, "interview", "--pilot", "Dispute Desk", *files, stdin=b"\n/pause\n")

    assert result.code == 0
    assert "drill.md Read. It says something on 1 point" in " ".join(result.out.split())
    assert "empty.txt is empty" in " ".join(result.out.split())
    assert "drill.md, section" in " ".join(result.out.split())
    assert "what does the pilot do" in " ".join(result.out.split()), "the card was accepted, and the interview begins"


def test_an_interview_names_a_document_that_is_not_there_before_it_begins(tmp_path: Path) -> None:
    result = gatewise(tmp_path, "interview", "--pilot", "X", "--document", tmp_path / "nowhere.pdf")
    assert result.code == 3
    assert "nowhere.pdf" in result.err
    assert gatewise(tmp_path, "list").out.startswith("There are no assessments")
