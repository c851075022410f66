"""Pictures of every screen and state, made from the real page: `make screenshots`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.e2e.browser import INDEXED, Tab, chromium, visit
from tests.e2e.respondent import Respondent, persona
from tests.e2e.server import Server

SIZES = {"wide": (1280, 850), "phone": (390, 844)}
THEMES = ("light", "dark")
NEW = "/chat/?new"
PAPERS = Path(__file__).parent / "documents" / "files"
SLUICE = ("sluice-charter.docx", "sluice-minutes-may.docx", "sluice-minutes-july.txt")
SETTLED = 400
"""Milliseconds for what slides in to have come to rest."""


@dataclass(frozen=True)
class Camera:
    """Takes pictures of a tab.

    Attributes:
        look: What the names end in: the theme and the size.
    """

    tab: Tab
    folder: Path
    look: str

    def take(self, name: str, of: Locator | None = None) -> None:
        """A picture of the window, with this in sight."""
        if of is not None:
            of.evaluate("node => node.scrollIntoView({block: 'center'})")
        self.tab.page.wait_for_timeout(SETTLED)
        self.tab.page.screenshot(path=self.folder / f"{name}-{self.look}.png")


def an_interview(camera: Camera) -> None:
    """From the welcome to the sign-off of a gate."""
    tab, they = camera.tab, Respondent(persona("branch-copilot"))
    page = tab.page
    tab.open(NEW)
    expect(page.get_by_role("button", name="Assess my pilot")).to_be_visible()
    camera.take("01-welcome")
    tab.begin(they.persona.name)
    camera.take("02-opening")
    they.go_on(tab)
    camera.take("03-question", tab.live)
    tab.press("not_applicable")
    camera.take("04-does-not-apply", tab.live)
    tab.live.get_by_role("button", name="Cancel").click()
    tab.say("What do you mean by a threshold?")
    expect(page.locator('[data-tone="answer"]')).to_be_visible(timeout=INDEXED)
    tab.rest()
    camera.take("05-answer", page.locator('[data-tone="answer"]'))
    they.go_on(tab)
    camera.take("06-understood", tab.live)
    tab.set(tab.live, "data.quality.passing", "not_applicable", "")
    camera.take("07-changed", tab.live)
    tab.set(tab.live, "data.quality.passing", "evidenced")
    they.go_on_until(tab, "question", "data.governance")
    camera.take("08-gap", page.get_by_test_id("gap").first)
    with the_panel(tab):
        opened = tab.open_criterion("data.pipeline")
        camera.take("09-checklist", opened)
    they.go_on_until(tab, "sign-off")
    camera.take("10-sign-off", tab.live.get_by_role("heading").first)
    they.go_on(tab)
    camera.take("11-signed", tab.live)


@contextmanager
def the_panel(tab: Tab) -> Iterator[None]:
    """The checklist, opened for a moment where it is not open by itself."""
    button = tab.live.locator('[data-action="panel"]')
    asked = button.count() > 0
    if asked:
        button.click()
    expect(tab.panel).to_be_visible()
    yield
    if asked:
        tab.page.keyboard.press("Escape")
        expect(tab.panel).to_have_count(0)


def the_quick_screen(camera: Camera) -> None:
    """A first impression."""
    tab, they = camera.tab, Respondent(persona("shop-returns"))
    tab.open(NEW)
    tab.begin(they.persona.name, "Quick screen")
    they.go_on_until(tab, "impression")
    camera.take("12-impression", tab.live)


def the_example(camera: Camera) -> None:
    """The finished example: a verdict, a conflict on the way to it, and what comes of it in the panel."""
    tab = camera.tab
    tab.open(NEW)
    tab.page.get_by_role("button", name="Show me a finished example").click()
    verdict = tab.page.get_by_test_id("verdict").first
    expect(verdict).to_be_visible()
    camera.take("13-example")
    camera.take("14-verdict", verdict.get_by_role("table"))
    camera.take("15-conflict", tab.page.get_by_test_id("conflict").first)
    tab.say("/plan")
    for number, name in enumerate(("Plan", "What if", "Runs", "Documents"), 23):
        tab.page.get_by_role("tab", name=name, exact=True).click()
        shown = tab.page.get_by_role("tabpanel", name=name, exact=True)
        expect(shown).to_be_visible()
        if name == "Plan":
            shown.locator("[data-gap]").first.get_by_role("button").first.click()
        camera.take(f"{number}-{name.lower().replace(' ', '-')}")


def the_documents(camera: Camera) -> None:
    """Documents that fill the checklist: being read, reviewed, and where they oppose each other."""
    tab = camera.tab
    tab.open(NEW)
    tab.begin("Sluice")
    tab.bring(*(PAPERS / name for name in SLUICE), words="Here is what we have on paper")
    document = tab.page.get_by_test_id("document")
    expect(document.filter(has_text="Reading").or_(document.filter(has_text="Read.")).first).to_be_visible()
    camera.take("17-documents", document.first)
    expect(tab.page.locator('[data-testid="document"][data-state="read"]')).to_have_count(len(SLUICE), timeout=INDEXED)
    tab.rest()
    camera.take("18-review", tab.live.get_by_role("heading").first)
    while tab.kind == "understanding":
        tab.decide("accept")
    camera.take("19-opposed", tab.live)


def the_playbook(camera: Camera) -> None:
    """Questions answered from the guidance, and guidance of one's own."""
    tab, page = camera.tab, camera.tab.page
    tab.open(NEW)
    tab.ask_the_playbook()
    camera.take("20-playbook")
    page.get_by_role("button", name="How do we rehearse a rollback?").click()
    cite = page.get_by_test_id("cite").first
    expect(cite).to_be_visible(timeout=INDEXED)
    cite.get_by_role("button").click()
    camera.take("21-playbook-answer", cite)
    tab.bring(PAPERS / "torque-runbook.md", PAPERS / "lectern-charter.docx")
    library = page.get_by_test_id("library").last
    expect(library).to_be_visible(timeout=INDEXED)
    camera.take("22-own-guidance", library)
    for name in ("torque-runbook.md", "lectern-charter.docx"):  # so that the next one finds none
        library.get_by_role("button", name=f"Remove {name}").click()
        library.get_by_role("button", name=f"Remove {name} for good").click()


def the_login(camera: Camera) -> None:
    """Where people log in."""
    page = camera.tab.page
    page.goto(camera.tab.url, wait_until="domcontentloaded")
    expect(page.locator("#email")).to_be_visible()
    camera.take("16-login")


ALONE = (an_interview, the_quick_screen, the_example, the_documents, the_playbook)


def everything(browser: Browser, alone: Server, shared: Server, folder: Path) -> None:
    """All pictures, in both themes and sizes."""
    for theme in THEMES:
        for size, (width, height) in SIZES.items():
            for server, scenes in ((alone, ALONE), (shared, (the_login,))):
                for scene in scenes:
                    with visit(browser, server.url, width=width, height=height, dark=theme == "dark") as here:
                        scene(Camera(here.tab(), folder, f"{theme}-{size}"))


def main() -> None:
    """Starts servers on empty data directories, and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/screenshots"))
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        alone, shared = Server(Path(place) / "alone"), Server(Path(place) / "shared")
        shared.command("users", "add", "ada", "--password-stdin", given="a password for pictures\n")
        try:
            alone.start()
            shared.start()
            everything(browser, alone, shared, folder)
        finally:
            alone.stop()
            shared.stop()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
