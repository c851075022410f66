"""Documents on the page: brought, reviewed gate by gate, and the interview then asks only what is open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.browser import INDEXED, Tab, Visit, flat
from tests.frameworks import five_gates

PAPERS = Path(__file__).parents[2] / "evals" / "documents" / "files"
THREE = ("sluice-charter.docx", "sluice-minutes-may.docx", "sluice-minutes-july.txt")


def read(tab: Tab, documents: int) -> None:
    """Waits until so many have been read."""
    expect(tab.page.locator('[data-testid="document"][data-state="read"]')).to_have_count(documents, timeout=INDEXED)
    tab.rest()


def record(tab: Tab) -> dict[str, Any]:
    """Everything that is kept of the assessment, as it is downloaded."""
    tab.page.get_by_role("tab", name="Documents").click()
    link = tab.page.get_by_role("tabpanel", name="Documents").get_by_role("link", name="Everything (JSON)")
    address = link.get_attribute("href")
    tab.page.get_by_role("tab", name="Checklist").click()
    answer = tab.page.request.get(f"{tab.url}{address}")
    assert answer.ok
    content: dict[str, Any] = json.loads(answer.body())
    return content


def standing(content: dict[str, Any]) -> dict[str, str]:
    """The status of every element."""
    return {e["id"]: e["status"] for g in content["gates"] for c in g["criteria"] for e in c["elements"]}


def test_three_documents_are_reviewed_and_only_what_is_open_is_asked(person: Visit, tmp_path: Path) -> None:
    tab, framework = person.tab(), five_gates()
    empty = tmp_path / "notes.pdf"
    empty.touch()
    tab.open()
    tab.begin("Sluice")
    tab.bring(*(PAPERS / name for name in THREE), empty, words="Here is what we have on paper")

    read(tab, 3)
    refused = tab.page.locator('[data-testid="document"][data-state="refused"]')
    expect(refused).to_contain_text("notes.pdf")
    expect(refused).to_contain_text("is empty")
    expect(tab.page.get_by_text("Here is what we have on paper")).to_have_count(1)

    # Nothing counts yet; every line of the first card quotes its document, and says where in it.
    expect(tab.live).to_have_attribute("data-testid", "understanding")
    before = record(tab)
    assert set(standing(before).values()) == {"unknown"}
    attachments = {r["id"]: r for r in before["records"] if r["kind"] == "attachment"}
    proposals = [r for r in before["records"] if r["kind"] == "finding"]
    assert {a["name"] for a in attachments.values()} == set(THREE)
    for proposal in proposals:
        quote, text = proposal["quote"], attachments[proposal["source"]["id"]]["text"]
        assert text[quote["start"] : quote["end"]] == quote["text"]
    shown = tab.live.get_by_test_id("row")
    for row in shown.all():
        expect(row).to_contain_text("sluice-")

    # Of the first gate one line is changed, one dropped, the rest accepted; of the others all.
    elements = [row.get_attribute("data-element") or "" for row in shown.all()]
    changed, dropped = elements[0], elements[-1]
    said = {p["element"]: p["status"] for p in proposals}
    tab.set(tab.live, changed, "refuted" if said[changed] == "evidenced" else "evidenced")
    tab.set(tab.live, dropped, "unknown")
    tab.decide("accept")
    gates = {framework.gate_of(p["element"]).id for p in proposals}
    for _ in gates:
        if tab.kind != "understanding":
            break
        tab.decide("accept")

    # Where documents oppose each other, both quotes are shown, and nobody has won.
    while tab.kind == "conflict":
        sides = tab.live.locator(".gw-side").all_inner_texts()
        assert {flat(side).split("“")[0].strip() for side in sides} == {"holds", "does not hold"}
        assert all("sluice-" in side for side in sides)
        tab.decide("later")
    reviewed = standing(record(tab))
    assert reviewed[changed] != said[changed]
    assert reviewed[dropped] == "unknown"

    # What was told stands there after a reload too.
    told = tab.told()
    tab.reload()
    tab.is_told()
    assert tab.told() == [line for line in told if "notes.pdf" not in line][1:]

    # From here on everything is left open: what is asked is only what was.
    for _ in range(100):
        match tab.kind:
            case "question" if tab.live.locator('[data-action="dont_know"]').count():
                tab.decide("dont_know")
            case "question":
                tab.answer("It finds leaks in the water network for the engineers on duty.")
            case "sign-off":
                tab.decide("sign")
            case "conflict":
                tab.decide("later")
            case _:
                break
    assert tab.kind == "verdict"
    asked = [r for r in record(tab)["records"] if r["kind"] == "question" and r["purpose"] in ("lead", "probe")]
    settled = {e for e, status in reviewed.items() if status in ("evidenced", "refuted")}
    assert settled
    for question in asked:
        assert not settled & set(question["elements"]) or question["purpose"] == "lead"
        assert set(question["elements"]) - settled, f"{question['criterion']} was settled by the documents"
    whole = {c.id for c in framework.criteria if {e.id for e in c.elements} <= settled}
    assert whole
    assert not whole & {q["criterion"] for q in asked}
    assert person.troubles == []


def test_documents_may_come_before_there_is_an_assessment(person: Visit) -> None:
    tab = person.tab()
    tab.open("/?new")
    expect(tab.page.locator("#welcome-screen")).to_be_visible()
    tab.bring(PAPERS / "torque-runbook.md")
    expect(tab.page.get_by_text("What is the pilot called?")).to_be_visible()
    with tab.moving_on():
        tab.say("Torque")
    read(tab, 1)
    expect(tab.page.locator('[data-testid="document"][data-state="read"]')).to_contain_text("torque-runbook.md")
    expect(tab.live).to_have_attribute("data-testid", "understanding")


def test_words_that_are_an_answer_count_beside_the_documents_that_come_with_them(person: Visit) -> None:
    tab = person.tab()
    tab.open("/?new")
    tab.begin("Torque")
    words = "It drafts repair instructions for our fitters in two workshops, in use since February."
    tab.bring(PAPERS / "torque-sow.docx", words=words)
    read(tab, 1)
    expect(tab.page.get_by_text(words)).to_have_count(1)
    assert words in [r.get("text") for r in record(tab)["records"] if r["kind"] == "reply"]
