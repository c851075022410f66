"""The doors of the page, tried on the real server over real HTTP and real WebSockets."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.storage.store import open_store
from app.web.guard import LARGEST_PLAN
from tests.builders import Build
from tests.e2e.server import Server
from tests.examples import rich

ANNA, BEN, CARL = "anna", "ben@example.org", "carl"
PASSWORD = "correct horse battery"
SOCKET = "/chat/ws/socket.io/?EIO=4&transport=websocket"
HOSTILE = '../"; filename="x.exe"\r\nSet-Cookie: a=b\u202eétude <b>'


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """Somebody who sends requests as they are, and keeps cookies."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, *, host: str | None = None, **headers: str) -> Answer:
        address = urllib.parse.urlsplit(self.server.url)
        assert address.hostname
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"Host": host or address.netloc, "Content-Type": "application/json"}
        sent |= {"Cookie": self.cookie} if self.cookies else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(connection):
            connection.putrequest(method, path, skip_host=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if content:
                connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content or None)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def log_in(self, name: str, password: str = PASSWORD) -> Answer:
        form = urllib.parse.urlencode({"username": name, "password": password}).encode()
        return self.ask("POST", "/chat/login", form, Content_Type="application/x-www-form-urlencoded")

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def dial(self, *, origin: str | None = None) -> ClientConnection:
        url = self.server.url.replace("http", "ws", 1) + SOCKET
        return connect(url, origin=origin, additional_headers={"Cookie": self.cookie}, proxy=None)  # type: ignore[arg-type]

    @contextmanager
    def greet(self, session: object = None, **more: object) -> Iterator[tuple[ClientConnection, str]]:
        """Connects as the page does: the line, and what was said to the greeting."""
        greeting = {"sessionId": str(uuid.uuid4()) if session is None else session, "threadId": ""}
        with self.dial() as line:
            assert str(line.recv(10)).startswith("0{")
            line.send("40" + json.dumps(greeting | {"clientType": "webapp", "userEnv": "{}", "chatProfile": ""} | more))
            yield line, str(line.recv(10))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A page with users; an assessment of Anna's is in its store."""
    running = Server(tmp_path_factory.mktemp("doors") / "data")

    async def keep() -> None:
        async with open_store(running.data_dir) as store:
            await store.create(rich(), ANNA)
            await store.create(Build(id="aaaaaaaaaaaa", pilot=HOSTILE).assessment, ANNA)

    asyncio.run(keep())
    for name in (ANNA, BEN, CARL):
        running.command("users", "add", name, "--password-stdin", given=f"{PASSWORD}\n")
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text("utf-8")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A page without users."""
    running = Server(tmp_path_factory.mktemp("local") / "data")
    running.start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text("utf-8")


@pytest.fixture(scope="module")
def logged_in(server: Server) -> Client:
    """Anna, for what changes nothing about her login."""
    client = Client(server)
    assert client.log_in(ANNA).status == 200
    return client


# --- the page ------------------------------------------------------------------------------------------


def test_the_page_names_no_other_host_and_lets_only_its_own_scripts_run(local: Server) -> None:
    answers = [Client(local).get("/chat/") for _ in range(2)]

    for answer in answers:
        assert answer.status == 200
        text = answer.body.decode()
        assert not re.search(r"(?:https?:)?//[a-z0-9]", text), "another host"
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)' 'unsafe-eval';", policy)
        assert nonce
        assert set(re.findall(r"<script[^>]*?nonce=\"([^\"]*)\"", text)) == {nonce[1]}
        assert len(re.findall("<script", text)) == len(re.findall("<script nonce=", text)) > 1
        for rule in ("default-src 'self'", "img-src 'self' data: blob:", "frame-ancestors 'none'", "base-uri 'none'"):
            assert rule in policy
        assert "script-src 'self' 'unsafe-inline'" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers
    assert answers[0].headers["Content-Security-Policy"] != answers[1].headers["Content-Security-Policy"]


def test_everything_that_the_page_names_is_there(local: Server) -> None:
    client = Client(local)
    text = client.get("/chat/").body.decode()

    named = re.findall(r"<(?:link|script)[^>]*?(?:href|src)=\"([^\"]+)\"", text)
    assert len(named) > 3
    for path in named:
        assert client.get(path).status == 200, path
        assert client.get(f"{path}.map").status == 404
    for path in ("/chat/project/translations?language=en-US", "/chat/project/settings?language=en-US", "/chat/logo"):
        assert client.get(path).status == 200, path


def test_a_page_without_users_opens_as_the_local_person_and_brings_the_login_along(local: Server) -> None:
    client = Client(local)

    page = client.get("/", host=None)
    assert (page.status, page.headers["Location"]) == (303, "/chat/")
    cookie = client.get("/chat/thread/6a7e3f0c-5d1b-4000-8000-000000000000").headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie
    assert client.get("/chat/user").json["identifier"] == "local"
    assert client.get("/chat/").headers["Set-Cookie"] is None, "it is good for a while"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/docs"),
        ("GET", "/redoc"),
        ("GET", "/openapi.json"),
        ("GET", "/chat/docs"),
        ("GET", "/chat/openapi.json"),
        ("GET", "/chat/copilot/index.js"),
        ("POST", "/chat/mcp"),
        ("PUT", "/chat/project/file?session_id=x"),
        ("GET", "/chat/project/file/x?session_id=x"),
        ("PUT", "/chat/project/element"),
        ("DELETE", "/chat/project/element"),
        ("PUT", "/chat/feedback"),
        ("PUT", "/chat/project/thread/share"),
        ("GET", "/chat/project/share/x"),
        ("GET", "/chat/auth/oauth/github"),
        ("POST", "/chat/auth/jwt"),
        ("GET", "/chat/public/../page-secret"),
        ("GET", "/chat/public/%2e%2e/%2e%2e/page-secret"),
        ("GET", "/chat/public/..%2f..%2fusers.json"),
        ("GET", "/users.json"),
        ("GET", "/no-such-thing"),
        ("GET", "/chat/no-such-thing"),
    ],
)
def test_what_the_page_does_not_need_is_not_there(logged_in: Client, local: Server, method: str, path: str) -> None:
    assert logged_in.ask(method, path).status == 404
    assert Client(local).ask(method, path).status == 404


def test_the_health_tells_whether_the_database_answers(local: Server) -> None:
    answer = Client(local).get("/health")

    assert answer.status == 200
    assert answer.json["status"] == "ok"
    assert answer.json["database"] is True


# --- other sites, other machines -----------------------------------------------------------------------


def test_another_site_can_neither_send_nor_listen(local: Server, logged_in: Client) -> None:
    at_home = Client(local)
    at_home.get("/chat/")
    for client in (at_home, logged_in):
        for method, path in (
            ("POST", "/chat/project/action"),
            ("POST", "/chat/login"),
            ("POST", "/chat/logout"),
            ("DELETE", "/chat/project/thread"),
            ("OPTIONS", "/chat/project/action"),
            ("GET", "/chat/user"),
            ("GET", "/chat/ws/socket.io/?EIO=4&transport=polling"),
        ):
            answer = client.ask(method, path, Origin="https://evil.example")
            assert answer.status == 403, path
            assert "Access-Control-Allow-Origin" not in answer.headers
        for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
            with pytest.raises(InvalidStatus) as refused:
                client.dial(origin=origin)
            assert refused.value.response.status_code == 403
        with client.dial(origin=client.server.url) as line:
            assert str(line.recv(10)).startswith("0{")


def test_no_answer_lets_another_site_read_it(logged_in: Client) -> None:
    answer = logged_in.get("/chat/user", Origin=logged_in.server.url)

    assert answer.status == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_without_users_a_foreign_name_for_this_machine_is_refused(local: Server, server: Server) -> None:
    for path in ("/", "/chat/", "/chat/user", "/chat/ws/socket.io/?EIO=4&transport=polling", "/export/x.md"):
        assert Client(local).get(path, host="evil.example").status == 403, path
        assert Client(local).get(path, X_Forwarded_For="10.0.0.1").status == 403, path
    assert Client(server).get("/chat/login", host="gatewise.example").status == 200


def test_too_much_is_refused_before_it_is_read(logged_in: Client) -> None:
    answer = logged_in.ask("POST", "/chat/project/action", Content_Length=str(10**9))

    assert answer.status == 413


# --- logging in and out --------------------------------------------------------------------------------


def test_nothing_personal_is_there_without_a_login(server: Server) -> None:
    client = Client(server)

    for method, path, body in (
        ("GET", "/chat/user", None),
        ("GET", "/chat/project/settings", None),
        ("POST", "/chat/project/threads", {"pagination": {"first": 20}, "filter": {}}),
        ("GET", f"/chat/project/thread/{uuid.uuid4()}", None),
        ("POST", "/chat/project/action", {"sessionId": "x", "action": {"name": "click", "payload": {}}}),
        ("PUT", "/chat/project/thread", {"threadId": "x", "name": "y"}),
        ("DELETE", "/chat/project/thread", {"threadId": "x"}),
        ("GET", f"/export/{rich().id}.md", None),
        ("POST", f"/plan/{rich().id}", b"PK"),
    ):
        assert client.ask(method, path, body).status == 401, path
    assert client.ask("POST", "/chat/auth/header").status != 200
    assert client.cookies == {}
    with client.greet() as (_, answer):
        assert answer.startswith("44")
    for token in ("x", "eyJhbGciOiJub25lIn0.eyJpZGVudGlmaWVyIjoiYW5uYSIsImV4cCI6OTk5OTk5OTk5OX0."):
        assert Client(server, {"access_token": token}).get("/chat/user").status == 401
        assert client.get("/chat/user", Authorization=f"Bearer {token}").status == 401


def test_a_login_is_a_cookie_that_no_script_reads_and_ends_for_good_with_the_logout(server: Server) -> None:
    client = Client(server)
    assert client.log_in(BEN, "wrong password").status == 401

    answer = client.log_in(f" {BEN.upper()} ")
    assert answer.status == 200
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in answer.headers["Set-Cookie"]
    assert client.get("/chat/user").json["identifier"] == BEN
    token = client.cookies["access_token"]
    copied = Client(server, {"access_token": token})
    with copied.greet() as (line, greeted):
        assert greeted.startswith("40")
        answer = client.ask("POST", "/chat/logout")
        assert answer.status == 200
        assert "Max-Age=0" in answer.headers["Set-Cookie"]
        assert hung_up(line)
    assert copied.get("/chat/user").status == 401
    assert client.log_in(BEN).status == 200


def test_guessing_a_password_is_slowed_down_for_that_name_alone(server: Server) -> None:
    client = Client(server)

    assert [client.log_in(CARL, "a wrong password").status for _ in range(5)] == [401] * 5
    refused = client.log_in(CARL)
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert Client(server).log_in(ANNA).status == 200


def test_a_login_of_one_server_is_none_on_another(local: Server, logged_in: Client) -> None:
    at_home = Client(local)
    at_home.get("/chat/")

    assert Client(logged_in.server, at_home.cookies).get("/chat/user").status == 401
    assert Client(local, dict(logged_in.cookies)).get("/chat/user").status == 401


# --- one person and another ----------------------------------------------------------------------------


def test_an_assessment_is_downloaded_by_whom_it_belongs_to_and_is_nowhere_for_others(
    server: Server, logged_in: Client
) -> None:
    ben = Client(server)
    assert ben.log_in(BEN).status == 200
    mine, absent = f"/export/{rich().id}", "/export/0123456789ab"

    for name, kind in (("md", "text/markdown"), ("csv", "text/csv"), ("json", "application/json")):
        answer = logged_in.get(f"{mine}.{name}")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        theirs, nobodys = ben.get(f"{mine}.{name}"), ben.get(f"{absent}.{name}")
        assert theirs.status == nobodys.status == 404
        assert theirs.body == nobodys.body
    assert logged_in.get(f"{mine}.json").json["id"] == rich().id
    for client in (logged_in, ben):
        unknown = client.get(f"{mine}.exe")
        assert unknown.status == 404
        assert b"md, csv, json" in unknown.body
    for odd in ("/export/..%2f..%2fusers.json", "/export/.md", "/export/%00.md", "/export/x", f"{mine}.md/"):
        assert ben.get(odd).status in (307, 404)


def test_a_document_that_names_nobody_is_another_file_and_everything_cannot_be_had_so(logged_in: Client) -> None:
    named, nameless = (logged_in.get(f"/export/{rich().id}.md{end}") for end in ("", "?names=no"))
    assert named.headers["Content-Disposition"] != nameless.headers["Content-Disposition"]
    assert "-readiness-anonymous.md" in nameless.headers["Content-Disposition"]
    assert int(nameless.headers["Content-Length"]) == len(nameless.body)
    everything = logged_in.get(f"/export/{rich().id}.json?names=no")
    assert everything.status == 400
    assert everything.body.startswith(b"Everything (JSON): ")


def test_a_plan_is_changed_by_a_workbook_of_whom_it_belongs_to_alone(server: Server, logged_in: Client) -> None:
    ben = Client(server)
    assert ben.log_in(BEN).status == 200
    before = logged_in.get(f"/export/{rich().id}.json").json["actions"]
    theirs, nobodys = (ben.ask("POST", f"/plan/{i}", b"PK") for i in (rich().id, "0123456789ab"))
    assert theirs.status == nobodys.status == 404
    assert theirs.body == nobodys.body
    broken = logged_in.ask("POST", f"/plan/{rich().id}", b"no workbook")
    assert broken.status == 400
    assert broken.json["notice"]
    assert broken.json["problems"]
    assert logged_in.ask("POST", f"/plan/{rich().id}", Content_Length=str(LARGEST_PLAN + 1)).status == 413
    assert logged_in.ask("POST", f"/plan/{rich().id}", b"x", Origin="http://evil.example").status == 403
    assert logged_in.get(f"/export/{rich().id}.json").json["actions"] == before


def test_a_hostile_name_makes_a_harmless_file_name(logged_in: Client) -> None:
    answer = logged_in.get("/export/aaaaaaaaaaaa.md")

    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="2026-03-02-filename-x-exe-set-cookie-a-b-etude-b-readiness.md";'
        " filename*=UTF-8''2026-03-02-filename-x-exe-set-cookie-a-b-%C3%A9tude-b-readiness.md"
    )
    assert answer.headers["Set-Cookie"] is None


def test_a_thread_is_renamed_and_deleted_by_nobody_else(server: Server, logged_in: Client) -> None:
    listed = logged_in.ask("POST", "/chat/project/threads", {"pagination": {"first": 20}, "filter": {}}).json
    threads = [thread["id"] for thread in listed["data"]]
    assert len(threads) == 2
    ben = Client(server)
    assert ben.log_in(BEN).status == 200

    for thread in (*threads, str(uuid.uuid4()), "' OR 1=1 --"):
        assert ben.ask("PUT", "/chat/project/thread", {"threadId": thread, "name": "Mine"}).status == 404
        assert ben.ask("DELETE", "/chat/project/thread", {"threadId": thread}).status == 404
        assert ben.get(f"/chat/project/thread/{urllib.parse.quote(thread)}").status in (401, 404)
    again = logged_in.ask("POST", "/chat/project/threads", {"pagination": {"first": 20}, "filter": {}}).json
    assert again == listed
    none = ben.ask("POST", "/chat/project/threads", {"pagination": {"first": 20}, "filter": {"userId": ANNA}}).json
    assert none["data"] == []


# --- the socket ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "thread"),
    [
        ("../../..", ""),
        ("..", ""),
        ("", ""),
        ("/tmp", ""),
        (7, ""),
        ({"a": 1}, ""),
        (None, "' OR 1=1 --"),
        (None, ["x"]),
        (None, "../x"),
    ],
)
def test_a_greeting_that_no_page_sends_is_refused(logged_in: Client, session: object, thread: object) -> None:
    with logged_in.greet(session, threadId=thread) as (_, answer):
        assert answer.startswith("44")
    assert (logged_in.server.data_dir / "gatewise.sqlite3").exists()


def test_events_that_the_page_does_not_send_do_nothing(logged_in: Client) -> None:
    with logged_in.greet() as (line, answer):
        assert answer.startswith("40")
        line.send('42["connection_successful"]')
        while '"clear_call_fn"' not in str(line.recv(10)):
            pass
        for event in ("stop", "edit_message", "message_favorite", "fetch_favorites", "audio_start", "window_message"):
            line.send(f'42["{event}", {{"message": {{"id": "x", "output": "y"}}}}]')
        line.send('42["chat_settings_change", {"a": 1}]')
        seen = list(heard(line, 1.0))
        assert not [message for message in seen if "manually stopped" in message or "rror" in message]


def test_nobody_presses_a_button_in_a_window_of_somebody_elses(server: Server, logged_in: Client) -> None:
    ben, session = Client(server), str(uuid.uuid4())
    assert ben.log_in(BEN).status == 200
    pressed = {"sessionId": session, "action": {"name": "panel", "payload": {}}}
    with logged_in.greet(session) as (line, answer):
        assert answer.startswith("40")
        line.send('42["connection_successful"]')
        while '"clear_call_fn"' not in str(line.recv(10)):
            pass
        assert ben.ask("POST", "/chat/project/action", pressed).status == 404
        assert logged_in.ask("POST", "/chat/project/action", pressed).json == {"success": True, "response": {}}
        for name in ("nothing", "", None):
            unknown = pressed | {"action": {"name": name, "payload": "x"}}
            assert logged_in.ask("POST", "/chat/project/action", unknown).status == 404
    assert ben.ask("POST", "/chat/project/action", pressed | {"sessionId": str(uuid.uuid4())}).status == 404


def test_nobody_brings_a_document_into_a_window_of_somebody_elses(server: Server, logged_in: Client) -> None:
    ben, session = Client(server), str(uuid.uuid4())
    assert ben.log_in(BEN).status == 200
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../a.txt"\r\n\r\nHello.\r\n--x--\r\n'
    multipart = {"Content_Type": "multipart/form-data; boundary=x"}
    with logged_in.greet(session) as (_, answer):
        assert answer.startswith("40")
        path = f"/chat/project/file?session_id={session}"
        assert ben.ask("POST", path, form, **multipart).status == 404
        assert Client(server).ask("POST", path, form, **multipart).status == 404
        taken = logged_in.ask("POST", path, form, **multipart)
        assert taken.status == 200
        kept = [p.name for p in (server.data_dir / "page" / ".files" / session).iterdir()]
        assert kept == [taken.json["id"]]
        assert logged_in.ask("POST", path, b"no form", **multipart).status in (400, 422)
    assert logged_in.ask("POST", f"/chat/project/file?session_id={uuid.uuid4()}", form, **multipart).status == 404
    assert logged_in.ask("POST", path, Content_Length=str(30 * 2**20)).status == 413


def test_a_removed_user_is_out_at_once_and_so_is_one_with_a_new_password(server: Server) -> None:
    for number, end in enumerate((("remove",), ("add", "--password-stdin"))):
        name = f"dora{number}"
        server.command("users", "add", name, "--password-stdin", given=f"{PASSWORD}\n")
        client = Client(server)
        assert client.log_in(name).status == 200
        with client.greet() as (line, answer):
            assert answer.startswith("40")
            server.command("users", end[0], name, *end[1:], given="another password\n")
            assert client.get("/chat/user").status == 401
            assert hung_up(line)
        with client.greet() as (_, answer):
            assert answer.startswith("44")
        assert client.log_in(name).status == 401


def test_the_first_user_closes_the_page_that_was_open_to_all_at_this_machine(tmp_path: Path) -> None:
    running = Server(tmp_path / "data")
    running.start()
    try:
        client = Client(running)
        client.get("/chat/")
        assert client.get("/chat/user").status == 200

        told = running.command("users", "add", "Anna", "--password-stdin", given=f"{PASSWORD}\n")
        assert "From now on" in told
        assert client.get("/chat/user").status == 401
        assert client.get("/export/x.md").status == 401
        assert client.ask("POST", "/chat/auth/header").status != 200
        assert Client(running).get("/chat/").headers["Set-Cookie"] is None
        assert client.get("/chat/auth/config").json["passwordAuth"] is True
        running.command("users", "remove", "anna")
        assert client.get("/chat/user").status == 401, "until the next start"
        assert "Nobody has to log in" in running.command("users", "list")
    finally:
        running.stop()


def heard(line: ClientConnection, seconds: float) -> Iterator[str]:
    """What comes in for a while."""
    with suppress(TimeoutError):
        while True:
            yield str(line.recv(seconds))


def hung_up(line: ClientConnection) -> bool:
    """Whether the server ends this line before long."""
    end = time.monotonic() + 20
    with suppress(TimeoutError, ConnectionClosed):
        while time.monotonic() < end:
            if str(line.recv(end - time.monotonic())) == "41":
                return True
        return False
    return time.monotonic() < end
