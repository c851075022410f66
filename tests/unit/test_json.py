from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from app.domain.assessment import Assessment
from app.domain.records import Basis, Grade, Status
from app.reports.json import write
from tests.builders import Build
from tests.examples import empty, finished, rendered, rich
from tests.histories import histories


def content(assessment: Assessment) -> dict[str, Any]:
    return dict(json.loads(rendered("json", assessment)))


def test_the_top_of_the_export_is_what_scripts_rely_on() -> None:
    found = content(rich())

    assert list(found) == [
        "format_version", "id", "pilot", "description", "framework", "verdict", "score", "band", "robustness",
        "gates", "actions", "provenance", "findings", "documents", "usage", "transcript", "records", "digest",
    ]  # fmt: skip
    assert (found["format_version"], found["id"], found["pilot"]) == (1, rich().id, rich().pilot)
    assert (found["verdict"], found["score"]) == ("in_progress", 1)


def test_gates_carry_criteria_elements_quotes_and_gaps() -> None:
    fit, run = content(rich())["gates"]

    assert {k: v for k, v in fit.items() if k != "criteria"} == {
        "id": "fit", "title": "Fit", "passed": True, "signed_off": False,
    }  # fmt: skip
    assert fit["criteria"][0] == {
        "id": "fit.purpose",
        "title": "Purpose",
        "rating": "met",
        "elements": [
            {
                "id": "fit.purpose.stated",
                "status": "evidenced",
                "grade": "instance",
                "quotes": ["the board approved the one-page charter on 4 March"],
            },
            {
                "id": "fit.purpose.tried",
                "status": "evidenced",
                "grade": "instance",
                "quotes": ["tried on 1,200 real invoices; 3 % came back"],
            },
        ],
        "gap": None,
    }
    assert run["criteria"][0]["gap"] == {
        "missing": [
            {"element": "run.watch.alarm", "reason": "pilot_only", "quotes": ["In the pilot it pages me."]},
            {
                "element": "run.watch.drilled",
                "reason": "planned",
                "quotes": ["The first drill is planned for September."],
            },
        ],
        "why": "Why Watch matters.",
        "fix": "Fix for Watch.",
        "owner": "Usual owner of Watch",
        "effort": "Effort for Watch",
        "done": "Done when Watch is done.",
    }


def test_every_status_an_element_can_have_is_named() -> None:
    build = Build()
    build.says("fit.purpose.stated", Status.EVIDENCED, "Yes.", grade=Grade.ASSERTED)
    build.says("fit.purpose.tried", Status.REFUTED, "No.", basis=Basis.PLANNED)
    build.says("fit.users.named", Status.EVIDENCED, "Four.")
    build.says("fit.users.named", Status.REFUTED, "None.", speaker="chen")
    build.set_aside("fit.users.asked", "Not here.")

    elements = [e for c in content(build.assessment)["gates"][0]["criteria"] for e in c["elements"]]

    assert [(e["status"], e["grade"]) for e in elements] == [
        ("evidenced", "asserted"), ("refuted", None), ("conflict", None), ("not_applicable", None),
    ]  # fmt: skip
    assert content(empty())["gates"][0]["criteria"][0]["elements"][0] == {
        "id": "fit.purpose.stated", "status": "unknown", "grade": None, "quotes": [],
    }  # fmt: skip


def test_the_whole_framework_travels_with_its_hash() -> None:
    assessment = rich()

    framework = content(assessment)["framework"]

    assert framework.pop("hash") == assessment.framework.hash
    assert framework == assessment.framework.model_dump(mode="json", exclude={"dimensions"})


def test_the_conversation_stands_in_order_with_what_was_made_of_it() -> None:
    last = content(rich())["transcript"][-1]

    assert (last["purpose"], last["criterion"], last["elements"]) == ("probe", "run.owner", ["run.owner.on_call"])
    asking, click = last["replies"]
    assert (asking["text"], asking["click"], asking["speaker"]) == ("What do you mean by on call?", None, "ada")
    assert (asking["reading"]["intent"], asking["reading"]["closes"]) == ("ask", False)
    assert asking["reading"]["stamp"]["assessor"] == "local"
    assert click["click"]["action"] == "dont_know"
    assert last["at"] < asking["at"] < click["at"]


def test_an_unread_reply_has_no_reading() -> None:
    build = Build()
    build.reply(build.question(), "Hm.")

    assert content(build.assessment)["transcript"][0]["replies"][0]["reading"] is None


def test_band_robustness_actions_and_provenance_are_those_of_the_assessment() -> None:
    found = content(finished())

    assert found["verdict"] == "proceed"
    assert found["band"]["worst"] == {"verdict": "proceed", "met": 4, "applicable": 4, "mark": 3}
    assert (found["robustness"]["count"], found["robustness"]["becomes"]) == (1, "conditional")
    assert content(rich())["robustness"] is None
    assert content(rich())["actions"][0] == {
        "criterion": "run.watch", "fix": "Fix for Watch.", "owner": "Bo", "named": True, "due": "2026-09-30",
        "status": "doing", "note": "Ordered the pager.",
    }  # fmt: skip
    provenance = content(rich())["provenance"]
    assert provenance["opened_at"] == "2026-03-02T09:00:00Z"
    assert provenance["framework"] == {"id": "two-gates", "version": 3, "hash": rich().framework.hash}
    assert provenance["assessors"] == [
        {"assessor": "local", "version": "7", "model": "reader.onnx", "prompt": "", "replies": 12, "findings": 11}
    ]
    assert provenance["coverage"]["asked"] == 7


def test_letters_stand_as_they_are_and_half_a_character_is_spelled_out() -> None:
    data = write(Build(pilot="質問 Ж \ud83d !").assessment)

    assert '"pilot": "質問 Ж \\ud83d !"'.encode() in data
    assert json.loads(data)["pilot"] == "質問 Ж \ud83d !"
    assert data.endswith(b"}\n")


@given(histories())
def test_score_and_findings_are_those_of_the_records(assessment: Assessment) -> None:
    found = content(assessment)

    ratings = [c["rating"] for g in found["gates"] for c in g["criteria"]]
    assert found["score"] == ratings.count("met") == assessment.now.met
    assert found["findings"] == [r for r in found["records"] if r["kind"] == "finding"]
