"""A whole interview on the page, with all that a person does in it; and coming back to what was begun."""

from __future__ import annotations

import csv
import json
import re
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from app.reports.imports import read_export
from tests.e2e.browser import INDEXED, Tab, Visit, flat
from tests.e2e.respondent import Respondent, persona
from tests.e2e.server import Server
from tests.frameworks import five_gates

REASON = "It ranks no people, only answers to questions about products."
CORRECTION = (
    "Actually, I was wrong about the pipeline earlier: it was load-tested in June at three times the expected peak"
    " volume, and it held."
)
WORD = {"met": "met", "partial": "partly met", "not_met": "not met", "not_applicable": "does not apply"}


def test_a_whole_interview_with_all_that_a_person_does_in_it(person: Visit, server: Server, tmp_path: Path) -> None:
    tab, they = person.tab(), Respondent(persona("branch-copilot"))
    framework = five_gates()
    tab.open()
    expect(tab.page.locator("#welcome-screen").get_by_text("about 40 minutes").first).to_be_visible()
    tab.begin(they.persona.name)
    they.go_on_until(tab, "question", "data.quality")

    # Asking back: the question stays, and nothing counts as said.
    quality = framework.criterion("data.quality")
    tab.press("why")
    expect(tab.said(flat(quality.why)[:60])).to_be_visible()
    tab.press("example")
    expect(tab.said(flat(quality.evidence)[:60])).to_be_visible()
    tab.say("What do you mean by drift?")
    expect(tab.page.locator('[data-tone="answer"]')).to_have_count(3, timeout=INDEXED)
    tab.rest()
    assert they.part(tab) == "data.quality"
    assert set(tab.ratings().values()) == {"open"}

    # A correction with a click on the card; what was corrected is on the checklist.
    they.go_on_until(tab, "understanding")
    they.truth["data.quality.passing"] = "refuted"
    they.go_on_until(tab, "question", "data.representative")
    assert they.corrected == ["data.quality.passing"]
    expect(tab.shape("data.quality", "partial")).to_be_visible()

    # A skip that comes back before its gate is signed.
    tab.decide("skip")
    assert they.part(tab) == "data.pipeline"
    they.go_on_until(tab, "question", "data.governance")

    # A correction in words, of something that was settled.
    tab.answer(CORRECTION)
    assert tab.kind == "understanding"
    they.truth["data.pipeline.peak"] = "evidenced"
    peak = tab.live.locator('[data-element="data.pipeline.peak"]')
    expect(peak).to_contain_text("before: does not hold")
    they.go_on(tab)
    they.go_on_until(tab, "question", "data.representative")
    assert they.asked[-1] == "data.governance", "what was skipped comes after the rest of the gate"
    they.go_on_until(tab, "sign-off")
    they.go_on_until(tab, "question", "architecture.service_levels")
    expect(tab.said("The Data gate is signed")).to_be_visible()

    # A correction in the checklist, of a gate that was signed: it has to be signed once more.
    opened = tab.open_criterion("data.governance")
    expect(opened.get_by_text("a name against it in the register").first).to_be_visible()
    tab.set(opened, "data.governance.documented", "refuted")
    opened.get_by_role("button", name="Save").click()
    they.truth["data.governance.documented"] = "refuted"
    noted = tab.page.get_by_test_id("noted").filter(has_text="Lineage, access, retention written down").last
    expect(noted).to_contain_text("does not hold")
    expect(tab.shape("data.governance", "partial")).to_be_visible()
    expect(opened.get_by_text("click").first).to_be_visible()
    expect(tab.page.get_by_test_id("gap").filter(has_text="Lineage, access, retention written down")).to_contain_text(
        "Done when"
    )
    expect(tab.panel.get_by_role("button", name="Save")).to_have_count(0)

    # A reload: the same assessment, the same question, and nothing of what stood before is lost or different.
    before, ratings = tab.told(), tab.ratings()
    assert before.pop(0) == "Assess my pilot", "pressed before there was an assessment, and so not part of it"
    tab.reload()
    tab.is_told()
    expect(tab.page).to_have_url(re.compile(r"/chat/thread/"))
    assert tab.told() == before
    assert tab.ratings() == ratings
    assert they.part(tab) == "architecture.service_levels"

    # A second tab shows the same; an answer in one appears in the other.
    other = person.tab()
    other.open()
    other.is_told()
    assert other.told() == before
    with tab.page.expect_request("**/project/action") as pressed:
        other_before = other.cards.count()
        tab.decide("skip")
    expect(other.cards).not_to_have_count(other_before)
    assert other.told() == tab.told()
    assert they.part(other) == "architecture.cost_model"
    other_before = tab.cards.count()
    they.go_on(other)
    expect(tab.cards).not_to_have_count(other_before)
    assert tab.told() == other.told()

    # A button of a question that has been answered meanwhile: nothing happens, and the page says so.
    stale: Any = pressed.value.post_data_json
    stale["action"]["payload"]["event"] = str(uuid.uuid4())
    asked = tab.asked
    answer = tab.page.request.post(pressed.value.url, data=stale)
    assert answer.ok
    expect(tab.said("has been answered meanwhile")).to_be_visible()
    assert tab.asked == asked
    other.page.close()
    they.go_on(tab)
    expect(tab.shape("architecture.cost_model", "open")).to_have_count(0)

    # The server dies and comes back while the page is open.
    they.go_on_until(tab, "question", "architecture.deployment")
    server.kill()
    server.start()
    they.go_on(tab)
    they.go_on_until(tab, "question", "architecture.monitoring.fallback")
    expect(tab.shape("architecture.deployment", "open")).to_have_count(0)
    tab.decide("dont_know")

    # Something that does not apply, with its reason.
    they.go_on_until(tab, "question", "governance.oversight")
    tab.press("not_applicable")
    tab.live.get_by_label("Why does it not apply to your pilot?").fill(REASON)
    with tab.moving_on():
        tab.live.get_by_role("button", name="Send").click()
    expect(tab.page.get_by_text(f"Does not apply: {REASON}")).to_be_visible()
    for element in framework.criterion("governance.oversight").elements:
        they.truth[element.id] = "not_applicable"

    they.go_on_until(tab, "verdict")
    expect(tab.page.locator('[data-tone="signed"]')).not_to_have_count(0)
    expect(tab.live.get_by_role("row").filter(has_text=", signed")).to_have_count(5)
    questions = [a for a in they.asked if a]
    assert len(questions) == len(set(questions)), "nothing is asked twice"
    assert {c.id for c in framework.criteria} - set(questions) == {"governance.oversight"}

    check_the_documents(tab, they, tmp_path)
    check_the_list(tab, they)


def check_the_documents(tab: Tab, they: Respondent, folder: Path) -> None:
    """The downloads say what the page shows."""
    shown, verdict = tab.ratings(), flat(tab.live.inner_text())
    files = {}
    for label in ("Report (Markdown)", "Checklist (CSV)", "Everything (JSON)"):
        with tab.page.expect_download() as download:
            tab.live.get_by_role("link", name=label).click()
        name = download.value.suggested_filename
        assert "-answer-copilot-for-advisers-" in name
        files[name.rpartition(".")[2]] = folder / name
        download.value.save_as(folder / name)

    content = files["json"].read_bytes()
    document: dict[str, Any] = json.loads(content)
    criteria = {c["id"]: c for g in document["gates"] for c in g["criteria"]}
    assert {i: c["rating"] for i, c in criteria.items()} == shown
    assert all(g["signed_off"] for g in document["gates"])
    met, applicable = document["score"], document["band"]["now"]["applicable"]
    assert met == sum(r == "met" for r in shown.values())
    assert applicable == sum(r != "not_applicable" for r in shown.values())
    assert f"{met} of {applicable} met" in verdict
    for gate in document["gates"]:
        of = [c["rating"] for c in gate["criteria"] if c["rating"] != "not_applicable"]
        passes = "passes" if gate["passed"] else "does not pass"
        assert f"{gate['title']} {of.count('met')} of {len(of)} {passes}, signed" in verdict
    truth = {e["id"]: e["status"] for c in criteria.values() for e in c["elements"]}
    assert truth == they.truth
    said = [r["text"] for r in document["records"] if r["kind"] == "reply" and r["text"]]
    assert they.persona.pilot in said
    assert they.persona.answers["adoption.rollout"] in said
    again = read_export(content)
    assert again.name == they.persona.name
    assert len(again.records) == len(document["records"])

    with files["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {r["criterion_id"]: r["rating"] for r in rows} == {i: WORD[r] for i, r in shown.items()}
    assert len(rows) == 60
    aside = [r["said"] for r in rows if r["criterion_id"] == "governance.oversight"]
    assert all(REASON in words for words in aside)

    report = files["md"].read_text(encoding="utf-8")
    assert they.persona.name in report
    assert tab.live.locator(".gw-verdict-word").inner_text() in report
    assert all(c["title"] in report for c in criteria.values())


def check_the_list(tab: Tab, they: Respondent) -> None:
    """What is done stands in the list by its name, and is renamed and deleted there."""
    page = tab.page
    passing = flat(tab.live.get_by_test_id("made").inner_text())  # of the last download; not on record
    verdict = flat(tab.live.inner_text()).replace(f"{passing} ", "")
    page.get_by_role("button", name="New assessment").click()
    expect(page.get_by_role("button", name=re.compile("Assess my pilot"))).to_be_visible()
    expect(tab.cards).to_have_count(0)
    expect(tab.panel).to_have_count(0)
    line = page.get_by_role("link", name=they.persona.name)
    line.click()
    tab.is_told()
    assert tab.kind == "verdict"
    assert flat(tab.live.inner_text()) == verdict
    tab.open("/")
    expect(page.get_by_role("button", name=re.compile("Assess my pilot"))).to_be_visible()
    expect(tab.cards).to_have_count(0)  # what is finished is not gone on with

    tab.menu(line, "Rename")
    page.get_by_role("textbox", name="Name").fill("Adviser copilot")
    page.get_by_role("button", name="Confirm").click()
    line = page.get_by_role("link", name="Adviser copilot")
    expect(line).to_be_visible()
    tab.reload()
    line.click()
    tab.is_told()
    expect(tab.panel.get_by_role("heading", name="Adviser copilot")).to_be_visible()

    document = tab.live.get_by_role("link", name="Report (Markdown)").get_attribute("href")
    tab.menu(line, "Delete")
    expect(page.get_by_role("alertdialog")).to_contain_text("cannot be undone")
    with page.expect_response("**/project/thread") as deleted:  # the list hides it before
        page.get_by_role("button", name="Confirm").click()
    assert deleted.value.ok
    expect(line).to_have_count(0)
    expect(tab.cards).to_have_count(0)
    tab.reload()
    expect(page.get_by_text("No assessments yet")).to_be_visible()
    assert page.request.get(f"{page.url.partition('/chat')[0]}{document}").status == 404
