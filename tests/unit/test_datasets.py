"""The labelled texts are what their card says: labels of the framework, spans that stand, no author in two parts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from app.domain.records import Basis, Grade, Intent, Status
from app.frameworks import load_framework
from evals.labelled import UNSEEN, load_answers
from tests.frameworks import five_gates

DATASETS = Path(__file__).parents[2] / "evals" / "datasets"
AUTHORS: dict[str, dict[str, Any]] = yaml.safe_load((DATASETS / "authors.yaml").read_text(encoding="utf-8"))
SETTLED = (Status.EVIDENCED, Status.REFUTED)


def lines(kind: str) -> list[dict[str, Any]]:
    files = sorted((DATASETS / kind).glob("*.jsonl"))
    assert [f.stem for f in files] == sorted(AUTHORS), "every author has a file"
    found = [json.loads(line) for f in files for line in f.read_text(encoding="utf-8").splitlines()]
    assert len({line["id"] for line in found}) == len(found)
    return found


def test_every_label_is_one_of_the_framework_and_rests_on_words_of_the_answer() -> None:
    framework = five_gates()
    for line in lines("reading"):
        elements = line["elements"]
        assert list(elements) == [e.id for e in framework.criterion(line["criterion"]).elements], line["id"]
        assert line["question"].strip(), line["id"]
        for label in elements.values():
            status = Status(label["status"])
            assert (status in SETTLED) == bool(label.get("span")), line["id"]
            assert label.get("span", "") in line["answer"], line["id"]
            assert (status is Status.EVIDENCED) == ("grade" in label), line["id"]
            if status in SETTLED:
                basis = Basis(label["basis"])
                assert status is Status.REFUTED or basis not in (Basis.PLANNED, Basis.OTHER_SYSTEM), line["id"]
            if status is Status.EVIDENCED:
                assert Grade(label["grade"])


def test_there_are_enough_of_every_kind_and_by_enough_authors() -> None:
    answers, messages = lines("reading"), lines("intents")
    styles = Counter(style for line in answers for style in line["styles"])
    labels = Counter((e, label["status"]) for line in answers for e, label in line["elements"].items())
    assert len(AUTHORS) >= 25
    assert len(answers) >= 3000
    assert len(messages) >= 1500
    assert len(styles) > 16
    assert all(count >= 0.08 * len(answers) for style, count in styles.items() if style != "plain")
    assert all(labels[e.id, status] >= 10 for e in five_gates().elements for status in Status)
    assert {line["intent"] for line in messages} == {intent.value for intent in Intent}


def test_no_text_stands_in_two_parts() -> None:
    for kind, key in (("reading", "answer"), ("intents", "message")):
        parts: dict[str, set[str]] = {}
        for line in lines(kind):
            text = " ".join(line[key].lower().split())
            if len(text.split()) > 6:  # "next please" may well be said by two
                parts.setdefault(text, set()).add(AUTHORS[line["author"]]["part"])
        assert [text for text, where in parts.items() if len(where) > 1] == []


def practice(name: str) -> list[dict[str, Any]]:
    found = [
        json.loads(line) for line in (DATASETS / "practice" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len({line["id"] for line in found}) == len(found) > 300
    return found


def test_what_is_only_for_training_rests_on_its_words_too() -> None:
    framework = five_gates()
    for name in ("near_misses", "voices", "documents", "frameworks"):
        for line in practice(name):
            text = line["text"] if name == "documents" else line["answer"]
            known = {"e1", "e2", "e3"} if name == "frameworks" else {e.id for e in framework.elements}
            assert set(line["elements"]) <= known, line["id"]
            for label in line["elements"].values():
                status = Status(label["status"])
                assert (status in SETTLED) == bool(label.get("span")), line["id"]
                assert label.get("span", "") in text, line["id"]
                if status is Status.EVIDENCED:
                    assert Basis(label["basis"]) not in (Basis.PLANNED, Basis.OTHER_SYSTEM), line["id"]


def test_nothing_that_is_trained_on_stands_in_the_other_parts() -> None:
    held_out = {
        " ".join(line[key].lower().split())
        for kind, key in (("reading", "answer"), ("intents", "message"))
        for line in lines(kind)
        if AUTHORS[line["author"]]["part"] != "train"
    }
    for name in ("near_misses", "voices", "documents", "frameworks", "messages"):
        for line in practice(name):
            text = " ".join((line.get("answer") or line.get("message") or line.get("text") or "").lower().split())
            assert len(text.split()) <= 6 or text not in held_out, line["id"]


def test_the_framework_that_nothing_is_trained_on_is_one_and_its_answers_are_its() -> None:
    framework = load_framework(DATASETS / UNSEEN / "framework.yaml")
    answers = load_answers(UNSEEN, framework, DATASETS / UNSEEN)
    assert len(framework.criteria) == 6
    assert {a.reply.criterion for a in answers} == set(framework.criteria)
