"""A real Chromium, and a person's tab in it: what they see, type and press."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Playwright,
    Route,
    WebSocket,
    expect,
    sync_playwright,
)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
NONE_FOUND = "The tests of the page need a Chromium and found none: run `make browser`, or set GATEWISE_CHROMIUM."
PATIENCE = 20_000
"""Milliseconds that something may take to appear on a busy machine."""
INDEXED = 120_000
"""The same for what waits for the index of a fresh installation, or for documents to be read."""
CONNECTIONS = 3
"""How often a page may be connected anew while it loads."""

BUBBLES = '[data-step-type="user_message"], .gw-question, .gw-card, .gw-said:not(.gw-tone-notice), .gw-noted'
"""All that is said, by either side; not the passing remarks, which are gone after a reload."""


def find_chromium(playwright: Playwright) -> str:
    """The program: what GATEWISE_CHROMIUM names, else the machine's own, else what Playwright has fetched."""
    named = os.environ.get("GATEWISE_CHROMIUM")
    found = [named] if named else [path for name in PROGRAMS if (path := shutil.which(name))]
    for path in (*found, playwright.chromium.executable_path):
        if Path(path).exists():
            return path
    pytest.fail(NONE_FOUND, pytrace=False)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A person's browser at a server: their cookies, their tabs, and what goes wrong in them.

    Attributes:
        strangers: Addresses elsewhere that a page asked for; none of these requests is let out.
        troubles: Errors of the page's scripts, and what its policy had to stop.
        dialogs: What opened in front of the page.
    """

    context: BrowserContext
    url: str
    strangers: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.context.route(re.compile(rf"^(?!{re.escape(self.url)}/|data:|blob:)"), self._refuse)
        self.context.on("dialog", self._dismiss)
        self.context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        self.context.on("console", self._hear)

    def tab(self) -> Tab:
        """A new tab, still empty."""
        page = self.context.new_page()
        page.on("websocket", self._connected)
        return Tab(page, self.url)

    def _refuse(self, route: Route) -> None:
        self.strangers.append(route.request.url)
        route.abort()

    def _connected(self, socket: WebSocket) -> None:
        if not socket.url.startswith(self.url.replace("http", "ws", 1) + "/"):
            self.strangers.append(socket.url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.troubles.append(message.text)


@contextmanager
def visit(
    browser: Browser,
    url: str,
    *,
    width: int = 1280,
    height: int = 850,
    dark: bool = False,
    past_policy: bool = False,
) -> Iterator[Visit]:
    """Somebody comes with a browser of their own; with `past_policy` a test may run a script of its own in the page."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        bypass_csp=past_policy,
    )
    theme = "dark" if dark else "light"
    context.add_init_script(f"if (location.host) localStorage.setItem('vite-ui-theme', '{theme}')")
    try:
        yield Visit(context, url)
    finally:
        context.close()


class Tab:
    """One tab.

    Attributes:
        cards: Everything that was or is asked, oldest first.
        live: What is asked now.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.cards = page.locator("[data-live]")
        self.live = page.locator('[data-live="true"]')
        self.line = page.locator("#chat-input")
        self.panel = page.get_by_test_id("checklist")

    # --- coming ------------------------------------------------------------------------------------

    def open(self, path: str = "/") -> None:
        """Goes to an address of the server and waits for the line to type into."""
        self.page.goto(self.url + path, wait_until="domcontentloaded")
        expect(self.line).to_be_visible()

    def reload(self) -> None:
        """Loads the page anew."""
        self.page.reload(wait_until="domcontentloaded")
        expect(self.line).to_be_visible()

    def begin(self, pilot: str, starter: str = "Assess my pilot") -> None:
        """Starts an assessment from the welcome screen."""
        self.page.get_by_role("button", name=re.compile(starter)).click()
        expect(self.page.get_by_text("What is the pilot called?")).to_be_visible()
        with self.moving_on():
            self.say(pilot)

    def is_told(self) -> None:
        """Waits until an assessment that is under way stands there again, with its checklist."""
        expect(self.live).to_have_count(1)
        expect(self.panel).to_be_visible()
        expect(self.live.locator('[data-action="panel"]')).to_have_count(0)

    # --- saying and pressing -----------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Types something and sends it."""
        self.rest()
        self.line.fill(text)
        self.page.locator("#chat-submit").click()

    def ask_the_playbook(self) -> None:
        """Leaves the assessment for the playbook, and waits until the page is connected anew: no commands there."""
        expect(self.page.locator("#command-button")).to_be_visible()
        self.page.locator("#chat-profiles").click()
        self.page.get_by_role("option", name="Ask the playbook").click()
        expect(self.page.locator("#command-button")).to_have_count(0)

    def bring(self, *files: Path, words: str = "") -> None:
        """Adds files to the line and sends them."""
        self.page.wait_for_load_state("networkidle")
        send = self.page.locator("#chat-submit")
        for again in range(CONNECTIONS):  # the line is made anew with each connection, and forgets what hung on it
            self.page.locator("#upload-button-input").set_input_files(list(files))
            with suppress(AssertionError) if again + 1 < CONNECTIONS else nullcontext():
                expect(send).to_be_enabled(timeout=PATIENCE / CONNECTIONS)
                break
        if words:
            self.line.fill(words)
        self.page.locator("#chat-submit").click()

    def answer(self, text: str) -> None:
        """Types something, and waits for the next question."""
        with self.moving_on():
            self.say(text)

    def press(self, action: str) -> None:
        """Presses a button of what is asked now."""
        self.live.locator(f'[data-action="{action}"]').click()

    def decide(self, action: str) -> None:
        """Presses a button of what is asked now, and waits for the next question."""
        with self.moving_on():
            self.press(action)

    def set(self, where: Locator, element: str, choice: str, reason: str = "") -> None:
        """Changes a line of a card or of an opened criterion, without sending it yet."""
        row = where.locator(f'[data-element="{element}"]')
        row.locator(f".gw-as-{choice}").click()
        if choice == "not_applicable":
            row.get_by_label("Why does it not apply?").fill(reason)

    # --- seeing ------------------------------------------------------------------------------------

    @contextmanager
    def moving_on(self) -> Iterator[None]:
        """Waits for another question than the one that is open before."""
        before = self.live.get_attribute("data-question") if self.live.count() else ""
        yield
        expect(self.page.locator(f'[data-live="true"]:not([data-question="{before}"])')).to_have_count(1)
        self.rest()

    def rest(self) -> None:
        """Waits until nothing is under way."""
        expect(self.page.locator("#stop-button")).to_have_count(0)
        expect(self.live.locator("[aria-busy]")).to_have_count(0)

    @property
    def kind(self) -> str:
        """What is asked now: question, understanding, conflict, sign-off, impression or verdict."""
        expect(self.live).to_have_count(1)
        return self.live.get_attribute("data-testid") or ""

    @property
    def asked(self) -> str:
        """The words of the question that is open."""
        return flat(self.live.locator(".gw-asked, .gw-lead").inner_text())

    def said(self, text: str) -> Locator:
        """Something that the interviewer says, with this in it."""
        return self.page.get_by_test_id("said").filter(has_text=text)

    def told(self) -> list[str]:
        """The conversation as it is shown: all that was said by either side, in order."""
        return [flat(text) for text in self.page.locator(BUBBLES).all_inner_texts()]

    def menu(self, line: Locator, entry: str) -> None:
        """Chooses something from the menu of a line of the list of assessments."""
        line.hover()
        line.locator("#thread-options").click()
        self.page.get_by_role("menuitem", name=entry).click()

    # --- the checklist -----------------------------------------------------------------------------

    def open_criterion(self, criterion: str) -> Locator:
        """Opens a line of the checklist; what it shows."""
        self.panel.locator(f'[data-criterion="{criterion}"] > button').click()
        opened = self.panel.get_by_test_id("criterion")
        expect(opened).to_be_visible()
        return opened

    def shape(self, criterion: str, rating: str) -> Locator:
        """The shape of a line of the checklist, if it has this rating."""
        return self.panel.locator(f'li[data-criterion="{criterion}"] > button > .gw-shape.gw-{rating}')

    def ratings(self) -> dict[str, str]:
        """The ratings that the checklist shows, by criterion."""
        shapes: dict[str, str] = self.panel.locator("li[data-criterion]").evaluate_all(
            "lines => Object.fromEntries(lines.map(line => [line.dataset.criterion,"
            " [...line.querySelector('.gw-line-button > .gw-shape').classList].pop().replace('gw-', '')]))"
        )
        return shapes


def flat(text: str) -> str:
    """Text on one line."""
    return re.sub(r"\s+", " ", text).strip()
