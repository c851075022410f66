"""What comes of an assessment, on the page: every document, the plan that is worked on, what-if, and a second run."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Route, expect
from pptx import Presentation

from app.domain.anonymity import known_names
from app.domain.plan import actions
from app.reports import FORMATS
from app.reports.plan.sheet import CRITERION, EDITABLE, SHEET
from app.storage.store import open_store
from app.web.addresses import thread_of
from tests.contract.test_exporters import READ
from tests.e2e.browser import INDEXED, Tab, Visit, visit
from tests.e2e.server import Server
from tests.facts import squeezed
from tests.pilots import PILOTS

PILOT = replace(PILOTS["half"](), id="aaaaaaaaaaaa")
KNOWN = [a.gap.criterion for a in actions(PILOT) if a.gap.heard.value == "settled"]
FIRST, SECOND = KNOWN[:2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A page with an assessment that is half done."""
    running = Server(tmp_path_factory.mktemp("page") / "data")

    async def keep() -> None:
        async with open_store(running.data_dir) as store:
            await store.create(PILOT, "local")

    aside = threading.Thread(target=lambda: asyncio.run(keep()))  # the browser's own loop runs in this one
    aside.start()
    aside.join()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def here(tab: Tab) -> Tab:
    """The assessment, open."""
    tab.open(f"/chat/thread/{thread_of(PILOT.id)}")
    expect(tab.panel).to_be_visible(timeout=INDEXED)
    return tab


def view(tab: Tab, name: str) -> Locator:
    """Another view of the panel."""
    tab.page.get_by_role("tab", name=name, exact=True).click()
    shown = tab.page.get_by_role("tabpanel", name=name, exact=True)
    expect(shown).to_be_visible()
    return shown


def opened(plan: Locator, criterion: str) -> Locator:
    """A gap of the plan, opened."""
    gap = plan.locator(f'[data-gap="{criterion}"]')
    if gap.get_by_test_id("gap-plan").count() == 0:
        gap.get_by_role("button").first.click()
    expect(gap.get_by_test_id("gap-plan")).to_be_visible()
    return gap


# --- documents -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("nameless", [False, True], ids=["named", "nobody named"])
def test_every_document_comes_by_its_name_and_opens_again(here: Tab, tmp_path: Path, nameless: bool) -> None:
    documents = view(here, "Documents")
    expect(documents.locator("[data-format]")).to_have_count(len(FORMATS))
    if nameless:
        documents.get_by_label(re.compile("Name nobody")).check()
    names = set()
    for name, exporter in FORMATS.items():
        if nameless and name == "json":
            continue
        link = documents.get_by_role("link", name=exporter.label, exact=True)
        with here.page.expect_download() as coming:
            link.click()
        download = coming.value
        file = download.suggested_filename
        anonymous = "-anonymous" if nameless else ""
        assert re.fullmatch(
            rf"\d{{4}}-\d\d-\d\d-claims-triage-for-norrland-mutual-{exporter.about}{anonymous}\{exporter.suffix}", file
        )
        names.add(file)
        download.save_as(tmp_path / file)
        text = READ[name]((tmp_path / file).read_bytes())
        if exporter.about == "readiness":
            assert squeezed(PILOT.name) in squeezed(text)
        if nameless:
            assert not any(re.search(rf"\b{re.escape(n)}\b", text) for n in known_names(PILOT) - {"local"})
        expect(documents.get_by_test_id("made")).to_contain_text(file)
    assert len(names) >= len(FORMATS) - nameless, "each has a name of its own"


def test_what_cannot_be_had_is_said_in_a_sentence_and_the_next_one_can(here: Tab) -> None:
    documents = view(here, "Documents")
    documents.get_by_label(re.compile("Name nobody")).check()
    documents.get_by_role("link", name="Everything (JSON)").click()
    expect(documents.get_by_test_id("not-made")).to_contain_text("holds everything, names too")
    documents.get_by_label(re.compile("Name nobody")).uncheck()
    with here.page.expect_download():
        documents.get_by_role("link", name="Everything (JSON)").click()
    expect(documents.get_by_test_id("not-made")).to_have_count(0)

    here.page.route("**/export/**", lambda route: route.abort())
    documents.get_by_role("link", name="Report (Markdown)").click()
    expect(documents.get_by_test_id("not-made")).to_contain_text("did not get through")


def test_what_takes_longer_than_a_moment_shows_that_it_is_under_way(here: Tab) -> None:
    documents = view(here, "Documents")
    waiting: list[Route] = []
    here.page.route("**/export/**", lambda route: waiting.append(route))
    link = documents.get_by_role("link", name="Report (Markdown)")
    link.click()
    expect(documents.get_by_test_id("making")).to_contain_text("Making Report (Markdown)")
    expect(documents.get_by_role("progressbar")).to_be_visible()
    expect(link).to_have_attribute("aria-busy", "true")
    documents.get_by_role("link", name="Checklist (CSV)").click(force=True)  # one after the other
    with here.page.expect_download():
        waiting[0].continue_()
    expect(documents.get_by_test_id("making")).to_have_count(0)
    expect(documents.get_by_test_id("made")).to_contain_text("readiness.md")
    assert len(waiting) == 1


# --- the plan ------------------------------------------------------------------------------------------


def test_the_plan_is_worked_on_in_its_place_and_stays_as_it_was_left(here: Tab, server: Server, tmp_path: Path) -> None:
    page, plan = here.page, view(here, "Plan")
    gaps = plan.locator("[data-gap]")
    assert [g.get_attribute("data-gap") for g in gaps.all()][: len(KNOWN)] == KNOWN
    gap = opened(plan, SECOND)
    gap.get_by_label("Owner").fill("Ida Brandt <b>")
    gap.get_by_label("Due").fill("2031-01-31")
    gap.get_by_label("Status").select_option("Under way")
    gap.get_by_label("Note").fill("=1+1, as agreed\nin the steering group")
    expect(gap.get_by_text("not saved")).to_be_visible()
    other = opened(plan, FIRST)
    other.get_by_label("Note").fill("Later.")
    plan.get_by_role("button", name="Save 2 gaps").click()
    expect(plan.get_by_test_id("saved")).to_have_text("Saved: 2 gaps.")
    expect(plan.get_by_text("not saved")).to_have_count(0)
    expect(gap).to_contain_text("by 31 Jan 2031")

    here.reload()
    gap = opened(view(here, "Plan"), SECOND)
    expect(gap.get_by_label("Owner")).to_have_value("Ida Brandt <b>")
    expect(gap.get_by_label("Due")).to_have_value("2031-01-31")
    expect(gap.get_by_label("Status")).to_have_value("doing")
    expect(gap.get_by_label("Note")).to_have_value("=1+1, as agreed\nin the steering group")

    gap.get_by_label("Note").fill("Never mind.")
    page.get_by_role("button", name="Undo").click()
    expect(gap.get_by_label("Note")).to_have_value("=1+1, as agreed\nin the steering group")

    documents = view(here, "Documents")
    with page.expect_download() as download:
        documents.locator('[data-format="jira"]').click()
    download.value.save_as(tmp_path / "jira.csv")
    assert "Ida Brandt" in READ["jira"]((tmp_path / "jira.csv").read_bytes())


def test_a_value_that_cannot_be_is_refused_at_its_field_and_nothing_is_saved(here: Tab) -> None:
    plan = view(here, "Plan")
    gap = opened(plan, KNOWN[2])
    gap.get_by_label("Owner").fill("x" * 201)
    gap.get_by_label("Due").fill("2199-01-31")
    gap.get_by_label("Note").fill("This is good.")
    plan.get_by_role("button", name="Save 1 gap").click()
    problems = gap.get_by_test_id("problem")
    expect(problems).to_have_count(2)
    expect(problems.first).to_contain_text("expected 200 characters at most, not 201")
    expect(problems.last).to_contain_text("due: '2199-01-31': expected a date between 2000-01-01 and 2099-12-31")
    expect(gap.get_by_label("Due")).to_have_attribute("aria-invalid", "true")
    expect(plan.get_by_test_id("saved")).to_be_empty()
    gap.get_by_label("Owner").fill("Bo")
    gap.get_by_label("Due").fill("2099-01-31")
    expect(problems).to_have_count(0)
    here.reload()
    gap = opened(view(here, "Plan"), KNOWN[2])
    expect(gap.get_by_label("Owner")).to_have_value("")
    expect(gap.get_by_label("Note")).to_have_value("")


def test_two_windows_on_the_plan_take_nothing_from_each_other(here: Tab, person: Visit) -> None:
    other = person.tab()
    other.open(f"/chat/thread/{thread_of(PILOT.id)}")
    mine, theirs = opened(view(here, "Plan"), KNOWN[3]), opened(view(other, "Plan"), KNOWN[3])
    theirs.get_by_label("Note").fill("From the other window.")
    mine.get_by_label("Owner").fill("Ana")
    here.page.get_by_role("button", name="Save 1 gap").click()
    expect(here.page.get_by_test_id("saved")).to_have_text("Saved.")
    expect(theirs.get_by_label("Owner")).to_have_value("Ana")  # shown there at once, and what was typed there stays
    other.page.get_by_role("button", name="Save 1 gap").click()
    expect(other.page.get_by_test_id("saved")).to_have_text("Saved.")
    expect(mine.get_by_label("Note")).to_have_value("From the other window.")
    expect(mine.get_by_label("Owner")).to_have_value("Ana")


def test_the_plan_opens_by_command_and_on_a_phone_too(browser: Browser, server: Server) -> None:
    with visit(browser, server.url, width=390, height=844) as phone:
        tab = phone.tab()
        tab.open(f"/chat/thread/{thread_of(PILOT.id)}")
        expect(tab.live).to_have_count(1)
        tab.say("/plan")
        plan = tab.page.get_by_role("tabpanel", name="Plan")
        expect(plan).to_be_visible()
        gap = opened(plan, FIRST)
        expect(gap.get_by_label("Due")).to_be_visible()
        wide = tab.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        assert (phone.strangers, phone.troubles) == ([], [])


def test_the_plan_goes_out_as_a_workbook_and_comes_back_edited(here: Tab, tmp_path: Path) -> None:
    plan, file = view(here, "Plan"), tmp_path / "plan.xlsx"
    workbook = plan.get_by_test_id("workbook")
    with here.page.expect_download() as download:
        workbook.get_by_role("button", name="Take it along").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    download.value.save_as(file)
    gap = KNOWN[2]

    edit(file, gap, due="soon", status="finished")
    workbook.get_by_test_id("edited-plan").set_input_files(file)
    told = workbook.get_by_test_id("brought")
    expect(told).to_contain_text("nothing of the plan has changed")
    expect(told.get_by_role("listitem")).to_have_count(2)
    expect(told).to_contain_text("'soon'")
    expect(told).to_contain_text("'finished': expected one of open, doing, done, dropped")

    edit(file, gap, owner="Carla Neri", due=date(2031, 3, 1), status="doing", note="=1+1")
    workbook.get_by_test_id("edited-plan").set_input_files(file)
    expect(told).to_have_text("Taken over: 1 gap.")
    shown = opened(plan, gap)
    expect(shown).to_contain_text("Carla Neri")
    expect(shown.get_by_label("Due")).to_have_value("2031-03-01")
    workbook.get_by_test_id("edited-plan").set_input_files(file)
    expect(told).to_contain_text("Nothing in that workbook differs")

    file.write_bytes(bytes(9 * 2**20))
    workbook.get_by_test_id("edited-plan").set_input_files(file)
    expect(told).to_contain_text("plan.xlsx: 9.0 MB: expected 8.0 MB at most.")
    file.write_bytes(b"no workbook at all")
    workbook.get_by_test_id("edited-plan").set_input_files(file)
    expect(told).to_contain_text("was not taken")


def edit(file: Path, criterion: str, **cells: object) -> None:
    """Writes into the row of a gap, as somebody does in their spreadsheet."""
    book = openpyxl.load_workbook(file)
    sheet = book[SHEET]
    rows = list(sheet.iter_rows())
    header = next(row for row in rows if CRITERION in [c.value for c in row])
    columns = {c.value: c.column for c in header}
    (row,) = [r[0].row for r in rows if r[columns[CRITERION] - 1].value == criterion]
    for field, value in cells.items():
        cell = sheet.cell(row, columns[EDITABLE[field]], value)
        cell.data_type = "s" if isinstance(value, str) else cell.data_type  # typed as a text, a formula is none
    book.save(file)


# --- the brand -----------------------------------------------------------------------------------------


def test_a_brand_of_one_s_own_is_set_on_the_page_and_a_bad_one_is_refused_with_the_reason(
    here: Tab, tmp_path: Path
) -> None:
    page, documents = here.page, view(here, "Documents")
    brand = page.get_by_test_id("brand")
    brand.get_by_role("button", name="How they look").click()
    brand.get_by_label("Name").fill("Kvarnby Group")
    brand.get_by_label("Main colour", exact=False).last.fill("#ffee00")
    brand.get_by_role("button", name="Save").click()
    expect(brand.get_by_test_id("problem")).to_contain_text("'#ffee00' has a contrast of")
    brand.get_by_label("Main colour", exact=False).last.fill("#7a1f3d")
    brand.get_by_role("button", name="Save").click()
    expect(brand.get_by_role("status")).to_contain_text("Saved")

    bad, good = tmp_path / "logo.png", tmp_path / "logo.svg"
    bad.write_bytes(b"GIF89a")
    good.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><rect width="80" height="20"/></svg>'
    )
    logo = brand.locator('[data-part="logo"]')
    logo.locator("input").set_input_files(bad)
    expect(logo.get_by_test_id("brand-refused")).to_contain_text("expected a PNG, a JPEG or an SVG")
    logo.locator("input").set_input_files(good)
    expect(logo.get_by_role("img", name="Your logo")).to_be_visible()
    expect(logo.get_by_test_id("brand-refused")).to_have_count(0)
    word = brand.locator('[data-part="docx_template"]')
    word.locator("input").set_input_files(good)
    expect(word.get_by_test_id("brand-refused")).to_contain_text("expected a Word (.docx) file")

    expect(word).to_contain_text("the built-in one")

    deck, template = tmp_path / "deck.pptx", tmp_path / "template.pptx"
    Presentation().save(str(template))
    slides = brand.locator('[data-part="pptx_template"]')
    slides.locator("input").set_input_files(template)
    expect(slides).to_contain_text("yours")
    slides.locator("input").set_input_files(bad)
    expect(slides.get_by_test_id("brand-refused")).to_contain_text("expected a PowerPoint (.pptx) file")
    expect(slides).to_contain_text("yours")
    with page.expect_download() as download:
        documents.locator('[data-format="pptx"]').click()
    download.value.save_as(deck)
    assert "Kvarnby Group" in READ["pptx"](deck.read_bytes())
    assert Presentation(str(deck)).slide_width == Presentation(str(template)).slide_width

    here.reload()
    view(here, "Documents")
    brand.get_by_role("button", name="How they look").click()
    expect(brand.get_by_label("Name")).to_have_value("Kvarnby Group")
    for part, without in ((logo, "none"), (slides, "the built-in one")):
        part.get_by_role("button", name="Remove").click()
        expect(part).to_contain_text(without)
    with page.expect_download() as download:
        documents.locator('[data-format="pptx"]').click()
    download.value.save_as(deck)
    assert Presentation(str(deck)).slide_width != Presentation(str(template)).slide_width


# --- what follows --------------------------------------------------------------------------------------


def test_what_if_shows_what_closing_gaps_would_come_to_and_records_nothing(here: Tab) -> None:
    what_if = view(here, "What if")
    would_be = what_if.get_by_test_id("would-be")
    expect(would_be).to_contain_text("Close the gaps first")
    what_if.get_by_role("button", name="All").click()
    what_if.get_by_label("Closed by").fill(f"{date.today().year + 3}-06-30")
    expect(would_be.locator(".gw-verdict-word")).to_have_text("Proceed")
    expect(would_be.get_by_test_id("band")).to_contain_text("20 of 20 met")
    what_if.get_by_label("Closed by").fill("2020-01-01")
    expect(would_be).to_contain_text("by: '2020-01-01': expected a day from")
    expect(view(here, "Checklist")).to_contain_text("4 of 20 met")


def test_a_pilot_is_assessed_again_and_what_moved_stands_beside_the_first_run(here: Tab) -> None:
    runs = view(here, "Runs")
    expect(runs).to_contain_text("There is one so far")
    runs.get_by_role("button", name="Assess again").click()
    here.page.wait_for_url(lambda url: "/chat/thread/" in url and thread_of(PILOT.id) not in url)
    here.page.wait_for_load_state("domcontentloaded")
    expect(here.live).to_have_count(1, timeout=INDEXED)
    expect(here.panel).to_be_visible()
    runs = view(here, "Runs")
    table = runs.get_by_test_id("runs-table")
    expect(table.locator("[data-run]")).to_have_count(2)
    expect(runs.get_by_test_id("moved")).to_contain_text("The Data gate does not pass any more.")
    expect(runs.get_by_test_id("radar")).to_contain_text("Data4 → 1/4")
    expect(runs.locator(".gw-radar-earlier")).to_have_count(1)
    table.get_by_role("link").click()
    here.page.wait_for_url(f"**/{thread_of(PILOT.id)}")
