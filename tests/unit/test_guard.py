from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.web.guard import LARGEST_BODY, LARGEST_UPLOAD, Guard

HOST = "localhost:8000"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Behind:
    """What is guarded: keeps what it was asked, with the whole body, and answers with headers that are given."""

    def __init__(self, *headers: tuple[bytes, bytes]) -> None:
        self.asked: list[tuple[Scope, bytes]] = []
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while scope["type"] == "http":
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.asked.append((scope, body))
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(self._headers)})
        await send({"type": "http.response.body", "body": b"behind"})


async def ask(
    path: str,
    method: str = "GET",
    *,
    behind: Behind | None = None,
    local: bool = True,
    hosts: tuple[str, ...] = (),
    host: str | None = HOST,
    client: tuple[str, int] | None = ("127.0.0.1", 50000),
    scheme: str = "http",
    body: tuple[bytes, ...] = (),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    if host is not None:
        sent.append((b"host", host.encode()))
    kind = "websocket" if scheme in ("ws", "wss") else "http"
    scope: Scope = {"type": kind, "path": path, "scheme": scheme, "client": client, "headers": sent}
    if kind == "http":
        scope["method"] = method
    parts = [*body, b""]
    answered: list[Message] = []

    async def receive() -> Message:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Message) -> None:
        answered.append(message)

    await Guard(behind or Behind(), local=lambda: local, hosts=hosts)(scope, receive, send)
    first: Any = answered[0]
    if first["type"] == "websocket.close":
        return Answer(403, {}, first["reason"].encode())
    if first["type"] == "websocket.accept":
        return Answer(101, {}, b"")
    given = {name.decode(): value.decode() for name, value in first["headers"]}
    return Answer(first["status"], given, b"".join(m["body"] for m in answered[1:]))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/export/0123.md"),
        ("GET", "/chat"),
        ("GET", "/chat/"),
        ("GET", "/chat/login"),
        ("GET", "/chat/thread/6a7e3f0c-5d1b-4000-8000-000000000000"),
        ("GET", "/chat/assets/index-B2u6IBgX.js"),
        ("GET", "/chat/public/elements/Question.jsx"),
        ("GET", "/chat/avatars/Gatewise"),
        ("GET", "/chat/project/translations"),
        ("GET", "/chat/project/thread/6a7e3f0c-5d1b-4000-8000-000000000000"),
        ("POST", "/chat/login"),
        ("POST", "/chat/project/action"),
        ("POST", "/chat/project/file"),
        ("PUT", "/chat/project/thread"),
        ("DELETE", "/chat/project/thread"),
        ("POST", "/chat/ws/socket.io/"),
    ],
)
async def test_what_the_page_needs_is_let_through(method: str, path: str) -> None:
    assert (await ask(path, method)).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chat/docs"),
        ("GET", "/chat/redoc"),
        ("GET", "/chat/openapi.json"),
        ("GET", "/chat/copilot/index.js"),
        ("POST", "/chat/mcp"),
        ("DELETE", "/chat/mcp"),
        ("PUT", "/chat/project/file"),
        ("GET", "/chat/project/file/1"),
        ("PUT", "/chat/project/element"),
        ("DELETE", "/chat/project/element"),
        ("GET", "/chat/project/thread/1/element/2"),
        ("PUT", "/chat/feedback"),
        ("DELETE", "/chat/feedback"),
        ("PUT", "/chat/project/thread/share"),
        ("GET", "/chat/project/share/1"),
        ("GET", "/chat/share/1"),
        ("GET", "/chat/element/1"),
        ("GET", "/chat/env"),
        ("GET", "/chat/auth/oauth/github"),
        ("GET", "/chat/auth/oauth/github/callback"),
        ("POST", "/chat/auth/jwt"),
        ("POST", "/chat/slack/events"),
        ("GET", "/chat/assets/index-B2u6IBgX.js.map"),
        ("GET", "/chat/assets/INDEX.JS.MAP"),
        ("GET", "/chat/public/../secret"),
        ("GET", "/chat/public/.."),
        ("GET", "/chat//public/x"),
        ("GET", "/chat/public/x\x00"),
        ("GET", "/chat/public/..\\secret"),
        ("GET", "/chat/ws/socket.io/x"),
        ("POST", "/chat/"),
        ("PUT", "/chat/project/action"),
        ("DELETE", "/chat/project/thread/1"),
        ("OPTIONS", "/chat/project/action"),
        ("TRACE", "/chat/"),
        ("GET", "/chat/no-such-thing"),
    ],
)
async def test_what_else_chainlit_has_is_not_there(method: str, path: str) -> None:
    behind = Behind()

    assert (await ask(path, method, behind=behind)).status == 404
    assert behind.asked == []


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST:8000"])
async def test_a_page_without_a_login_answers_to_the_names_of_this_machine(host: str) -> None:
    assert (await ask("/", host=host)).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:8000", "192.168.0.4:8000"]
)
async def test_a_page_without_a_login_answers_to_no_other_name(host: str) -> None:
    assert (await ask("/", host=host, hosts=("evil.example",))).status == 403
    assert (await ask("/chat/ws/socket.io/", host=host, scheme="ws")).status == 403


@pytest.mark.parametrize("host", [None, "", "a b", "a/b", "user@localhost", "localhost:8000:1", "localhost:x", "'"])
async def test_a_request_that_names_no_proper_host_is_refused(host: str | None) -> None:
    for local in (True, False):
        assert (await ask("/", host=host, local=local)).status == 400


@pytest.mark.parametrize("peer", ["192.168.0.4", "8.8.8.8", "::ffff:10.0.0.1", "", "localhost", None])
async def test_a_page_without_a_login_answers_to_nobody_elsewhere(peer: str | None) -> None:
    client = None if peer is None else (peer, 1)

    assert (await ask("/", client=client)).status == 403
    assert (await ask("/", client=client, local=False)).status == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_is_known_by_all_its_addresses(peer: str) -> None:
    assert (await ask("/", client=(peer, 1))).status == 200


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip"])
async def test_a_page_without_a_login_is_not_for_those_behind_a_proxy(name: str) -> None:
    forwarded = {name: "127.0.0.1"}

    assert (await ask("/", headers=forwarded)).status == 403
    assert (await ask("/", local=False, headers=forwarded)).status == 200


async def test_with_a_login_the_names_can_be_given() -> None:
    for host, status in (("gatewise.example", 200), ("GATEWISE.example:443", 200), ("evil.example", 403)):
        assert (await ask("/", local=False, host=host, hosts=("gatewise.example",))).status == status
        assert (await ask("/", local=False, host=host)).status == 200
        # Whoever watches over the page asks by its address.
        assert (await ask("/health", local=False, host=host, hosts=("gatewise.example",))).status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:8001",
        "http://localhost",
        "null",
        "",
        "http://localhost:8000.evil.example",
        "http://evil.example#localhost:8000",
        "http://x@localhost:8000",
        "file://localhost:8000",
        "localhost:8000",
    ],
)
async def test_another_site_gets_nowhere(origin: str) -> None:
    behind = Behind()

    for method in ("GET", "POST"):
        assert (await ask("/chat/ws/socket.io/", method, headers={"origin": origin}, behind=behind)).status == 403
    assert (await ask("/chat/ws/socket.io/", scheme="ws", headers={"origin": origin}, behind=behind)).status == 403
    assert (await ask("/chat/project/action", "POST", headers={"origin": origin}, behind=behind)).status == 403
    assert (await ask("/chat/project/action", "OPTIONS", headers={"origin": origin}, behind=behind)).status == 403
    assert behind.asked == []


async def test_the_page_itself_gets_through_and_nobody_behind_sees_an_origin_or_a_bearer_token() -> None:
    behind = Behind()

    for host, origin, scheme in (
        ("localhost:8000", "http://localhost:8000", "http"),
        ("gatewise.example", "https://gatewise.example", "https"),
        ("gatewise.example", "https://gatewise.example", "http"),  # a proxy in front has the TLS
        ("gatewise.example:443", "https://gatewise.example", "https"),
        ("GateWise.example", "https://gatewise.example", "wss"),
    ):
        given = {"origin": origin, "authorization": "Bearer x"}
        answer = await ask("/chat/ws/socket.io/", local=False, behind=behind, host=host, scheme=scheme, headers=given)
        assert answer.status in (200, 101)
    assert len(behind.asked) == 5
    for scope, _ in behind.asked:
        assert not {b"origin", b"authorization"} & {name for name, _ in scope["headers"]}


async def test_an_unencrypted_page_of_the_same_name_is_another_site() -> None:
    answer = await ask(
        "/", local=False, host="gatewise.example", scheme="https", headers={"origin": "http://gatewise.example"}
    )

    assert answer.status == 403


async def test_a_body_is_handed_on_whole_up_to_its_limit() -> None:
    behind = Behind()
    parts = (b"a" * (LARGEST_BODY // 2), b"b" * (LARGEST_BODY // 2))

    answer = await ask(
        "/chat/project/action", "POST", behind=behind, body=parts, headers={"transfer-encoding": "chunked"}
    )
    assert answer.status == 200
    assert behind.asked[0][1] == b"".join(parts)

    for announced in (
        {"content-length": str(LARGEST_BODY + 1)},
        {"content-length": "-1"},
        {"content-length": "lots"},
        {"transfer-encoding": "chunked"},
        {"content-length": "5"},  # and then there is more
    ):
        answer = await ask("/chat/project/action", "POST", behind=behind, body=(*parts, b"c"), headers=announced)
        assert answer.status == 413
        assert answer.headers["connection"] == "close"
    assert len(behind.asked) == 1


async def test_a_document_may_be_larger_and_is_not_gathered_in_memory() -> None:
    behind = Behind()
    parts = (b"a" * LARGEST_BODY, b"b" * LARGEST_BODY)

    answer = await ask(
        "/chat/project/file", "POST", behind=behind, body=parts, headers={"content-length": str(2 * LARGEST_BODY)}
    )
    assert answer.status == 200
    assert behind.asked[0][1] == b"".join(parts)

    for announced in ({"content-length": str(LARGEST_UPLOAD + 1)}, {"transfer-encoding": "chunked"}, {}):
        answer = await ask("/chat/project/file", "POST", behind=behind, body=parts, headers=announced)
        assert answer.status == (413 if announced else 200)
    assert behind.asked[1:] == [] or behind.asked[1][0]["path"] == "/chat/project/file"


async def test_every_answer_bears_the_headers_that_protect_it() -> None:
    for path, method, status in (("/chat/user", "GET", 200), ("/chat/docs", "GET", 404), ("/", "GET", 200)):
        answer = await ask(path, method)
        assert answer.status == status
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert answer.headers["cache-control"] == "no-store"

    own = Behind((b"content-security-policy", b"default-src 'self'"), (b"cache-control", b"public, max-age=60"))
    answer = await ask("/chat/user", behind=own)
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["cache-control"] == "no-store"


async def test_only_what_is_nobodys_in_particular_is_kept_by_browsers() -> None:
    for path, caching in (
        ("/chat/assets/index-B2u6IBgX.js", "public, max-age=31536000, immutable"),
        ("/chat/public/elements/Question.jsx", "no-cache"),
        ("/chat/favicon", "no-cache"),
        ("/chat/project/threads", "no-store"),
        ("/export/1.md", "no-store"),
    ):
        method = "POST" if path.endswith("threads") else "GET"
        assert (await ask(path, method)).headers["cache-control"] == caching
    assert (await ask("/chat/assets/x.js.map")).headers["cache-control"] == "no-store"


async def test_cookies_are_for_tls_alone_once_there_is_tls() -> None:
    behind = Behind((b"set-cookie", b"access_token=1; HttpOnly"), (b"set-cookie", b"other=1; secure"))

    plain = await ask("/chat/user", behind=behind)
    assert plain.headers["set-cookie"] == "other=1; secure"
    seen: list[bytes] = []

    async def send(message: Message) -> None:
        seen.extend(value for name, value in message.get("headers", ()) if name == b"set-cookie")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/chat/user",
        "scheme": "https",
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"localhost")],
    }
    await Guard(behind, local=lambda: True)(scope, receive, send)
    assert seen == [b"access_token=1; HttpOnly; Secure", b"other=1; secure"]
