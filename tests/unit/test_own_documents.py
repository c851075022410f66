from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import InputRefused, NotFound
from app.knowledge.own_documents import MOST_PASSAGES, OwnDocument, OwnDocuments, OwnPassage
from app.ports import PieceKind

ROOT = Path(__file__).parents[2]


def own(name: str, text: str = "Name an owner.", passages: int = 1) -> OwnDocument:
    return OwnDocument(
        name=name,
        media_type="text/plain",
        sha256=f"{len(text):064}",
        added_at=datetime(2026, 3, 2, tzinfo=UTC),
        notes=(),
        passages=tuple(
            OwnPassage(heading="Owners", place=f"page {n + 1}", text=text, criteria={"run.owner": 0.8})
            for n in range(passages)
        ),
    )


def names(documents: OwnDocuments) -> list[str]:
    return [document.name for document in documents.all()]


def test_a_document_becomes_pieces_that_say_whose_they_are_and_where_they_stand(tmp_path: Path) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    documents.put(own("Data policy.pdf", passages=2))
    (document,) = OwnDocuments(tmp_path, "acme").all()
    first, second = (piece for piece, _ in document.pieces("acme"))
    assert first.title == "Data policy.pdf: Owners"
    assert first.source == "“Data policy.pdf”, page 1 (your own guidance)"
    assert (first.kind, first.criteria, first.workspace) == (PieceKind.POLICY, ("run.owner",), "acme")
    assert first.id != second.id


def test_a_look_changes_with_every_change_and_with_nothing_else(tmp_path: Path) -> None:
    documents, other = OwnDocuments(tmp_path, "acme"), OwnDocuments(tmp_path, "acme")
    looks = [documents.look()]
    for document in (own("a.txt"), own("a.txt", "Name two owners."), own("b.txt")):
        other.put(document)
        looks.append(documents.look())
        assert documents.look() == looks[-1]
    other.remove("a.txt")
    looks.append(documents.look())
    assert len(set(looks)) == 5
    assert names(documents) == ["b.txt"]


def test_a_document_takes_the_place_of_that_of_its_name(tmp_path: Path) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    assert documents.put(own("a.txt")) is None
    former = documents.put(own("a.txt", "Name two owners."))
    assert former is not None
    assert former.passages[0].text == "Name an owner."
    assert [d.passages[0].text for d in documents.all()] == ["Name two owners."]


@pytest.mark.parametrize("name", ["../up.txt", "a/b\\c.txt", "x" * 200, "CON", "ä 文.pdf", ".hidden", "a\x00b"])
def test_whatever_a_document_is_called_it_stays_in_its_directory(tmp_path: Path, name: str) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    documents.put(own(name))
    assert names(documents) == [name]
    assert len([p for p in tmp_path.rglob("*.json") if p.parent == documents.home / "guidance"]) == 1
    documents.remove(name)
    assert names(documents) == []


def test_names_that_differ_in_capital_letters_are_two(tmp_path: Path) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    documents.put(own("Policy.txt"))
    documents.put(own("policy.txt"))
    assert len(documents.all()) == 2


def test_removing_goes_by_name_or_by_id(tmp_path: Path) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    for name in ("a.txt", "b.txt"):
        documents.put(own(name))
    assert documents.remove("a.txt").name == "a.txt"
    assert documents.remove(documents.all()[0].id).name == "b.txt"
    documents.put(own("c.txt"))
    with pytest.raises(NotFound, match=r"no document 'a\.txt' in the workspace 'acme'; there are: c\.txt \(\w{8}\)"):
        documents.remove("a.txt")


@pytest.mark.parametrize("name", ["", " ", "..", ".", "a/b", "a\\b", "a\nb", "-x", "x" * 65, "a.", "a ", "\x00"])
def test_a_workspace_whose_name_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputRefused, match="is no name of a workspace; expected 1 to 64"):
        OwnDocuments(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_workspaces_share_no_directory_however_alike_their_names_are(tmp_path: Path) -> None:
    alike = ["acme", "Acme", "ACME", "acme team", "acme_team", "acme.team", "%41cme", "Köln", "Koln"]
    made = [OwnDocuments(tmp_path, name).home.name.casefold() for name in alike if name[0] != "%"]
    assert len(set(made)) == len(made)
    assert OwnDocuments(tmp_path, "Ko\u0308ln").home == OwnDocuments(tmp_path, "Köln").home


def test_what_is_damaged_or_of_another_is_left_out_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    documents.put(own("a.txt"))
    documents.put(own("b.txt"))
    file = next(path for path in (documents.home / "guidance").iterdir() if b"a.txt" in path.read_bytes())
    file.write_bytes(file.read_bytes()[:100])
    (documents.home / "guidance" / "stray.json").write_text(own("c.txt").model_dump_json())
    for _ in range(3):
        assert names(documents) == ["b.txt"]
    assert len(caplog.records) == 2
    documents.put(own("a.txt"))
    assert names(documents) == ["a.txt", "b.txt"]


def test_there_is_room_for_so_many_passages_and_no_more(tmp_path: Path) -> None:
    documents = OwnDocuments(tmp_path, "acme")
    documents.put(own("a.txt", passages=MOST_PASSAGES - 1))
    documents.put(own("b.txt"))
    with pytest.raises(InputRefused, match=r"c\.txt: makes 1 passages.*more than 10,000; remove one first"):
        documents.put(own("c.txt"))
    documents.put(own("a.txt"))
    documents.put(own("c.txt"))


ADDING = """
import sys
from pathlib import Path
from app.knowledge.own_documents import OwnDocuments
from tests.unit.test_own_documents import own
documents = OwnDocuments(Path(sys.argv[1]), "acme")
print("ready", flush=True)
sys.stdin.readline()
for n in range(30):
    documents.put(own(f"{sys.argv[2]}-{n}.txt"))
    documents.put(own("both.txt"))
"""


def test_of_what_processes_add_at_once_nothing_is_lost(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ADDING, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in "xy"
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    expected = {f"{name}-{n}.txt" for name in "xy" for n in range(30)} | {"both.txt"}
    assert set(names(OwnDocuments(tmp_path, "acme"))) == expected
