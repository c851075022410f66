"""A server and a browser for each file of tests, with a browser's profile of its own for each test."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import BUBBLES, Tab, Visit, chromium, flat, visit
from tests.e2e.server import Server

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as program:
        yield program


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("page") / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def person(browser: Browser, server: Server, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """Somebody with a browser of their own; whatever they do, the page asks nobody else and breaks nowhere."""
    with visit(browser, server.url) as here:
        yield here
        if request.node.stash.get(FAILED, False):
            tell(here, tmp_path)
            print(server.log.read_text(encoding="utf-8")[-3000:])
        assert here.strangers == []
        assert here.troubles == []
        assert here.dialogs == []


@pytest.fixture
def tab(person: Visit) -> Tab:
    return person.tab()


def tell(here: Visit, folder: Path) -> None:
    """What was on the screen when a test failed."""
    for number, page in enumerate(here.context.pages):
        picture = folder / f"tab-{number}.png"
        page.screenshot(path=picture)
        print(f"{page.url}, {picture}")
        for bubble in page.locator(BUBBLES).all_inner_texts()[-5:]:
            print("  |", flat(bubble)[:200])
