"""Stands before everything: who may ask for what, from where, and how much, and what every answer bears.

Chainlit brings routes that the page does not need (an API's description, source maps, uploads, tool servers,
sharing), reflects any origin, and checks none on its WebSocket. Here is the list of what is let through.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.root import PATH

LARGEST_BODY = 2**20
"""Bytes of a request; a reply is at most a few thousand characters."""
LARGEST_UPLOAD = 26 * 2**20
"""Bytes of a request that brings a document, which goes to the disk, or a template of somebody who is logged in."""
LARGEST_PLAN = 8 * 2**20
"""Bytes of an edited plan, which is read once it is known who sends it."""

_READ = ("GET", "HEAD")
OPEN: tuple[tuple[Collection[str], str], ...] = (
    (_READ, r"|/|/login|/thread/[^/]*"),  # the page
    (_READ, r"/assets/.+(?<!\.map)|/public/.+|/favicon|/logo|/avatars/[^/]+"),
    (_READ, r"/auth/config|/user|/project/translations|/project/settings|/project/thread/[^/]+"),
    (("POST",), r"/login|/logout|/auth/header|/set-session-cookie|/project/threads|/project/action"),
    (("POST",), r"/project/file"),
    (("PUT", "DELETE"), r"/project/thread"),
    (("GET", "POST"), r"/ws/socket\.io/?"),
)
"""What of Chainlit the page needs, below its path."""

_OPEN = [(methods, re.compile(pattern, re.IGNORECASE)) for methods, pattern in OPEN]
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|//|(^|/)\.\.?(/|$)")
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",  # the page itself brings another one
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Refusal(Exception):
    """Why a request goes no further."""

    status: int
    sentence: str


class Guard:
    """ASGI middleware, the outermost.

    Args:
        app: What is guarded.
        local: Whether the page is for one person without a login, who sits at this machine: then the peer, and
            the name that it used, have to be this machine.
        hosts: The names that are answered to where people log in; without any, every name. A foreign site that
            gives its own name this machine's address reads nothing there: the logins are not sent to its name.
    """

    def __init__(self, app: ASGIApp, *, local: Callable[[], bool], hosts: Collection[str] = ()) -> None:
        self.app = app
        self._local = local
        self._hosts = {h.lower() for h in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = _marked(send, scope) if scope["type"] == "http" else send
        try:
            self._look(scope)
            if scope["type"] == "http":
                receive = await _limited(scope, receive)
        except Refusal as refusal:
            await _refuse(scope, answer, refusal)
            return
        # Nothing behind has to decide on an origin again, and a login is in the cookie alone.
        kept = [(n, v) for n, v in scope["headers"] if n not in (b"origin", b"authorization")]
        await self.app({**scope, "headers": kept}, receive, answer)

    def _look(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        path: str = scope["path"]
        named = headers.getlist("host")
        host = _HOST.fullmatch(named[0]) if len(named) == 1 else None
        if host is None:
            raise Refusal(400, "The request names no host.")
        if self._local():
            if not _is_loopback(scope.get("client")) or any(name in headers for name in _FORWARDED):
                raise Refusal(403, "This page is for the person at its machine. Others need a login.")
            if host[1].lower() not in _LOOPBACK and path != "/health":
                raise Refusal(403, "This page answers to localhost alone.")
        elif self._hosts and host[1].lower() not in self._hosts and path != "/health":
            raise Refusal(403, "This page does not answer to that name.")
        secure = scope["scheme"] in ("https", "wss")
        if not all(_is_own(origin, named[0], secure) for origin in headers.getlist("origin")):
            raise Refusal(403, "The request comes from another site.")
        if _ODD.search(path) or not _is_open(scope, path):
            raise Refusal(404, "There is nothing here.")


def _is_open(scope: Scope, path: str) -> bool:
    if path != PATH and not path.startswith(f"{PATH}/"):
        return True  # ours
    method = scope.get("method", "GET")
    return any(method in methods and pattern.fullmatch(path[len(PATH) :]) for methods, pattern in _OPEN)


def _is_loopback(client: tuple[str, int] | None) -> bool:
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _is_own(origin: str, host: str, secure: bool) -> bool:
    scheme, _, name = origin.lower().partition("://")
    if scheme not in ("http", "https") or (secure and scheme == "http"):
        return False
    default = ":443" if scheme == "https" else ":80"
    return name.removesuffix(default) == host.lower().removesuffix(default)


def _upload(path: str) -> int | None:
    """How large a file may be that is sent there; None where none is."""
    if path == f"{PATH}/project/file":
        return LARGEST_UPLOAD
    if path.startswith("/brand/"):
        return LARGEST_UPLOAD
    return LARGEST_PLAN if path.startswith("/plan/") else None


async def _limited(scope: Scope, receive: Receive) -> Receive:
    """Reads the body, so that nothing behind reads more of it than there may be."""
    headers = Headers(scope=scope)
    length = headers.get("content-length", "0")
    largest = _upload(scope["path"])
    uploads, largest = largest is not None, largest or LARGEST_BODY
    if not length.isdecimal() or int(length) > largest:
        raise Refusal(413, f"A request has at most {largest} bytes.")
    if uploads and length != "0" and "transfer-encoding" not in headers:
        return receive  # the server reads no more of it than that
    if length == "0" and "transfer-encoding" not in headers:
        return receive
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "The request broke off.")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise Refusal(413, f"A request has at most {LARGEST_BODY} bytes.")
    read: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def replay() -> Message:
        return read.pop() if read else await receive()

    return replay


def _marked(send: Send, scope: Scope) -> Send:
    """Sends answers with what every one of them bears."""
    path: str = scope["path"]

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers["Cache-Control"] = _caching(path) if message["status"] == 200 else "no-store"
            if scope["scheme"] == "https":
                message["headers"] = [(n, _secured(v) if n == b"set-cookie" else v) for n, v in message["headers"]]
        await send(message)

    return marked


def _caching(path: str) -> str:
    if path.startswith(f"{PATH}/assets/"):
        return "public, max-age=31536000, immutable"  # their names change with their content
    if path.startswith((f"{PATH}/public/", f"{PATH}/avatars/")) or path in (f"{PATH}/favicon", f"{PATH}/logo"):
        return "no-cache"
    return "no-store"


def _secured(cookie: bytes) -> bytes:
    return cookie if b"; secure" in cookie.lower() else cookie + b"; Secure"


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.sentence})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if refusal.status == 413:
        headers.append((b"connection", b"close"))  # the rest of the body is not read
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.sentence.encode()})
