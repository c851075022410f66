"""Two people at one server: each has to log in, and neither can get at what is the other's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, APIResponse, Browser, expect

from tests.e2e.browser import Tab, Visit, visit
from tests.e2e.server import Server

PASSWORDS = {"ada": "ada's long password", "eve": "eve's long password"}
SECRET = "The whole house calls it the blue heron."

SOCKET = """([thread, session]) => new Promise((done) => {
  const heard = [];
  const socket = new WebSocket(`ws://${location.host}/chat/ws/socket.io/?EIO=4&transport=websocket`);
  socket.onmessage = ({ data }) => {
    heard.push(data);
    if (data.startsWith("0")) {
      socket.send("40" + JSON.stringify({ sessionId: session, threadId: thread, clientType: "webapp" }));
    }
    if (data.startsWith("40")) socket.send('42["connection_successful"]');
    if (data.includes("resume_thread") || data.startsWith("44")) socket.close();
  };
  socket.onclose = () => done(heard);
  setTimeout(() => socket.close(), 4000);
})"""
"""Speaks Socket.IO by hand: asks for a thread and keeps what comes, until it is told or refused."""


@pytest.fixture(scope="module", autouse=True)
def users(server: Server) -> None:
    for name, password in PASSWORDS.items():
        server.command("users", "add", name, "--password-stdin", given=password + "\n")


@pytest.fixture
def ada(browser: Browser, server: Server) -> Iterator[Visit]:
    with visit(browser, server.url) as here:
        yield here
        assert here.strangers == []


@pytest.fixture
def eve(browser: Browser, server: Server) -> Iterator[Visit]:
    with visit(browser, server.url) as here:
        yield here
        assert here.strangers == []


def log_in(person: Visit, name: str, password: str = "") -> Tab:
    tab = person.tab()
    tab.page.goto(person.url, wait_until="domcontentloaded")
    tab.page.locator("#email").fill(name)
    tab.page.locator("#password").fill(password or PASSWORDS[name])
    tab.page.keyboard.press("Enter")
    return tab


def logged_in(person: Visit, name: str) -> Tab:
    tab = log_in(person, name)
    expect(tab.line).to_be_visible()
    return tab


def test_a_wrong_password_is_told_and_opens_nothing(eve: Visit) -> None:
    tab = log_in(eve, "eve", "not eve's password")
    expect(tab.page.get_by_role("alert")).to_be_visible()
    expect(tab.line).to_have_count(0)
    assert eve.context.request.get(f"{eve.url}/chat/project/thread/{uuid.uuid4()}").status == 401


def test_what_is_adas_is_ada_s_alone(server: Server, ada: Visit, eve: Visit) -> None:
    hers = logged_in(ada, "ada")
    hers.begin("Ada's pilot")
    hers.answer(SECRET)
    with hers.page.expect_request("**/project/action") as sent:
        hers.press("why")
    expect(hers.page.locator('[data-tone="answer"]')).to_be_visible()
    hers.page.goto(ada.url, wait_until="domcontentloaded")
    hers.is_told()
    thread = hers.page.url.rpartition("/")[2]
    pressed: Any = sent.value.post_data_json
    identifier = thread.replace("-", "")[:12]
    before = export(ada, identifier)
    assert SECRET in before

    other = logged_in(eve, "eve")
    expect(other.page.get_by_text("No assessments yet")).to_be_visible()
    other.page.goto(f"{eve.url}/chat/thread/{thread}", wait_until="domcontentloaded")
    expect(other.page.locator("#new-chat-button")).to_be_visible()
    request = eve.context.request
    threads = request.post(f"{eve.url}/chat/project/threads", data={"pagination": {"first": 20}, "filter": {}})
    assert threads.json()["data"] == []
    for name in ("md", "csv", "json"):
        refused(request.get(f"{eve.url}/export/{identifier}.{name}"))
    refused(request.get(f"{eve.url}/chat/project/thread/{thread}"))
    refused(request.put(f"{eve.url}/chat/project/thread", data={"threadId": thread, "name": "Eve's"}))
    refused(request.delete(f"{eve.url}/chat/project/thread", data={"threadId": thread}))
    hijacked(request, eve.url, pressed)
    as_her_own(eve, other, pressed)
    assert SECRET not in other.page.content()
    assert by_socket(other, thread) == []
    assert by_socket(hers, thread) != [], "what is looked for is there to be found"

    assert export(ada, identifier) == before
    hers.reload()
    hers.is_told()
    expect(hers.page.get_by_text(SECRET)).to_be_visible()


def export(person: Visit, identifier: str) -> str:
    answer = person.context.request.get(f"{person.url}/export/{identifier}.json")
    assert answer.ok
    return answer.text()


def refused(answer: APIResponse) -> None:
    assert answer.status in (401, 403, 404)
    assert SECRET not in answer.text()
    assert "Ada's pilot" not in answer.text()


def hijacked(request: APIRequestContext, url: str, pressed: dict[str, Any]) -> None:
    """Eve sends what Ada's browser sent, Ada's session and all."""
    for action in (
        pressed["action"],
        {"name": "panel", "payload": {}},
        {"name": "criterion", "payload": {"criterion": "data.quality"}},
        {"name": "set", "payload": {"event": "e", "changes": [change("data.quality.measured")]}},
    ):
        answer = request.post(f"{url}/chat/project/action", data={"sessionId": pressed["sessionId"], "action": action})
        assert not answer.ok
        assert SECRET not in answer.text()


def as_her_own(eve: Visit, tab: Tab, pressed: dict[str, Any]) -> None:
    """Eve answers Ada's question from an assessment of her own."""
    tab.open("/chat/?new")
    tab.begin("Eve's pilot")
    tab.answer("It sorts letters.")
    with tab.page.expect_request("**/project/action") as sent:
        tab.press("example")
    own: Any = sent.value.post_data_json
    payload = pressed["action"]["payload"] | {"event": str(uuid.uuid4()), "action": "dont_know"}
    answer = eve.context.request.post(
        f"{eve.url}/chat/project/action",
        data={"sessionId": own["sessionId"], "action": {"name": "click", "payload": payload}},
    )
    assert answer.ok
    expect(tab.said("answered meanwhile")).to_be_visible()


def by_socket(tab: Tab, thread: str) -> list[str]:
    """What a socket from this tab is told of a thread that it asks for."""
    heard: list[str] = tab.page.evaluate(SOCKET, [thread, str(uuid.uuid4())])
    assert heard, "the server answers"
    return [h for h in heard if SECRET in h or "resume_thread" in h]


def change(element: str) -> dict[str, str]:
    return {"element": element, "choice": "refuted", "reason": ""}


def test_who_has_logged_out_is_out(server: Server, eve: Visit) -> None:
    logged_in(eve, "eve")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in eve.context.cookies())
    assert eve.context.request.post(f"{eve.url}/chat/logout").ok
    answer = eve.context.request.get(f"{eve.url}/chat/user", headers={"Cookie": cookies})
    assert answer.status == 401, "a copied login has ended, too"
