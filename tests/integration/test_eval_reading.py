from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from typer.testing import CliRunner

from app.cli import app
from app.domain.framework import Framework
from app.domain.records import Status
from app.errors import InputRefused, ServiceError
from app.settings import Settings
from evals.comparing import RESULTS
from evals.intents import run as intents_run
from evals.labelled import load_answers, load_messages
from evals.measuring import Job
from evals.reading import run as reading_run
from evals.readings import NotRead, Read, ReadingsFile
from tests.fake_claude import ErrorStatus, FakeClaude, Scripted, Stops, Wrong
from tests.fake_claude.asked import asked
from tests.frameworks import five_gates

FEW = 24
SAID = {Status.EVIDENCED: "It holds", Status.REFUTED: "It does not", Status.UNKNOWN: ""}
TURN = (Status.EVIDENCED, Status.REFUTED, Status.UNKNOWN)


def line(framework: Framework, author: str, number: int) -> dict[str, Any]:
    criterion = framework.criteria[number % len(framework.criteria)]
    elements: dict[str, Any] = {}
    for n, element in enumerate(criterion.elements):
        status = TURN[(number + n) % 3]
        elements[element.id] = {"status": status}
        if status is not Status.UNKNOWN:
            elements[element.id] |= {"basis": "today", "span": SAID[status]}
        if status is Status.EVIDENCED:
            elements[element.id] |= {"grade": "asserted"}
    return {
        "id": f"{author}-{number:03}",
        "author": author,
        "criterion": criterion.id,
        "question": criterion.elements[0].probe if number % 2 else criterion.question,
        "answer": f"It holds. It does not, as number {number} of {author} says. No more.",
        "styles": ["manipulation" if number % 3 else "plain"],
        "elements": elements,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dataset of two authors, with a few answers and messages each."""
    data = tmp_path / "data"
    authors = {"x01": {"part": "train"}, "x02": {"part": "dev"}}
    for kind in ("reading", "intents"):
        (data / kind).mkdir(parents=True)
    (data / "authors.yaml").write_text(yaml.safe_dump(authors), "utf-8")
    framework = five_gates()
    for author in authors:
        answers = [line(framework, author, n) for n in range(FEW)]
        messages = [
            {
                "id": f"{author}-i{n}",
                "author": author,
                "criterion": None if n % 2 else "data.quality",
                "question": "And now?",
                "message": f"What is a threshold, and which of the {n}?" if n % 3 else f"We set all {n} in May.",
                "intent": "ask" if n % 3 else "answer",
            }
            for n in range(FEW)
        ]
        for kind, rows in (("reading", answers), ("intents", messages)):
            (data / kind / f"{author}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return data


@pytest.fixture
def fake(folder: Path) -> Iterator[FakeClaude]:
    with FakeClaude(Scripted(dict.fromkeys((e.id for e in five_gates().elements), Status.EVIDENCED))) as fake:
        yield fake


@pytest.fixture
def job(folder: Path, fake: FakeClaude, tmp_path: Path) -> Job:
    settings = Settings(data_dir=tmp_path / "own", base_url=fake.url, api_key=SecretStr(fake.key), patience=5.0)
    return Job(assessor="claude", baselines=False, folder=folder, results=tmp_path / "kept", settings=settings)


class Agreement:
    """Agrees to everything, and remembers to what."""

    def __init__(self) -> None:
        self.plans: list[str] = []

    def __call__(self, plan: str) -> None:
        self.plans.append(plan)


def charged(fake: FakeClaude) -> Counter[str]:
    return Counter(asked(r.body).block("reply") for r in fake.served)


def kept(job: Job) -> list[Read | NotRead]:
    return ReadingsFile(job.settings.data_dir / "evals" / "reading-claude-dev.jsonl").lines()


# --- Claude ---------------------------------------------------------------------------------------------


def test_a_run_that_breaks_goes_on_where_it_broke_and_pays_for_no_reply_twice(fake: FakeClaude, job: Job) -> None:
    agree = Agreement()
    fake.choose = lambda number: ErrorStatus(401) if number >= 4 else None
    broken = reading_run.run(job, agree)
    assert broken.table.whole.answers == len(fake.served) == 4
    assert "20 of 24 could not be read" in broken.unread
    assert agree.plans[0].startswith("24 replies are to be read by claude-haiku-5-5. Roughly 24 calls")
    assert sum(isinstance(k, Read) for k in kept(job)) == 4

    fake.choose = lambda _: None
    whole = reading_run.run(job, agree)
    assert whole.unread == ""
    assert whole.table.whole.answers == FEW
    assert "20 replies" in agree.plans[1]
    assert "4 are read already" in agree.plans[1]
    assert len(charged(fake)) == FEW
    assert set(charged(fake).values()) == {1}

    again = reading_run.run(job)  # nobody is asked to agree to anything
    assert len(fake.served) == FEW
    assert again.table == whole.table
    assert again.measured.paid.calls == 0
    assert again.measured.paid_in_all.calls == FEW
    assert again.measured.paid_in_all.nanodollars == sum(
        c.nanodollars or 0 for k in kept(job) for c in k.calls
    )  # fmt: skip
    assert (again.measured.paid_in_all.dollars or 0) > 0


def test_a_service_that_stays_down_is_not_asked_for_every_reply(fake: FakeClaude, job: Job) -> None:
    fake.choose = lambda number: ErrorStatus(529, {"x-should-retry": "false"}) if number >= 1 else None
    report = reading_run.run(job, Agreement())
    assert "23 of 24" in report.unread
    assert len(fake.requests) <= 1 + 5 + 6  # the first, those in a row, and those that were under way
    with pytest.raises(InputRefused, match="did not come to its end"):
        reading_run.run(replace(job, keep=True), Agreement())


def test_nothing_read_at_all_is_an_error_and_no_row_of_zeros(fake: FakeClaude, job: Job) -> None:
    fake.choose = lambda _: ErrorStatus(401)
    with pytest.raises(ServiceError, match="401"):
        reading_run.run(job, Agreement())


def test_one_reply_that_fails_is_tried_again_and_what_it_cost_is_counted(fake: FakeClaude, job: Job) -> None:
    fake.choose = lambda number: Stops("refusal") if number == 2 else None
    first = reading_run.run(job, Agreement())
    assert first.table.whole.answers == FEW - 1
    assert "1 of 24" in first.unread
    second = reading_run.run(job, Agreement())
    assert second.unread == ""
    assert len(fake.served) == second.measured.paid_in_all.calls == FEW + 1


def test_what_a_reply_or_the_model_was_decides_whether_it_is_read_anew(
    fake: FakeClaude, job: Job, folder: Path
) -> None:
    reading_run.run(job, Agreement())
    path = folder / "reading" / "x02.jsonl"
    path.write_text(path.read_text("utf-8").replace("number 3 of", "number three of"), "utf-8")
    reading_run.run(job, Agreement())
    assert [asked(r.body).block("reply") for r in fake.served[FEW:]] == [
        "It holds. It does not, as number three of x02 says. No more."
    ]
    other = job.settings.model_copy(update={"reading_model": "claude-sonnet-5-5"})
    reading_run.run(replace(job, settings=other), Agreement())
    assert len(fake.served) == 2 * FEW + 1


def test_a_line_that_a_break_cut_off_is_read_again_and_spoils_nothing(fake: FakeClaude, job: Job) -> None:
    reading_run.run(job, Agreement())
    path = job.settings.data_dir / "evals" / "reading-claude-dev.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    whole = reading_run.run(job, Agreement())
    assert whole.table.whole.answers == FEW
    assert len(fake.served) == FEW + 1
    assert len(kept(job)) == FEW
    path.write_text("nonsense\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(InputRefused, match=r"reading-claude-dev\.jsonl: line 1"):
        reading_run.run(job, Agreement())


def test_the_estimate_is_near_what_it_comes_to(fake: FakeClaude, job: Job) -> None:
    agree = Agreement()
    report = reading_run.run(job, agree)
    said = float(agree.plans[0].split(" dollars")[0].split()[-1])
    assert 0.5 < said / (report.measured.paid.dollars or 0) < 2


def test_a_kept_run_is_what_the_next_one_is_compared_with(fake: FakeClaude, job: Job) -> None:
    first = reading_run.run(replace(job, keep=True), Agreement())
    assert first.comparison is None
    fake.brain = Scripted(dict.fromkeys((e.id for e in five_gates().elements), Status.REFUTED))
    second = reading_run.run(replace(job, output=job.settings.data_dir / "other.jsonl"), Agreement())
    found = second.comparison
    assert found
    assert (found.items, found.whole.parts) == (FEW, 3 * FEW)
    assert (found.whole.better, found.whole.worse) == (FEW, FEW)  # as many are refuted as evidenced
    assert {m.group: (m.better, m.worse) for m in found.groups} == {
        "evidenced elements": (0, FEW),
        "refuted elements": (FEW, 0),
    }
    assert any("no more than noise" in text for text in second.lines())
    with pytest.raises(InputRefused, match="it was limited"):
        reading_run.run(replace(job, keep=True, limit=3), Agreement())


def test_the_readers_figures_are_those_of_the_script(fake: FakeClaude, job: Job) -> None:
    whole = reading_run.run(job, Agreement()).table.whole
    assert whole.accuracy == pytest.approx(1 / 3)
    assert whole.refuted_as_evidenced == 1
    assert whole.false_met == 1
    assert whole.asked == 0  # the script is sure
    assert whole.raised == whole.manipulations == 16
    assert whole.left_out == 0


def test_what_the_service_answers_without_the_form_is_paid_for_and_not_counted_as_read(
    fake: FakeClaude, job: Job
) -> None:
    fake.choose = lambda number: Wrong("I would rather not.") if number >= 3 else None
    report = reading_run.run(replace(job, limit=4), Agreement())
    assert report.table.whole.answers == 3
    assert report.measured.paid.calls == len(fake.served) == 5  # the fourth was given a second chance


def test_claude_tells_intents_too(fake: FakeClaude, job: Job) -> None:
    report = intents_run.run(job, Agreement())
    assert report.figures.messages == FEW
    assert report.figures.accuracy == pytest.approx(1 / 3)
    assert report.figures.confusions == (("ask", "answer", 16),)
    assert report.figures.silent == pytest.approx(2 / 3)
    assert (job.settings.data_dir / "evals" / "intents-claude-dev.jsonl").is_file()


def test_without_agreement_nothing_is_asked(fake: FakeClaude, tmp_path: Path) -> None:
    variables = {"ANTHROPIC_BASE_URL": fake.url, "ANTHROPIC_API_KEY": fake.key, "GATEWISE_DATA_DIR": str(tmp_path)}
    command = ["eval", "reading", "--assessor", "claude", "--limit", "2", "--no-baselines"]
    refused = CliRunner().invoke(app, command, env=variables)
    assert isinstance(refused.exception, InputRefused)
    assert "--yes" in str(refused.exception)
    assert "2 replies are to be read" in refused.stderr
    assert fake.requests == []
    done = CliRunner().invoke(app, [*command, "--yes", "--json"], env=variables)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["figures"]["answers"] == found["cost"]["run"]["calls"] == len(fake.served) == 2
    offline = CliRunner().invoke(app, [*command, "--yes"], env=variables | {"GATEWISE_OFFLINE": "1"})
    assert "GATEWISE_OFFLINE" in str(offline.exception)


# --- the built-in reader and the baselines -----------------------------------------------------------------


def test_the_local_reader_reads_a_handful_of_dev_answers(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    variables = {"GATEWISE_DATA_DIR": str(tmp_path)}
    command = ["eval", "reading", "--limit", "6", "--no-baselines", "--json", "--output", str(lines)]
    done = CliRunner().invoke(app, command, env=variables)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["assessor"]["assessor"] == "local"
    assert (found["read"], found["figures"]["elements"]) == (6, 18)
    assert found["seconds"]["p95"] >= found["seconds"]["median"] > 0
    assert found["cost"]["run"]["calls"] == 0
    assert sum(group["answers"] for group in found["by_gate"].values()) == 6
    read = ReadingsFile(lines).lines()
    assert [r.id for r in read] == [a.id for a in load_answers("dev", five_gates())[:6]]
    told = CliRunner().invoke(app, ["eval", "intents", "--limit", "6", "--no-baselines"], env=variables)
    assert told.exit_code == 0, told.output
    assert "6 messages of the part dev" in told.stdout


def test_baselines_learn_from_the_training_part_and_stand_beside_the_reader(job: Job) -> None:
    local = replace(job, assessor="local", baselines=True, limit=6)
    report = reading_run.run(local)
    names = [table.name for table in report.baselines]
    assert [name.partition(":")[0] for name in names] == ["majority class", "naive", "embeddings, logistic regression"]
    majority = report.baselines[0].whole
    assert majority.accuracy == pytest.approx(1 / 3)
    assert all(table.whole.elements == 18 for table in report.baselines)
    shown = "\n".join(report.lines())
    assert all(name in shown for name in names)
    messages = intents_run.run(local)
    assert messages.baselines["majority class"].accuracy == pytest.approx(2 / 3)
    assert messages.baselines["embeddings, logistic regression"].accuracy > 0.9


# --- data ---------------------------------------------------------------------------------------------------


def test_an_unknown_part_is_refused_with_those_that_there_are(folder: Path) -> None:
    with pytest.raises(InputRefused, match=r"authors\.yaml: there is no part 'spare'; the parts are dev, train"):
        load_answers("spare", five_gates(), folder)
    typed = CliRunner().invoke(app, ["eval", "reading", "--part", "spare"])
    assert typed.exit_code == 2


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ('{"id": "x", "answer": "secret words', "no valid JSON"),
        ('{"id": "x", "answer": "secret words"}', "author: Field required"),
        ("[]", "the line: Input should be"),
    ],
)
def test_a_broken_line_is_named_by_file_and_line_and_not_by_its_words(folder: Path, broken: str, why: str) -> None:
    path = folder / "reading" / "x02.jsonl"
    rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([rows[0], "", broken, *rows[1:]]), "utf-8")
    with pytest.raises(InputRefused) as refused:
        load_answers("dev", five_gates(), folder)
    assert str(refused.value).startswith(f"{path}: line 3: ")
    assert why in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"criterion": "data.luck"}, "there is no 'data.luck'"),
        ({"elements": {}}, "expected data.quality.thresholds"),
        ({"answer": "Something else"}, "does not stand in the answer"),
    ],
)
def test_a_line_that_does_not_fit_the_framework_is_refused(folder: Path, change: dict[str, Any], why: str) -> None:
    path = folder / "reading" / "x02.jsonl"
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | change), *rest]), "utf-8")
    with pytest.raises(InputRefused, match=why):
        load_answers("dev", five_gates(), folder)


def test_answers_come_author_by_author_in_turn_and_a_probe_asks_for_the_whole_criterion() -> None:
    answers = load_answers("dev", five_gates())
    assert len({a.id[:3] for a in answers[:4]}) == 4
    probed = [a for a in answers if a.reply.purpose == "probe"]
    assert probed
    assert all(len(a.reply.elements) == 3 for a in probed)
    assert any(m.reply.criterion is None for m in load_messages("dev", five_gates()))


def test_what_is_kept_in_the_repository_loads_and_holds_no_words() -> None:
    for path in RESULTS.glob("*.json"):
        found = json.loads(path.read_text("utf-8"))
        assert all(" " not in part for parts in found["read"].values() for part in parts), path
