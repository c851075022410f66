"""The commands as a user runs them. What a process of its own adds nothing to is run in this one."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest
import typer
import yaml
from typer.testing import CliRunner

from app.cli import app
from app.domain.assessment import Assessment
from app.errors import GatewiseError
from app.frameworks import load_framework
from app.simulation.persona import load_persona
from app.storage.store import open_store
from tests.builders import Build
from tests.examples import rich
from tests.frameworks import FIVE_GATES, small_framework

ROOT = Path(__file__).parents[2]
PERSONAS = ROOT / "evals" / "personas"
GATEWISE = str(Path(sys.executable).with_name("gatewise"))
OTHER_ID = "0123ffffffffffff"
HEAVY = ("langgraph", "chromadb", "onnxruntime", "alembic", "tokenizers", "bm25s")


class Result(NamedTuple):
    code: int
    out: str
    err: str


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {"GATEWISE_DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | more


def gatewise(data_dir: Path, *arguments: object, stdin: bytes = b"", **env: str) -> Result:
    """The installed command, in a bare environment; no user ever sees a traceback."""
    done = subprocess.run(
        [GATEWISE, *map(str, arguments)],
        env=environment(data_dir, **env),
        input=stdin,
        capture_output=True,
        check=False,
    )
    result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.err, result.err
    return result


def inside(data_dir: Path, *arguments: object, **env: str) -> Result:
    """The same in this process; an error has the exit code that its class says."""
    done = CliRunner().invoke(app, [str(a) for a in arguments], env={"GATEWISE_DATA_DIR": str(data_dir)} | env)
    if isinstance(done.exception, GatewiseError):
        return Result(done.exception.exit_code, done.stdout, str(done.exception))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Result(done.exit_code, done.stdout, done.stderr)


def heed_interrupts() -> None:
    """Whoever runs the tests in the background of a script has them, and all they start, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def started(data_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    """An interview whose standard input stays open, up to its first question."""
    process = subprocess.Popen(
        [GATEWISE, "interview", *arguments],
        env=environment(data_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    assert process.stdout
    assert any("Enter sends" in line for line in process.stdout)
    return process


def keep(data_dir: Path, *assessments: Assessment) -> None:
    async def work() -> None:
        async with open_store(data_dir) as store:
            for assessment in assessments:
                await store.create(assessment)

    asyncio.run(work())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with two assessments, which no test changes."""
    data_dir = tmp_path_factory.mktemp("kept")
    other = Build(id=OTHER_ID, pilot="[bold]Other[/bold] \x1b[31mred\x1b[0m " + "and a long name " * 9)
    keep(data_dir, rich(), other.assessment)
    return data_dir


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose guidance index an interview has built while nobody typed."""
    data_dir = tmp_path_factory.mktemp("indexed")
    with started(data_dir, "--pilot", "X") as process:
        give_up = time.monotonic() + 120
        while not (data_dir / "index" / "current").exists():
            assert time.monotonic() < give_up, "the index never came"
            time.sleep(0.1)
        assert process.poll() is None
        _, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    return data_dir


def json_file(path: Path, lines: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# --- help, start-up -----------------------------------------------------------------------------------


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    found = [(path, group)] if path else []
    for name, command in getattr(group, "commands", {}).items():
        found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize(("path", "command"), commands(typer.main.get_command(app)), ids=lambda v: str(v)[:40])
def test_every_command_and_every_option_says_what_it_is_for(
    path: tuple[str, ...], command: Any, tmp_path: Path
) -> None:
    shown = inside(tmp_path, *path, "--help")

    assert shown.code == 0
    sentence = command.help.strip()
    assert re.fullmatch(r"[A-Z][^.]+\.", sentence), "one sentence"
    assert sentence in " ".join(shown.out.split())
    for parameter in command.params:
        assert parameter.help, f"{parameter.name} is not explained"
        assert parameter.help.split()[0] in shown.out


def test_the_list_of_commands_cuts_no_sentence_off(tmp_path: Path) -> None:
    shown = gatewise(tmp_path, "--help")

    assert shown.code == 0
    assert "..." not in shown.out.partition("Commands:")[2]
    for name in ("interview", "list", "export", "import", "read", "search", "simulate", "framework", "graph", "doctor"):
        assert re.search(rf"^  {name}  +[A-Z]", shown.out, re.MULTILINE)
    assert "Ends with 0 when done" in shown.out


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["framework", "validate", str(FIVE_GATES)]], ids=" ".join)
def test_light_commands_load_nothing_heavy(kept: Path, arguments: list[str]) -> None:
    program = (
        "import sys\nfrom app.cli import app\ntry:\n    app(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print('heavy:', *(m for m in {HEAVY} if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment(kept), cwd=ROOT, capture_output=True, check=False
    )

    assert done.stdout.decode().splitlines()[-1] == "heavy:", done.stderr.decode()


# --- list, export, import -----------------------------------------------------------------------------


def test_an_empty_directory_has_no_assessments_and_says_how_to_begin_one(tmp_path: Path) -> None:
    shown = gatewise(tmp_path / "new" / "data", "list")

    assert shown == Result(0, "There are no assessments yet. Begin one with: gatewise interview\n", "")


def test_piped_the_list_is_a_line_for_each_assessment_and_obeys_no_name(kept: Path) -> None:
    shown = gatewise(kept, "list")

    header, *lines = shown.out.splitlines()
    assert shown.code == 0
    assert header.split() == ["Id", "Pilot", "Framework", "Opened", "Changed"]
    assert sorted(line.split()[0] for line in lines) == ["0123456789abcdef", OTHER_ID]
    assert "[bold]Other[/bold]" in shown.out
    assert "\x1b" not in shown.out


def test_an_export_goes_to_a_file_or_to_standard_output(kept: Path, tmp_path: Path) -> None:
    for name, start in (("md", "# "), ("csv", "\ufeffgate_id,"), ("json", "{\n")):
        file = tmp_path / f"report.{name.upper()}"
        assert inside(kept, "export", "0123456789", "-o", file).code == 0
        assert file.read_text("utf-8").startswith(start)
        piped = inside(kept, "export", "0123456789", "--format", name, "-o", "-")
        assert piped.out.encode() == file.read_bytes().replace(b"\r\n", b"\n")

    file = tmp_path / "report.json"
    written = gatewise(kept, "export", "0123456789abcdef", "-o", file)
    assert written == Result(0, "", f"Written to {file}\n")
    assert json.loads(file.read_bytes())["id"] == "0123456789abcdef"


def test_an_export_that_cannot_be_made_says_why(kept: Path, tmp_path: Path) -> None:
    def refused(code: int, *words: str, of: str = "0123456789", to: str = "report.md", form: str = "") -> None:
        result = inside(kept, "export", of, "-o", tmp_path / to, *(["--format", form] if form else []))
        assert result.code == code
        for word in words:
            assert word in result.err

    refused(3, "'odt'", "md, csv, json", form="odt")
    refused(3, "'odt'", to="report.odt")
    refused(2, "report", "--format", to="report")
    refused(3, "'feed'", "gatewise list", of="feed")
    refused(3, "''", of="")
    refused(2, "'0123'", "0123456789abcdef", OTHER_ID, of="0123")
    refused(2, str(tmp_path / "no" / "report.md"), "No such file", to="no/report.md")
    assert not list(tmp_path.iterdir())


def test_in_a_folder_a_report_gets_a_name_that_sorts_and_may_name_nobody(kept: Path, tmp_path: Path) -> None:
    args = ("--format", "md", "--anonymous", "--start", "2026-12-01")
    assert inside(kept, "export", "0123456789", "-o", tmp_path, *args).code == 0

    file = tmp_path / "2026-03-02-invoice-reader-for-the-lyon-office-readiness-anonymous.md"
    text = file.read_text("utf-8")
    assert "Reckoned from 2026-12-01." in text
    assert "chen" not in text.casefold()
    assert inside(kept, "export", "0123456789", "-o", tmp_path, "--format", "json", "--anonymous").code == 2


def test_a_brand_that_cannot_be_used_is_told_and_the_report_is_made(kept: Path, tmp_path: Path) -> None:
    brand = tmp_path / "brand.yaml"
    brand.write_text('colours: {primary: "#ffffff"}', "utf-8")

    result = inside(kept, "export", "0123456789", "-o", tmp_path / "report.md", GATEWISE_BRAND=str(brand))

    assert result.code == 0
    assert "brand.yaml: colours.primary: '#ffffff' has a contrast of 1.0" in result.err


def test_two_assessments_are_compared_and_one_alone_is_not(tmp_path: Path) -> None:
    keep(tmp_path, rich(), finished_elsewhere(), Build(id="a" * 16, pilot="Third").assessment)

    shown = inside(tmp_path, "compare", "0123456789", "feedfeed")

    assert shown.code == 0
    assert "The verdict would be “Proceed”, and no more “Close the gaps first”." in shown.out
    assert "Watch: not met → met" in shown.out
    assert "Watch alarm: refuted → evidenced" in shown.out
    assert "in place since May, see ticket 12" in shown.out
    assert inside(tmp_path, "compare", "feedfeed", "feedfeed").out.endswith("Nothing moved.\n")
    assert inside(tmp_path, "compare", "feedfeed").code == 2
    assert len(inside(tmp_path, "compare", "feedfeed", "0123456789", "aaa").out.splitlines()) == 4


def test_a_pilot_is_assessed_again_and_only_the_rest_is_asked(tmp_path: Path) -> None:
    build = Build(load_framework(FIVE_GATES), id="feedfeedfeedfeed", pilot="Elsewhere", opened_at=datetime.now(UTC))
    rest = build.assessment.framework.criteria[0].id
    build.profile("It sorts the mail.")
    build.meets(*(c.id for c in build.assessment.framework.criteria if c.id != rest))
    keep(tmp_path, build.assessment)

    talk = gatewise(tmp_path, "interview", "--again", "feedfeed", stdin=b"/pause\n")

    assert talk.code == 0
    ids = [line.split()[0] for line in inside(tmp_path, "list").out.splitlines()[1:]]
    (new,) = set(ids) - {"feedfeedfeedfeed"}
    content = json.loads(inside(tmp_path, "export", new, "--format", "json", "-o", "-").out)
    assert (content["pilot"], content["score"]) == ("Elsewhere", 19)
    asked = {e for q in content["transcript"] if q["purpose"] in ("lead", "probe") for e in q["elements"]}
    assert asked
    assert asked <= {e.id for e in build.assessment.framework.elements_of(rest)}
    assert inside(tmp_path, "interview", "--again", "feedfeed", "--pilot", "x").code == 2


def finished_elsewhere() -> Assessment:
    build = Build(id="feedfeedfeedfeed", pilot="Elsewhere")
    build.meets()
    build.sign_all()
    return build.assessment


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_where_there_is_no_room_that_is_said(kept: Path) -> None:
    full = gatewise(kept, "export", "0123456789", "-o", "/dev/full", "--format", "md")

    assert full == Result(4, "", "/dev/full: cannot be written: No space left on device\n")


def test_an_export_imports_elsewhere_and_exports_again_byte_for_byte(kept: Path, tmp_path: Path) -> None:
    first, second, there = tmp_path / "first.json", tmp_path / "second.json", tmp_path / "there"
    assert inside(kept, "export", "0123456789", "-o", first).code == 0

    imported = gatewise(there, "import", first)
    assert imported == Result(0, "Imported Invoice reader for the Lyon office as 0123456789abcdef.\n", "")
    assert inside(there, "export", "0123456789abcdef", "-o", second).code == 0
    assert second.read_bytes() == first.read_bytes()

    again = inside(there, "import", first)
    assert (again.code, again.out) == (0, "0123456789abcdef is here already, the same in every record.\n")
    keep(elsewhere := tmp_path / "elsewhere", Build(id="0123456789abcdef").assessment)
    other = inside(elsewhere, "import", first)
    assert other.code == 2
    assert "is here already with 0 records" in other.err


def test_what_is_no_sound_export_is_refused_and_nothing_is_stored(kept: Path, tmp_path: Path) -> None:
    sound = inside(kept, "export", "0123456789", "--format", "json", "-o", "-").out
    better = json.loads(sound)
    better["verdict"] = "proceed"
    there = tmp_path / "there"

    def refused(code: int, content: str | None, *words: str) -> None:
        file = tmp_path / "export.json"
        file.unlink(missing_ok=True)
        if content is not None:
            file.write_text(content, "utf-8")
        result = inside(there, "import", file)
        assert result.code == code
        for word in (str(file), *words):
            assert word in result.err

    refused(2, json.dumps(better), "verdict", "proceed")
    refused(2, sound.replace("3 % came back", "0 % came back"), "")
    refused(2, "# Not JSON", "no valid JSON", "line 1")
    refused(2, "[]", "an object")
    refused(3, None, "cannot be read")
    assert inside(there, "list").out.startswith("There are no assessments")
    file = tmp_path / "better.json"
    file.write_text(json.dumps(better), "utf-8")
    assert gatewise(there, "import", file).code == 2


# --- read, search -------------------------------------------------------------------------------------


def test_replies_are_read_in_bulk_line_by_line(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    replies: list[dict[str, Any]] = [
        {"id": "a", "criterion": "data.quality", "answer": "We agreed on 98 % completeness\u2028in March.", "x": 1},
        {"id": 2, "criterion": "adoption.sponsor", "question": "Who pays?", "answer": "Nobody sponsors it yet."},
        {"id": "empty", "criterion": "data.quality", "answer": ""},
        {"id": "long", "criterion": "data.quality", "answer": "We measure every source each night. " * 1400},
    ]
    text = "\n\n".join(json.dumps(r, ensure_ascii=False) for r in replies)
    source.write_text(
        f'\ufeff{text}\r\n{{"id":"half \\ud83d","criterion":"data.quality","answer":"half \\ud83d"}}', "utf-8"
    )
    target = tmp_path / "out.jsonl"

    done = gatewise(tmp_path, "read", "--input", source, "--output", target)

    assert done == Result(0, "", f"Written to {target}\n")
    results = lines_of(target.read_text("utf-8"))
    assert [r["id"] for r in results] == ["a", 2, "empty", "long", "half \ud83d"]
    framework = load_framework(FIVE_GATES)
    for reply, result in zip(replies, results, strict=False):
        assert list(result) == ["id", "intent", "elements", "rating"]
        criterion = framework.criterion(reply["criterion"])
        assert list(result["elements"]) == [e.id for e in criterion.elements]
        for element in result["elements"].values():
            assert list(element) == ["status", "confidence", "quote", "needs_confirmation"]
            assert element["status"] in ("evidenced", "refuted", "unknown")
            assert 0 <= element["confidence"] <= 1
            assert element["quote"] in reply["answer"]
        assert result["rating"] in ("met", "partial", "not_met")


def test_a_line_that_is_no_reply_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    good = '{"id": 1, "criterion": "data.quality", "answer": "Yes."}'

    def refused(line: bytes, *words: str) -> None:
        source = tmp_path / "in.jsonl"
        source.write_bytes(good.encode() + b"\n\n" + line + b"\n")
        result = inside(tmp_path, "read", "--input", source, "--output", tmp_path / "out.jsonl")
        assert result.code == 2
        for word in (f"{source}: line 3: ", *words):
            assert word in result.err

    refused(b'{"id": 1, "criterion": "data.quality"', "no valid JSON")
    refused(b'{"id": 1, "criterion": "data.quality"}', "answer: Field required")
    refused(b'{"id": 1, "criterion": "data.quality", "answer": 5}', "answer: ", "5")
    refused(b'{"id": 1.5, "criterion": "data.quality", "answer": ""}', "id: ", "1.5")
    refused(b'{"id": 1, "criterion": "data.qualty", "answer": ""}', "'data.qualty'", "five-gates")
    refused(b"[1]", "a JSON object", "[1]")
    refused(b'{"id": 1, "answer": "\xff"}', "UTF-8")
    assert not (tmp_path / "out.jsonl").exists()
    missing = inside(tmp_path, "read", "--input", tmp_path / "none.jsonl", "--output", "-")
    assert (missing.code, "none.jsonl: cannot be read" in missing.err) == (3, True)


def test_guidance_is_found_by_one_query_or_a_batch(indexed: Path, tmp_path: Path) -> None:
    batch = json_file(tmp_path / "q.jsonl", [{"id": 7, "query": "rollback rehearsal"}, {"id": "b", "query": "drift"}])
    one = gatewise(indexed, "search", "rollback rehearsal", "-k", 3)
    assert one.code == 0
    (found,) = lines_of(one.out)
    assert (found["id"], len(found["results"])) == ("query", 3)
    target = tmp_path / "found.jsonl"
    for mode in ("hybrid", "dense", "lexical"):
        done = inside(indexed, "search", "--batch", batch, "--output", target, "--mode", mode, "-k", "4")
        assert done.code == 0
        first, second = lines_of(target.read_text("utf-8"))
        assert (first["id"], second["id"]) == (7, "b")
        for result in first["results"] + second["results"]:
            assert list(result) == ["chunk", "title", "source", "criteria", "score", "text"]
        scores = [r["score"] for r in first["results"]]
        assert 2 <= len(scores) <= 4
        assert scores == sorted(scores, reverse=True)
        assert "architecture.deployment" in first["results"][0]["criteria"]


def test_a_search_for_nothing_or_for_two_things_is_refused(tmp_path: Path) -> None:
    batch = json_file(tmp_path / "q.jsonl", [{"id": 1, "query": "drift"}, {"id": 2}])

    for arguments in ([], [" "], ["drift", "--batch", batch]):
        refused = inside(tmp_path, "search", *arguments)
        assert (refused.code, "one of the two" in refused.err) == (2, True)
    broken = inside(tmp_path, "search", "--batch", batch)
    assert (broken.code, broken.err) == (2, f"{batch}: line 2: query: Field required")
    assert inside(tmp_path, "search", "drift", "-k", "0").code == 2
    assert inside(tmp_path, "search", "drift", "--mode", "magic").code == 2


# --- simulate -----------------------------------------------------------------------------------------


def test_a_simulation_prints_the_export_and_the_counts_and_keeps_nothing(tmp_path: Path) -> None:
    done = gatewise(tmp_path, "simulate", PERSONAS / "haul-planner.yaml", "--json")

    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    wanted = {"id", "pilot", "framework", "verdict", "score", "gates", "findings", "actions", "provenance"}
    assert wanted | {"format_version", "stats"} <= set(document)
    stats = document.pop("stats")
    assert set(stats) == {"turns", "questions", "probes", "reasks", "confirmations", "corrections"}
    assert all(isinstance(n, int) for n in stats.values())
    assert stats["reasks"] == 0
    for gate in document["gates"]:
        assert {"id", "title", "passed", "signed_off", "criteria"} <= set(gate)
        for criterion in gate["criteria"]:
            assert {"id", "title", "rating", "elements", "gap"} <= set(criterion)
            assert all({"id", "status", "quotes"} <= set(element) for element in criterion["elements"])
    persona = load_persona(PERSONAS / "haul-planner.yaml", load_framework(FIVE_GATES))
    shown = {e["id"]: e["status"] for g in document["gates"] for c in g["criteria"] for e in c["elements"]}
    assert shown == persona.elements, "whoever corrects what is shown wrongly is understood in the end"
    assert inside(tmp_path, "list").out.startswith("There are no assessments")

    # Without the counts it is an export like any other.
    file = tmp_path / "simulated.json"
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert inside(tmp_path, "import", file).code == 0
    assert inside(tmp_path, "export", document["id"], "--format", "json", "-o", "-").out == file.read_text("utf-8")


def test_a_simulation_says_in_words_what_came_of_it_for_a_framework_of_one_s_own(tmp_path: Path) -> None:
    small = small_framework()
    elements, criteria = [e.id for e in small.elements], [c.id for c in small.criteria]
    content: dict[str, Any] = {
        "id": "ada",
        "name": "[bold]Ada[/bold]",
        "industry": "trade",
        "pilot": "It reads.",
        "speaker": "Ada.",
    }
    content |= {"elements": dict.fromkeys(elements, "evidenced"), "facts": {}}
    content |= {"answers": dict.fromkeys(criteria, "Yes, since May."), "followups": dict.fromkeys(elements, "Yes.")}
    (framework := tmp_path / "framework.yaml").write_text(yaml.safe_dump(small.model_dump(mode="json")), "utf-8")
    (persona := tmp_path / "persona.yaml").write_text(yaml.safe_dump(content), "utf-8")

    done = inside(tmp_path, "simulate", persona, GATEWISE_FRAMEWORK=str(framework))

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("[bold]Ada[/bold]: Proceed. The system is ready for production by this framework")
    assert re.search(r"\d+ turns, 4 questions, \d+ probes, 0 reasks", done.out)


def test_a_persona_that_is_missing_or_broken_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: x\n")

    missing = inside(tmp_path, "simulate", tmp_path / "none.yaml")
    assert (missing.code, "none.yaml: cannot be read" in missing.err) == (3, True)
    refused = inside(tmp_path, "simulate", broken)
    assert (refused.code, f"{broken}: elements: Field required" in refused.err) == (2, True)


# --- framework, graph, doctor -------------------------------------------------------------------------


def test_a_framework_file_is_valid_or_wrong_at_a_line(tmp_path: Path) -> None:
    good = gatewise(tmp_path, "framework", "validate", FIVE_GATES)
    assert (good.code, good.err) == (0, "")
    assert good.out.endswith("is valid: 5 gates, 20 criteria, 60 elements.\n")
    assert good.out.count("\n") == 1

    text = FIVE_GATES.read_text("utf-8").replace("- id: data.quality.thresholds", "- id: Data Quality", 1)
    line = text[: text.index("Data Quality")].count("\n") + 1
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text, "utf-8")
    refused = gatewise(tmp_path, "framework", "validate", wrong)
    assert refused.code == 2
    assert f"{wrong}:{line}: " in refused.err
    assert "'Data Quality'" in refused.err
    assert inside(tmp_path, "framework", "validate", tmp_path / "none.yaml").code == 3

    # The one that new assessments are opened with.
    misled = inside(tmp_path, "interview", "--pilot", "X", GATEWISE_FRAMEWORK=str(wrong))
    assert (misled.code, f"{wrong}:{line}: " in misled.err) == (2, True)
    nowhere = inside(tmp_path, "interview", "--pilot", "X", GATEWISE_FRAMEWORK=str(tmp_path / "none.yaml"))
    assert (nowhere.code, "none.yaml: cannot be read" in nowhere.err) == (2, True)


def test_the_graph_is_mermaid_with_the_names_of_the_nodes(tmp_path: Path) -> None:
    shown = inside(tmp_path, "graph")

    assert "graph TD;" in shown.out
    for node in ("open_gate", "pose_question", "await_reply", "read_reply", "record_findings", "explain_gaps"):
        assert f"\t{node}({node})" in shown.out


def test_the_doctor_finds_nothing_wrong(kept: Path, tmp_path: Path) -> None:
    healthy = gatewise(kept, "doctor")
    assert (healthy.code, healthy.err) == (0, "")
    assert all(line.startswith("✔ ") for line in healthy.out.splitlines())
    assert "sound, 2 assessments" in healthy.out

    os.symlink(kept, tmp_path / "link")
    done = subprocess.run([GATEWISE, "doctor"], env=environment(Path("link")), cwd=tmp_path, check=False)
    assert done.returncode == 0, "a relative directory is as good as any"
    new = inside(tmp_path / "new", "doctor")
    assert (new.code, "made at the first start" in new.out) == (0, True)
    assert not (tmp_path / "new").exists()


def test_the_doctor_names_what_is_wrong(tmp_path: Path) -> None:
    keep(damaged := tmp_path / "damaged", rich())
    with (damaged / "gatewise.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    shown = gatewise(damaged, "doctor")
    assert shown.code == 1
    assert f"✘ Database: {damaged / 'gatewise.sqlite3'}: " in shown.out

    keep(newer := tmp_path / "newer")
    with sqlite3.connect(newer / "gatewise.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    shown = inside(newer, "doctor")
    assert (shown.code, "made by a newer version of Gatewise: its schema is 9999" in shown.out) == (1, True)

    (no_database := tmp_path / "none").mkdir()
    (no_database / "gatewise.sqlite3").write_text("This is no database. " * 400)
    shown = inside(no_database, "doctor")
    assert (shown.code, "cannot be read as a database" in shown.out) == (1, True)

    shown = inside(tmp_path / "new", "doctor", GATEWISE_FRAMEWORK=str(tmp_path / "none.yaml"))
    assert (shown.code, "✘ Framework: " in shown.out, "none.yaml" in shown.out) == (1, True, True)
    assert "✔ Database" in shown.out
    shown = inside(tmp_path / "new", "doctor", GATEWISE_KNOWLEDGE_DIR=str(tmp_path))
    assert (shown.code, "✘ Guidance: " in shown.out) == (1, True)
    (occupied := tmp_path / "occupied").write_text("")
    shown = inside(occupied, "doctor")
    assert (shown.code, f"✘ Data directory: {occupied}" in shown.out) == (1, True)


@pytest.mark.parametrize("command", [["list"], ["interview", "--pilot", "X"]], ids=" ".join)
def test_a_database_that_is_none_is_named_and_left_alone(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "gatewise.sqlite3"
    content = b"This is no database. " * 400
    file.write_bytes(content)

    result = gatewise(tmp_path, *command)

    assert result.code == 4
    assert str(file) in result.err
    assert "no readable database" in result.err
    assert file.read_bytes() == content


@pytest.mark.parametrize("command", [["list"], ["interview", "--pilot", "X"]], ids=" ".join)
def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "occupied").write_text("")

    result = inside(tmp_path / "occupied" / "data", *command)

    assert result.code == 4
    assert str(tmp_path / "occupied" / "data") in result.err


def test_nothing_is_written_where_a_setting_is_set_to_nothing(tmp_path: Path) -> None:
    (work := tmp_path / "work").mkdir()
    env = environment(tmp_path, GATEWISE_DATA_DIR="", HOME=str(tmp_path / "home"), XDG_DATA_HOME="")
    done = subprocess.run([GATEWISE, "list"], env=env, cwd=work, capture_output=True, check=False)

    assert done.returncode == 0
    assert not list(work.iterdir())


# --- interview ----------------------------------------------------------------------------------------


def test_answers_are_taken_from_a_pipe_line_by_line_and_the_end_is_a_pause(tmp_path: Path) -> None:
    answers = "Claims helper\nIt sorts claims for twelve branches.\nWe agreed on nothing \xff yet.\n".encode("latin-1")
    first = gatewise(tmp_path, "interview", stdin=answers)

    assert (first.code, first.err) == (0, "")
    assert "What is the pilot called?" in first.out
    assert "1 of 20" in first.out
    resume = re.search(r"Everything is kept. Go on with: gatewise interview --resume (\w+)", first.out)
    assert resume
    document = json.loads(inside(tmp_path, "export", resume[1], "--format", "json", "-o", "-").out)
    assert document["pilot"] == "Claims helper"
    replies = [r["text"] for r in document["records"] if r["kind"] == "reply"]
    assert replies == ["It sorts claims for twelve branches.", "We agreed on nothing \ufffd yet."]

    later = gatewise(tmp_path, "interview", "--resume", resume[1][:6], stdin=b"/status\n/pause\n")
    assert (later.code, later.err) == (0, "")
    assert "Everything is kept" in later.out
    assert "What is the pilot called?" not in later.out
    unknown = inside(tmp_path, "interview", "--resume", "feed")
    assert (unknown.code, "'feed'" in unknown.err) == (3, True)
    assert inside(tmp_path, "interview", "--resume", "").code == 3
    nameless = inside(tmp_path, "interview", "--pilot", "n" * 201)
    assert (nameless.code, "201" in nameless.err) == (2, True)


def test_a_reply_that_is_too_long_can_be_dropped_and_the_next_line_counts(tmp_path: Path) -> None:
    answers = b"long " * 30_000 + b"\n/drop\nIt sorts claims.\n" + b"long " * 30_000 + b"\n"
    shown = gatewise(tmp_path, "interview", "--pilot", "X", stdin=answers)

    assert (shown.code, shown.err) == (0, "")
    assert "150,000 characters" in " ".join(shown.out.split())
    assert "was not sent and is not kept" in shown.out
    assert "1 of 20" in shown.out


def test_the_end_does_not_wait_for_the_index_nor_break_on_it(tmp_path: Path) -> None:
    shown = gatewise(tmp_path, "interview", "--pilot", "X")

    assert (shown.code, shown.err) == (0, "")
    assert "Everything is kept" in shown.out


def test_a_setting_that_cannot_be_is_named_with_its_value_and_what_was_expected(tmp_path: Path) -> None:
    shown = inside(tmp_path, "list", GATEWISE_PORT="abc", ANTHROPIC_BASE_URL="ftp://models")

    assert shown.code == 2
    assert "GATEWISE_PORT: 'abc': input should be a valid integer" in shown.err
    assert "ANTHROPIC_BASE_URL: 'ftp://models': an endpoint begins with http" in shown.err
    assert "Traceback" not in shown.err


def test_ctrl_c_ends_it_while_a_line_is_awaited_and_says_how_to_go_on(tmp_path: Path) -> None:
    with started(tmp_path, "--pilot", "X") as process:
        process.send_signal(signal.SIGINT)
        assert process.stdin
        assert process.stdout
        shown = process.stdout.read()
        assert process.wait() == 130
        assert process.stderr
        assert process.stderr.read() == ""
    assert "gatewise interview --resume" in shown


def test_on_a_terminal_a_sign_of_life_comes_before_anything_that_takes_long(tmp_path: Path) -> None:
    source = json_file(tmp_path / "in.jsonl", [{"id": 1, "criterion": "data.quality", "answer": "Yes."}])
    env = environment(tmp_path, TERM="xterm-256color")
    for arguments, first, last in (
        (["read", "--input", str(source), "--output", str(tmp_path / "out.jsonl")], "Reading ...", "Written to"),
        (["simulate", str(source)], "Starting ...", "Field required"),
    ):
        child = pexpect.spawn(GATEWISE, arguments, env=env, encoding="utf-8", dimensions=(40, 200), timeout=60)
        child.expect([last])
        assert first in (child.before or "")
        child.expect(pexpect.EOF)
        child.close()
